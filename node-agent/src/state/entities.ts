import type { weft } from '../../../proto/gen/codecs.js';
import type { PortLimits } from '../datapath/bandwidth.js';
import type { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import type { PortMove } from './port-role.js';

/** A network that this node takes part in. */
export interface NetworkFacts {
  readonly networkId: string;
  readonly tenantId: string;
  /** L3, bytes. */
  readonly mtu: number;
  /** ARP requests and neighbor solicitations for unknown addresses are flooded. */
  readonly floodUnknownNeighbors: boolean;
}

/** A port that the controller bound to this node. */
export interface LocalPort extends PortMove {
  readonly datapathId: number;
  readonly portId: string;
  readonly vni: number;
  readonly mac: Uint8Array;
  readonly ip4: readonly Uint8Array[];
  readonly ip6: readonly Uint8Array[];
  readonly pairs: readonly AddressPair[];
  /** Broadcast and multicast frames that it may send; never 0. */
  readonly floodPacketsPerSecond: number;
  readonly limits: PortLimits;
  /** Security groups that it is in, ascending. None: it is not filtered. */
  readonly groupIds: readonly number[];
}

/** A source that a port may use beside its own. */
export interface AddressPair {
  /** 4 or 16 bytes. */
  readonly prefix: Uint8Array;
  readonly length: number;
  readonly mac: Uint8Array;
}

/** A subnet of a network of one of the node's scopes. */
export interface SubnetFacts {
  readonly vni: number;
  /** 4 or 16 bytes, as the gateway has. */
  readonly prefix: Uint8Array;
  readonly length: number;
  readonly gateway: Uint8Array;
  /** 0: no router has it. */
  readonly routerId: number;
  /** As the controller sent it: DHCP, resolvers, router advertisements. */
  readonly entry: weft.v1.SubnetEntry.$Properties;
}

/** What a security group allows. */
export interface SecurityGroup {
  readonly groupId: number;
  /** Those that can be programmed, by ascending number. */
  readonly rules: readonly PolicyRule[];
  /** Does it have rules for what its ports send? Then what none of them allows is not to leave. */
  readonly limitsEgress: boolean;
}

export interface PolicyRule {
  /** In its group; not 0. */
  readonly number: number;
  readonly direction: PolicyDirection;
  /** 0: every one. */
  readonly protocol: number;
  /** l4 ports, or ICMP type << 8 | code; both inclusive. */
  readonly first: number;
  readonly last: number;
  /** The remote side; null: everybody. */
  readonly remote: RemotePrefix | RemoteGroup | null;
}

export interface RemotePrefix {
  /** 4 or 16 bytes. */
  readonly prefix: Uint8Array;
  readonly length: number;
}

export interface RemoteGroup {
  readonly groupId: number;
}

/** The node's own facts. */
export interface NodeConfig {
  readonly vtepId: number;
  /** 4 or 16 bytes: the cluster's underlay family. */
  readonly vtep: Uint8Array;
  readonly vxlanPort: number;
  /** Keys of tunnel probes: none, one, or two while the cluster changes from one to the other. */
  readonly probeKeys: readonly Uint8Array[];
}

/** An entry that is part of the state and can't be programmed. */
export interface BadEntry {
  readonly key: weft.v1.EntryKey.$Properties;
  readonly reason: 'BAD_VALUE' | 'UNKNOWN_ENTRY' | 'MAP_FULL';
  readonly message: string;
  /** The entry as it came, unless it is kept elsewhere: a later version of the agent may know what to do with it. */
  readonly entry?: weft.v1.Entry.$Properties;
}

/** Changes that concern more than a table: ports by resource id, networks by VNI. */
export interface StateChanges {
  nodeConfig: boolean;
  readonly ports: Set<string>;
  readonly removedPorts: LocalPort[];
  readonly networks: Set<number>;
  /** Security groups whose rules are others. */
  readonly groups: Set<number>;
}

export function noChanges(): StateChanges {
  return { nodeConfig: false, ports: new Set(), removedPorts: [], networks: new Set(), groups: new Set() };
}
