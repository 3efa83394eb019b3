/** Requests that were lost, sent after the last one that was answered: of a tunnel, or of one of its paths. */
export class Silence {
  #sentNs: number[] = [];
  #lastAnsweredNs = 0;

  /** More of them tell nothing more. */
  static readonly #KEPT = 64;

  get requests(): number {
    return this.#sentNs.length;
  }

  /** Time between the first and the last one. */
  get spanNs(): number {
    return this.#sentNs.length === 0 ? 0 : this.lastSentNs - this.firstSentNs;
  }

  get firstSentNs(): number {
    return Math.min(...this.#sentNs);
  }

  get lastSentNs(): number {
    return Math.max(...this.#sentNs);
  }

  lost(sentNs: number): void {
    // One that was sent later was answered: it is no part of a silence.
    if (sentNs < this.#lastAnsweredNs) return;
    this.#sentNs.push(sentNs);
    // The first one stays: it says for how long.
    if (this.#sentNs.length > Silence.#KEPT) this.#sentNs.splice(1, 1);
  }

  /** Begins anew. */
  clear(): void {
    this.#sentNs = [];
  }

  /** A request that was sent at that time was answered. */
  replied(atNs: number): void {
    if (atNs <= this.#lastAnsweredNs) return;
    this.#lastAnsweredNs = atNs;
    this.#sentNs = this.#sentNs.filter((sentNs) => sentNs >= atNs);
  }
}
