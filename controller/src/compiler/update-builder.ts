import type { Key, Value } from './entry.js';
import { GroupUpdates } from './group-updates.js';
import { RouteUpdates, type Subscribers } from './route-updates.js';
import type { CompiledNetwork, CompiledNode, Scope } from './topology.js';
import { unneededVteps } from './unneeded-vteps.js';
import type { EntryList, NodeUpdate, Update } from './update.js';

let lastListId = 0;
const nothing: ReadonlySet<Key> = new Set();

/**
 * Collects what a batch of changes touches, and says at its end how the state differs from the state before the batch: what was put and taken
 * back within the batch is not mentioned.
 */
export class UpdateBuilder {
  readonly #networks = new Set<CompiledNetwork>();
  readonly #nodes = new Set<CompiledNode>();
  readonly #deleted: CompiledNode[] = [];
  /** Subscriptions that changed at some moment: did the node have it before the batch? */
  readonly #subscribedBefore = new Map<Scope, Map<CompiledNode, boolean>>();
  /** The networks before the batch of scopes that have others now. */
  readonly #networksBefore = new Map<Scope, ReadonlySet<CompiledNetwork>>();
  readonly #changedVteps = new Set<CompiledNode>();
  readonly routes = new RouteUpdates();
  readonly groups = new GroupUpdates();

  touchedNetwork(network: CompiledNetwork): void {
    this.#networks.add(network);
  }

  touchedNode(node: CompiledNode): void {
    this.#nodes.add(node);
  }

  deleted(node: CompiledNode): void {
    this.#deleted.push(node);
  }

  /** The node's VTEP has another address. */
  vtepChanged(node: CompiledNode): void {
    this.#changedVteps.add(node);
  }

  /** The node is about to subscribe to the scope, or to end its subscription. */
  beforeSubscriptionChange(node: CompiledNode, scope: Scope): void {
    const nodes = this.#subscribedBefore.get(scope) ?? new Map<CompiledNode, boolean>();
    if (!nodes.has(node)) nodes.set(node, scope.subscribers.has(node));
    this.#subscribedBefore.set(scope, nodes);
  }

  /** The scope is about to have other networks. */
  beforeNetworksChange(scope: Scope): void {
    if (!this.#networksBefore.has(scope)) this.#networksBefore.set(scope, new Set(scope.networks));
  }

  build(revision: number): Update {
    const list: ListMaker = (network, entries, created = nothing) => ({
      id: ++lastListId,
      revision,
      network,
      entries,
      created,
    });
    const nodes = new Map<CompiledNode, NodeUpdate>();
    const nodeUpdate = (node: CompiledNode): NodeUpdate => {
      const update = nodes.get(node) ?? { lists: [], left: new Set(), joined: new Set() };
      nodes.set(node, update);
      return update;
    };
    for (const node of this.#nodes) {
      const changes = node.table.takeChanges();
      if (changes) nodeUpdate(node).lists.push(list(null, changes.entries, changes.created));
    }
    const networks = new Map<CompiledNetwork, EntryList[]>();
    for (const network of this.#networks) {
      if (!network.scope.networks.has(network)) continue; // Deleted: who had it has left it.
      const changes = network.table.takeChanges();
      if (changes) networks.set(network, [list(network, changes.entries, changes.created)]);
    }
    this.#compareSubscriptions(nodeUpdate);
    for (const [scope, before] of this.#subscribedBefore) {
      const left = [...before].filter(([node, had]) => had && !scope.subscribers.has(node)).map(([node]) => node);
      for (const { from, vteps } of unneededVteps(scope, left)) {
        const removal = list(null, new Map(vteps.map((key) => [key, null])));
        for (const node of from) nodeUpdate(node).lists.push(removal);
      }
    }
    this.routes.build(
      (scope) => this.#subscribers(scope),
      this.#subscribedBefore.keys(),
      (routes, nodes) => {
        if (routes.size === 0 || nodes.length === 0) return;
        const shared = list(null, routes);
        for (const node of nodes) nodeUpdate(node).lists.push(shared);
      },
    );
    this.groups.build((groups, nodes) => {
      const shared = list(null, groups);
      for (const node of nodes) nodeUpdate(node).lists.push(shared);
    });
    const vteps = new Map<Scope, EntryList>();
    for (const [scope, entries] of this.#neededVteps()) vteps.set(scope, list(null, entries));
    return { revision, networks, vteps, nodes, deletedNodes: this.#deleted };
  }

  #subscribers(scope: Scope): Subscribers {
    const changed = this.#subscribedBefore.get(scope);
    if (!changed) return { before: scope.subscribers, now: scope.subscribers };
    const before = new Set([...scope.subscribers].filter((node) => !changed.has(node)));
    for (const [node, subscribed] of changed) if (subscribed) before.add(node);
    return { before, now: scope.subscribers };
  }

  /** Which networks nodes had before and have now, as far as that may differ. */
  #compareSubscriptions(nodeUpdate: (node: CompiledNode) => NodeUpdate): void {
    const had = new Map<CompiledNode, Set<CompiledNetwork>>();
    const has = new Map<CompiledNode, Set<CompiledNetwork>>();
    const none: ReadonlyMap<CompiledNode, boolean> = new Map();
    for (const scope of new Set([...this.#networksBefore.keys(), ...this.#subscribedBefore.keys()])) {
      const changed = this.#subscribedBefore.get(scope) ?? none;
      const networksBefore = this.#networksBefore.get(scope) ?? scope.networks;
      for (const [node, subscribed] of changed) if (subscribed) addAll(had, node, networksBefore);
      for (const node of changed.keys()) if (scope.subscribers.has(node)) addAll(has, node, scope.networks);
      if (networksBefore === scope.networks) continue;
      for (const node of scope.subscribers) {
        if (changed.has(node)) continue;
        addAll(had, node, networksBefore);
        addAll(has, node, scope.networks);
      }
    }
    for (const [node, before] of had) {
      const now = has.get(node);
      for (const network of before) if (!now?.has(network)) nodeUpdate(node).left.add(network);
    }
    for (const [node, now] of has) {
      const before = had.get(node);
      for (const network of now) if (!before?.has(network)) nodeUpdate(node).joined.add(network);
    }
  }

  /**
   * VTEPs that the subscribers of a scope did not have, or not so. Whoever joins a network gets all VTEPs of its scope with it; so what is said here
   * is for those that were there before.
   */
  #neededVteps(): Map<Scope, Map<Key, Value>> {
    const vteps = new Map<Scope, Map<Key, Value>>();
    const add = (scope: Scope, node: CompiledNode) => {
      const entries = vteps.get(scope) ?? new Map<Key, Value>();
      entries.set(node.vtepKey, node.vtep);
      vteps.set(scope, entries);
    };
    for (const [scope, before] of this.#subscribedBefore) {
      for (const [node, subscribed] of before) if (!subscribed && scope.subscribers.has(node)) add(scope, node);
    }
    for (const node of this.#changedVteps) for (const scope of node.portsPerScope.keys()) add(scope, node);
    return vteps;
  }
}

type ListMaker = (
  network: CompiledNetwork | null,
  entries: ReadonlyMap<Key, Value | null>,
  created?: ReadonlySet<Key>,
) => EntryList;

function addAll<K, V>(sets: Map<K, Set<V>>, key: K, values: Iterable<V>): void {
  const set = sets.get(key) ?? new Set();
  for (const value of values) set.add(value);
  sets.set(key, set);
}
