/** Who has what of things that only one may have: numbers, MACs, addresses. */
export class Taken<Value> {
  readonly #owners = new Map<Value, string>();

  /** Takes a value; returns the owner that has it already, null if there is none. */
  take(value: Value, owner: string): string | null {
    const other = this.#owners.get(value);
    if (other !== undefined) return other;
    this.#owners.set(value, owner);
    return null;
  }

  owner(value: Value): string | null {
    return this.#owners.get(value) ?? null;
  }
}

/** A `Taken` for each scope: the MACs of each network, the addresses of each subnet. */
export class TakenIn<Value> {
  readonly #scopes = new Map<string, Taken<Value>>();

  take(scope: string, value: Value, owner: string): string | null {
    let taken = this.#scopes.get(scope);
    if (!taken) {
      taken = new Taken();
      this.#scopes.set(scope, taken);
    }
    return taken.take(value, owner);
  }
}
