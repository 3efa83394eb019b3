/** Who is told of next: whoever was told of, or appeared, longest ago. */
export class TellingOrder<Key> {
  /** When each was told of last, the longest untold first. */
  readonly #toldNs = new Map<Key, number>();

  get size(): number {
    return this.#toldNs.size;
  }

  has(key: Key): boolean {
    return this.#toldNs.has(key);
  }

  /** It was never told of. */
  add(key: Key): void {
    this.#toldNs.set(key, -Infinity);
  }

  remove(key: Key): void {
    this.#toldNs.delete(key);
  }

  /** Takes at most `max` that changed, or were not told of for `repeatMs`; they are last from now on. */
  take(max: number, nowNs: number, repeatMs: number, changed: (key: Key) => boolean): Key[] {
    const taken: Key[] = [];
    for (const [key, toldNs] of this.#toldNs) {
      if (taken.length >= max) break;
      if (nowNs - toldNs >= repeatMs * 1e6 || changed(key)) taken.push(key);
    }
    for (const key of taken) {
      this.#toldNs.delete(key);
      this.#toldNs.set(key, nowNs);
    }
    return taken;
  }
}
