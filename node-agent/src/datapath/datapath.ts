import type { PortLimits } from './bandwidth.js';
import type { PortBandwidth } from './bpf/layout.gen.js';
import type { PolicyActivity } from './policy-activity.js';
import type { TableUsage } from './table-usage.js';
import type { TrackedConnections } from './tracked-connections.js';
import type { TunnelCounters } from './tunnel-counters.js';
import type { TunnelProbes } from './tunnel-probes.js';

/**
 * What the kernel holds for this node, described without saying how it gets there. Two implementations: `bpf/` (pinned maps,
 * programs and links) and `fake/` (memory, the same limits). One contract suite runs on both (datapath.contract.ts).
 *
 * All calls but writeLater are synchronous and quick; callers batch, and yield between batches.
 */
export interface Datapath {
  /** Where things are pinned, for people. */
  readonly pinPath: string;
  table(name: TableName | PolicyTableName): Table;
  /** What each slot's port is filtered by, of slots that are. */
  portPolicies(): PortPolicyWord[];
  /**
   * From now on packets of the slot's port are judged by this policy, at once and in both directions; 0: none, all pass, whatever the version. @throws if there is no such
   * slot, or the policy is not laid out: then the slot keeps what it has.
   */
  switchPolicy(word: PortPolicyWord): void;
  /** What policies and connection tracking do. */
  readonly policy: PolicyActivity;
  /** Tracked connections, as ports that are being moved need them. */
  readonly connections: TrackedConnections;
  /** Probing of tunnels. */
  readonly tunnels: TunnelProbes;
  /** What tunnels carry. */
  readonly traffic: TunnelCounters;
  /**
   * Writes parts one after the other, as Table.write would, while the caller goes on; stops at the first entry that is refused. Keys and values
   * must not change until it resolves, and nothing else may be written to these tables. Rejects if the kernel takes nothing of a part.
   */
  writeLater(parts: readonly TablePart[]): Promise<PartsOutcome>;
  /**
   * Attaches a program to an interface under a name that is unique on the node, or makes sure that it is. A link of that
   * name to another (or vanished) interface is replaced. The program runs from the return of the call on.
   */
  attach(link: LinkName, program: ProgramName, ifindex: number): AttachOutcome;
  /** Detaches. Detaching what is not attached succeeds. */
  detach(link: LinkName): void;
  /**
   * Attaches both programs of a port, from_port and to_port, to its interface, or makes sure that they are. As attach, but quicker: their links may come
   * a moment later, when they have run for long.
   */
  attachPort(portId: string, ifindex: number): AttachOutcome;
  /** Detaches both. Detaching what is not attached succeeds. */
  detachPort(portId: string): void;
  /** Links that exist, also those that an earlier run left. */
  links(): AttachedLink[];
  /** Sends a frame to all of this node's ports of a network. @throws if a port did not get it. */
  announce(vni: number, frame: Uint8Array): void;
  /** Sum over all CPUs of the counters of one slot. */
  portCounters(slot: number): PortCounters;
  /** Packets dropped per reason (index: number of the reason) of one slot, summed over all CPUs. */
  portDrops(slot: number): number[];
  /** Zeroes counters, drops and limits of a slot: before it is given to a new port. */
  zeroSlot(slot: number): void;
  /** What the port of a slot may send and get from now on. A limit that stays as it was goes on with its bucket as full as it is. @throws if there is no such slot. */
  limitBandwidth(slot: number, limits: PortLimits): void;
  /** What the port of a slot may send and get, as the programs have it. */
  bandwidth(slot: number): PortBandwidth;
  /** Slots there are, with slot 0 that belongs to no port. */
  readonly slots: number;
  /** Losses since the maps were made. */
  flowLosses(): FlowLossCounts;
  /** Flows in each table as the last sweep left them, and its capacity: each is full by itself. */
  flowUsage(): Readonly<Record<FlowTableName, TableUsage>>;
  /** Lets flows expire; their records come through onFlowRecords. */
  sweepFlows(): void;
  /** Ends the flows of a port now. */
  endFlowsOf(datapathId: number): void;
  /** Hands over flow records as they come: whole `struct weft_flow_record`s, one buffer per wake-up. One listener. */
  onFlowRecords(listener: (records: Buffer) => void): void;
  /**
   * Hands over what pending ports tell when they send: whole `struct weft_port_arrival`s, one buffer per wake-up; again some ten times a second for as long as they are pending
   * and send. One listener.
   */
  onPortArrivals(listener: (arrivals: Buffer) => void): void;
  /** Ends listening; everything that forwards stays. */
  close(): void;
}

