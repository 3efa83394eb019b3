import { Server, ServerCredentials, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { unaryHandler } from '../../../proto/src/unary-handler.js';

type Method = { path: string; requestStream: boolean; responseStream: boolean };

/** Answers a stream: writes messages, and ends it or not. */
export type Streaming = (call: ServerWritableStream<never, never>) => void;

/** A method and what answers it. */
export type Served = readonly [Method, ((request: never) => Promise<unknown>) | Streaming];

/** A gRPC server on loopback with just these methods. For tests. */
export async function serve(methods: readonly Served[]): Promise<{ address: string; close: () => void }> {
  const server = new Server();
  for (const [method, handle] of methods) {
    const call = method.responseStream ? handle : unaryHandler(handle as never, () => {});
    const implementation = { call } as unknown as UntypedServiceImplementation;
    server.addService({ call: method } as never, implementation);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
