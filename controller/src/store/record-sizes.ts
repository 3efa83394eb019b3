/** How many bytes the records of successive revisions have, as far back as is known. */
export class RecordSizes {
  /** Of the revisions above `#from`, in order; those before `#head` are forgotten. */
  #sizes: number[] = [];
  #head = 0;
  #from: number;
  #total = 0;

  /** Nothing is known of revisions up to `after`. */
  constructor(after: number) {
    this.#from = after;
  }

  get total(): number {
    return this.#total;
  }

  /** The revision below the first one that is known. */
  get after(): number {
    return this.#from + this.#head;
  }

  /** Of the next revision. */
  push(bytes: number): void {
    this.#sizes.push(bytes);
    this.#total += bytes;
  }

  /** Of revisions up to the first one that is known. */
  unshift(sizes: readonly number[]): void {
    this.#sizes = [...sizes, ...this.#sizes.slice(this.#head)];
    this.#from = this.after - sizes.length;
    this.#head = 0;
    for (const bytes of sizes) this.#total += bytes;
  }

  /** The revision behind which the records have at most so many bytes. */
  behind(bytes: number): number {
    let left = this.#total;
    let at = this.#head;
    for (; at < this.#sizes.length && left > bytes; at++) left -= this.#sizes[at] ?? 0;
    return this.#from + at;
  }

  /** Forgets the revisions up to this one. */
  forget(revision: number): void {
    for (; this.#head < this.#sizes.length && this.after < revision; this.#head++) {
      this.#total -= this.#sizes[this.#head] ?? 0;
    }
    if (this.#head * 2 < this.#sizes.length) return;
    this.#sizes = this.#sizes.slice(this.#head);
    this.#from += this.#head;
    this.#head = 0;
  }
}
