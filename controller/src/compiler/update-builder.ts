import type { Key, Value } from './entry.js';
import { type CompiledNetwork, type CompiledNode, type Scope, shareScope } from './topology.js';
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
  readonly #changedVteps = new Set<CompiledNode>();

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

  build(revision: number): Update {
    const list: ListMaker = (scope, entries, created = nothing) => ({
      id: ++lastListId,
      revision,
      scope,
      entries,
      created,
    });
    const scopes = new Map<Scope, EntryList[]>();
    const nodes = new Map<CompiledNode, NodeUpdate>();
    const nodeUpdate = (node: CompiledNode): NodeUpdate => {
      const update = nodes.get(node) ?? { lists: [], left: new Map(), joined: new Set() };
      nodes.set(node, update);
      return update;
    };

    /** VTEPs that the subscribers of a scope did not have, or not so. */
    const vteps = new Map<Scope, Map<Key, Value>>();
    const addVtep = (scope: Scope, node: CompiledNode) => {
      const entries = vteps.get(scope) ?? new Map<Key, Value>();
      entries.set(node.vtepKey, node.vtep);
      vteps.set(scope, entries);
    };

    for (const node of this.#nodes) {
      const changes = node.table.takeChanges();
      if (changes) nodeUpdate(node).lists.push(list(null, changes.entries, changes.created));
    }
    for (const network of this.#networks) {
      const changes = network.table.takeChanges();
      if (changes) push(scopes, network.scope, list(network.scope, changes.entries, changes.created));
    }
    for (const [scope, before] of this.#subscribedBefore) {
      const left: CompiledNode[] = [];
      for (const [node, subscribed] of before) {
        const subscribes = scope.subscribers.has(node);
        if (subscribed && !subscribes) {
          left.push(node);
          nodeUpdate(node).left.set(
            scope,
            [...scope.networks].map((n) => n.key),
          );
        } else if (!subscribed && subscribes) {
          nodeUpdate(node).joined.add(scope);
          addVtep(scope, node);
        }
      }
      for (const [node, lists] of unneededVteps(scope, left, list)) nodeUpdate(node).lists.push(...lists);
    }
    for (const node of this.#changedVteps) for (const scope of node.portsPerScope.keys()) addVtep(scope, node);
    for (const [scope, entries] of vteps) push(scopes, scope, list(null, entries));
    return { revision, scopes, nodes, deletedNodes: this.#deleted };
  }
}

type ListMaker = (
  scope: Scope | null,
  entries: ReadonlyMap<Key, Value | null>,
  created?: ReadonlySet<Key>,
) => EntryList;

/** Those that stay no longer need the VTEPs of those that left, nor these the VTEPs of anybody, unless they share another scope. */
function unneededVteps(
  scope: Scope,
  left: readonly CompiledNode[],
  makeList: ListMaker,
): Map<CompiledNode, EntryList[]> {
  const unneeded = new Map<CompiledNode, EntryList[]>();
  for (const gone of left) {
    const goneVtep = makeList(null, new Map([[gone.vtepKey, null]]));
    const others = new Map<Key, null>();
    for (const stays of scope.subscribers) {
      if (shareScope(gone, stays)) continue;
      push(unneeded, stays, goneVtep);
      others.set(stays.vtepKey, null);
    }
    for (const other of left) if (!shareScope(gone, other)) others.set(other.vtepKey, null);
    if (others.size > 0) push(unneeded, gone, makeList(null, others));
  }
  return unneeded;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
