/**
 * All views that the page knows, by key (viewKey) their value (viewValue); 0 is none. An open hash in two typed arrays: a million views take 16 MB, and
 * finding one costs nanoseconds. Key 0 would be a tunnel of a node to itself, so it stands for an empty place.
 */
export class ViewTable {
  #keys = new Uint32Array(1_024);
  #values = new Uint32Array(1_024);
  #used = 0;

  get(key: number): number {
    return this.#values[this.#place(key)] ?? 0;
  }

  set(key: number, value: number): void {
    if (key === 0) return;
    const at = this.#place(key);
    if (this.#keys[at] === 0) {
      if (value === 0) return;
      this.#keys[at] = key;
      this.#used++;
    }
    this.#values[at] = value;
    if (2 * this.#used > this.#keys.length) this.#grow();
  }

  forEach(each: (key: number, value: number) => void): void {
    for (let at = 0; at < this.#keys.length; at++) {
      const value = this.#values[at] ?? 0;
      if (value !== 0) each(this.#keys[at] ?? 0, value);
    }
  }

  #place(key: number): number {
    const mask = this.#keys.length - 1;
    // Fibonacci hashing: the high bits of the product are well mixed.
    let at = (Math.imul(key, 0x9e37_79b1) >>> 8) & mask;
    while (this.#keys[at] !== key && this.#keys[at] !== 0) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    let live = 0;
    for (const value of values) if (value !== 0) live++;
    // Views that are no more leave their place only here.
    let room = 1_024;
    while (room < 4 * live) room *= 2;
    this.#keys = new Uint32Array(room);
    this.#values = new Uint32Array(room);
    this.#used = 0;
    for (let at = 0; at < keys.length; at++) {
      const value = values[at] ?? 0;
      if (value === 0) continue;
      const to = this.#place(keys[at] ?? 0);
      this.#keys[to] = keys[at] ?? 0;
      this.#values[to] = value;
      this.#used++;
    }
  }
}
