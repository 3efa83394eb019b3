import { type PortLimits, portBandwidth } from '../bandwidth.js';
import {
  CONFIG_BYTES,
  DHCP4_BYTES,
  DROP_REASONS_MAX,
  encodePortArrival,
  FDB_BYTES,
  FDB_KEY_BYTES,
  FLOOD_BYTES,
  GATEWAY_BYTES,
  GATEWAY4_KEY_BYTES,
  GATEWAY6_KEY_BYTES,
  IF_KEY_BYTES,
  MEMBER_KEY_BYTES,
  NEIGHBOR_BYTES,
  NEIGHBOR4_KEY_BYTES,
  NEIGHBOR6_KEY_BYTES,
  PAIRS_BYTES,
  PENDING_PORT_BYTES,
  POLICY_BYTES,
  POLICY_CONFIG_BYTES,
  POLICY_INNER_BYTES,
  PORT_BYTES,
  PORT_GROUPS_BYTES,
  PORT_OUT_BYTES,
  type PortArrival,
  type PortBandwidth,
  RA_BYTES,
  ROUTE4_BYTES,
  ROUTE4_KEY_BYTES,
  ROUTE6_BYTES,
  ROUTE6_KEY_BYTES,
  TrafficSlot,
  VTEP_BYTES,
} from '../bpf/layout.gen.js';
import {
  type AttachedLink,
  type AttachOutcome,
  type Datapath,
  type DatapathLimits,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_POLICY_ENTRIES,
  DEFAULT_MAX_TUNNEL_COUNTERS,
  DEFAULT_MAX_TUNNEL_FLOWS,
  type FlowLossCounts,
  type FlowTableName,
  type LinkName,
  type PartsOutcome,
  type PolicyTableName,
  type PortCounters,
  type PortPolicyWord,
  type ProgramName,
  type TableName,
  type TablePart,
  type TableUsage,
} from '../datapath.js';
import { FakePolicyActivity } from './fake-policy-activity.js';
import { FakeTable } from './fake-table.js';
import { FakeTrackedConnections } from './fake-tracked-connections.js';
import { FakeTunnelCounters } from './fake-tunnel-counters.js';
import { FakeTunnelProbes } from './fake-tunnel-probes.js';

/** A datapath in memory: the same tables and limits, no packets. Interfaces are those that the test says there are. */
export class FakeDatapath implements Datapath {
  readonly pinPath = '(memory)';
  readonly tables: Readonly<Record<TableName | PolicyTableName, FakeTable>>;
  readonly slots: number;
  readonly policy: FakePolicyActivity;
  readonly connections: FakeTrackedConnections;
  readonly tunnels: FakeTunnelProbes;
  readonly traffic: FakeTunnelCounters;
  /** Interface indexes that exist. */
  readonly interfaces = new Set<number>();
  readonly #links = new Map<LinkName, { program: ProgramName; ifindex: number }>();
  readonly #counters = new Map<number, PortCounters>();
  readonly #drops = new Map<number, number[]>();
  readonly #bandwidth = new Map<number, PortBandwidth>();
  readonly #flowCapacity: number;
  losses: FlowLossCounts = { tableFull: 0, ringFull: 0 };
  #listener: ((records: Buffer) => void) | null = null;
  #arrivals: ((arrivals: Buffer) => void) | null = null;
  sweeps = 0;
  readonly announced: { vni: number; frame: Uint8Array }[] = [];
  readonly endedFlowsOf: number[] = [];
  readonly #words = new Map<number, PortPolicyWord>();
  /** Every switch of a policy, in order. */
  readonly switches: PortPolicyWord[] = [];

