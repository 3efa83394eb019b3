import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@grpc/grpc-js';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import { timestampOf } from '../../controller/src/tunnels/tick-clock.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import type { Identity } from '../../proto/src/identity.js';
import { inboxPrefix, tunnelSubject } from '../../proto/src/subjects.js';
import { SecureController } from '../security/secure-controller.js';
import { shareNetwork } from '../share-network.js';

/** Agents' batches come so often: a node is silent 5.3 s after the last one. */
const batchMs = 100;

/** A controller process and a nats-server, both with certificates, and nodes whose agents' batches a test publishes. */
export class ToldController {
  readonly events: { readonly subject: string; readonly incident: weft.v1.TunnelIncident }[] = [];
  readonly #vtepIds = new Map<string, number>();
  readonly #agents = new Map<string, NatsConnection>();
  readonly #sequences = new Map<string, number>();
  #server: Background | null = null;

  private constructor(
    readonly controller: SecureController,
    readonly admin: Client,
    readonly nodes: readonly string[],
    readonly metricsL4Port: number,
    private readonly directory: string,
    private readonly pki: PkiDirectory,
    private readonly natsL4Port: number,
  ) {}

  /** Starts the controller, with nodes. nats-server is not started yet. */
  static async start(nodes: readonly string[]): Promise<ToldController> {
    const directory = mkdtempSync(join(tmpdir(), 'weft-told-'));
    const pki = new PkiDirectory(join(directory, 'nats'));
    await pki.init('NATS CA', 10);
    const users: Identity[] = [
      { role: 'controller', name: 'c1' },
      { role: 'admin', name: 'root' },
      ...nodes.map((name) => ({ role: 'node', name }) as const),
    ];
    const server = await pki.issue({ role: 'nats', name: 'n1' }, ['localhost', '127.0.0.1'], 5);
    for (const user of users) await pki.issue(user, user.role === 'controller' ? ['localhost'] : [], 5);
    const [natsL4Port, monitorPort, metricsL4Port] = [await freePort(), await freePort(), await freePort()];
    const authority = join(pki.path, 'ca.crt');
    const listen = { host: '127.0.0.1', port: natsL4Port };
    writeFileSync(join(directory, 'nats.conf'), natsConfigText({ listen, monitorPort, authority, server, users }));
    const own = pki.files({ role: 'controller', name: 'c1' });
    const tls = ['--nats-tls-ca', authority, '--nats-tls-cert', own.certificate, '--nats-tls-key', own.key];
    const controller = await SecureController.start([
      ...['--nats', `tls://127.0.0.1:${natsL4Port}`, ...tls],
      ...['--metrics', `127.0.0.1:${metricsL4Port}`],
    ]);
    const admin = await controller.client({ role: 'admin', name: 'root' });
    const told = new ToldController(controller, admin, nodes, metricsL4Port, directory, pki, natsL4Port);
    for (const [i, id] of nodes.entries()) {
      const vteps = [{ bytes: Uint8Array.of(192, 0, 2, i + 1) }];
      const node = await callUnary(admin, NodeService.createNode, { node: { metadata: { id }, vteps } });
      told.#vtepIds.set(id, node.vtepId);
    }
    await shareNetwork(admin, nodes, 'mesh');
    return told;
  }

  /** Starts nats-server, listens to incidents and connects the nodes. */
  async startNats(): Promise<void> {
    const server = spawnIn(null, ['nats-server', '-c', join(this.directory, 'nats.conf')]);
    this.#server = server;
    await waitFor('nats-server is ready', 10_000, () => server.stderr.includes('Server is ready') || undefined);
    const admin = await this.connect({ role: 'admin', name: 'root' });
    admin.subscribe('weft.events.tunnel.*', {
      callback: (_error, { subject, data }) => {
        const { tunnel } = weft.v1.Event.decode(data);
        if (tunnel) this.events.push({ subject, incident: weft.v1.TunnelIncident.create(tunnel) });
      },
    });
    await admin.flush();
    for (const name of this.nodes) this.#agents.set(name, await this.connect({ role: 'node', name }));
  }

  async stopNats(): Promise<void> {
    await this.#server?.end('SIGKILL');
  }

  async stop(): Promise<void> {
    for (const nats of this.#agents.values()) await nats.close();
    await this.controller.stop();
    await this.stopNats();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async connect(holder: Identity & { role: 'node' | 'admin' }): Promise<NatsConnection> {
    const { certificate, key } = this.pki.files(holder);
    return connect({
      servers: `tls://127.0.0.1:${this.natsL4Port}`,
      tls: { caFile: join(this.pki.path, 'ca.crt'), certFile: certificate, keyFile: key },
      inboxPrefix: inboxPrefix(holder.role, holder.name),
      reconnect: false,
    });
  }

  agent(node: string): NatsConnection {
    const nats = this.#agents.get(node);
    if (!nats) throw new Error(`${node} is not connected`);
    return nats;
  }

  /** The node's agent publishes a batch. */
  publish(node: string, batch: weft.v1.TunnelBatch.$Properties): void {
    this.agent(node).publish(tunnelSubject(node), this.encoded(node, batch));
  }

  encoded(node: string, batch: weft.v1.TunnelBatch.$Properties): Uint8Array {
    const sequence = (this.#sequences.get(node) ?? 0) + 1;
    this.#sequences.set(node, sequence);
    const about = { nodeId: node, vtepId: this.#vtepIds.get(node) ?? 0, agentInstance: 'run-1', sequence };
    const time = timestampOf(Date.now());
    return weft.v1.TunnelBatch.encode({ ...about, time, repeatMs: 30_000, batchMs, ...batch }).finish();
  }

  report(
    to: string,
    state: weft.v1.TunnelState = weft.v1.TunnelState.TUNNEL_UP,
    more: weft.v1.TunnelReport.$Properties = {},
  ): weft.v1.TunnelReport.$Properties {
    const down = state === weft.v1.TunnelState.TUNNEL_DOWN;
    const now = Date.now();
    const times = { since: timestampOf(now), lastReply: timestampOf(now - (down ? 500 : 0)), intervalMs: 50 };
    return { remoteVtepId: this.#vtepIds.get(to) ?? 0, remoteNodeId: to, state, ...times, rttP50Ns: 150_000, ...more };
  }

  /** The node says that of its tunnels to all others, or to some. */
  says(node: string, state?: weft.v1.TunnelState, to = this.others(node)): void {
    this.publish(node, { reports: to.map((other) => this.report(other, state)) });
  }

  others(...without: string[]): string[] {
    return this.nodes.filter((node) => !without.includes(node));
  }

  async metric(name: string): Promise<number | undefined> {
    const text = await (await fetch(`http://127.0.0.1:${this.metricsL4Port}/metrics`)).text();
    const line = text.split('\n').find((l) => l.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  }
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
