/** Blocks in use: `count` of them from `first` on. */
export interface BlockRange {
  readonly first: number;
  readonly count: number;
}

/** Which blocks of the array of all policies are in use. A policy has its blocks in a row. */
export class BlockRoom {
  readonly capacity: number;
  /** Ascending, and apart. */
  readonly #used: BlockRange[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get used(): number {
    return this.#used.reduce((sum, { count }) => sum + count, 0);
  }

  /** The most blocks in a row that are free. */
  get longest(): number {
    return Math.max(0, ...[...this.#gaps()].map(({ count }) => count));
  }

  /** `count` blocks in a row, from the smallest gap that has them: what is large stays free for what is. Null if there is none. */
  take(count: number): BlockRange | null {
    let best: (BlockRange & { readonly at: number }) | null = null;
    for (const gap of this.#gaps()) {
      if (gap.count >= count && (!best || gap.count < best.count)) best = gap;
    }
    if (!best) return null;
    const taken = { first: best.first, count };
    this.#used.splice(best.at, 0, taken);
    return taken;
  }

  /** Blocks that a policy has that was found. */
  found(range: BlockRange): void {
    const at = this.#used.findIndex(({ first }) => first > range.first);
    this.#used.splice(at < 0 ? this.#used.length : at, 0, range);
  }

  release(range: BlockRange): void {
    const at = this.#used.findIndex(({ first }) => first === range.first);
    if (at >= 0) this.#used.splice(at, 1);
  }

  /** `at`: the index in #used of what comes after the gap. */
  *#gaps(): Generator<BlockRange & { readonly at: number }> {
    let end = 0;
    for (const [at, { first, count }] of this.#used.entries()) {
      if (first > end) yield { first: end, count: first - end, at };
      end = Math.max(end, first + count);
    }
    if (end < this.capacity) yield { first: end, count: this.capacity - end, at: this.#used.length };
  }
}
