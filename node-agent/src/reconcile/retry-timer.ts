import { Backoff } from '../session/backoff.js';

/** Tries again what failed, with growing delays (1 s to 30 s), until it is told to stop. */
export class RetryTimer {
  readonly #attempt: () => Promise<void>;
  readonly #backoff = new Backoff(1_000, 30_000);
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(attempt: () => Promise<void>) {
    this.#attempt = attempt;
  }

  /** Something failed: makes sure that an attempt is coming. */
  arm(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // The attempt arms again if it must; one that throws is not the last.
      this.#attempt().catch(() => this.arm());
    }, this.#backoff.next());
    this.#timer.unref();
  }

  /** All is well. */
  disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#backoff.reset();
  }

  close(): void {
    this.#closed = true;
    this.disarm();
  }
}
