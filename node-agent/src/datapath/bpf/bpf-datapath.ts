import { join } from 'node:path';
import { DROP_REASONS, type DropReasonNumber } from '../../../../proto/src/drop-reasons.gen.js';
import { type PortLimits, portBandwidth } from '../bandwidth.js';
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
  policyTableNames,
  type Table,
  type TableName,
  type TablePart,
  type TableUsage,
  tableNames,
} from '../datapath.js';
import { BpfPolicyActivity } from './bpf-policy-activity.js';
import { BpfTable, writeTablesLater } from './bpf-table.js';
import { BpfTunnelCounters, trafficMaps } from './bpf-tunnel-counters.js';
import { BpfTunnelProbes, tunnelMaps } from './bpf-tunnel-probes.js';
import {
  DROP_REASONS_MAX,
  decodeFlowLosses,
  decodeFlowSweep,
  decodePortBandwidth,
  decodePortCounters,
  encodeFlowSweep,
  encodePolicySwitch,
  encodePortBandwidth,
  FLOW_LOSSES_BYTES,
  FLOW_RECORD_BYTES,
  FlowSweepScope,
  PORT_COUNTERS_BYTES,
  PORT_POLICY_BYTES,
  type PortBandwidth,
  TrafficSlot,
} from './layout.gen.js';
import { currentLayout, type Layout, LayoutChange, noteLayout } from './layout-change.js';
import { PinnedLinks } from './links.js';
import { moveMaps } from './move-maps.js';
import {
  type BpfMap,
  type BpfProgram,
  type BpfRing,
  close,
  lookup,
  lookupAll,
  lookupEach,
  openPinnedMap,
  openRingBuffer,
  update,
  updateBatch,
} from './native.js';
import { netnsCookie } from './network-namespace.js';
import { defaultModulesDirectory, openPrograms, type Programs } from './objects.js';
import { Pins } from './pins.js';
import { policyMapSizes, policyStateMaps } from './policy-maps.js';
import { PortHooks } from './port-hooks.js';
import { encodeSkbContext, runSyscall, testRun } from './test-run.js';

export interface BpfDatapathOptions {
  readonly bpffs: string;
  readonly nodeId: string;
  readonly limits: DatapathLimits;
  /** Directory of the object files. */
  readonly modules?: string;
  readonly warn: (message: string) => void;
  /** Layout of the maps. Default: this agent's. */
  readonly layout?: Layout;
}

/** Maps that the agent uses beside the tables. */
const otherMaps = [
  'port_limits',
  'port_bandwidth',
  'port_bandwidth_used',
  'flow6',
  'port_counters',
  'port_drop',
  'flow4',
  'port_flows',
  'flow_records',
  'flow_losses',
  ...trafficMaps,
] as const;
const allTableNames = [...tableNames, ...policyTableNames] as const;
const mapNames = [...allTableNames, ...otherMaps, ...tunnelMaps, ...policyStateMaps, ...moveMaps] as const;
type MapName = (typeof mapNames)[number];

/** The kernel: programs, maps and links, all pinned, found again after a restart. */
export class BpfDatapath implements Datapath {
  readonly #pins: Pins;
  readonly #maps: Readonly<Record<MapName, BpfMap>>;
  readonly #tables: Readonly<Record<TableName | PolicyTableName, BpfTable>>;
  readonly #links: PinnedLinks;
  readonly #ports: PortHooks;
  readonly #sweep: BpfProgram;
  readonly #announce: BpfProgram;
  readonly #switch: BpfProgram;
  readonly policy: BpfPolicyActivity;
  readonly tunnels: BpfTunnelProbes;
  readonly traffic: BpfTunnelCounters;
  #ring: BpfRing | null = null;
  #flows: Record<FlowTableName, number> = { flow4: 0, flow6: 0 };

