import type { weft } from '../../../proto/gen/codecs.js';
import type { Key, Value } from './entry.js';
import type { EntryTable } from './entry-table.js';
import type { NeighborClaims } from './neighbor-claims.js';

/** The compiler's state: who is where. Only the compiler writes it. */

/** A connected component of the graph of networks and routers: what a node subscribes to. A network without a router is a scope of its own. */
export interface Scope {
  /** Unique in this process. */
  readonly id: number;
  readonly networks: Set<CompiledNetwork>;
  /** Those that join its networks. As of the end of the last batch. */
  readonly routers: Set<CompiledRouter>;
  /** The nodes that have a port in it: those that get its entries, and those whose VTEPs its entries refer to. */
  readonly subscribers: Set<CompiledNode>;
}

export interface CompiledNetwork {
  readonly id: string;
  readonly vni: number;
  readonly key: Key;
  scope: Scope;
  /** Those that have one of its subnets. */
  readonly routers: Set<CompiledRouter>;
  /** What every subscriber of its scope gets: the network, its subnets, members, FDB and neighbors. */
  readonly table: EntryTable;
  /** Number of ports per node; a port counts at each node that it has a binding on. A node with one is a member that gets its floods. */
  readonly portsPerNode: Map<CompiledNode, number>;
  readonly neighbors: NeighborClaims;
  /** What its entry is made of, besides. */
  facts: NetworkFacts;
  /** Number of bound ports that have allowed address pairs. */
  portsWithPairs: number;
}

/** The entry of a network, as if no port of it had pairs. */
export type NetworkFacts = Pick<weft.v1.NetworkEntry.$Properties, 'vni' | 'networkId' | 'tenantId' | 'mtu'>;

export interface CompiledSubnet {
  readonly network: CompiledNetwork;
  /** Of its entry, which is in the network's table. */
  readonly key: Key;
  /** What its entry is made of. */
  facts: SubnetFacts;
  router: CompiledRouter | null;
}

export type SubnetFacts = weft.v1.SubnetEntry.$Properties & {
  readonly vni: number;
  readonly subnetId: string;
  readonly prefix: weft.v1.IpPrefix.$Properties;
};

export interface CompiledRouter {
  readonly id: string;
  readonly datapathId: number;
  /** The networks that it joins. */
  networks: ReadonlySet<CompiledNetwork>;
  subnets: ReadonlySet<CompiledSubnet>;
  /** Its static routes, which every subscriber of its scope gets. */
  routes: ReadonlyMap<Key, Value>;
  /** That of its networks, as of the end of the last batch; null: it has none. */
  scope: Scope | null;
}

export interface CompiledNode {
  readonly id: string;
  readonly vtepId: number;
  readonly vtepKey: Key;
  /** The node's VTEP, as its peers get it. */
  vtep: Value;
  /** What only this node gets: its NodeConfig and its LocalPorts. */
  readonly table: EntryTable;
  /** Number of the node's ports per scope, of any role, as everywhere here. A node subscribes to those scopes. */
  readonly portsPerScope: Map<Scope, number>;
  /** Number of the node's ports per security group. A node has the entries of those groups. */
  readonly portsPerGroup: Map<CompiledSecurityGroup, number>;
}

export interface CompiledSecurityGroup {
  readonly id: string;
  readonly datapathId: number;
  readonly key: Key;
  /** Its entry. One string for all nodes that have it: it may be large. */
  value: Value;
  /** Those that have a port in it. */
  readonly nodes: Set<CompiledNode>;
}

let lastScopeId = 0;

export function newScope(): Scope {
  return { id: ++lastScopeId, networks: new Set(), routers: new Set(), subscribers: new Set() };
}

/** Does one need the other's VTEP? Costs the number of scopes of the one with fewer. */
export function shareScope(a: CompiledNode, b: CompiledNode): boolean {
  const [few, many] = a.portsPerScope.size <= b.portsPerScope.size ? [a, b] : [b, a];
  for (const scope of few.portsPerScope.keys()) if (many.portsPerScope.has(scope)) return true;
  return false;
}
