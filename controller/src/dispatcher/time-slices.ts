/** Runs tasks at once, but only so many milliseconds of them before others have their turn; the rest follow in their order. */
export class TimeSlices {
  readonly #sliceMs: number;
  readonly #now: () => number;
  #waiting: (() => void)[] = [];
  #spentMs = 0;
  #pause: NodeJS.Immediate | null = null;

  /** `now`: milliseconds, monotonic. */
  constructor(sliceMs: number, now: () => number = () => performance.now()) {
    this.#sliceMs = sliceMs;
    this.#now = now;
  }

  /** The task must not throw. */
  run(task: () => void): void {
    this.#waiting.push(task);
    this.#go();
  }

  close(): void {
    this.#waiting = [];
    if (this.#pause) clearImmediate(this.#pause);
  }

  #go(): void {
    while (this.#spentMs < this.#sliceMs) {
      const task = this.#waiting.shift();
      if (!task) break;
      const begun = this.#now();
      task();
      this.#spentMs += this.#now() - begun;
    }
    this.#pause ??= setImmediate(() => {
      this.#pause = null;
      this.#spentMs = 0;
      if (this.#waiting.length > 0) this.#go();
    });
  }
}