  private constructor(
    pins: Pins,
    maps: Record<MapName, BpfMap>,
    links: PinnedLinks,
    programs: Programs['programs'],
    warn: (message: string) => void,
  ) {
    this.#pins = pins;
    this.#maps = maps;
    this.#links = links;
    this.#sweep = programs.flow_sweep;
    this.#announce = programs.announce;
    this.#switch = programs.policy_switch;
    this.policy = new BpfPolicyActivity(maps, programs.connection_sweep);
    this.tunnels = new BpfTunnelProbes(maps, programs.probe_send);
    this.traffic = new BpfTunnelCounters(maps);
    this.#ports = new PortHooks(links, { ingress: programs.from_port, egress: programs.to_port }, warn);
    this.#tables = Object.fromEntries(allTableNames.map((n) => [n, new BpfTable(n, maps[n])])) as Record<
      TableName | PolicyTableName,
      BpfTable
    >;
  }

  /**
   * Opens what is pinned, makes what is not, brings an earlier layout to this agent's. FeatureError if the kernel is too old; STORE_INCOMPATIBLE if the
   * pins have a layout that this agent does not know.
   */
  static open(options: BpfDatapathOptions): BpfDatapath {
    const pins = new Pins(options.bpffs, options.nodeId);
    pins.make();
    const layout = options.layout ?? currentLayout;
    const change = LayoutChange.begin(pins, layout);
    const wanted = maxEntriesOf(options.limits);
    const found: Record<string, BpfMap> = {};
    for (const name of mapNames) {
      const map = openPinnedMap(join(pins.maps, name));
      if (!map) continue;
      found[name] = map;
      const size = wanted[name];
      if (size !== undefined && size !== map.maxEntries) {
        options.warn(
          `map ${name} is pinned with room for ${map.maxEntries} and keeps it; ${size} needs a cleanup first`,
        );
      }
    }
    const { programs, loaded, commit } = openPrograms(
      pins,
      options.modules ?? defaultModulesDirectory(),
      found,
      wanted,
      change !== null,
    );
    change?.fill();
    const links = new PinnedLinks(pins, programs);
    links.nameUnderlayByInterface();
    leaveOldNamespace(pins, links, options.warn);
    if (loaded.length > 0) links.updateAll();
    commit();
    noteLayout(pins, layout);
    const maps = Object.fromEntries(
      mapNames.map((name) => {
        const map = found[name] ?? openPinnedMap(join(pins.maps, name));
        if (!map) throw new Error(`the modules have no map ${name}`);
        return [name, map];
      }),
    ) as Record<MapName, BpfMap>;
    return new BpfDatapath(pins, maps, links, programs, options.warn);
  }

  get pinPath(): string {
    return this.#pins.root;
  }

  table(name: TableName | PolicyTableName): Table {
    return this.#tables[name];
  }

