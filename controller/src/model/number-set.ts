/** Numbers in a block, and what gives a number's block and its place in it. */
const blockBits = 10;
const blockSize = 1 << blockBits;
const inBlock = blockSize - 1;

/**
 * A set of integers in 0..2^32-1 as a sparse bitmap: 128 bytes for each touched block of 1,024 numbers. Finding a free number looks at words
 * of 32 numbers and skips full blocks, so a nearly full /16 costs about a hundred steps.
 */
export class NumberSet {
  readonly #blocks = new Map<number, Block>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(n: number): boolean {
    const block = this.#blocks.get(n >>> blockBits);
    return block !== undefined && ((block.words[(n & inBlock) >>> 5] ?? 0) & (1 << (n & 31))) !== 0;
  }

  /** Adding what is there changes nothing. */
  add(n: number): void {
    const index = n >>> blockBits;
    let block = this.#blocks.get(index);
    if (!block) {
      block = { words: new Int32Array(blockSize / 32), count: 0 };
      this.#blocks.set(index, block);
    }
    const word = (n & inBlock) >>> 5;
    const old = block.words[word] ?? 0;
    const bits = old | (1 << (n & 31));
    if (bits === old) return;
    block.words[word] = bits;
    block.count++;
    this.#size++;
  }

  /** Deleting what isn't there changes nothing. */
  delete(n: number): void {
    const index = n >>> blockBits;
    const block = this.#blocks.get(index);
    if (!block) return;
    const word = (n & inBlock) >>> 5;
    const old = block.words[word] ?? 0;
    const bits = old & ~(1 << (n & 31));
    if (bits === old) return;
    block.words[word] = bits;
    block.count--;
    this.#size--;
    if (block.count === 0) this.#blocks.delete(index);
  }

  /** The lowest number in first..last (both inclusive) that is not in the set; null if all are. */
  firstFree(first: number, last: number): number | null {
    let n = first;
    while (n <= last) {
      const block = this.#blocks.get(n >>> blockBits);
      if (!block) return n;
      const blockEnd = (n >>> blockBits) * blockSize + inBlock;
      if (block.count === blockSize) {
        n = blockEnd + 1;
        continue;
      }
      const end = Math.min(last, blockEnd);
      while (n <= end) {
        const word = block.words[(n & inBlock) >>> 5] ?? 0;
        // Bits below n in its word count as taken.
        const free = ~(word | ((1 << (n & 31)) - 1));
        if (free !== 0) {
          const found = n - (n & 31) + 31 - Math.clz32(free & -free);
          return found <= end ? found : this.#beyond(end, last);
        }
        n = n - (n & 31) + 32;
      }
    }
    return null;
  }

  #beyond(end: number, last: number): number | null {
    return end < last ? this.firstFree(end + 1, last) : null;
  }

  /** Next fit: the first free number at or after `cursor` in first..last, going round once; null if all are taken. */
  nextFree(cursor: number, first: number, last: number): number | null {
    const from = cursor < first || cursor > last ? first : cursor;
    return this.firstFree(from, last) ?? (from > first ? this.firstFree(first, from - 1) : null);
  }
}

interface Block {
  readonly words: Int32Array;
  count: number;
}
