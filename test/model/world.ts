import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createNetwork, deleteNetwork } from '../../controller/src/model/networks.js';
import { createNode } from '../../controller/src/model/nodes.js';
import { createPort, deletePort, updatePort } from '../../controller/src/model/ports.js';
import { createRouter, deleteRouter } from '../../controller/src/model/routers.js';
import { createSubnet, deleteSubnet } from '../../controller/src/model/subnets.js';
import { createTenant } from '../../controller/src/model/tenants.js';
import {
  addressPairs,
  networkRequest,
  nodeRequest,
  portRequest,
  routerRequest,
  subnetRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { testSettings } from '../../controller/src/store/testing/temporary-store.js';
import { TestHost, TestNamespace } from '../../node-agent/src/testing/test-host.js';
import { waitUntil } from '../../node-agent/src/testing/wait-until.js';
import { weft } from '../../proto/gen/codecs.js';
import { ControllerUnderTest } from '../sync/controller-under-test.js';
import { relayTo } from '../sync/relay.js';
import { GATEWAY_MAC } from './cloud.js';
import { type Drops, NodeCounters } from './node-counters.js';
import { PolicyMaps } from './policy-maps.js';
import { devices, farNodes, HERE, kindOf, nothing, type PortSpec, type Topology } from './topology.js';
import { type Underlay, WIRE } from './underlay.js';
import { makeDevices } from './world-devices.js';
import { changeDefaultGroups, changeGroups, removeGroups } from './world-groups.js';

export { WIRE };

/** Room for the largest frame that a case puts into a tunnel. */
const UNDERLAY_MTU = 1720;

/** What came of one frame. */
export interface Observed {
  /** Frames that machines and the wire received, with where. */
  readonly frames: readonly { readonly at: string; readonly frame: Buffer }[];
  readonly drops: Drops;
  /** Packets counted as sent by ports. */
  readonly sent: number;
}

/**
 * A real controller (in this process), a real agent process and the kernel: one host, whose ports p1..p6 and underlay end in another namespace,
 * where frames are sent and received raw. Nothing of the programs is replaced or instrumented.
 */
export class World {
  readonly underlay: Underlay;
  readonly controller: ControllerUnderTest;
  readonly #host: TestHost;
  readonly #machines: TestNamespace;
  readonly #wire: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #stopRelay: () => void;
  readonly #counters: NodeCounters;
  readonly policy: PolicyMaps;
  readonly #flags: readonly string[];
  topology: Topology = nothing;

  /** `flags`: of the agent, besides. */
  static async over(underlay: Underlay, ...flags: string[]): Promise<World> {
    const name = `wm${process.pid}`;
    const settings = { ...testSettings, underlayFamily: underlay.family, underlayMtu: UNDERLAY_MTU };
    const controller = await ControllerUnderTest.start([], { heartbeatMs: 5_000 }, { settings });
    const vteps = [[name, underlay.vtep], ...farNodes.map((node) => [node, underlay.peers[node]])] as const;
    for (const [id = '', vtep = ''] of vteps)
      await controller.store.commit((p) => createNode(p, nodeRequest(id, vtep)));
    const host = await TestHost.make(name);
    const machines = new TestNamespace(`${name}-g`);
    try {
      return await World.#arrange(underlay, controller, host, machines, flags);
    } catch (error) {
      await controller.stop();
      machines.remove();
      await host.remove();
      throw error;
    }
  }

  static async #arrange(
    underlay: Underlay,
    controller: ControllerUnderTest,
    host: TestHost,
    machines: TestNamespace,
    flags: readonly string[],
  ): Promise<World> {
    await controller.store.commit((p) => createTenant(p, tenantRequest('globex')));
    host.peer.stop();
    const stopRelay = await relayTo(join(host.directory, 'controller.sock'), controller.l4Port);
    makeDevices(host.namespace, machines, underlay, UNDERLAY_MTU);
    const agentFlags = ['--max-ports', '16', '--max-endpoints', '1024', '--flow-update', '3600', ...flags];
    host.startAgent(...agentFlags);
    await World.#untilReady(controller, host.nodeId);
    const maps = join((await host.describe()).pinPath, 'maps');
    const script = join(import.meta.dirname, 'wire.py').replace('/dist/', '/');
    const ends = devices.map((device) => (kindOf[device] ? `${kindOf[device]}:${device}` : device));
    const wire = spawn(
      'nsenter',
      [`--net=${machines.path}`, '/usr/bin/python3', script, host.namespace.path, WIRE, ...ends],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    return new World(underlay, controller, host, machines, wire, stopRelay, maps, agentFlags);
  }

  static async #untilReady(controller: ControllerUnderTest, node: string): Promise<void> {
    const ready = () => controller.nodeStatus(node).state === weft.v1.NodeState.READY;
    await waitUntil('the agent has its stream', ready, 30_000);
  }

  private constructor(
    underlay: Underlay,
    controller: ControllerUnderTest,
    host: TestHost,
    machines: TestNamespace,
    wire: ChildProcess,
    stopRelay: () => void,
    maps: string,
    flags: readonly string[],
  ) {
    this.underlay = underlay;
    this.controller = controller;
    this.#host = host;
    this.#machines = machines;
    this.#wire = wire;
    this.#stopRelay = stopRelay;
    if (!wire.stdout) throw new Error('no pipe');
    this.#answers = createInterface({ input: wire.stdout })[Symbol.asyncIterator]();
    this.#counters = new NodeCounters(maps);
    this.policy = new PolicyMaps(maps);
    this.#flags = flags;
  }

  get #node(): string {
    return this.#host.nodeId;
  }

  /** The agent ends at once and another one is started; programs and maps stay. Resolves when it has taken up what it finds. */
  async restartAgent(): Promise<void> {
    const instance = () => this.controller.nodeStatus(this.#node).agentInstance;
    const before = instance();
    await this.#host.endAgent('SIGKILL');
    this.#host.startAgent(...this.#flags);
    await waitUntil('the controller hears another agent', () => instance() !== before, 30_000);
    await World.#untilReady(this.controller, this.#node);
    await this.become(this.topology);
  }

  /** Begins to listen. Once. */
  async listen(): Promise<void> {
    await this.#answers.next();
    this.#counters.newDrops(() => '');
  }

  row<T extends 'network' | 'subnet' | 'router' | 'port'>(table: T, id: string) {
    const row = this.controller.store.get(table, id);
    if (!row) throw new Error(`no ${table} ${id}`);
    return row;
  }

  /** Has the controller and the node hold that topology: only what differs is changed. Resolves when the node forwards by it. */
  async become(to: Topology): Promise<void> {
    const from = this.topology;
    const { store } = this.controller;
    const gone = <T extends { id: string }>(a: readonly T[], b: readonly T[]) =>
      a.filter((one) => !b.some((other) => JSON.stringify(other) === JSON.stringify(one)));
    const changeable = { node: 0, device: 0, pairs: 0, groups: 0 };
    const same = (a: PortSpec, b: PortSpec) =>
      a.id === b.id && JSON.stringify({ ...a, ...changeable }) === JSON.stringify({ ...b, ...changeable });
    await changeGroups(store, from.groups, to.groups);
    for (const { id } of gone(from.routers, to.routers)) {
      const request = weft.v1.DeleteRouterRequest.create({ id });
      await store.commit((p) => deleteRouter(p, request));
    }
    for (const port of from.ports) {
      const kept = to.ports.find((other) => same(other, port));
      if (port.device && kept?.device !== port.device) await this.#host.unplug(port.id);
      if (!kept) {
        const request = weft.v1.DeletePortRequest.create({ id: port.id });
        await store.commit((p) => deletePort(p, request));
      }
    }
    for (const { id } of gone(from.subnets, to.subnets)) {
      const request = weft.v1.DeleteSubnetRequest.create({ id });
      await store.commit((p) => deleteSubnet(p, request));
    }
    const lasting = (t: Topology) => t.networks.map((network) => ({ ...network, defaultGroups: [] }));
    for (const { id } of gone(lasting(from), lasting(to))) {
      const request = weft.v1.DeleteNetworkRequest.create({ id });
      await store.commit((p) => deleteNetwork(p, request));
    }
    for (const { id, tenant, mtu } of gone(lasting(to), lasting(from))) {
      await store.commit((p) => createNetwork(p, networkRequest(id, { tenantId: tenant, mtu })));
    }
    await changeDefaultGroups(store, to.networks);
    for (const { id, network, prefix, length, tells } of gone(to.subnets, from.subnets)) {
      const { DhcpMode, Ip6AddressMode } = weft.v1;
      const options = prefix.includes(':')
        ? { ip6AddressMode: tells ? Ip6AddressMode.MANAGED : Ip6AddressMode.NO_ADVERTISEMENT }
        : { dhcp: tells ? DhcpMode.DHCP_ENABLED : DhcpMode.DHCP_DISABLED };
      const request = subnetRequest(id, `${prefix}/${length}`, { networkId: network, options });
      await store.commit((p) => createSubnet(p, request));
    }
    for (const port of to.ports)
      await this.#bring(
        port,
        from.ports.find((other) => same(other, port)),
        to.networks.find(({ id }) => id === port.network)?.defaultGroups ?? [],
      );
    await removeGroups(store, from.groups, to.groups);
    for (const { id, tenant, subnets, routes } of gone(to.routers, from.routers)) {
      const texts = routes.map((r) => `${r.prefix}/${r.length} via ${r.nextHop}`);
      await store.commit((p) => createRouter(p, routerRequest(id, { tenantId: tenant, subnets, routes: texts })));
    }
    this.topology = to;
    const revision = store.committedRevision;
    await waitUntil(
      `node at revision ${revision}`,
      () => (this.controller.nodeStatus(this.#node).ackedRevision ?? 0) >= revision,
    );
    // Policies that no port has any more take room for a second; what finds none is tried again.
    const refused = () => this.controller.nodeStatus(this.#node).nackCount ?? 0;
    await waitUntil('nothing is refused', () => Number(refused()) === 0);
    const plugged = to.ports.filter((port) => port.device !== null);
    const active = ({ id }: PortSpec) => this.controller.portStatus(id).state === weft.v1.PortState.ACTIVE;
    await waitUntil('all plugged ports are active', () => plugged.every(active));
    for (const port of plugged) await this.#untilHeard(port);
    await this.send('-', null);
  }

  /**
   * An end of a veth whose other end was just set up swallows frames until the kernel has given it its queue back, which is after the link is reported
   * up. A tagged frame dies at every port: once one is counted, all are heard.
   */
  async #untilHeard({ id, device }: PortSpec): Promise<void> {
    const tagged = Buffer.from(`ffffffffffff02ee0000000481000005${'00'.repeat(46)}`, 'hex');
    await waitUntil(`frames of ${id} are heard`, async () => {
      const { drops } = await this.send(device ?? '-', tagged);
      return (drops[id]?.TAGGED ?? 0) > 0;
    });
  }

  async #bring(port: PortSpec, before: PortSpec | undefined, byDefault: readonly string[]): Promise<void> {
    const { store } = this.controller;
    const nodeId = port.node === HERE ? this.#node : (port.node ?? '');
    const pairs = port.pairs.map(({ prefix, length, mac }) => `${prefix}/${length}${mac ? ` ${mac}` : ''}`);
    if (!before) {
      const { network: networkId, mac, addresses } = port;
      // What the network would give it is left to the network.
      const groups = `${port.groups}` === `${byDefault}` ? [] : port.groups;
      const request = portRequest(port.id, { networkId, mac, addresses, pairs, groups, ...(nodeId && { nodeId }) });
      await store.commit((p) => createPort(p, request));
    } else {
      const paths = [
        ...(before.node === port.node ? [] : ['node_id']),
        ...(JSON.stringify(before.pairs) === JSON.stringify(port.pairs) ? [] : ['allowed_address_pairs']),
      ];
      await this.#update(port, paths, { nodeId, allowedAddressPairs: addressPairs(pairs) });
    }
    // A port that is made without groups gets its network's; one without any is made so.
    const held = before?.groups ?? (port.groups.length > 0 ? port.groups : byDefault);
    if (`${held}` !== `${port.groups}`)
      await this.#update(port, ['security_group_ids'], { securityGroupIds: [...port.groups] });
    if (port.device && before?.device !== port.device) await this.#host.plug(port.id, port.device);
  }

  async #update({ id }: PortSpec, paths: string[], port: weft.v1.Port.$Properties): Promise<void> {
    if (paths.length === 0) return;
    const request = weft.v1.UpdatePortRequest.fromObject({
      port: { metadata: { id }, ...port },
      updateMask: { paths },
    });
    await this.controller.store.commit((p) => updatePort(p, request));
  }

  /** Sends a frame out of a machine's device or the wire (`-`: none), and tells what came of it. */
  async send(device: string, frame: Buffer | null): Promise<Observed> {
    this.#counters.forgetLimits();
    this.#wire.stdin?.write(`${device} ${frame?.toString('hex') ?? ''}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('wire.py has ended');
    const frames = (JSON.parse(value) as [string, string][]).map(([at, hex]) => ({
      at,
      frame: Buffer.from(hex, 'hex'),
    }));
    return {
      frames: frames.filter(({ at, frame: seen }) => !isNoise(this.underlay, at, seen)),
      drops: this.#counters.newDrops((datapathId) => this.#portWith(datapathId)),
      sent: this.#counters.newlySent(),
    };
  }

  #portWith(datapathId: number): string {
    const port = this.topology.ports.find(({ id }) => this.row('port', id).datapathId === datapathId);
    return port?.id ?? `datapath id ${datapathId}`;
  }

  async remove(): Promise<void> {
    const ended = once(this.#wire, 'exit');
    this.#wire.stdin?.end();
    await ended;
    this.policy.close();
    await this.controller.stop();
    this.#stopRelay();
    await this.#host.remove();
    this.#machines.remove();
  }
}

/** Advertisements that the agent sends when it pleases; what is on the wire and no VXLAN. */
function isNoise(underlay: Underlay, at: string, frame: Buffer): boolean {
  if (at === WIRE) return !underlay.isTunnel(frame);
  const fromGateway = frame.toString('hex', 6, 12) === GATEWAY_MAC;
  return fromGateway && frame.readUInt16BE(12) === 0x86dd && frame[20] === 58 && frame[54] === 134 && frame[0] === 0x33;
}
