/** How many of something each owner has. An owner with none costs nothing. */
export class Tally {
  readonly #counts = new Map<string, number>();

  of(owner: string): number {
    return this.#counts.get(owner) ?? 0;
  }

  add(owner: string, by: number): void {
    const count = this.of(owner) + by;
    if (count === 0) this.#counts.delete(owner);
    else this.#counts.set(owner, count);
  }
}