/** The tables of tracked flows, one per family. */
export const flowTableNames = ['flow4', 'flow6'] as const;
export type FlowTableName = (typeof flowTableNames)[number];

export type { TableUsage };

/** A kernel table of fixed-size keys and values (layouts: modules/include/weft/types.h). */
export interface Table {
  readonly name: TableName | PolicyTableName;
  readonly keySize: number;
  readonly valueSize: number;
  /** Entries that it can hold. */
  readonly capacity: number;
  /** Reads all entries in batches; the buffers are valid during the call only. */
  readAll(batch: (keys: Uint32Array, values: Uint32Array, count: number) => void): void;
  /**
   * Writes `count` entries, creating or replacing. Stops at the first that fails: `done` were written, and `error` is why the
   * next one was not.
   */
  write(keys: Uint32Array, values: Uint32Array, count: number): BatchOutcome;
  /** Deletes `count` entries; one that is absent counts as deleted. */
  remove(keys: Uint32Array, count: number): BatchOutcome;
}

export interface BatchOutcome {
  readonly done: number;
  readonly error: TableError | null;
}

/** Entries for one table. */
export interface TablePart {
  readonly table: TableName;
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
  readonly count: number;
}

/** `parts` were written whole, then `done` entries of the next one; `error` is why the entry after them was not, null if all were. */
export interface PartsOutcome {
  readonly parts: number;
  readonly done: number;
  readonly error: TableError | null;
}

export interface TableError {
  readonly kind: 'FULL' | 'KERNEL';
  readonly message: string;
}

/** Tables that the agent writes. */
export const tableNames = [
  'config',
  'policy_config',
  'vtep',
  'vtep_by_ip4',
  'vtep_by_ip6',
  'member',
  'flood_remote',
  'port_groups',
  'fdb',
  'departing_port',
  'neighbor4',
  'neighbor6',
  'route4',
  'route6',
  'gateway4',
  'gateway6',
  'ra',
  'dhcp4',
  'port_pairs',
  'port_by_id',
  'flood_local',
  'pending_port',
  'port_by_if',
] as const;
export type TableName = (typeof tableNames)[number];

/**
 * Tables of policies (modules/include/weft/policy_maps.h), in the order in which one is laid out: what refers comes after what it refers to. They are not
 * mirrored: a policy never changes.
 */
export const policyTableNames = ['policy_block', 'policy_head'] as const;
export type PolicyTableName = (typeof policyTableNames)[number];

/** struct weft_port_policy of a slot. */
export interface PortPolicyWord {
  readonly slot: number;
  /** Below 2^31, and laid out. */
  readonly policy: number;
  /** Another one than before has connections judged anew. */
  readonly version: number;
}

/** Programs, by their names in the modules. */
export type ProgramName =
  | 'from_port'
  | 'to_port'
  | 'from_underlay'
  | 'from_vxlan'
  | 'underlay_native'
  | 'underlay_generic';

/** e.g. `from_vxlan`, `from_underlay-<ifindex>`, `from_port-<port id>`. */
export type LinkName = string;

/** What attach did: `created` a link, `updated` its program, or found all right. */
export type AttachOutcome = 'created' | 'updated' | 'kept';

export interface AttachedLink {
  readonly name: LinkName;
  /** 0: the interface is gone. */
  readonly ifindex: number;
}

export interface PortCounters {
  sentPackets: number;
  sentBytes: number;
  receivedPackets: number;
  receivedBytes: number;
}

export interface FlowLossCounts {
  /** Packets of flows that found no room in the table. */
  tableFull: number;
  /** Records that found no room in the ring buffer. */
  ringFull: number;
}

/** Sizes that an operator sets. A map that is pinned already keeps its own. */
export interface DatapathLimits {
  readonly maxEndpoints: number;
  readonly maxPorts: number;
  readonly maxFlows: number;
  /** Gateways and routes, of each family. */
  readonly maxRoutes: number;
  /** Pairs of VNI and VTEP whose frames are counted by themselves. Default: 16,384. */
  readonly maxTunnelCounters?: number;
  /** Default: 65,536. */
  readonly maxTunnelFlows?: number;
  /** Blocks of 64 bytes for the policies of the node's ports. Default: 262,144. */
  readonly maxPolicyEntries?: number;
  /** Connections tracked, of each family. Default: 131,072. */
  readonly maxConnections?: number;
}

export const DEFAULT_MAX_TUNNEL_COUNTERS = 16_384;
export const DEFAULT_MAX_TUNNEL_FLOWS = 65_536;
export const DEFAULT_MAX_POLICY_ENTRIES = 262_144;
export const DEFAULT_MAX_CONNECTIONS = 131_072;
