import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { timestampOf } from '../../controller/src/tunnels/tick-clock.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeService, TunnelService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { tunnelSubject } from '../../proto/src/subjects.js';
import { ControllerProcess } from '../controller-process.js';
import { shareNetwork } from '../share-network.js';

type Report = weft.v1.TunnelReport.$Properties;
type State = weft.v1.TunnelState;
const { TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** Tunnels of one batch: as many as agents of large meshes have in one. */
const BATCH_REPORTS = 1_000;

/** A controller process with its dashboard, a nats-server, and nodes whose agents' batches a test publishes. Plain text, on loopback. */
export class ToldDashboard {
  readonly #vtepIds = new Map<string, number>();
  readonly #sequences = new Map<string, number>();

  #controller: ControllerProcess;
  #natsServer: Background;

  private constructor(
    controller: ControllerProcess,
    natsServer: Background,
    readonly nats: NatsConnection,
    private readonly natsL4Port: number,
    private readonly directory: string,
  ) {
    this.#controller = controller;
    this.#natsServer = natsServer;
    this.client = clientOf(controller);
  }

  /** Of the controller's API. */
  client: Client;

  /** `nodes`: their ids. */
  static async start(nodes: readonly string[]): Promise<ToldDashboard> {
    const directory = mkdtempSync(join(tmpdir(), 'weft-dashboard-'));
    const natsL4Port = await freePort();
    const natsServer = startNats(natsL4Port);
    const servers = `127.0.0.1:${natsL4Port}`;
    const nats = await waitFor('nats-server answers', 10_000, () =>
      connect({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 100 }).catch(() => undefined),
    );
    const controller = await startController(directory, natsL4Port, 0);
    const told = new ToldDashboard(controller, natsServer, nats, natsL4Port, directory);
    await Promise.all(
      nodes.map(async (id, i) => {
        const vteps = [{ bytes: Uint8Array.of(10, 9, i >> 8, i & 0xff) }];
        const node = await callUnary(told.client, NodeService.createNode, { node: { metadata: { id }, vteps } });
        told.#vtepIds.set(id, node.vtepId);
      }),
    );
    await shareNetwork(told.client, nodes, 'mesh');
    await told.#hears();
    return told;
  }

  get l4Port(): number {
    return this.#controller.dashboardL4Port ?? 0;
  }

  /** The controller's process. */
  get pid(): number | undefined {
    return this.#controller.child.pid;
  }

  /** Stops the controller; when `away` has come to its end starts it again, with the same store and dashboard. */
  async restartController(away: () => Promise<void>): Promise<void> {
    const l4Port = this.l4Port;
    this.client.close();
    await this.#controller.end('SIGTERM');
    await away();
    this.#controller = await startController(this.directory, this.natsL4Port, l4Port);
    this.client = clientOf(this.#controller);
    await this.#hears();
  }

  /** The controller hears NATS: what is published from now on comes to it. */
  async #hears(): Promise<void> {
    await waitFor('the controller hears NATS', 10_000, async () => {
      const { summary } = await callUnary(this.client, TunnelService.listTunnels, { pageSize: 1 });
      return summary?.connected || undefined;
    });
  }

  /** Stops nats-server until `away` has come to its end. */
  async withoutNats(away: () => Promise<void>): Promise<void> {
    await this.#natsServer.end('SIGTERM');
    try {
      await away();
    } finally {
      this.#natsServer = startNats(this.natsL4Port);
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.l4Port}/`;
  }

  get nodes(): string[] {
    return [...this.#vtepIds.keys()];
  }

  /** A network on all nodes; its VNI. */
  async network(id: string): Promise<number> {
    return shareNetwork(this.client, this.nodes, id);
  }

  vtepId(node: string): number {
    return this.#vtepIds.get(node) ?? 0;
  }

  /** The node's agent publishes a batch. */
  publish(node: string, batch: weft.v1.TunnelBatch.$Properties): void {
    const sequence = (this.#sequences.get(node) ?? 0) + 1;
    this.#sequences.set(node, sequence);
    const about = { nodeId: node, vtepId: this.vtepId(node), agentInstance: 'run-1', sequence };
    const times = { time: timestampOf(Date.now()), repeatMs: 600_000, batchMs: 60_000 };
    this.nats.publish(tunnelSubject(node), weft.v1.TunnelBatch.encode({ ...about, ...times, ...batch }).finish());
  }

  report(to: string, state: State = TUNNEL_UP, more: Report = {}): Report {
    const now = Date.now();
    const times = { since: timestampOf(now), lastReply: timestampOf(now - (state === TUNNEL_DOWN ? 500 : 5)) };
    const figures = {
      rttP50Ns: 150_000,
      rttP99Ns: 310_000,
      rttLastNs: 149_312,
      rttMinNs: 98_120,
      rttReferenceNs: 151_000,
    };
    const counts = {
      jitterNs: 12_000,
      requests: 3_000,
      replies: 2_998,
      pathMtu: 1_450,
      neededMtu: 1_450,
      intervalMs: 100,
    };
    return { remoteVtepId: this.vtepId(to), remoteNodeId: to, state, ...times, ...figures, ...counts, ...more };
  }

  /** The node says that of its tunnels to these nodes. */
  says(node: string, to: readonly string[], report: (to: string) => Report = (id) => this.report(id)): void {
    const others = to.filter((id) => id !== node);
    for (let at = 0; at < others.length; at += BATCH_REPORTS) {
      this.publish(node, { reports: others.slice(at, at + BATCH_REPORTS).map(report) });
    }
  }

  /** A transition of the node's tunnel. Both ends tell of a cut. */
  transition(node: string, to: string, previousState: State, state: State, more: Report = {}): void {
    const reasons = state === TUNNEL_DOWN ? [weft.v1.TunnelReason.NO_REPLY] : [];
    const underlay =
      state === TUNNEL_DOWN
        ? { route: '10.9.0.2 dev eth0 src 10.9.0.1', interface: 'eth0', neighborState: 'FAILED', interfaceUp: true }
        : null;
    this.publish(node, {
      transitions: [{ previousState, report: this.report(to, state, { reasons, ...more }), underlay }],
    });
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.#controller.end('SIGTERM');
    await this.nats.close();
    await this.#natsServer.end('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function startNats(l4Port: number): Background {
  return spawnIn(null, ['nats-server', '-a', '127.0.0.1', '-p', String(l4Port)]);
}

function startController(directory: string, natsL4Port: number, l4Port: number): Promise<ControllerProcess> {
  const flags = ['--nats', `nats://127.0.0.1:${natsL4Port}`, '--dashboard', `127.0.0.1:${l4Port}`];
  return ControllerProcess.start(join(directory, 'store'), flags);
}

function clientOf(controller: ControllerProcess): Client {
  return new Client(controller.address, credentials.createInsecure());
}

/** A TCP port on loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const l4Port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return l4Port;
}
