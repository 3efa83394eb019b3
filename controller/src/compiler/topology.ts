import type { Key, Value } from './entry.js';
import type { EntryTable } from './entry-table.js';

/** The compiler's state: who is where. Only the compiler writes it. */

/** The set of networks that can reach each other: what a node subscribes to. In this version every scope is one network. */
export interface Scope {
  readonly networks: Set<CompiledNetwork>;
  /** The nodes that have a port in it: those that get its entries, and those whose VTEPs its entries refer to. */
  readonly subscribers: Set<CompiledNode>;
}

export interface CompiledNetwork {
  readonly id: string;
  readonly vni: number;
  readonly key: Key;
  scope: Scope;
  /** What every subscriber gets: the network, its members, FDB and neighbors. */
  readonly table: EntryTable;
  /** Number of ports per node. A node with one is a member. */
  readonly portsPerNode: Map<CompiledNode, number>;
}

export interface CompiledNode {
  readonly id: string;
  readonly vtepId: number;
  readonly vtepKey: Key;
  /** The node's VTEP, as its peers get it. */
  vtep: Value;
  /** What only this node gets: its NodeConfig and its LocalPorts. */
  readonly table: EntryTable;
  /** Number of the node's ports per scope. A node subscribes to those scopes. */
  readonly portsPerScope: Map<Scope, number>;
}

/** Does one need the other's VTEP? Costs the number of scopes of the one with fewer. */
export function shareScope(a: CompiledNode, b: CompiledNode): boolean {
  const [few, many] = a.portsPerScope.size <= b.portsPerScope.size ? [a, b] : [b, a];
  for (const scope of few.portsPerScope.keys()) if (many.portsPerScope.has(scope)) return true;
  return false;
}
