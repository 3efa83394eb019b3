import { join } from 'node:path';
import { DROP_REASONS, type DropReasonNumber } from '../../../../proto/src/drop-reasons.gen.js';
import type { PortLimits } from '../bandwidth.js';
import {
  type AttachedLink,
  type AttachOutcome,
  type Datapath,
  type DatapathLimits,
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
import { BpfFlows } from './bpf-flows.js';
import { BpfPolicyActivity } from './bpf-policy-activity.js';
import { BpfPortSlots } from './bpf-port-slots.js';
import { BpfTable, writeTablesLater } from './bpf-table.js';
import { BpfTrackedConnections } from './bpf-tracked-connections.js';
import { BpfTunnelCounters, trafficMaps } from './bpf-tunnel-counters.js';
import { BpfTunnelProbes, tunnelMaps } from './bpf-tunnel-probes.js';
import { tellConnectionCapacity } from './connection-use.js';
import { encodePolicySwitch, PORT_ARRIVAL_BYTES, PORT_POLICY_BYTES, type PortBandwidth } from './layout.gen.js';
import { currentLayout, type Layout, LayoutChange, noteLayout } from './layout-change.js';
import { PinnedLinks } from './links.js';
import { maxEntriesOf } from './map-sizes.js';
import { type BpfMap, type BpfProgram, close, lookupAll, openPinnedMap } from './native.js';
import { netnsCookie } from './network-namespace.js';
import { defaultModulesDirectory, openPrograms, type Programs } from './objects.js';
import { Pins } from './pins.js';
import { policyStateMaps } from './policy-maps.js';
import { removeTries, takeOverTries } from './policy-tries.js';
import { PortHooks } from './port-hooks.js';
import { RingListener } from './ring-listener.js';
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
  'port_arrivals',
  'connection_use',
  ...trafficMaps,
] as const;
const allTableNames = [...tableNames, ...policyTableNames] as const;
const mapNames = [...allTableNames, ...otherMaps, ...tunnelMaps, ...policyStateMaps] as const;
type MapName = (typeof mapNames)[number];

/** The kernel: programs, maps and links, all pinned, found again after a restart. */
export class BpfDatapath implements Datapath {
  readonly #pins: Pins;
  readonly #maps: Readonly<Record<MapName, BpfMap>>;
  readonly #tables: Readonly<Record<TableName | PolicyTableName, BpfTable>>;
  readonly #links: PinnedLinks;
  readonly #ports: PortHooks;
  readonly #announce: BpfProgram;
  readonly #switch: BpfProgram;
  readonly policy: BpfPolicyActivity;
  readonly connections: BpfTrackedConnections;
  readonly tunnels: BpfTunnelProbes;
  readonly traffic: BpfTunnelCounters;
  readonly #flows: BpfFlows;
  readonly #slots: BpfPortSlots;
  readonly #arrivals: RingListener;

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
    this.#flows = new BpfFlows(maps, programs.flow_sweep);
    this.#slots = new BpfPortSlots(maps);
    this.#arrivals = new RingListener(maps.port_arrivals, PORT_ARRIVAL_BYTES, 'arrivals of ports');
    this.#announce = programs.announce;
    this.#switch = programs.policy_switch;
    this.policy = new BpfPolicyActivity(maps, programs.connection_sweep);
    this.connections = new BpfTrackedConnections(maps, programs);
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
    takeOverTries(pins, options.warn);
    const links = new PinnedLinks(pins, programs);
    links.nameUnderlayByInterface();
    leaveOldNamespace(pins, links, options.warn);
    if (loaded.length > 0) links.updateAll();
    commit();
    noteLayout(pins, layout);
    removeTries(pins);
    const maps = Object.fromEntries(
      mapNames.map((name) => {
        const map = found[name] ?? openPinnedMap(join(pins.maps, name));
        if (!map) throw new Error(`the modules have no map ${name}`);
        return [name, map];
      }),
    ) as Record<MapName, BpfMap>;
    tellConnectionCapacity(maps);
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
    return this.#slots.count;
  }

  portCounters(slot: number): PortCounters {
    return this.#slots.counters(slot);
  }

  portDrops(slot: number): number[] {
    return this.#slots.drops(slot);
  }

  zeroSlot(slot: number): void {
    this.#slots.zero(slot);
    this.policy.zeroSlot(slot);
  }

  limitBandwidth(slot: number, limits: PortLimits): void {
    this.#slots.limitBandwidth(slot, limits);
  }

  bandwidth(slot: number): PortBandwidth {
    return this.#slots.bandwidth(slot);
  }

  flowLosses(): FlowLossCounts {
    return this.#flows.losses();
  }

  flowUsage(): Record<FlowTableName, TableUsage> {
    return this.#flows.usage();
  }

  sweepFlows(): void {
    this.#flows.sweep();
  }

  endFlowsOf(datapathId: number): void {
    this.#flows.endOf(datapathId);
  }

  onFlowRecords(listener: (records: Buffer) => void): void {
    this.#flows.onRecords(listener);
  }

  onPortArrivals(listener: (arrivals: Buffer) => void): void {
    this.#arrivals.listen(listener);
  }

  close(): void {
    this.#ports.close();
    this.policy.close();
    this.#flows.close();
    this.#arrivals.close();
    for (const map of Object.values(this.#maps)) close(map);
  }
}

/** Removes everything that is pinned for a node: programs leave their hooks, maps are freed. */
export function cleanUpBpf(bpffs: string, nodeId: string): void {
  new Pins(bpffs, nodeId).remove();
}

/** What policy_switch answers beside success. */
const NO_SLOT = 1;

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