  constructor(limits: DatapathLimits) {
    const { maxEndpoints, maxPorts, maxRoutes, maxPolicyEntries = DEFAULT_MAX_POLICY_ENTRIES } = limits;
    this.slots = maxPorts + 1;
    this.#flowCapacity = limits.maxFlows;
    const table = (
      name: TableName | PolicyTableName,
      keySize: number,
      valueSize: number,
      capacity: number,
      isArray = false,
    ) => new FakeTable(name, { keySize, valueSize, capacity, isArray });
    this.tables = {
      config: table('config', 4, CONFIG_BYTES, 1, true),
      policy_config: table('policy_config', 4, POLICY_CONFIG_BYTES, 1, true),
      vtep: table('vtep', 4, VTEP_BYTES, 16_384),
      vtep_by_ip4: table('vtep_by_ip4', 4, 4, 16_384),
      vtep_by_ip6: table('vtep_by_ip6', 16, 4, 16_384),
      member: table('member', MEMBER_KEY_BYTES, 4, 65_536),
      flood_remote: table('flood_remote', 4, FLOOD_BYTES, maxPorts),
      port_groups: table('port_groups', 4, PORT_GROUPS_BYTES, maxEndpoints),
      departing_port: table('departing_port', 4, 4, maxPorts),
      fdb: table('fdb', FDB_KEY_BYTES, FDB_BYTES, maxEndpoints),
      neighbor4: table('neighbor4', NEIGHBOR4_KEY_BYTES, NEIGHBOR_BYTES, maxEndpoints),
      neighbor6: table('neighbor6', NEIGHBOR6_KEY_BYTES, NEIGHBOR_BYTES, maxEndpoints),
      route4: table('route4', ROUTE4_KEY_BYTES, ROUTE4_BYTES, maxRoutes),
      route6: table('route6', ROUTE6_KEY_BYTES, ROUTE6_BYTES, maxRoutes),
      gateway4: table('gateway4', GATEWAY4_KEY_BYTES, GATEWAY_BYTES, maxRoutes),
      gateway6: table('gateway6', GATEWAY6_KEY_BYTES, GATEWAY_BYTES, maxRoutes),
      ra: table('ra', 4, RA_BYTES, maxPorts),
      dhcp4: table('dhcp4', 4, DHCP4_BYTES, maxPorts),
      port_pairs: table('port_pairs', 4, PAIRS_BYTES, maxPorts),
      port_by_id: table('port_by_id', 4, PORT_OUT_BYTES, maxPorts),
      flood_local: table('flood_local', 4, FLOOD_BYTES, maxPorts),
      pending_port: table('pending_port', 4, PENDING_PORT_BYTES, maxPorts),
      port_by_if: table('port_by_if', IF_KEY_BYTES, PORT_BYTES, maxPorts),
      policy_head: table('policy_head', 4, POLICY_BYTES, 2 * maxPorts + 1),
      policy_block: table('policy_block', 4, POLICY_INNER_BYTES, maxPolicyEntries, true),
    };
    const maxConnections = limits.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
    this.connections = new FakeTrackedConnections(maxConnections);
    this.policy = new FakePolicyActivity(maxPolicyEntries, maxConnections, (id) => this.connections.end(id));
    this.traffic = new FakeTunnelCounters(
      (limits.maxTunnelCounters ?? DEFAULT_MAX_TUNNEL_COUNTERS) + TrafficSlot.FIRST,
      limits.maxTunnelFlows ?? DEFAULT_MAX_TUNNEL_FLOWS,
    );
    this.tunnels = new FakeTunnelProbes((vtepId) => this.#hasRow(this.tables.vtep, vtepId));
  }

  #hasRow(table: FakeTable, wanted: number): boolean {
    let found = false;
    table.readAll((keys, _values, count) => {
      found = keys.subarray(0, count).includes(wanted);
    });
    return found;
  }

  table(name: TableName | PolicyTableName): FakeTable {
    return this.tables[name];
  }

