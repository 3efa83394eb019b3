import type { Key, Value } from './entry.js';
import type { EntryTable } from './entry-table.js';

/** Who claims an address by an allowed address pair. */
interface Contested {
  /** What the port says that has the address as its own; null: none has. */
  own: Value | null;
  /** What those say that have it as a pair of full length. Never empty. */
  readonly pairs: Value[];
}

/**
 * The neighbor entries of a network. A port's own address is the port's; one that ports have only as a pair of full length has an entry while there is
 * one such pair, because otherwise nobody knows which of them uses it now. Costs nothing for addresses that no pair names.
 */
export class NeighborClaims {
  readonly #table: EntryTable;
  readonly #contested = new Map<Key, Contested>();

  constructor(table: EntryTable) {
    this.#table = table;
  }

  putOwn(key: Key, value: Value): void {
    const contested = this.#contested.get(key);
    if (contested) contested.own = value;
    this.#table.put(key, value);
  }

  removeOwn(key: Key): void {
    const contested = this.#contested.get(key);
    if (!contested) {
      this.#table.remove(key);
      return;
    }
    contested.own = null;
    this.#settle(key, contested);
  }

  addPair(key: Key, value: Value): void {
    const contested = this.#contested.get(key) ?? { own: this.#table.get(key) ?? null, pairs: [] };
    this.#contested.set(key, contested);
    contested.pairs.push(value);
    this.#settle(key, contested);
  }

  removePair(key: Key, value: Value): void {
    const contested = this.#contested.get(key);
    const at = contested?.pairs.indexOf(value) ?? -1;
    if (!contested || at < 0) throw new Error('a pair is removed that was not added');
    contested.pairs.splice(at, 1);
    this.#settle(key, contested);
    if (contested.pairs.length === 0) this.#contested.delete(key);
  }

  #settle(key: Key, { own, pairs }: Contested): void {
    const [only, another] = pairs;
    const value = own ?? (another === undefined ? only : undefined);
    if (value === undefined) this.#table.remove(key);
    else this.#table.put(key, value);
  }
}
