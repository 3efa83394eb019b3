import type { Key, Value } from './entry.js';
import { EntryBytes } from './entry-bytes.js';
import { HashIndex, hashOf } from './hash-index.js';

export interface TableChanges {
  /** New values; null for what is gone. */
  readonly entries: ReadonlyMap<Key, Value | null>;
  /** The keys that the table did not have before. */
  readonly created: ReadonlySet<Key>;
}

/**
 * A set of entries that can be read slowly while it changes: a Walk yields exactly what the table held when the walk began, without a copy.
 *
 * Why that is right: entries lie in an array in order of insertion, and every change of a key takes its entry out and puts the new one at the end. So the
 * entries that a walk has to yield are those up to the last one at its beginning; later ones are not its business, and one that is taken
 * out before the walk has reached it is handed to the walk, which yields it at the end. A walk holds nothing but what was taken out under its feet.
 *
 * A cluster has some million entries, so they are kept as bytes with an index of numbers: strings are made of them when they are read.
 */
export class EntryTable {
  readonly #entries = new EntryBytes();
  #size = 0;
  readonly #index = new HashIndex((position) => this.#entries.hashAt(position));
  readonly #walks = new Set<Walk>();
  /** Keys changed since `takeChanges`, with the value that each had before (null: none). */
  #touched: Map<Key, Value | null> | null = null;
  readonly #onFirstTouch: (table: EntryTable) => boolean;

  /** `onFirstTouch` is called when a key is changed and none was since `takeChanges`; it says whether changes are of interest. */
  constructor(onFirstTouch: (table: EntryTable) => boolean = () => true) {
    this.#onFirstTouch = onFirstTouch;
  }

  get size(): number {
    return this.#size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.valueAt(this.#find(key)) ?? undefined;
  }

  has(key: Key): boolean {
    return this.#find(key) >= 0;
  }

  put(key: Key, value: Value): void {
    const position = this.#find(key);
    const before = this.#entries.valueAt(position);
    if (before === value) return;
    this.#touch(key, before);
    if (before !== null) this.#takeOut(position, before);
    this.#compact();
    this.#index.add(this.#entries.push(key, value));
    this.#size++;
  }

  remove(key: Key): void {
    const position = this.#find(key);
    const before = this.#entries.valueAt(position);
    if (before === null) return;
    this.#touch(key, before);
    this.#takeOut(position, before);
    this.#compact();
  }

  /** What differs from the state at the last call; null if nothing does. */
  takeChanges(): TableChanges | null {
    const touched = this.#touched;
    this.#touched = null;
    if (!touched) return null;
    const created = new Set<Key>();
    for (const [key, before] of touched) {
      const now = this.get(key) ?? null;
      if (now === before) touched.delete(key);
      else touched.set(key, now);
      if (before === null && now !== null) created.add(key);
    }
    return touched.size > 0 ? { entries: touched, created } : null;
  }

  /** Begins to read what the table holds now. */
  walk(): Walk {
    const walk: Walk = new Walk(
      (position) => this.#entries.valueAt(position),
      this.#entries.length,
      () => this.#walks.delete(walk),
    );
    this.#walks.add(walk);
    return walk;
  }

  /** The key's position; -1 if it has none. */
  #find(key: Key): number {
    const hash = hashOf(key);
    return this.#index.find(hash, (position) => this.#entries.isKeyAt(position, key, hash));
  }

  #touch(key: Key, before: Value | null): void {
    if (!this.#touched) {
      if (!this.#onFirstTouch(this)) return;
      this.#touched = new Map();
    }
    if (!this.#touched.has(key)) this.#touched.set(key, before);
  }

  #takeOut(position: number, value: Value): void {
    this.#index.remove(position);
    this.#entries.takeOut(position);
    this.#size--;
    for (const walk of this.#walks) walk.takenOut(position, value);
  }

  /** Closes the gaps once there are as many of them as entries. */
  #compact(): void {
    if (this.#entries.length < 16 || this.#size * 2 > this.#entries.length) return;
    for (const walk of this.#walks) walk.moved((position) => this.#countEntries(position));
    this.#entries.compact();
    this.#index.rebuild(this.#size);
  }

  /** Entries before a position. */
  #countEntries(before: number): number {
    let count = 0;
    for (let position = 0; position < before; position++) if (!this.#entries.isGap(position)) count++;
    return count;
  }
}

/** A reading of a table as it was at one moment; see EntryTable. It must be read to its end or closed. */
export class Walk {
  readonly #valueAt: (position: number) => Value | null;
  readonly #onEnd: () => void;
  /** The next position, and the one after the last. */
  #position = 0;
  #end: number;
  #iterating = true;
  /** Taken out before they were reached. */
  #left: Value[] = [];

  constructor(valueAt: (position: number) => Value | null, end: number, onEnd: () => void) {
    this.#valueAt = valueAt;
    this.#end = end;
    this.#onEnd = onEnd;
  }

  /** The next value; null at the end. */
  next(): Value | null {
    while (this.#position < this.#end) {
      const value = this.#valueAt(this.#position++);
      if (value !== null) return value;
    }
    if (this.#iterating) {
      this.#iterating = false;
      this.#onEnd();
    }
    return this.#left.pop() ?? null;
  }

  /** Ends the walk early. */
  close(): void {
    this.#iterating = false;
    this.#end = 0;
    this.#left = [];
    this.#onEnd();
  }

  /** For the table: this entry is no longer in it. */
  takenOut(position: number, value: Value): void {
    if (this.#iterating && position >= this.#position && position < this.#end) this.#left.push(value);
  }

  /** For the table: entries have other positions now. */
  moved(to: (position: number) => number): void {
    const end = to(this.#end);
    this.#position = to(Math.min(this.#position, this.#end));
    this.#end = end;
  }
}
