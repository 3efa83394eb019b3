/**
 * Rows with keys of a fixed number of words, and an open-addressing index over them. Row numbers are dense, stable while the row
 * exists, and used again after it is gone.
 */
export class KeyRows {
  readonly keyWords: number;
  #keys: Uint32Array;
  #free: number[] = [];
  #count = 0;
  #index = new Int32Array(32).fill(EMPTY);
  #used = 0;

  constructor(keyWords: number) {
    this.keyWords = keyWords;
    this.#keys = new Uint32Array(16 * keyWords);
  }

  /** Row numbers are below this; some of them may be free. */
  get end(): number {
    return this.#count;
  }

  /** The key of a row: a view, valid until a row is inserted. */
  keyOf(row: number): Uint32Array {
    return this.#keys.subarray(row * this.keyWords, (row + 1) * this.keyWords);
  }

  firstWordOf(row: number): number {
    return this.#keys[row * this.keyWords] ?? 0;
  }

  /** The row of a key, -1 if there is none. */
  find(key: Uint32Array): number {
    const mask = this.#index.length - 1;
    for (let slot = this.#hash(key, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#index[slot] ?? EMPTY;
      if (row === EMPTY) return -1;
      if (this.#equals(row, key)) return row;
    }
  }

  /** Adds a key that there is not; it is copied. */
  insert(key: Uint32Array): number {
    const row = this.#free.pop() ?? this.#count++;
    if ((row + 1) * this.keyWords > this.#keys.length) {
      const larger = new Uint32Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys.set(key, row * this.keyWords);
    if (++this.#used * 3 > this.#index.length * 2) this.#growIndex();
    this.#enter(row);
    return row;
  }

  /** Removes a row and closes the gap in the index, so that there are no tombstones. */
  remove(row: number): void {
    const mask = this.#index.length - 1;
    let gap = this.#homeOf(row, mask);
    while (this.#index[gap] !== row) gap = (gap + 1) & mask;
    for (let slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      const other = this.#index[slot] ?? EMPTY;
      if (other === EMPTY) break;
      if (((slot - this.#homeOf(other, mask)) & mask) >= ((slot - gap) & mask)) {
        this.#index[gap] = other;
        gap = slot;
      }
    }
    this.#index[gap] = EMPTY;
    this.#used--;
    this.#free.push(row);
  }

  #equals(row: number, key: Uint32Array): boolean {
    const at = row * this.keyWords;
    for (let i = 0; i < this.keyWords; i++) if (this.#keys[at + i] !== key[i]) return false;
    return true;
  }

  #homeOf(row: number, mask: number): number {
    return this.#hash(this.#keys, row * this.keyWords) & mask;
  }

  #enter(row: number): void {
    const mask = this.#index.length - 1;
    let slot = this.#homeOf(row, mask);
    while ((this.#index[slot] ?? EMPTY) !== EMPTY) slot = (slot + 1) & mask;
    this.#index[slot] = row;
  }

  /** Called with the new row not yet entered. */
  #growIndex(): void {
    const old = this.#index;
    this.#index = new Int32Array(old.length * 2).fill(EMPTY);
    for (const row of old) if (row !== EMPTY) this.#enter(row);
  }

  /** Mixes the words (constants of MurmurHash3's finalizer). */
  #hash(words: Uint32Array, at: number): number {
    let h = 0x9e3779b9;
    for (let i = 0; i < this.keyWords; i++) {
      h = Math.imul(h ^ (words[at + i] ?? 0), 0x85ebca6b);
      h ^= h >>> 15;
    }
    h = Math.imul(h, 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }
}

const EMPTY = -1;
