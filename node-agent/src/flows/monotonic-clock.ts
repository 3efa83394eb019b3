/** Converts the kernel's CLOCK_MONOTONIC to time since the Unix epoch, in nanoseconds. Exact to about a microsecond (doubles). */
export class MonotonicClock {
  readonly #unixMs: () => number;
  readonly #monotonicNs: () => bigint;

  constructor(unixMs: () => number = Date.now, monotonicNs: () => bigint = process.hrtime.bigint) {
    this.#unixMs = unixMs;
    this.#monotonicNs = monotonicNs;
  }

  /** Unix time of monotonic zero, now: it moves when somebody sets the clock. */
  offsetNs(): number {
    return Number(BigInt(this.#unixMs()) * 1_000_000n - this.#monotonicNs());
  }
}
