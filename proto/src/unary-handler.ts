import { Metadata, type ServerErrorResponse, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { WeftError } from './errors.js';
import { encodeStatus, statusDetailsKey } from './status.js';

/** The server's side of calls: promises in, gRPC status with google.rpc details out. For Node.js only. */

/** What grpc-js sends for an error. Anything but a WeftError is a defect: INTERNAL, and `onDefect` hears of it. */
export function serverErrorOf(
  error: unknown,
  onDefect: (error: unknown) => void,
): ServerErrorResponse & { metadata: Metadata } {
  let known: WeftError;
  if (error instanceof WeftError) {
    known = error;
  } else {
    onDefect(error);
    known = new WeftError('INTERNAL', 'internal error; the log of the server has more', { cause: error });
  }
  const metadata = new Metadata();
  metadata.set(statusDetailsKey, encodeStatus(known));
  return Object.assign(new Error(known.message), { code: known.grpcCode as number, details: known.message, metadata });
}

/** A grpc-js unary handler from an async function. */
export function unaryHandler<Request, Response>(
  handle: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response>,
  onDefect: (error: unknown) => void,
): (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    handle(call.request, call).then(
      (response) => callback(null, response),
      (error: unknown) => callback(serverErrorOf(error, onDefect)),
    );
  };
}