  portPolicies(): PortPolicyWord[] {
    const { keys, values, count } = lookupAll(this.#maps.port_policy);
    const words: PortPolicyWord[] = [];
    for (let i = 0; i < count; i++) {
      // version << 32 | policy
      const at = i * PORT_POLICY_BYTES;
      const policy = values.readUInt32LE(at);
      if (policy !== 0) words.push({ slot: keys.readUInt32LE(4 * i), policy, version: values.readUInt32LE(at + 4) });
    }
    return words;
  }

  switchPolicy(word: PortPolicyWord): void {
    const { retval } = runSyscall(this.#switch, encodePolicySwitch(word));
    if (retval === 0) return;
    const why = retval === NO_SLOT ? `there is no slot ${word.slot}` : `policy ${word.policy} is not laid out`;
    throw new Error(`switching the policy of slot ${word.slot}: ${why}`);
  }

  writeLater(parts: readonly TablePart[]): Promise<PartsOutcome> {
    return writeTablesLater(parts.map((part) => ({ ...part, table: this.#tables[part.table] })));
  }

  attach(link: LinkName, program: ProgramName, ifindex: number): AttachOutcome {
    return this.#links.attach(link, program, ifindex);
  }

  detach(link: LinkName): void {
    this.#links.detach(link);
  }

  attachPort(portId: string, ifindex: number): AttachOutcome {
    return this.#ports.attach(portId, ifindex);
  }

  detachPort(portId: string): void {
    this.#ports.detach(portId);
  }

  /** Resolves once the programs of all ports are links. */
  settlePorts(): Promise<void> {
    return this.#ports.settle();
  }

  links(): AttachedLink[] {
    return this.#links.list();
  }

  announce(vni: number, frame: Uint8Array): void {
    const { retval } = testRun(this.#announce, { data: frame, context: encodeSkbContext({ cb: [vni] }) });
    if (retval !== 0)
      throw new Error(
        `announcing to the ports of VNI ${vni}: ${DROP_REASONS[retval as DropReasonNumber]?.text ?? retval}`,
      );
  }

  get slots(): number {
    return this.#maps.port_counters.maxEntries;
  }

  portCounters(slot: number): PortCounters {
    const sum: PortCounters = { sentPackets: 0, sentBytes: 0, receivedPackets: 0, receivedBytes: 0 };
    const values = lookup(this.#maps.port_counters, keyOf(slot));
    for (let at = 0; values && at < values.length; at += PORT_COUNTERS_BYTES) {
      const one = decodePortCounters(values, at);
      sum.sentPackets += one.sentPackets;
      sum.sentBytes += one.sentBytes;
      sum.receivedPackets += one.receivedPackets;
      sum.receivedBytes += one.receivedBytes;
    }
    return sum;
  }

  portDrops(slot: number): number[] {
    const map = this.#maps.port_drop;
    const { values } = lookupEach(map, dropKeys(slot), DROP_REASONS_MAX);
    return Array.from({ length: DROP_REASONS_MAX }, (_, reason) => {
      let packets = 0;
      const end = (reason + 1) * map.valueBytes;
      for (let at = reason * map.valueBytes; at < end; at += 8) packets += Number(values.readBigUInt64LE(at));
      return packets;
    });
  }

  zeroSlot(slot: number): void {
    const { port_counters, port_drop, port_limits, port_bandwidth, port_bandwidth_used } = this.#maps;
    for (const map of [port_counters, port_limits, port_bandwidth, port_bandwidth_used])
      update(map, keyOf(slot), Buffer.alloc(map.valueBytes));
    const values = Buffer.alloc(port_drop.valueBytes * DROP_REASONS_MAX);
    const { failure } = updateBatch(port_drop, dropKeys(slot), values, DROP_REASONS_MAX);
    if (failure) throw new Error(`zeroing the drop counters of slot ${slot}: ${failure.errno}`);
    this.policy.zeroSlot(slot);
  }

  limitBandwidth(slot: number, limits: PortLimits): void {
    update(this.#maps.port_bandwidth, keyOf(slot), encodePortBandwidth(portBandwidth(limits)));
  }

  bandwidth(slot: number): PortBandwidth {
    const row = lookup(this.#maps.port_bandwidth, keyOf(slot));
    if (!row) throw new RangeError(`there is no slot ${slot}`);
    return decodePortBandwidth(row);
  }

  flowLosses(): FlowLossCounts {
    const sum: FlowLossCounts = { tableFull: 0, ringFull: 0 };
    const values = lookup(this.#maps.flow_losses, keyOf(0));
    for (let at = 0; values && at < values.length; at += FLOW_LOSSES_BYTES) {
      const one = decodeFlowLosses(values, at);
      sum.tableFull += one.tableFull;
      sum.ringFull += one.ringFull;
    }
    return sum;
  }

  flowUsage(): Record<FlowTableName, TableUsage> {
    const { flow4, flow6 } = this.#maps;
    return {
      flow4: { entries: this.#flows.flow4, capacity: flow4.maxEntries },
      flow6: { entries: this.#flows.flow6, capacity: flow6.maxEntries },
    };
  }

  sweepFlows(): void {
    this.#runSweep(FlowSweepScope.DUE, 0);
  }

  endFlowsOf(datapathId: number): void {
    this.#runSweep(FlowSweepScope.END_PORT, datapathId);
  }

  #runSweep(scope: FlowSweepScope, datapathId: number): void {
    const nothing = { visited: 0, updated: 0, ended: 0, deferred: 0, left4: 0, left6: 0 };
    const { contextOut } = runSyscall(this.#sweep, encodeFlowSweep({ scope, datapathId, ...nothing }));
    const { left4, left6 } = decodeFlowSweep(contextOut);
    this.#flows = { flow4: left4, flow6: left6 };
  }

  onFlowRecords(listener: (records: Buffer) => void): void {
    if (this.#ring) throw new Error('flow records have a listener already');
    this.#ring = openRingBuffer(this.#maps.flow_records, FLOW_RECORD_BYTES, (records) => listener(records));
  }

  close(): void {
    this.#ports.close();
    this.policy.close();
    if (this.#ring) close(this.#ring);
    this.#ring = null;
    for (const map of Object.values(this.#maps)) close(map);
  }
}

/** Removes everything that is pinned for a node: programs leave their hooks, maps are freed. */
export function cleanUpBpf(bpffs: string, nodeId: string): void {
  new Pins(bpffs, nodeId).remove();
}

/** What policy_switch answers beside success. */
const NO_SLOT = 1;

function keyOf(index: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index, 0);
  return key;
}

/** Keys of port_drop of one slot, by reason. */
function dropKeys(slot: number): Buffer {
  const keys = Buffer.alloc(4 * DROP_REASONS_MAX);
  for (let i = 0; i < DROP_REASONS_MAX; i++) keys.writeUInt32LE(slot * DROP_REASONS_MAX + i, 4 * i);
  return keys;
}

function maxEntriesOf(limits: DatapathLimits): Partial<Record<MapName, number>> {
  const { maxEndpoints, maxPorts, maxFlows, maxRoutes } = limits;
  const { maxPolicyEntries = DEFAULT_MAX_POLICY_ENTRIES, maxConnections = DEFAULT_MAX_CONNECTIONS } = limits;
  const { maxTunnelCounters = DEFAULT_MAX_TUNNEL_COUNTERS, maxTunnelFlows = DEFAULT_MAX_TUNNEL_FLOWS } = limits;
  const slots = maxPorts + 1;
  return {
    fdb: maxEndpoints,
    neighbor4: maxEndpoints,
    neighbor6: maxEndpoints,
    route4: maxRoutes,
    route6: maxRoutes,
    gateway4: maxRoutes,
    gateway6: maxRoutes,
    port_pairs: maxPorts,
    dhcp4: maxPorts,
    ra: maxPorts,
    port_by_if: maxPorts,
    port_by_id: maxPorts,
    pending_port: maxPorts,
    departing_port: maxPorts,
    // A node has at most as many networks as ports.
    flood_remote: maxPorts,
    flood_local: maxPorts,
    port_counters: slots,
    port_drop: slots * DROP_REASONS_MAX,
    port_flows: slots,
    port_limits: slots,
    port_bandwidth: slots,
    port_bandwidth_used: slots,
    flow4: maxFlows,
    flow6: maxFlows,
    tunnel_traffic: maxTunnelCounters + TrafficSlot.FIRST,
    inner_flow: maxTunnelFlows,
    ...policyMapSizes({ slots, maxEndpoints, maxPolicyEntries, maxConnections }),
  };
}

/** Links of an agent that ran in another network namespace are not ours to use: interface indexes mean nothing here. */
function leaveOldNamespace(pins: Pins, links: PinnedLinks, warn: (message: string) => void): void {
  const here = String(netnsCookie());
  const before = pins.fact('netns');
  if (before !== null && before !== here) {
    const old = links.list();
    warn(`the agent ran in network namespace ${before} and now runs in ${here}: ${old.length} links are detached`);
    for (const { name } of old) links.detach(name);
  }
  if (before !== here) pins.note('netns', here);
}