  portPolicies(): PortPolicyWord[] {
    return [...this.#words.values()];
  }

  switchPolicy(word: PortPolicyWord): void {
    if (word.slot >= this.slots) throw new Error(`no slot ${word.slot}`);
    if (word.policy !== 0 && !this.tables.policy_head.get(Uint32Array.of(word.policy)))
      throw new Error(`policy ${word.policy} is not laid out`);
    this.switches.push(word);
    if (word.policy === 0) this.#words.delete(word.slot);
    else this.#words.set(word.slot, word);
  }

  /** A turn of the event loop later. */
  async writeLater(parts: readonly TablePart[]): Promise<PartsOutcome> {
    await new Promise((resolve) => setImmediate(resolve));
    for (const [i, { table, keys, values, count }] of parts.entries()) {
      const { done, error } = this.tables[table].write(keys, values, count);
      if (error) return { parts: i, done, error };
    }
    return { parts: parts.length, done: 0, error: null };
  }

  attach(link: LinkName, program: ProgramName, ifindex: number): AttachOutcome {
    if (!this.interfaces.has(ifindex)) throw new Error(`no interface ${ifindex}`);
    const there = this.#links.get(link);
    if (there?.ifindex === ifindex && there.program === program) return 'kept';
    this.#links.set(link, { program, ifindex });
    return 'created';
  }

  detach(link: LinkName): void {
    this.#links.delete(link);
  }

  attachPort(portId: string, ifindex: number): AttachOutcome {
    const outcomes = (['from_port', 'to_port'] as const).map((name) => this.attach(`${name}-${portId}`, name, ifindex));
    return outcomes.includes('created') ? 'created' : 'kept';
  }

  detachPort(portId: string): void {
    for (const name of ['from_port', 'to_port']) this.detach(`${name}-${portId}`);
  }

  links(): AttachedLink[] {
    return [...this.#links].map(([name, { ifindex }]) => ({
      name,
      ifindex: this.interfaces.has(ifindex) ? ifindex : 0,
    }));
  }

  announce(vni: number, frame: Uint8Array): void {
    this.announced.push({ vni, frame });
  }

  /** Traffic, as the programs would count it. */
  count(slot: number, counters: PortCounters, drops: number[] = []): void {
    this.#counters.set(slot, counters);
    this.#drops.set(slot, drops);
  }

  portCounters(slot: number): PortCounters {
    return this.#counters.get(slot) ?? { sentPackets: 0, sentBytes: 0, receivedPackets: 0, receivedBytes: 0 };
  }

  portDrops(slot: number): number[] {
    const drops = new Array<number>(DROP_REASONS_MAX).fill(0);
    for (const [reason, packets] of (this.#drops.get(slot) ?? []).entries()) drops[reason] = packets;
    return drops;
  }

  zeroSlot(slot: number): void {
    this.#counters.delete(slot);
    this.#drops.delete(slot);
    this.#bandwidth.delete(slot);
    this.policy.zeroSlot(slot);
  }

  limitBandwidth(slot: number, limits: PortLimits): void {
    if (slot >= this.slots) throw new RangeError(`there is no slot ${slot}`);
    this.#bandwidth.set(slot, portBandwidth(limits));
  }

  bandwidth(slot: number): PortBandwidth {
    return this.#bandwidth.get(slot) ?? portBandwidth({ egress: null, ingress: null });
  }

  flowLosses(): FlowLossCounts {
    return this.losses;
  }

  flowUsage(): Record<FlowTableName, TableUsage> {
    const usage = { entries: 0, capacity: this.#flowCapacity };
    return { flow4: usage, flow6: usage };
  }

  sweepFlows(): void {
    this.sweeps++;
  }

  endFlowsOf(datapathId: number): void {
    this.endedFlowsOf.push(datapathId);
  }

  onFlowRecords(listener: (records: Buffer) => void): void {
    if (this.#listener) throw new Error('flow records have a listener already');
    this.#listener = listener;
  }

  /** Records, as the ring buffer would bring them. */
  deliverFlowRecords(records: Buffer): void {
    this.#listener?.(records);
  }

  onPortArrivals(listener: (arrivals: Buffer) => void): void {
    if (this.#arrivals) throw new Error('arrivals of ports have a listener already');
    this.#arrivals = listener;
  }

  /** What the ring buffer would bring when pending ports send. */
  deliverArrivals(...arrivals: PortArrival[]): void {
    this.#arrivals?.(Buffer.concat(arrivals.map((arrival) => encodePortArrival(arrival))));
  }

  close(): void {
    this.#listener = null;
    this.#arrivals = null;
  }
}
