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
import { type ListenerSecurity, listenerSecurity } from '../credentials.js';
import type { CallRecord } from '../interceptor.js';
import { ApiServer } from '../server.js';
import type { StatusChange, StatusSource } from '../status-source.js';
import { WatchHub } from '../watch-hub.js';

const { NodeState, PortState } = weft.v1;

/** Observed state as a test says it is. */
export class ScriptedStatus implements StatusSource {
  readonly active = new Set<string>();
  readonly ready = new Set<string>();
  #listener: (changes: readonly StatusChange[]) => void = () => undefined;

  portStatus(port: weft.v1.Port): weft.v1.PortStatus.$Properties {
    if (!port.nodeId) return { state: PortState.UNBOUND };
    return { state: this.active.has(port.metadata?.id ?? '') ? PortState.ACTIVE : PortState.BINDING };
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

/** The API with a real store on a free loopback port, and a client of it. For tests. */
export class ApiUnderTest {
  readonly store: Store;
  readonly status: ScriptedStatus;
  readonly calls: CallRecord[];
  readonly l4Port: number;
  readonly client: Client;
  readonly #stores: TemporaryStores;
  readonly #api: ApiServer;
  readonly #clients: Client[] = [];

  private constructor(parts: {
    store: Store;
    status: ScriptedStatus;
    calls: CallRecord[];
    l4Port: number;
    stores: TemporaryStores;
    api: ApiServer;
  }) {
    this.store = parts.store;
    this.status = parts.status;
    this.calls = parts.calls;
    this.l4Port = parts.l4Port;
    this.#stores = parts.stores;
    this.#api = parts.api;
    this.client = this.connect(credentials.createInsecure());
  }

  static async start(
    options: { store?: Partial<StoreOptions>; security?: ListenerSecurity } = {},
  ): Promise<ApiUnderTest> {
    const stores = new TemporaryStores();
    const store = await stores.open(options.store);
    const status = new ScriptedStatus();
    const calls: CallRecord[] = [];
    const api = new ApiServer({
      store,
      hub: new WatchHub(store),
      status,
      security: options.security ?? (await listenerSecurity('127.0.0.1', null)),
      facts: { version: '0.0.0', vxlanPort: 4789, underlayMtu: 1500 },
      descriptorSet: descriptorSet(),
      onDefect: (error) => {
        throw error;
      },
      onCallEnd: (record) => calls.push(record),
    });
    const l4Port = await api.listen('127.0.0.1', 0);
    api.health.set(true);
    return new ApiUnderTest({ store, status, calls, l4Port, stores, api });
  }

  get health(): ApiServer['health'] {
    return this.#api.health;
  }

  /** A further client; `stop` closes it. */
  connect(channel: ChannelCredentials): Client {
    const client = new Client(`localhost:${this.l4Port}`, channel);
    this.#clients.push(client);
    return client;
  }

  call<Sent, Received, ResponseSent, Response>(
    method: MethodShape<Sent, Received, ResponseSent, Response>,
    request: Sent,
  ): Promise<Response> {
    return callUnary(this.client, method, request, { timeoutMs: 10_000 });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#api.stop(2_000);
    await this.#stores.remove();
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
