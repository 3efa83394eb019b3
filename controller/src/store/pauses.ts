/** Pauses between attempts, which whoever gives up ends all at once. */
export class Pauses {
  readonly #ends = new Set<() => void>();

  /** Resolves after so many milliseconds, or when all pauses are ended. */
  pause(ms: number): Promise<void> {
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

  endAll(): void {
    for (const end of this.#ends) end();
  }
}
