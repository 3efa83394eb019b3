import { Server, ServerCredentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { contentOf } from '../../controller/src/compiler/content.js';
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
} from '../../controller/src/dispatcher/dispatcher.js';
import { createNetwork } from '../../controller/src/model/networks.js';
import { createNode, deleteNode } from '../../controller/src/model/nodes.js';
import { activatePortMove, cancelPortMove, movePort } from '../../controller/src/model/port-moves.js';
import { createPort, deletePort, updatePort } from '../../controller/src/model/ports.js';
import { createSubnet } from '../../controller/src/model/subnets.js';
import { createTenant } from '../../controller/src/model/tenants.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  subnetRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { Mover } from '../../controller/src/moves/mover.js';
import type { Store, StoreOptions } from '../../controller/src/store/store.js';
import { TemporaryStores } from '../../controller/src/store/testing/temporary-store.js';
import { weft } from '../../proto/gen/codecs.js';
import { SimulatedAgent, type SimulatedAgentOptions } from '../scale/simulated-agent.js';

export const vxlanPort = 4789;

/** A real store and NodeSync on a free loopback port, which can be restarted; tenant `acme`, network `net` with 10.0.0.0/16, nodes. */
export class ControllerUnderTest {
  readonly stores = new TemporaryStores();
  readonly #agents: SimulatedAgent[] = [];
  #store: Store | null = null;
  #dispatcher: Dispatcher | null = null;
  #mover: Mover | null = null;
  #server: Server | null = null;
  registry = new Registry();
  l4Port = 0;

  get store(): Store {
    if (!this.#store) throw new Error('not started');
    return this.#store;
  }

  get dispatcher(): Dispatcher {
    if (!this.#dispatcher) throw new Error('not started');
    return this.#dispatcher;
  }

  static async start(
    nodes: readonly string[],
    options: Partial<DispatcherOptions> = {},
    storeOptions: Partial<StoreOptions> = {},
  ): Promise<ControllerUnderTest> {
    const controller = new ControllerUnderTest();
    await controller.start(options, storeOptions);
    const { store } = controller;
    await store.commit((p) => createTenant(p, tenantRequest('acme')));
    await store.commit((p) => createNetwork(p, networkRequest('net')));
    await store.commit((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/16')));
    for (const [i, id] of nodes.entries())
      await store.commit((p) => createNode(p, nodeRequest(id, `198.18.${(i + 1) >> 8}.${(i + 1) & 255}`)));
    return controller;
  }

  async start(options: Partial<DispatcherOptions> = {}, storeOptions: Partial<StoreOptions> = {}): Promise<void> {
    this.#store = await this.stores.open(storeOptions);
    this.registry = new Registry();
    const log = options.log ?? pino({ level: 'silent' });
    this.#mover = new Mover({ store: this.store, log, registry: this.registry });
    this.#dispatcher = createDispatcher({
      changes: this.store,
      identityOf: () => 'loopback',
      log,
      registry: this.registry,
      moves: this.#mover,
      heartbeatMs: 60_000,
      vxlanPort,
      verifyIncremental: true,
      ...options,
    });
    this.store.useAckedRevisionFloor(() => this.dispatcher.ackedRevisionFloor());
    const server = new Server();
    this.#server = server;
    server.addService(this.#dispatcher.service.definition, this.#dispatcher.service.implementation);
    this.l4Port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.l4Port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
  }

  /** As abrupt as it gets in one process. */
  async crash(): Promise<void> {
    this.#server?.forceShutdown();
    this.#dispatcher?.stop();
    this.#mover?.stop();
    await this.#store?.close();
  }

  agent(nodeId: string, options: Partial<SimulatedAgentOptions> = {}): SimulatedAgent {
    const agent = new SimulatedAgent({ address: `127.0.0.1:${this.l4Port}`, nodeId, ...options });
    this.#agents.push(agent);
    return agent;
  }

  async createPort(id: string, nodeId?: string): Promise<number> {
    const { revision } = await this.store.commit((p) => createPort(p, portRequest(id, nodeId ? { nodeId } : {})));
    return revision;
  }

  /** Binds it anew. */
  async movePort(id: string, nodeId: string): Promise<number> {
    const request = weft.v1.UpdatePortRequest.fromObject({
      port: { metadata: { id }, nodeId },
      updateMask: { paths: ['node_id'] },
    });
    return (await this.store.commit((p) => updatePort(p, request))).revision;
  }

  /** Begins to move it: its pending binding is there. Returns that one's generation. */
  async beginMove(id: string, nodeId: string): Promise<number> {
    const { row } = await this.store.commit((p) => movePort(p, { id, nodeId, etag: '' }));
    return row.pendingBinding?.generation ?? 0;
  }

  async activateMove(id: string, generation = 0): Promise<void> {
    await this.store.commit((p) => activatePortMove(p, { id, generation }));
  }

  async cancelMove(id: string, generation = 0): Promise<void> {
    await this.store.commit((p) => cancelPortMove(p, { id, generation }));
  }

  /** Role -> node, of the port's bindings. */
  bindings(id: string): Record<string, string> {
    const port = this.store.get('port', id);
    const of = { pending: port?.pendingBinding, active: port?.activeBinding, departing: port?.departingBinding };
    return Object.fromEntries(
      Object.entries(of).flatMap(([role, binding]) => (binding ? [[role, binding.nodeId ?? '']] : [])),
    );
  }

  async deletePort(id: string): Promise<number> {
    return (await this.store.commit((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })))).revision;
  }

  async deleteNode(id: string): Promise<void> {
    await this.store.commit((p) => deleteNode(p, weft.v1.DeleteNodeRequest.create({ id })));
  }

  portStatus(id: string): weft.v1.PortStatus.$Properties {
    const port = this.store.get('port', id);
    if (!port) throw new Error(`no port ${id}`);
    return this.dispatcher.status.portStatus(port);
  }

  nodeStatus(id: string): weft.v1.NodeStatus.$Properties {
    const node = this.store.get('node', id);
    if (!node) throw new Error(`no node ${id}`);
    return this.dispatcher.status.nodeStatus(node);
  }

  /** Does the agent hold exactly what is right now? */
  right(agent: SimulatedAgent): boolean {
    const expected = contentOf(agent.nodeId, this.store, vxlanPort);
    const { entries } = agent.held;
    if (entries.size !== expected.size) return false;
    for (const [key, value] of expected) if (entries.get(key) !== value) return false;
    return true;
  }

  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const metric = await this.registry.getSingleMetric(name)?.get();
    const found = metric?.values.find((v) => Object.entries(labels).every(([k, value]) => v.labels[k] === value));
    return found?.value ?? 0;
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents) agent.close();
    await this.crash();
    await this.stores.remove();
  }
}

/** Waits for something that nobody tells us of. */
export async function eventually(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`the condition did not come true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
