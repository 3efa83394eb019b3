import type { weft } from '../../../proto/gen/codecs.js';
import type { Tables } from '../store/change.js';

/** What the rules of a port's security groups did. */
export interface PortHits {
  /** When the node last told of them, milliseconds since the epoch. */
  readonly timeMs: number;
  /** Packets that the rule allowed; group (datapath id) and number 0: that no rule of the direction allowed. */
  packets(direction: weft.v1.RuleDirection, groupId: number, number: number): number;
}

/** What has no observed state but the entries of it that nodes could not apply. */
export type NackedTable = 'network' | 'subnet' | 'router';

/** A resource whose observed state changed. */
export interface StatusChange {
  readonly table: 'port' | 'node' | NackedTable;
  readonly id: string;
}

/**
 * What nodes have reported: the observed state of resources. It is never stored; after a restart of the controller it is built anew from
 * what the nodes say. All methods are synchronous and cheap: they are called for every port of a list.
 */
export interface StatusSource {
  /** Status of a port as it is in the store: a port that no node has reported on has one too (UNBOUND or BINDING). */
  portStatus(port: Tables['port']): weft.v1.PortStatus.$Properties;
  /** Status of a network, and in the same shape of a subnet or router. */
  nackedStatus(table: NackedTable, id: string): weft.v1.NetworkStatus.$Properties;
  /** What rules did for a port where it is bound now; null: its node has not told. */
  ruleHits(portId: string): PortHits | null;
  /** Status of a node as it is in the store: a node that was never seen is NOT_READY. */
  nodeStatus(node: Tables['node']): weft.v1.NodeStatus.$Properties;
  /**
   * Calls back when the observed state of resources changed, after `portStatus` and `nodeStatus` answer with the new state. A resource that was
   * deleted meanwhile may be named: listeners skip what they don't find. Returns what ends the subscription.
   */
  subscribe(listener: (changes: readonly StatusChange[]) => void): () => void;
}

/**
 * The lowest revision that every existing node has acked, 0 if that is not known (a node exists that has not acked since the controller started).
 * With no nodes it is the committed revision: nobody can hold anything. Numbers (datapath ids, VTEP ids, VNIs) of resources deleted at
 * a revision at or below it are free again.
 */
export type AckedRevisionFloor = () => number;
