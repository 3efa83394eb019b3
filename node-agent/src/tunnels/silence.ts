/** Requests that were lost since a reply came last: of a tunnel, or of one of its paths. */
export class Silence {
  #sentNs: number[] = [];
  #lastReplyNs = 0;

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
    // Answers to other requests that came after it was sent: it is no part of a silence.
    if (sentNs < this.#lastReplyNs) return;
    this.#sentNs.push(sentNs);
    // The first one stays: it says for how long.
    if (this.#sentNs.length > Silence.#KEPT) this.#sentNs.splice(1, 1);
  }

  /** Begins anew. */
  clear(): void {
    this.#sentNs = [];
  }

  replied(atNs: number): void {
    if (atNs <= this.#lastReplyNs) return;
    this.#lastReplyNs = atNs;
    this.#sentNs = this.#sentNs.filter((sentNs) => sentNs >= atNs);
  }
}
