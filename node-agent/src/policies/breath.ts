/** Lets timers and sockets have their turn once something has kept the event loop for long. */
export class Breath {
  #yieldAtMs = performance.now() + SLICE_MS;

  /** To be awaited between pieces of work. */
  async take(): Promise<void> {
    if (performance.now() < this.#yieldAtMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#yieldAtMs = performance.now() + SLICE_MS;
  }
}

const SLICE_MS = 10;
