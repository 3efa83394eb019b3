import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { unaryHandler } from '../../../proto/src/unary-handler.js';

type Method = { path: string; requestStream: boolean; responseStream: boolean };

/** A gRPC server on loopback with just these methods. For tests. */
export async function serve(
  methods: readonly [Method, (request: never) => Promise<unknown>][],
): Promise<{ address: string; close: () => void }> {
  const server = new Server();
  for (const [method, handle] of methods) {
    const implementation = { call: unaryHandler(handle as never, () => {}) } as unknown as UntypedServiceImplementation;
    server.addService({ call: method } as never, implementation);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
