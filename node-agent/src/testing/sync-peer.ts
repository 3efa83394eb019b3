import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { NodeSync } from '../../../proto/gen/services.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { serverErrorOf } from '../../../proto/src/unary-handler.js';
import { waitUntil } from './wait-until.js';

type Call = ServerDuplexStream<weft.v1.AgentMessage, weft.v1.ControllerMessage.$Properties>;

/** For tests: one stream of an agent, as its controller sees it. */
export class PeerStream {
  readonly #call: Call;
  readonly received: weft.v1.AgentMessage[] = [];
  ended = false;

  constructor(call: Call) {
    this.#call = call;
    call.on('data', (message: weft.v1.AgentMessage) => this.received.push(message));
    const end = () => {
      this.ended = true;
    };
    call.on('end', end);
    call.on('cancelled', end);
    call.on('error', end);
  }

  send(...messages: weft.v1.ControllerMessage.$Properties[]): void {
    for (const message of messages) this.#call.write(message);
  }

  /** Welcome, and a snapshot of these entries. */
  sendSnapshot(
    welcome: { clusterId?: string; epoch?: string; revision: number },
    entries: weft.v1.Entry.$Properties[],
    perChunk = 1000,
  ): void {
    const { revision } = welcome;
    this.sendWelcome({ ...welcome, resume: weft.v1.Resume.SNAPSHOT });
    this.send({ snapshotBegin: { revision, entryCount: entries.length } });
    for (let i = 0; i < entries.length; i += perChunk) {
      this.send({ snapshotChunk: { put: entries.slice(i, i + perChunk) } });
    }
    this.send({ snapshotEnd: { revision, entryCount: entries.length } });
  }

  sendWelcome(welcome: weft.v1.Welcome.$Properties): void {
    this.send({
      welcome: { clusterId: 'cluster-1', epoch: 'epoch-1', protocol: 1, heartbeatIntervalMs: 1000, ...welcome },
    });
  }

  /** Ends the stream, with an error if one is given. */
  end(error?: WeftError): void {
    if (error)
      this.#call.emit(
        'error',
        serverErrorOf(error, () => {}),
      );
    else this.#call.end();
  }

  async hello(): Promise<weft.v1.Hello> {
    const first = await waitUntil('Hello', () => this.received[0]);
    return weft.v1.Hello.decode(weft.v1.Hello.encode(first.hello ?? {}).finish());
  }

  acked(revision: number, deadlineMs?: number): Promise<unknown> {
    return waitUntil(`ack of ${revision}`, () => this.received.find((m) => m.ack?.revision === revision), deadlineMs);
  }

  /** The newest facts of a port that satisfy `is`. */
  facts(portId: string, is: (facts: weft.v1.PortFacts.$Properties) => boolean): Promise<weft.v1.PortFacts.$Properties> {
    return waitUntil(`facts of ${portId}`, () => {
      const newest = this.received.flatMap((m) => m.portReport?.ports ?? []).findLast((p) => p.portId === portId);
      return newest && is(newest) ? newest : null;
    });
  }

  nacks(): weft.v1.Nack.$Properties[] {
    return this.received.flatMap((m) => (m.nack ? [m.nack] : []));
  }
}

/** For tests: a gRPC server that speaks weft.v1.NodeSync as the test tells it. */
export class SyncPeer {
  readonly #server: Server;
  readonly streams: PeerStream[] = [];
  readonly port: number;

  private constructor(server: Server, port: number, streams: PeerStream[]) {
    this.#server = server;
    this.port = port;
    this.streams = streams;
  }

  /** Listens on an address of grpc-js: `127.0.0.1:0`, `unix:/path`. */
  static async start(address = '127.0.0.1:0', credentials = ServerCredentials.createInsecure()): Promise<SyncPeer> {
    const server = new Server();
    const streams: PeerStream[] = [];
    server.addService(NodeSync, { sync: (call: Call) => streams.push(new PeerStream(call)) });
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
    });
    return new SyncPeer(server, bound, streams);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The stream number `index` from 0. */
  stream(index: number, deadlineMs?: number): Promise<PeerStream> {
    return waitUntil(`stream ${index}`, () => this.streams[index], deadlineMs);
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}
