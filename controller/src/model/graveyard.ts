/** Kinds of numbers that nodes hold in their maps. */
export const numberKinds = ['vni', 'datapath', 'vtep', 'router'] as const;
export type NumberKind = (typeof numberKinds)[number];

/** A number whose resource was deleted at `revision`. A node that has not acked that revision may still hold it. */
export interface BuriedNumber {
  readonly revision: number;
  readonly kind: NumberKind;
  readonly number: number;
}

/** Numbers of deleted resources in order of deletion, until every node has acked the deletion. */
export class Graveyard {
  // A queue: `#buried[#head]` is the oldest; the front is cut off when half of the array is dead.
  #buried: BuriedNumber[] = [];
  #head = 0;

  get size(): number {
    return this.#buried.length - this.#head;
  }

  /** Revisions never descend from call to call. */
  bury(entry: BuriedNumber): void {
    this.#buried.push(entry);
  }

  /** Takes out the numbers deleted at or below `floor`, at most `limit` of them. */
  release(floor: number, limit: number): BuriedNumber[] {
    const released: BuriedNumber[] = [];
    while (released.length < limit) {
      const oldest = this.#buried[this.#head];
      if (!oldest || oldest.revision > floor) break;
      released.push(oldest);
      this.#head++;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#buried.length) {
      this.#buried = this.#buried.slice(this.#head);
      this.#head = 0;
    }
    return released;
  }
}
