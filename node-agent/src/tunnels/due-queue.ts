/** What is due when: numbers with a time each, the earliest first. All calls take logarithmic time at most. */
export class DueQueue {
  /** A binary heap. */
  readonly #heap: { readonly key: number; dueMs: number }[] = [];
  readonly #places = new Map<number, number>();

  get size(): number {
    return this.#heap.length;
  }

  /** When the earliest is due; null if there is none. */
  get nextMs(): number | null {
    return this.#heap[0]?.dueMs ?? null;
  }

  dueMs(key: number): number | null {
    const place = this.#places.get(key);
    return place === undefined ? null : (this.#heap[place]?.dueMs ?? null);
  }

  /** Adds, or moves to another time. */
  put(key: number, dueMs: number): void {
    const place = this.#places.get(key);
    const node = place === undefined ? undefined : this.#heap[place];
    if (node && place !== undefined) {
      node.dueMs = dueMs;
      this.#down(this.#up(place));
      return;
    }
    this.#heap.push({ key, dueMs });
    this.#places.set(key, this.#heap.length - 1);
    this.#up(this.#heap.length - 1);
  }

  remove(key: number): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#swap(place, this.#heap.length - 1);
    this.#heap.pop();
    this.#places.delete(key);
    if (place < this.#heap.length) this.#down(this.#up(place));
  }

  /** The earliest, if it is due; it stays until it is moved or removed. */
  due(nowMs: number): number | null {
    const first = this.#heap[0];
    return first && first.dueMs <= nowMs ? first.key : null;
  }

  #up(from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#at(parent) <= this.#at(place)) break;
      this.#swap(parent, place);
      place = parent;
    }
    return place;
  }

  #down(from: number): void {
    let place = from;
    for (;;) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) if (this.#at(child) < this.#at(least)) least = child;
      if (least === place) return;
      this.#swap(least, place);
      place = least;
    }
  }

  #at(place: number): number {
    return this.#heap[place]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#heap[a], this.#heap[b]];
    if (!left || !right) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
    this.#places.set(right.key, a);
    this.#places.set(left.key, b);
  }
}
