import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import { weft } from '../../../../proto/gen/codecs.js';
import { callUnary } from '../../../../proto/src/call.js';
import type { MethodShape } from '../../../../proto/src/method.js';
import type { Store, StoreOptions } from '../../store/store.js';
import { TemporaryStores } from '../../store/testing/temporary-store.js';
import { oneScope } from '../../tunnels/testing/one-scope.js';
import { TunnelHealth } from '../../tunnels/tunnel-health.js';
import type { ClientLimitOptions } from '../client-limits.js';
import { type ListenerSecurity, listenerSecurity } from '../credentials.js';
import type { CallRecord } from '../interceptor.js';
import type { NodeBehind, ProgrammedSource } from '../programmed-source.js';
import { ApiServer } from '../server.js';
import type { NackedTable, PortHits, StatusChange, StatusSource } from '../status-source.js';
import { WatchHub } from '../watch-hub.js';

const { NodeState, PortState } = weft.v1;

/** Observed state as a test says it is. */
export class ScriptedStatus implements StatusSource {
  readonly active = new Set<string>();
  readonly ready = new Set<string>();
  readonly nacked = new Set<string>();
  readonly hits = new Map<string, PortHits>();
  #listener: (changes: readonly StatusChange[]) => void = () => undefined;

  portStatus(port: weft.v1.Port): weft.v1.PortStatus.$Properties {
    if (!port.nodeId) return { state: PortState.UNBOUND };
    return { state: this.active.has(port.metadata?.id ?? '') ? PortState.ACTIVE : PortState.BINDING };
  }

  nackedStatus(_table: NackedTable, id: string): weft.v1.NetworkStatus.$Properties {
    if (!this.nacked.has(id)) return { nacks: [], nackCount: 0 };
    const nack = { revision: 1, entry: 'an entry', reason: 'MAP_FULL', message: 'fdb is full: it holds 16' };
    return { nacks: ['host-1', 'host-2'].map((nodeId) => ({ ...nack, nodeId })), nackCount: 2 };
  }

  ruleHits(portId: string): PortHits | null {
    return this.hits.get(portId) ?? null;
  }

  nodeStatus(node: weft.v1.Node): weft.v1.NodeStatus.$Properties {
    return { state: this.ready.has(node.metadata?.id ?? '') ? NodeState.READY : NodeState.NOT_READY };
  }

  subscribe(listener: (changes: readonly StatusChange[]) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  tell(...changes: StatusChange[]): void {
    this.#listener(changes);
  }
}

/** Nodes that are behind as a test says, when the wait is over. */
export class ScriptedProgress implements ProgrammedSource {
  behind: NodeBehind[] = [];
  readonly waits: { revision: number; timeoutMs: number; signal: AbortSignal | undefined }[] = [];
  /** Waits end when this does. */
  until: Promise<void> = Promise.resolve();

  async waitProgrammed(revision: number, timeoutMs: number, signal?: AbortSignal): Promise<readonly NodeBehind[]> {
    this.waits.push({ revision, timeoutMs, signal });
    await this.until;
    return this.behind;
  }
}

interface Options {
  readonly limits?: ClientLimitOptions;
  store?: Partial<StoreOptions>;
  security?: ListenerSecurity;
}

/** The API with a real store on a free loopback port, and a client of it. For tests. */
export class ApiUnderTest {
  readonly status = new ScriptedStatus();
  readonly programmed = new ScriptedProgress();
  readonly calls: CallRecord[] = [];
  readonly #options: Options;
  readonly #stores = new TemporaryStores();
  #running: { store: Store; api: ApiServer; tunnels: TunnelHealth; l4Port: number; client: Client } | null = null;
  #clients: Client[] = [];

  private constructor(options: Options) {
    this.#options = options;
  }

  static async start(options: Options = {}): Promise<ApiUnderTest> {
    const api = new ApiUnderTest(options);
    await api.#start();
    return api;
  }

  get store(): Store {
    return this.#parts.store;
  }

  get tunnels(): TunnelHealth {
    return this.#parts.tunnels;
  }

  get l4Port(): number {
    return this.#parts.l4Port;
  }

  get client(): Client {
    return this.#parts.client;
  }

  get health(): ApiServer['health'] {
    return this.#parts.api.health;
  }

  /** A further client; `stop` closes it. */
  connect(channel: ChannelCredentials, l4Port = this.l4Port): Client {
    const client = new Client(`localhost:${l4Port}`, channel);
    this.#clients.push(client);
    return client;
  }

  call<Sent, Received, ResponseSent, Response>(
    method: MethodShape<Sent, Received, ResponseSent, Response>,
    request: Sent,
  ): Promise<Response> {
    return callUnary(this.client, method, request, { timeoutMs: 10_000 });
  }

  /** Stops, and starts with the same store on another port; with other options of the store, if given. */
  async restart(store?: Partial<StoreOptions>): Promise<void> {
    await this.#stop();
    if (store) this.#options.store = { ...this.#options.store, ...store };
    await this.#start();
  }

  async stop(): Promise<void> {
    await this.#stop();
    await this.#stores.remove();
  }

  get #parts() {
    if (!this.#running) throw new Error('the API is stopped');
    return this.#running;
  }

  async #start(): Promise<void> {
    const store = await this.#stores.open(this.#options.store);
    const tunnels = new TunnelHealth({ source: store, scopes: oneScope });
    const api = new ApiServer({
      store,
      tunnels,
      hub: new WatchHub(store),
      status: this.status,
      programmed: this.programmed,
      limits: this.#options.limits,
      security: this.#options.security ?? (await listenerSecurity('127.0.0.1', null)),
      facts: { version: '0.0.0', vxlanPort: 4789, underlayMtu: 1500 },
      descriptorSet: descriptorSet(),
      onDefect: (error) => {
        throw error;
      },
      onCallEnd: (record) => this.calls.push(record),
    });
    const l4Port = await api.listen('127.0.0.1', 0);
    api.health.set(true);
    this.#running = { store, api, tunnels, l4Port, client: this.connect(credentials.createInsecure(), l4Port) };
  }

  async #stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    this.#clients = [];
    await this.#parts.api.stop(2_000);
    await this.store.close();
  }
}

let descriptors: Uint8Array | undefined;

/** What deploy/build.sh makes for reflection. */
export function descriptorSet(): Uint8Array {
  if (descriptors) return descriptors;
  const protoRoot = join(import.meta.dirname, '../../../../proto');
  const sources = readdirSync(protoRoot, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.proto'));
  const scratch = mkdtempSync(join(tmpdir(), 'weft-descriptors-'));
  try {
    const out = join(scratch, 'descriptors.binpb');
    execFileSync('protoc', ['-I', '.', '--include_imports', `--descriptor_set_out=${out}`, ...sources], {
      cwd: protoRoot,
    });
    descriptors = readFileSync(out);
    return descriptors;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
