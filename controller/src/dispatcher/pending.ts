import type { Key, Value } from '../compiler/entry.js';
import type { CatchUp } from '../compiler/resume.js';
import type { CompiledNetwork, CompiledNode, Scope } from '../compiler/topology.js';
import type { EntryList, NodeUpdate } from '../compiler/update.js';
import { type WireOrder, wireOrder } from './wire-order.js';

/** So many lists, and so many entries in them, are kept as they came (and may share their frame with other streams); beyond they are merged. */
const MAX_LISTS = 32;
const MAX_LISTED_ENTRIES = 1024;

/** What waits to be sent, taken out of Pending. */
export type PendingWork =
  /** Nothing but lists: every stream with the same lists sends the same bytes. */
  | { readonly kind: 'lists'; readonly lists: readonly EntryList[] }
  | (WireOrder & {
      readonly kind: 'merged';
      readonly wholeNetworks: ReadonlySet<CompiledNetwork>;
    });

/**
 * What a node still has to be told. State, not a queue: at most one value per key (besides a bounded number of lists that are shared with other
 * streams), a network that is needed whole is only named, so a node that does not read costs at most what it would hold.
 *
 * Order on the wire is networks that are left, other removals, puts (see wire-order.ts for security groups); so what is pending for a network is forgotten when the node leaves it.
 */
export class Pending {
  #lists: EntryList[] = [];
  #listed = 0;
  readonly #own = new Map<Key, Value | null>();
  readonly #networks = new Map<CompiledNetwork, Map<Key, Value | null>>();
  readonly #joined = new Set<CompiledNetwork>();
  readonly #left = new Set<Key>();
  /** The node, if it has left a network before that was sent: VTEPs that would have come with it may be needed by other networks of its scope. */
  #owedVteps: CompiledNode | null = null;
  /** Keys among those above that the node does not have: if they go before they were sent, nothing is to be said. */
  readonly #unknown = new Set<Key>();
  #empty = true;

  get empty(): boolean {
    return this.#empty;
  }

  /** Number of keys that wait; whole networks count with their present size. */
  get size(): number {
    let size = this.#listed + this.#own.size + this.#left.size;
    for (const values of this.#networks.values()) size += values.size;
    for (const network of this.#joined) size += network.table.size;
    return size;
  }

  /** What an update means for this `node` alone. Comes before the same update's other lists. */
  addNodeUpdate(node: CompiledNode, update: NodeUpdate): void {
    for (const network of update.left) {
      if (this.#joined.has(network)) this.#owedVteps = node;
      this.#leave(network);
    }
    for (const list of update.lists) this.addList(list);
    for (const network of update.joined) this.#join(network);
  }

  addList(list: EntryList): void {
    this.#empty = false;
    const asItCame = this.#own.size + this.#networks.size + this.#joined.size + this.#left.size === 0;
    if (asItCame && this.#lists.length < MAX_LISTS && this.#listed + list.entries.size <= MAX_LISTED_ENTRIES) {
      this.#lists.push(list);
      this.#listed += list.entries.size;
    } else {
      this.#mergeLists();
      this.#merge(list);
    }
  }

  addCatchUp(catchUp: CatchUp): void {
    this.#mergeLists();
    this.#empty = false;
    for (const key of catchUp.left) this.#left.add(key);
    for (const [key, value] of catchUp.own) this.#own.set(key, value);
    for (const [network, values] of catchUp.networks)
      for (const [key, value] of values) this.#valuesOf(network).set(key, value);
    for (const network of catchUp.joined) this.#join(network);
  }

  /** Everything, as it is now; nothing is pending afterwards. */
  take(): PendingWork {
    if (this.#lists.length === 0) return this.takeMerged();
    const lists = this.#lists;
    // Nothing else is pending besides lists.
    this.#forgetLists();
    this.#empty = true;
    return { kind: 'lists', lists };
  }

  clear(): void {
    this.#forgetLists();
    this.#own.clear();
    this.#networks.clear();
    this.#joined.clear();
    this.#left.clear();
    this.#owedVteps = null;
    this.#unknown.clear();
    this.#empty = true;
  }

  /** The same, not as lists. */
  takeMerged(): PendingWork & { kind: 'merged' } {
    this.#mergeLists();
    // The VTEPs that a whole network needs, as they are now: this is the moment at which its entries begin to be read.
    const scopes = new Set<Scope>(this.#owedVteps?.portsPerScope.keys());
    for (const network of this.#joined) scopes.add(network.scope);
    for (const scope of scopes) for (const node of scope.subscribers) this.#own.set(node.vtepKey, node.vtep);
    const order = wireOrder(this.#left, [this.#own, ...this.#networks.values()]);
    const wholeNetworks = new Set(this.#joined);
    this.clear();
    return { kind: 'merged', ...order, wholeNetworks };
  }

  #mergeLists(): void {
    const lists = this.#lists;
    this.#forgetLists();
    for (const list of lists) this.#merge(list);
  }

  #forgetLists(): void {
    this.#lists = [];
    this.#listed = 0;
  }

  #merge(list: EntryList): void {
    if (list.network && this.#joined.has(list.network)) return;
    const values = list.network ? this.#valuesOf(list.network) : this.#own;
    for (const [key, value] of list.entries) {
      if (value === null && this.#unknown.delete(key)) {
        values.delete(key);
        continue;
      }
      if (list.created.has(key) && !values.has(key)) this.#unknown.add(key);
      values.set(key, value);
    }
  }

  #valuesOf(network: CompiledNetwork): Map<Key, Value | null> {
    let values = this.#networks.get(network);
    if (!values) {
      values = new Map();
      this.#networks.set(network, values);
    }
    return values;
  }

  #join(network: CompiledNetwork): void {
    this.#mergeLists();
    this.#empty = false;
    this.#networks.delete(network);
    this.#joined.add(network);
  }

  #leave(network: CompiledNetwork): void {
    this.#mergeLists();
    this.#empty = false;
    this.#networks.delete(network);
    this.#joined.delete(network);
    this.#left.add(network.key);
  }
}
