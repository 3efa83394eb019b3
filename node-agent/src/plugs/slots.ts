import { WeftError } from '../../../proto/src/errors.js';

/** Counter slots of ports: dense, from 1 (0 belongs to no port), lowest free first. */
export class Slots {
  readonly #capacity: number;
  readonly #taken = new Map<number, number>();
  readonly #used = new Set<number>();

  /** `capacity` counts slot 0. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The slot of a port; null if it has none. */
  of(datapathId: number): number | null {
    return this.#taken.get(datapathId) ?? null;
  }

  /** Is it a slot that a port may have, and none has? */
  isFree(slot: number): boolean {
    return slot >= 1 && slot < this.#capacity && !this.#used.has(slot);
  }

  /** Says that a port has a slot already (found in the kernel). */
  restore(datapathId: number, slot: number): void {
    this.#taken.set(datapathId, slot);
    this.#used.add(slot);
  }

  /** Gives a port a slot; `fresh` if it had none. LIMIT_REACHED if there is none left. */
  take(datapathId: number): { slot: number; fresh: boolean } {
    const has = this.#taken.get(datapathId);
    if (has !== undefined) return { slot: has, fresh: false };
    for (let slot = 1; slot < this.#capacity; slot++) {
      if (this.#used.has(slot)) continue;
      this.restore(datapathId, slot);
      return { slot, fresh: true };
    }
    throw new WeftError('LIMIT_REACHED', `no counter slot is free: the node has room for ${this.#capacity - 1} ports`);
  }

  /** Ports that have a slot. */
  ports(): number[] {
    return [...this.#taken.keys()];
  }

  release(datapathId: number): void {
    const slot = this.#taken.get(datapathId);
    if (slot === undefined) return;
    this.#taken.delete(datapathId);
    this.#used.delete(slot);
  }
}
