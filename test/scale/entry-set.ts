import { type EntryDigest, type EntryKind, entryKinds, type Lanes } from './entry-digest.js';

/** What identifies a set of entries: equal sets have equal digests, unequal ones have not (but for one chance in 2^64). */
export interface SetDigest {
  /** Sums of the entries' lanes, modulo 2^32. */
  readonly a: number;
  readonly b: number;
  /** Number of entries of each kind. */
  readonly counts: Readonly<Record<EntryKind, number>>;
}

/** Adds up digests; of sets without a common key the sum is that of their union. */
export class DigestSum {
  #a = 0;
  #b = 0;
  readonly #counts = new Map<EntryKind, number>();

  add(entry: Pick<EntryDigest, 'kind' | 'value'>, times: 1 | -1 = 1): void {
    this.#a = (this.#a + times * entry.value.a) >>> 0;
    this.#b = (this.#b + times * entry.value.b) >>> 0;
    this.#counts.set(entry.kind, (this.#counts.get(entry.kind) ?? 0) + times);
  }

  addSet(set: SetDigest): void {
    this.#a = (this.#a + set.a) >>> 0;
    this.#b = (this.#b + set.b) >>> 0;
    for (const kind of entryKinds) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + set.counts[kind]);
  }

  digest(): SetDigest {
    const counts = Object.fromEntries(entryKinds.map((kind) => [kind, this.#counts.get(kind) ?? 0]));
    return { a: this.#a, b: this.#b, counts: counts as Record<EntryKind, number> };
  }
}

/** Says how two sets differ; null if they do not. */
export function differenceOf(expected: SetDigest, actual: SetDigest): string | null {
  const different = entryKinds.filter((kind) => expected.counts[kind] !== actual.counts[kind]);
  if (different.length > 0) {
    return different.map((kind) => `${actual.counts[kind]} ${kind} entries, not ${expected.counts[kind]}`).join('; ');
  }
  return expected.a === actual.a && expected.b === actual.b ? null : 'as many entries, but other values';
}

/** Words of a slot: key (2), value (2), VNI with the kind in the upper byte. */
const WORDS = 5;
const EMPTY = 0;
const REMOVED = 0xff;

/** A set of entries by their digests, 20 bytes a slot: an open-addressed hash table of numbers. */
export class EntrySet {
  #slots = new Uint32Array(WORDS * 16);
  #capacity = 16;
  /** Slots that are not empty, removed ones included. */
  #used = 0;
  #size = 0;
  readonly #sum = new DigestSum();

  get size(): number {
    return this.#size;
  }

  digest(): SetDigest {
    return this.#sum.digest();
  }

  /** Sets the key's value; false if the key was not there before. */
  put(entry: EntryDigest): boolean {
    if ((this.#used + 1) * 4 > this.#capacity * 3) this.#grow();
    const found = this.#find(entry.key);
    this.#sum.add(entry);
    if (found >= 0) {
      this.#sum.add({ kind: entry.kind, value: this.#valueAt(found) }, -1);
      this.#write(found, entry);
      return true;
    }
    this.#write(-found - 1, entry);
    this.#used++;
    this.#size++;
    return false;
  }

  remove(key: Lanes): void {
    const found = this.#find(key);
    if (found >= 0) this.#removeAt(found);
  }

  /** Removes all entries that go with a network. Costs the size of the set. */
  removeNetwork(vni: number): void {
    for (let slot = 0; slot < this.#capacity; slot++) {
      const at = slot * WORDS;
      const tag = this.#word(at + 4);
      if (tag !== EMPTY && tag >>> 24 !== REMOVED && (tag & 0xff_ff_ff) === vni) this.#removeAt(at);
    }
  }

  /** Offset of the key's slot; -1 - (offset of the slot where it would be put) if it is not there. */
  #find(key: Lanes): number {
    let slot = key.a & (this.#capacity - 1);
    for (;;) {
      const at = slot * WORDS;
      const tag = this.#word(at + 4);
      if (tag === EMPTY) return -at - 1;
      if (tag >>> 24 !== REMOVED && this.#word(at) === key.a && this.#word(at + 1) === key.b) return at;
      slot = (slot + 1) & (this.#capacity - 1);
    }
  }

  #write(at: number, { key, value, vni, kind }: EntryDigest): void {
    const tag = ((entryKinds.indexOf(kind) + 1) << 24) | vni;
    this.#slots.set([key.a, key.b, value.a, value.b, tag], at);
  }

  #removeAt(at: number): void {
    const kind = entryKinds[(this.#word(at + 4) >>> 24) - 1];
    if (!kind) throw new Error('a slot without an entry');
    this.#sum.add({ kind, value: this.#valueAt(at) }, -1);
    this.#slots[at + 4] = REMOVED << 24;
    this.#size--;
  }

  #valueAt(at: number): Lanes {
    return { a: this.#word(at + 2), b: this.#word(at + 3) };
  }

  #word(at: number): number {
    return this.#slots[at] ?? 0;
  }

  #grow(): void {
    const old = this.#slots;
    while (this.#size * 2 >= this.#capacity) this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * WORDS);
    this.#used = this.#size;
    for (let at = 0; at < old.length; at += WORDS) {
      const tag = old[at + 4] ?? EMPTY;
      if (tag === EMPTY || tag >>> 24 === REMOVED) continue;
      const free = -this.#find({ a: old[at] ?? 0, b: old[at + 1] ?? 0 }) - 1;
      this.#slots.set(old.subarray(at, at + WORDS), free);
    }
  }
}
