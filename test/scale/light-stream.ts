import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2';
import { createSecureContext } from 'node:tls';
import { checkController, type TlsMaterial } from '../../node-agent/src/session/controller-channel.js';
import { GrpcCode, type WeftError } from '../../proto/src/errors.js';
import { decodeStatus, statusDetailsKey } from '../../proto/src/status.js';

/** What a light stream tells: whole messages as they come, and once how it ended. */
export interface LightStreamListener {
  onMessage(bytes: Buffer): void;
  /** Null: the server ended it with OK. */
  onEnd(error: WeftError | null): void;
}

/**
 * A bidirectional gRPC stream (gRPC over HTTP/2, without compression) on a connection of its own, on node:http2 alone. Its messages and keepalive pings are on the wire as grpc-js sends
 * them; it costs a fraction of its CPU, which a machine that plays a thousand nodes and their controller needs for the controller.
 */
export class LightStream {
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  readonly #listener: LightStreamListener;
  readonly #keepalive: NodeJS.Timeout;
  #pingsOut = 0;
  #rest: Buffer = EMPTY;
  #ended = false;
  #trailers: IncomingHttpHeaders = {};

  constructor(address: string, tls: TlsMaterial | null, path: string, listener: LightStreamListener) {
    this.#listener = listener;
    this.#session = tls
      ? connect(`https://${address}`, {
          secureContext: createSecureContext({ ...tls, minVersion: 'TLSv1.3' }),
          servername: 'controller.weft',
          checkServerIdentity: (_host, certificate) => checkController(certificate),
        })
      : connect(`http://${address}`);
    this.#keepalive = setInterval(() => this.#ping(), keepaliveMs);
    this.#keepalive.unref();
    this.#session.on('error', (error) => this.#end(unavailable(error.message)));
    this.#session.on('close', () => this.#end(unavailable('the connection was closed')));
    this.#stream = this.#session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      te: 'trailers',
    });
    this.#stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    // A call that is refused at once has its status in the headers.
    this.#stream.on('response', (headers) => {
      if (headers['grpc-status'] !== undefined) this.#trailers = headers;
    });
    this.#stream.on('trailers', (headers) => {
      this.#trailers = headers;
    });
    this.#stream.on('error', (error) => this.#end(unavailable(error.message)));
    this.#stream.on('close', () => this.#end(statusOf(this.#trailers)));
  }

  /** Sends a message. */
  write(bytes: Uint8Array): void {
    if (this.#ended) return;
    const framed = Buffer.allocUnsafe(PREFIX_BYTES + bytes.length);
    framed.writeUInt8(0, 0);
    framed.writeUInt32BE(bytes.length, 1);
    framed.set(bytes, PREFIX_BYTES);
    this.#stream.write(framed);
  }

  /** Stops reading: the server meets a closed window. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Ends stream and connection; nothing is told any more. */
  close(): void {
    this.#ended = true;
    clearInterval(this.#keepalive);
    this.#session.destroy();
  }

  /** As the agent's channel: one that is not answered until the next is due ends the connection. */
  #ping(): void {
    if (this.#pingsOut > 0) {
      this.#end(unavailable('a keepalive ping was not answered'));
      return;
    }
    this.#pingsOut++;
    this.#session.ping(() => {
      this.#pingsOut--;
    });
  }

  #receive(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (!this.#ended && data.length >= PREFIX_BYTES) {
      const end = PREFIX_BYTES + data.readUInt32BE(1);
      if (data.length < end) break;
      this.#listener.onMessage(data.subarray(PREFIX_BYTES, end));
      data = data.subarray(end);
    }
    this.#rest = data;
  }

  #end(error: WeftError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#keepalive);
    this.#session.destroy();
    this.#listener.onEnd(error);
  }
}

function statusOf(trailers: IncomingHttpHeaders): WeftError | null {
  const code = Number(trailers['grpc-status'] ?? GrpcCode.UNAVAILABLE);
  if (code === GrpcCode.OK) return null;
  const details = trailers[statusDetailsKey];
  const bytes = typeof details === 'string' ? Buffer.from(details, 'base64') : undefined;
  return decodeStatus(code, decodeURIComponent(String(trailers['grpc-message'] ?? '')), bytes);
}

function unavailable(message: string): WeftError {
  return decodeStatus(GrpcCode.UNAVAILABLE, message, undefined);
}

/** Of the agent's channel (grpc.keepalive_time_ms, grpc.keepalive_timeout_ms). */
const keepaliveMs = 5_000;
/** Compressed-flag and length in front of each message. */
const PREFIX_BYTES = 5;
const EMPTY = Buffer.alloc(0);
