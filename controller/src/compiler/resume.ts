import type { Change, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import { idOf, touchedKeys } from './contributions.js';
import { type Key, localPortKey, memberKey, networkKey, nodeConfigKey, type Value, vtepKey } from './entry.js';
import { GroupHistory } from './group-history.js';
import { LinkHistory } from './link-history.js';
import { OwnPorts } from './own-ports.js';
import { bindingsOf } from './port-bindings.js';
import { RoutingHistory } from './routing-history.js';
import { type CompiledNetwork, type CompiledNode, type Scope, shareScope } from './topology.js';

/** What a node has to be told to get from an old state to the current one. */
export interface CatchUp {
  /** NodeConfig, LocalPorts, security groups and Vteps; null: gone. */
  readonly own: Map<Key, Value | null>;
  /** Keys of networks that the node had then and has now. */
  readonly networks: Map<CompiledNetwork, Map<Key, Value | null>>;
  /** Keys of networks of which the node may hold what it should not. Removed before all else. */
  readonly left: Key[];
  /** Networks that the node needs whole. */
  readonly joined: Set<CompiledNetwork>;
}

interface NodeNumber {
  readonly nodeId: string;
  readonly vtepId: number;
}

/** A port as it was bound to a node at some moment, in any role, with the numbers that its network and node had then. */
interface BoundPort {
  readonly port: Tables['port'];
  readonly nodeId: string;
  readonly vni: number;
  readonly vtepId: number;
  /** Of its FDB and neighbor entries, and what else depends on it; none besides the active binding, which is there as well. */
  readonly keys: readonly Key[];
}

/**
 * What nodes have to be told whose complete state is that of a revision R. `changes` are all changes after R up to the compiler's revision; it must
 * not go on before the last use. State-based: the changes say which keys were touched, the compiler's state says what they are now. Costs the size of
 * `changes` once, and for each node what concerns it, besides networks that have to be sent whole.
 *
 * The node may hold more than the state at R: parts of later deltas that it got before its stream broke. Whatever they said was about keys
 * that are touched in `changes`, with one exception: networks that it got to have or lost. So a network that the node did not have at
 * every moment since R is removed, and sent whole if it is needed now. Which those are:
 *  - The links of a scope's networks to routers did not change: the node had its networks as long as it had any port in the scope.
 *  - They did: it is only certain of networks in which the node itself had a port all the time.
 * The node's own ports at each moment follow from those now by taking its bindings back one by one. A network is known by its VNI; if that
 * was given to another network meanwhile, all entries of both are among the touched ones.
 */
export class Resume {
  readonly #compiler: Compiler;
  /** Numbers of networks and nodes at the moment that is looked at; those that are not in here have the compiler's. */
  readonly #vniOf = new Map<string, number>();
  readonly #vtepIdOf = new Map<string, number>();
  /** By VNI, and by node. */
  readonly #ports = new Map<number, BoundPort[]>();
  readonly #portsOfNode = new Map<string, BoundPort[]>();
  readonly #ownPorts = new Map<string, OwnPorts>();
  readonly #links: LinkHistory;
  readonly #routing: RoutingHistory;
  readonly #groups: GroupHistory;
  readonly #touchedNetworks = new Set<number>();
  readonly #touchedNodes: NodeNumber[] = [];
  /** What all nodes are told alike. */
  #touchedSettings = false;

  constructor(compiler: Compiler, changes: readonly Change[]) {
    this.#compiler = compiler;
    this.#links = new LinkHistory(compiler);
    this.#routing = new RoutingHistory(compiler);
    this.#groups = new GroupHistory(compiler);
    for (let i = changes.length - 1; i >= 0; i--) {
      const change = changes[i];
      if (change) this.#goBackOver(change);
    }
    this.#links.complete();
  }

  /** The compiler's order within a transaction, backwards. */
  #goBackOver(change: Change): void {
    for (const e of change.effects) {
      if (e.after || !e.before) continue;
      if (e.table === 'network') this.#vniOf.set(e.id, e.before.vni);
      if (e.table === 'node') this.#vtepIdOf.set(e.id, e.before.vtepId);
    }
    for (const e of change.effects) if (e.table === 'securityGroup') this.#groups.goBackOver(e);
    for (const e of change.effects) {
      if (e.table !== 'subnet') continue;
      this.#links.goBackOverSubnet(e);
      this.#routing.goBackOverSubnet(e, (networkId) => this.#vni(networkId));
    }
    for (const e of change.effects) {
      if (e.table === 'router') {
        this.#links.goBackOverRouter(e, (networkId) => this.#vni(networkId));
        this.#routing.goBackOverRouter(e);
      }
      if (e.table !== 'port') continue;
      if (e.after) this.#bound(e.after, 1);
      if (e.before) this.#bound(e.before, -1);
    }
    for (const e of change.effects) {
      if (e.table !== 'port') continue;
      for (const row of [e.before, e.after]) {
        for (const { nodeId } of bindingsOf(row)) this.#ownPorts.get(nodeId)?.endOfMoment();
      }
    }
    for (const e of change.effects) {
      if (e.table === 'network') {
        for (const row of [e.before, e.after]) if (row) this.#touchedNetworks.add(row.vni);
      } else if (e.table === 'node') {
        if (e.before) this.#touchedNodes.push({ nodeId: e.id, vtepId: e.before.vtepId });
      } else if (e.table === 'keyring') {
        this.#touchedSettings = true;
      }
    }
    for (const e of change.effects) {
      if (!e.before) continue;
      if (e.table === 'network') this.#vniOf.set(e.id, e.before.vni);
      if (e.table === 'node') this.#vtepIdOf.set(e.id, e.before.vtepId);
    }
  }

  #vni(networkId: string): number {
    const vni = this.#vniOf.get(networkId) ?? this.#compiler.network(networkId)?.vni;
    if (vni === undefined) throw new Error(`the log has no row of network ${networkId}`);
    return vni;
  }

  #bound(port: Tables['port'], added: 1 | -1): void {
    let keys: readonly Key[] | null = null;
    for (const { nodeId } of bindingsOf(port)) {
      const vni = this.#vni(port.networkId);
      const vtepId = this.#vtepIdOf.get(nodeId) ?? this.#compiler.node(nodeId)?.vtepId;
      if (vtepId === undefined) throw new Error(`port ${idOf(port)}: the log has no row of its node ${nodeId}`);
      keys = keys === null ? touchedKeys(port, vni) : [];
      const bound = { port, nodeId, vni, vtepId, keys };
      push(this.#ports, vni, bound);
      push(this.#portsOfNode, nodeId, bound);
      const own = this.#ownPorts.get(nodeId) ?? new OwnPorts();
      this.#ownPorts.set(nodeId, own);
      own.add(vni, added);
      this.#groups.goBackOverPort(port, nodeId);
    }
  }

  catchUp(node: CompiledNode): CatchUp {
    const has = new Map<number, CompiledNetwork>();
    for (const scope of node.portsPerScope.keys()) for (const n of scope.networks) has.set(n.vni, n);
    const kept = this.#keptNetworks(node, has);
    const result: CatchUp = { own: new Map(), networks: new Map(), left: [], joined: new Set() };
    const ports = this.#portsOfNode.get(node.id) ?? [];
    const maybeHeld = this.#maybeHeld(has, ports);
    for (const vni of maybeHeld.keys()) if (!kept.has(vni)) result.left.push(networkKey(vni));
    for (const [vni, network] of has) if (!kept.has(vni)) result.joined.add(network);

    const touch = (network: CompiledNetwork, keys: Iterable<Key>) => {
      const values = result.networks.get(network) ?? new Map<Key, Value | null>();
      result.networks.set(network, values);
      for (const key of keys) values.set(key, network.table.get(key) ?? null);
    };
    for (const vni of this.#touchedNetworks) {
      const network = kept.get(vni);
      if (network) touch(network, [network.key]);
    }
    for (const [vni, network] of kept) {
      const keys = this.#routing.subnetKeysOf(vni);
      if (keys.size > 0) touch(network, keys);
    }
    this.#addRoutes(node, maybeHeld, kept, result.own);
    for (const [vni, { scope }] of has) {
      const bound = this.#ports.get(vni);
      if (!bound) continue;
      const own = kept.get(vni);
      if (own) for (const { keys } of bound) touch(own, keys);
      // The nodes of the ports came into the scope with them, or left it: that concerns the members of all its networks.
      const vtepIds = new Set(bound.map(({ vtepId }) => vtepId));
      for (const network of scope.networks) {
        if (kept.has(network.vni)) for (const vtepId of vtepIds) touch(network, [memberKey(network.vni, vtepId)]);
      }
    }
    const strangers = this.#strangers(has, ports);
    for (const [vni, network] of kept) {
      if (!this.#links.concerns(vni)) continue;
      for (const { vtepId } of strangers) touch(network, [memberKey(vni, vtepId)]);
    }

    if (this.#touchedSettings || this.#touchedNodes.some(({ nodeId }) => nodeId === node.id))
      result.own.set(nodeConfigKey, node.table.get(nodeConfigKey) ?? null);
    for (const { port } of ports) {
      const key = localPortKey(port.datapathId);
      result.own.set(key, node.table.get(key) ?? null);
    }
    for (const [key, value] of this.#groups.entriesFor(node)) result.own.set(key, value);
    this.#addVteps(node, [...strangers, ...this.#vtepCandidates(has, kept, ports)], result.own);
    return result;
  }

  /** Routes that the node may have got to need, or no longer need, or that are others now. */
  #addRoutes(
    node: CompiledNode,
    maybeHeld: ReadonlyMap<number, CompiledNetwork | null>,
    kept: ReadonlyMap<number, CompiledNetwork>,
    own: Map<Key, Value | null>,
  ): void {
    const keys = this.#routing.routeKeysIn(maybeHeld);
    for (const [vni, network] of maybeHeld) {
      if (kept.has(vni)) continue;
      for (const router of network?.routers ?? []) for (const key of router.routes.keys()) keys.add(key);
    }
    for (const key of keys) own.set(key, routeOf(node, key));
  }

  /** The networks that the node had at every moment since R, by VNI. */
  #keptNetworks(node: CompiledNode, has: ReadonlyMap<number, CompiledNetwork>): Map<number, CompiledNetwork> {
    const scopeOf = (vni: number): Scope | number => {
      const network = has.get(vni);
      return network && !this.#links.concerns(vni) ? network.scope : vni;
    };
    const most = this.#ownPorts.get(node.id)?.mostAddedBy(scopeOf);
    const kept = new Map<number, CompiledNetwork>();
    for (const [vni, network] of has) {
      const unit = scopeOf(vni);
      const now = (typeof unit === 'number' ? network.portsPerNode.get(node) : node.portsPerScope.get(unit)) ?? 0;
      if (now > (most?.get(unit) ?? 0)) kept.set(vni, network);
    }
    return kept;
  }

  /** All networks that the node may have had at some moment since R, by VNI, as far as they changed; null for one that is no more. */
  #maybeHeld(
    has: ReadonlyMap<number, CompiledNetwork>,
    ports: readonly BoundPort[],
  ): Map<number, CompiledNetwork | null> {
    const maybe = new Map<number, CompiledNetwork | null>();
    for (const { port, vni } of ports) {
      const network = this.#compiler.network(port.networkId);
      if (network?.vni !== vni) maybe.set(vni, maybe.get(vni) ?? null);
      else for (const linked of network.scope.networks) maybe.set(linked.vni, linked);
    }
    const group = new Set(this.#links.groupsOf([...maybe.keys(), ...has.keys()]));
    for (const vni of group) maybe.set(vni, maybe.get(vni) ?? null);
    for (const network of this.#links.networks) if (group.has(network.vni)) maybe.set(network.vni, network);
    for (const [vni, network] of has) maybe.set(vni, network);
    return maybe;
  }

  /** Nodes that changes of routers may have brought into the node's scopes, or taken out of them. */
  #strangers(has: ReadonlyMap<number, CompiledNetwork>, ports: readonly BoundPort[]): NodeNumber[] {
    const group = new Set(this.#links.groupsOf([...has.keys(), ...ports.map(({ vni }) => vni)]));
    if (group.size === 0) return [];
    const strangers: NodeNumber[] = [];
    for (const vni of group) for (const bound of this.#ports.get(vni) ?? []) strangers.push(bound);
    const scopes = new Set<Scope>();
    for (const network of this.#links.networks) if (group.has(network.vni)) scopes.add(network.scope);
    for (const scope of scopes) {
      for (const { id, vtepId } of scope.subscribers) strangers.push({ nodeId: id, vtepId });
    }
    return strangers;
  }

  /** Nodes whose VTEPs the node may have got to need, or no longer need, or that have another address, without any change of routers. */
  #vtepCandidates(
    has: ReadonlyMap<number, CompiledNetwork>,
    kept: ReadonlyMap<number, CompiledNetwork>,
    ports: readonly BoundPort[],
  ): NodeNumber[] {
    const candidates: NodeNumber[] = [...this.#touchedNodes];
    const vnis = new Set(has.keys());
    const scopes = new Set<Scope>();
    for (const { port, vni } of ports) {
      vnis.add(vni);
      const network = this.#compiler.network(port.networkId);
      if (!network) continue;
      if (!kept.has(vni)) scopes.add(network.scope);
      for (const linked of network.scope.networks) vnis.add(linked.vni);
    }
    for (const vni of vnis) for (const bound of this.#ports.get(vni) ?? []) candidates.push(bound);
    for (const scope of scopes) {
      for (const { id, vtepId } of scope.subscribers) candidates.push({ nodeId: id, vtepId });
    }
    return candidates;
  }

  #addVteps(node: CompiledNode, candidates: Iterable<NodeNumber>, own: Map<Key, Value | null>): void {
    for (const { nodeId, vtepId } of candidates) {
      const key = vtepKey(vtepId);
      const peer = this.#compiler.node(nodeId);
      if (peer?.vtepId === vtepId && shareScope(node, peer)) own.set(key, peer.vtep);
      else if (!own.has(key)) own.set(key, null);
    }
  }
}

/** The value of a route that the node should hold; null if it should not. */
function routeOf(node: CompiledNode, key: Key): Value | null {
  for (const scope of node.portsPerScope.keys()) {
    for (const router of scope.routers) {
      const value = router.routes.get(key);
      if (value !== undefined) return value;
    }
  }
  return null;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
