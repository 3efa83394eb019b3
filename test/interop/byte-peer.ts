import { Client, type ClientDuplexStream, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import type { SyncCall } from '../../controller/src/dispatcher/session.js';
import { syncService } from '../../controller/src/dispatcher/sync-service.js';
import { NodeSync } from '../../proto/gen/services.js';

/** A server of NodeSync for messages that are bytes. */
export class BytePeer {
  readonly #server: Server;
  readonly address: string;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.address = `127.0.0.1:${port}`;
  }

  static async start(onStream: (call: SyncCall) => void): Promise<BytePeer> {
    const server = new Server();
    const { definition, implementation } = syncService((call) => {
      // A cancelled stream says so by an error as well.
      call.on('error', () => {});
      onStream(call);
    });
    server.addService(definition, implementation);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return new BytePeer(server, port);
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

/** Opens NodeSync for messages that are bytes. */
export function openByteStream(address: string): { call: ClientDuplexStream<Buffer, Buffer>; close: () => void } {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const raw = (bytes: Buffer) => bytes;
  const call = client.makeBidiStreamRequest(NodeSync.sync.path, raw, raw);
  return {
    call,
    close: () => {
      call.cancel();
      client.close();
    },
  };
}
