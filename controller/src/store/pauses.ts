/** Pauses between attempts, until whoever makes them gives up. */
export class Pauses {
  readonly #ends = new Set<() => void>();
  #over = false;

  /** Resolves after so many milliseconds; at once when pauses are over. */
  pause(ms: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#ends.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#ends.add(end);
    });
  }

  /** Ends those that last, and all that begin later: an attempt may be under way that fails only then. */
  endAll(): void {
    this.#over = true;
    for (const end of this.#ends) end();
  }
}
