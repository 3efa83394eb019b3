import type { Key, Value } from './entry.js';

interface Slot {
  readonly value: Value;
  /** Place in the order of insertion. A changed value is a new slot, so slots never change. */
  readonly seq: number;
}

export interface TableChanges {
  /** New values; null for what is gone. */
  readonly entries: ReadonlyMap<Key, Value | null>;
  /** The keys that the table did not have before. */
  readonly created: ReadonlySet<Key>;
}

/**
 * A set of entries that can be read slowly while it changes: a Walk yields exactly what the table held when the walk began, without a copy.
 *
 * Why that is right: a Map iterates in order of insertion, and every change of a key makes a new slot at the end. So the slots that a walk has to
 * yield are those up to the last one at its beginning; later ones are not its business, and one that is taken out before the walk has
 * reached it is handed to the walk, which yields it at the end. A walk holds nothing but what was taken out under its feet.
 */
export class EntryTable {
  readonly #slots = new Map<Key, Slot>();
  readonly #walks = new Set<Walk>();
  #seq = 0;
  /** Keys changed since `takeChanges`, with the value that each had before (null: none). */
  #touched: Map<Key, Value | null> | null = null;
  readonly #onFirstTouch: (table: EntryTable) => void;

  /** `onFirstTouch` is called when a key is changed and none was since `takeChanges`. */
  constructor(onFirstTouch: (table: EntryTable) => void = () => {}) {
    this.#onFirstTouch = onFirstTouch;
  }

  get size(): number {
    return this.#slots.size;
  }

  get(key: Key): Value | undefined {
    return this.#slots.get(key)?.value;
  }

  has(key: Key): boolean {
    return this.#slots.has(key);
  }

  keys(): Iterable<Key> {
    return this.#slots.keys();
  }

  put(key: Key, value: Value): void {
    const slot = this.#slots.get(key);
    if (slot?.value === value) return;
    this.#touch(key, slot);
    if (slot) this.#takeOut(key, slot);
    this.#slots.set(key, { value, seq: ++this.#seq });
  }

  remove(key: Key): void {
    const slot = this.#slots.get(key);
    if (!slot) return;
    this.#touch(key, slot);
    this.#takeOut(key, slot);
  }

  /** What differs from the state at the last call; null if nothing does. */
  takeChanges(): TableChanges | null {
    const touched = this.#touched;
    this.#touched = null;
    if (!touched) return null;
    const created = new Set<Key>();
    for (const [key, before] of touched) {
      const now = this.#slots.get(key)?.value ?? null;
      if (now === before) touched.delete(key);
      else touched.set(key, now);
      if (before === null && now !== null) created.add(key);
    }
    return touched.size > 0 ? { entries: touched, created } : null;
  }

  /** Begins to read what the table holds now. */
  walk(): Walk {
    const walk: Walk = new Walk(this.#slots.values(), this.#seq, () => this.#walks.delete(walk));
    this.#walks.add(walk);
    return walk;
  }

  #touch(key: Key, slot: Slot | undefined): void {
    if (!this.#touched) {
      this.#touched = new Map();
      this.#onFirstTouch(this);
    }
    if (!this.#touched.has(key)) this.#touched.set(key, slot?.value ?? null);
  }

  #takeOut(key: Key, slot: Slot): void {
    this.#slots.delete(key);
    for (const walk of this.#walks) walk.takenOut(slot);
  }
}

/** A reading of a table as it was at one moment; see EntryTable. It must be read to its end or closed. */
export class Walk {
  readonly #slots: Iterator<Slot>;
  readonly #last: number;
  readonly #onEnd: () => void;
  #position = 0;
  #iterating = true;
  /** Taken out before they were reached. */
  #left: Value[] = [];

  constructor(slots: Iterator<Slot>, last: number, onEnd: () => void) {
    this.#slots = slots;
    this.#last = last;
    this.#onEnd = onEnd;
  }

  /** The next value; null at the end. */
  next(): Value | null {
    if (this.#iterating) {
      const step = this.#slots.next();
      if (!step.done && step.value.seq <= this.#last) {
        this.#position = step.value.seq;
        return step.value.value;
      }
      this.#iterating = false;
      this.#onEnd();
    }
    return this.#left.pop() ?? null;
  }

  /** Ends the walk early. */
  close(): void {
    this.#iterating = false;
    this.#left = [];
    this.#onEnd();
  }

  /** For the table: this slot is no longer in it. */
  takenOut(slot: Slot): void {
    if (this.#iterating && slot.seq > this.#position && slot.seq <= this.#last) this.#left.push(slot.value);
  }
}
