const EMPTY = 0;
const REMOVED = -1;

/** Hash -> position of what has it, as numbers only: a hash table with linear probing. Whether it is the right one is asked for by position. */
export class HashIndex {
  readonly #hashAt: (position: number) => number;
  /** Position + 1, or EMPTY, or REMOVED. The length is a power of two. */
  #cells = new Int32Array(4);
  /** Cells that are not EMPTY. */
  #used = 0;
  #size = 0;

  constructor(hashAt: (position: number) => number) {
    this.#hashAt = hashAt;
  }

  /** The position for which `is` says yes; -1 if there is none. */
  find(hash: number, is: (position: number) => boolean): number {
    const mask = this.#cells.length - 1;
    for (let cell = hash & mask; ; cell = (cell + 1) & mask) {
      const content = this.#cells[cell] ?? EMPTY;
      if (content === EMPTY) return -1;
      if (content > 0 && is(content - 1)) return content - 1;
    }
  }

  /** The position must not be in it. */
  add(position: number): void {
    if ((this.#used + 1) * 4 > this.#cells.length * 3) this.#resize();
    this.#place(position);
    this.#size++;
  }

  /** The position must be in it. */
  remove(position: number): void {
    const mask = this.#cells.length - 1;
    let cell = this.#hashAt(position) & mask;
    while (this.#cells[cell] !== position + 1) cell = (cell + 1) & mask;
    this.#cells[cell] = REMOVED;
    this.#size--;
  }

  /** Holds the positions 0 to `size` - 1 from now on. */
  rebuild(size: number): void {
    this.#size = size;
    this.#clear();
    for (let position = 0; position < size; position++) this.#place(position);
  }

  #resize(): void {
    const old = this.#cells;
    this.#clear();
    for (const cell of old) if (cell > 0) this.#place(cell - 1);
  }

  /** Empty, with room for half as many positions again. */
  #clear(): void {
    let length = 4;
    while (length * 3 < (this.#size + 1) * 5) length *= 2;
    this.#cells = new Int32Array(length);
    this.#used = 0;
  }

  #place(position: number): void {
    const mask = this.#cells.length - 1;
    let cell = this.#hashAt(position) & mask;
    while (this.#cells[cell] !== EMPTY) cell = (cell + 1) & mask;
    this.#cells[cell] = position + 1;
    this.#used++;
  }
}

/** FNV-1a, with its high bits mixed in: keys and ids that follow each other differ in their last characters only. */
export function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return h ^ (h >>> 13);
}
