import type { Change, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import { boundNode, forwardingKeys, idOf } from './contributions.js';
import { type Key, localPortKey, memberKey, networkKey, nodeConfigKey, type Value, vtepKey } from './entry.js';
import { type CompiledNetwork, type CompiledNode, type Scope, shareScope } from './topology.js';

/** What a node has to be told to get from an old state to the current one. */
export interface CatchUp {
  /** NodeConfig, LocalPorts and Vteps; null: gone. */
  readonly own: Map<Key, Value | null>;
  /** Keys of scopes that the node had then and has now. */
  readonly scopes: Map<Scope, Map<Key, Value | null>>;
  /** Keys of networks of which the node may hold what it should not. Removed before all else. */
  readonly left: Key[];
  /** Scopes that the node needs whole. */
  readonly joined: Set<Scope>;
}

/** A port as it was bound at some moment, with the numbers that its network and node had then. */
interface BoundPort {
  readonly port: Tables['port'];
  readonly nodeId: string;
  readonly vni: number;
  readonly vtepId: number;
}

/**
 * What `node` has to be told if its complete state is that of a revision R. `changes` are all changes after R up to the compiler's revision.
 * State-based: the changes say which keys were touched, the compiler's state says what they are now. Costs the size of `changes`, besides scopes that
 * have to be sent whole.
 *
 * The node may hold more than the state at R: parts of later deltas that it got before its stream broke. Whatever they said was about keys
 * that are touched in `changes`, with one exception: subscriptions that began or ended. So a network to which the node did not subscribe at
 * every moment since R is removed, and sent whole if it is needed now.
 *
 * The subscriptions since R follow from those now by taking the node's own bindings back one by one. A network is known by its VNI; if that
 * was given to another network meanwhile, all entries of both are among the touched ones. (While a scope is one network, subscriptions change
 * only by bindings.)
 */
export function catchUp(compiler: Compiler, node: CompiledNode, changes: readonly Change[]): CatchUp {
  const history = new History(compiler, node.id);
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i];
    if (change) history.goBackOver(change);
  }
  return history.result(node);
}

class History {
  readonly #compiler: Compiler;
  readonly #nodeId: string;
  /** Numbers of networks and nodes at the moment that is looked at; those that are not in here have the compiler's. */
  readonly #vniOf = new Map<string, number>();
  readonly #vtepIdOf = new Map<string, number>();
  readonly #ports: BoundPort[] = [];
  /** By VNI: how many ports of the node were added since the moment that is looked at (less those taken away), and the most at any moment. */
  readonly #ownPortsAdded = new Map<number, { sum: number; most: number }>();
  readonly #touchedNetworks = new Set<number>();
  readonly #touchedNodes: { nodeId: string; vtepId: number }[] = [];
  #selfTouched = false;

  constructor(compiler: Compiler, nodeId: string) {
    this.#compiler = compiler;
    this.#nodeId = nodeId;
  }

