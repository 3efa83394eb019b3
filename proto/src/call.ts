import {
  type CallOptions,
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  Metadata,
} from '@grpc/grpc-js';
import { GrpcCode, type WeftError } from './errors.js';
import type { MethodShape } from './method.js';
import { decodeStatus, statusDetailsKey } from './status.js';

/** Calls of generated methods on a grpc-js channel, with WeftError instead of ServiceError. For Node.js only. */

/** Calls a unary method. Rejects with WeftError. `timeoutMs` is the call's deadline. */
export function callUnary<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
  client: Client,
  method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
  request: RequestSent,
  options: { timeoutMs?: number; metadata?: Metadata } = {},
): Promise<ResponseReceived> {
  const callOptions: CallOptions = options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs };
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      options.metadata ?? new Metadata(),
      callOptions,
      (error, response) => {
        if (error) reject(weftErrorOf(error));
        else if (response === undefined)
          reject(decodeStatus(GrpcCode.INTERNAL, `${method.path}: no response`, undefined));
        else resolve(response);
      },
    );
  });
}

/** Opens a server stream: 'data' has decoded messages; pass what 'error' brings through `weftErrorOf`. */
export function openServerStream<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
  client: Client,
  method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
  request: RequestSent,
): ClientReadableStream<ResponseReceived> {
  return client.makeServerStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, request);
}

/** Opens a bidirectional stream. */
export function openDuplexStream<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
  client: Client,
  method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
): ClientDuplexStream<RequestSent, ResponseReceived> {
  return client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
}

/** The WeftError of a grpc-js ServiceError (or of anything else that a call threw). */
export function weftErrorOf(error: unknown): WeftError {
  const e = error as { code?: number; details?: string; message?: string; metadata?: Metadata };
  const [bin] = e.metadata?.get(statusDetailsKey) ?? [];
  return decodeStatus(
    e.code ?? GrpcCode.UNKNOWN,
    e.details ?? e.message ?? String(error),
    bin instanceof Buffer ? bin : undefined,
  );
}
