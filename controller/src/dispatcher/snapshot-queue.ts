/**
 * Lets only so many snapshots be on their way at once: those that are sent first are complete soon, instead of all being late together, and memory stays
 * bounded. One that takes long (its agent reads slowly) goes on, but no longer holds up the others after `holdMs`.
 */
export class SnapshotQueue<Owner> {
  readonly #limit: number;
  readonly #holdMs: number;
  /** Those that hold up others. */
  readonly #running = new Map<Owner, NodeJS.Timeout>();
  readonly #waiting = new Map<Owner, () => void>();

  constructor(limit: number, holdMs: number) {
    this.#limit = limit;
    this.#holdMs = holdMs;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls `start` once it is the owner's turn: at once if there is room. */
  enter(owner: Owner, start: () => void): void {
    this.#waiting.set(owner, start);
    this.#next();
  }

  /** The owner's snapshot was sent, or its stream has ended. */
  leave(owner: Owner): void {
    this.#waiting.delete(owner);
    clearTimeout(this.#running.get(owner));
    if (this.#running.delete(owner)) this.#next();
  }

  close(): void {
    this.#waiting.clear();
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }

  #next(): void {
    for (const [owner, start] of this.#waiting) {
      if (this.#running.size >= this.#limit) return;
      this.#waiting.delete(owner);
      this.#running.set(
        owner,
        setTimeout(() => this.leave(owner), this.#holdMs),
      );
      start();
    }
  }
}
