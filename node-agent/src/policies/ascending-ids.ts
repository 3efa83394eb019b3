/** Numbers in use: `count` of them from `first` on. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Numbers of policies and of classes: ascending, so that one that is gone is not used again for as long as can be; at the end they begin anew, and those
 * that are in use are stepped over.
 */
export class AscendingIds {
  readonly #last: number;
  #next = 1;

  /** Numbers are 1 to `last`. */
  constructor(last: number) {
    this.#last = last;
  }

  /** A number that is in use: the next ones come after it. */
  found(id: number): void {
    if (id >= this.#next) this.#next = id + 1;
  }

  /** `count` numbers in a row, none of which is in a range of `used`: the first of them. */
  take(count: number, used: readonly IdRange[]): number {
    let first = this.#next;
    let anew = 0;
    for (;;) {
      if (first + count - 1 > this.#last) {
        if (anew++ > 0) throw new RangeError(`no ${count} numbers up to ${this.#last} are free`);
        first = 1;
        continue;
      }
      const end = first + count;
      const taken = used.find((range) => range.first < end && first < range.first + range.count);
      if (!taken) break;
      first = taken.first + taken.count;
    }
    this.#next = first + count;
    return first;
  }
}
