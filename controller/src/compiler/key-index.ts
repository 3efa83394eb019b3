import type { Key } from './entry.js';

const EMPTY = 0;
const REMOVED = -1;

/** Key -> position in an array of keys, as numbers only: a hash table with linear probing. The keys themselves are asked for by position. */
export class KeyIndex {
  readonly #keyAt: (position: number) => Key | null;
  /** Position + 1, or EMPTY, or REMOVED. The length is a power of two. */
  #cells = new Int32Array(4);
  /** Cells that are not EMPTY. */
  #used = 0;
  #size = 0;

  constructor(keyAt: (position: number) => Key | null) {
    this.#keyAt = keyAt;
  }

  /** The key's position; -1 if it has none. */
  find(key: Key): number {
    return (this.#cells[this.#cellOf(key)] ?? EMPTY) - 1;
  }

  /** The key must not be in it. */
  add(key: Key, position: number): void {
    if ((this.#used + 1) * 4 > this.#cells.length * 3) this.#resize();
    this.#place(key, position);
    this.#size++;
  }

  /** The key must be in it, and still be at its position. */
  remove(key: Key): void {
    this.#cells[this.#cellOf(key)] = REMOVED;
    this.#size--;
  }

  /** Another array of keys; none is null. */
  rebuild(keys: readonly (Key | null)[]): void {
    this.#size = keys.length;
    this.#clear();
    for (const [position, key] of keys.entries()) if (key !== null) this.#place(key, position);
  }

  #resize(): void {
    const old = this.#cells;
    this.#clear();
    for (const cell of old) {
      const key = cell > 0 ? this.#keyAt(cell - 1) : null;
      if (key !== null) this.#place(key, cell - 1);
    }
  }

  /** Empty, with room for half as many keys again. */
  #clear(): void {
    let length = 4;
    while (length * 3 < (this.#size + 1) * 5) length *= 2;
    this.#cells = new Int32Array(length);
    this.#used = 0;
  }

  #place(key: Key, position: number): void {
    const mask = this.#cells.length - 1;
    let cell = hash(key) & mask;
    while (this.#cells[cell] !== EMPTY) cell = (cell + 1) & mask;
    this.#cells[cell] = position + 1;
    this.#used++;
  }

  /** The cell of the key, or the empty one that ends the search for it. */
  #cellOf(key: Key): number {
    const mask = this.#cells.length - 1;
    let cell = hash(key) & mask;
    for (;;) {
      const content = this.#cells[cell] ?? EMPTY;
      if (content === EMPTY || (content > 0 && this.#keyAt(content - 1) === key)) return cell;
      cell = (cell + 1) & mask;
    }
  }
}

/** FNV-1a, with its high bits mixed in: keys that follow each other differ in their last characters only. */
function hash(key: Key): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return h ^ (h >>> 13);
}
