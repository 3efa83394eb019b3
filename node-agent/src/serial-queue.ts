/**
 * Runs tasks one after the other, in the order in which they were given. Everything that changes desired state, maps or links
 * goes through one such queue, so no two of them ever interleave.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;

  /** Tasks that wait or run. */
  get length(): number {
    return this.#length;
  }

  /** Resolves or rejects with what `task` does; a failure does not hold up the tasks behind it. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    this.#length++;
    const result = this.#last.then(task);
    this.#last = result.then(
      () => this.#length--,
      () => this.#length--,
    );
    return result;
  }

  /** Resolves when everything that was given so far has run. */
  async drained(): Promise<void> {
    await this.#last;
  }
}