  /** The compiler's order within a transaction, backwards. */
  goBackOver(change: Change): void {
    for (const e of change.effects) {
      if (e.after || !e.before) continue;
      if (e.table === 'network') this.#vniOf.set(e.id, e.before.vni);
      if (e.table === 'node') this.#vtepIdOf.set(e.id, e.before.vtepId);
    }
    for (const e of change.effects) {
      if (e.table !== 'port') continue;
      if (e.after) this.#bound(e.after, 1);
      if (e.before) this.#bound(e.before, -1);
    }
    for (const own of this.#ownPortsAdded.values()) own.most = Math.max(own.most, own.sum);
    for (const e of change.effects) {
      if (e.table === 'network') {
        for (const row of [e.before, e.after]) if (row) this.#touchedNetworks.add(row.vni);
      } else if (e.table === 'node') {
        if (e.id === this.#nodeId) this.#selfTouched = true;
        if (e.before) this.#touchedNodes.push({ nodeId: e.id, vtepId: e.before.vtepId });
      }
    }
    for (const e of change.effects) {
      if (!e.before) continue;
      if (e.table === 'network') this.#vniOf.set(e.id, e.before.vni);
      if (e.table === 'node') this.#vtepIdOf.set(e.id, e.before.vtepId);
    }
  }

  #bound(port: Tables['port'], added: 1 | -1): void {
    const nodeId = boundNode(port);
    if (nodeId === null) return;
    const vni = this.#vniOf.get(port.networkId) ?? this.#compiler.network(port.networkId)?.vni;
    const vtepId = this.#vtepIdOf.get(nodeId) ?? this.#compiler.node(nodeId)?.vtepId;
    if (vni === undefined || vtepId === undefined) {
      throw new Error(`port ${idOf(port)}: the log has no row of its network ${port.networkId} or its node ${nodeId}`);
    }
    this.#ports.push({ port, nodeId, vni, vtepId });
    if (nodeId !== this.#nodeId) return;
    const own = this.#ownPortsAdded.get(vni) ?? { sum: 0, most: 0 };
    own.sum += added;
    this.#ownPortsAdded.set(vni, own);
  }

  result(node: CompiledNode): CatchUp {
    const has = new Map<number, CompiledNetwork>();
    const portsNow = new Map<number, number>();
    for (const scope of node.portsPerScope.keys()) {
      for (const network of scope.networks) {
        has.set(network.vni, network);
        portsNow.set(network.vni, network.portsPerNode.get(node) ?? 0);
      }
    }
    /** Has it subscribed at every moment since R? */
    const kept = (vni: number) => (portsNow.get(vni) ?? 0) > (this.#ownPortsAdded.get(vni)?.most ?? 0);

    const result: CatchUp = { own: new Map(), scopes: new Map(), left: [], joined: new Set() };
    for (const vni of this.#ownPortsAdded.keys()) {
      if (kept(vni)) continue;
      result.left.push(networkKey(vni));
      const network = has.get(vni);
      if (network) result.joined.add(network.scope);
    }

    const touch = (vni: number, keys: Iterable<Key>) => {
      const network = has.get(vni);
      if (!network || !kept(vni)) return;
      const values = result.scopes.get(network.scope) ?? new Map<Key, Value | null>();
      result.scopes.set(network.scope, values);
      for (const key of keys) values.set(key, network.table.get(key) ?? null);
    };
    for (const vni of this.#touchedNetworks) touch(vni, [networkKey(vni)]);
    for (const { port, vni, vtepId } of this.#ports) touch(vni, [memberKey(vni, vtepId), ...forwardingKeys(port, vni)]);

    if (this.#selfTouched) result.own.set(nodeConfigKey, node.table.get(nodeConfigKey) ?? null);
    for (const { port, nodeId } of this.#ports) {
      const key = localPortKey(port.datapathId);
      if (nodeId === this.#nodeId) result.own.set(key, node.table.get(key) ?? null);
    }
    this.#addVteps(node, kept, result.own);
    return result;
  }

  /** VTEPs that the node may have got to need, or no longer need, or that have another address. */
  #addVteps(node: CompiledNode, kept: (vni: number) => boolean, own: Map<Key, Value | null>): void {
    const candidates = [...this.#touchedNodes];
    const scopes = new Set<Scope>();
    for (const bound of this.#ports) {
      const changed = this.#ownPortsAdded.has(bound.vni);
      if (changed || kept(bound.vni)) candidates.push(bound);
      const network = changed && !kept(bound.vni) ? this.#compiler.network(bound.port.networkId) : undefined;
      if (network) scopes.add(network.scope);
    }
    for (const scope of scopes) {
      for (const { id, vtepId } of scope.subscribers) candidates.push({ nodeId: id, vtepId });
    }
    for (const { nodeId, vtepId } of candidates) {
      const key = vtepKey(vtepId);
      const peer = this.#compiler.node(nodeId);
      if (peer?.vtepId === vtepId && shareScope(node, peer)) own.set(key, peer.vtep);
      else if (!own.has(key)) own.set(key, null);
    }
  }
}
