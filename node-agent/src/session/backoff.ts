/** Delays between attempts: doubling from `baseMs` to `capMs`, each drawn from the upper half of its range so that many agents do not come at once. */
export class Backoff {
  readonly #baseMs: number;
  readonly #capMs: number;
  readonly #random: () => number;
  #attempt = 0;

  constructor(baseMs: number, capMs: number, random: () => number = Math.random) {
    this.#baseMs = baseMs;
    this.#capMs = capMs;
    this.#random = random;
  }

  /** The next delay in milliseconds, at most capMs. */
  next(): number {
    const full = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#attempt++, 30));
    return full * (0.5 + 0.5 * this.#random());
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#attempt = 0;
  }
}
