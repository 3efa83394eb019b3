const none: ReadonlySet<string> = new Set();

/** Which ids belong to which owner: the ports of a node, the networks of a tenant. An owner without members costs nothing. */
export class Grouping {
  readonly #members = new Map<string, Set<string>>();

  of(owner: string): ReadonlySet<string> {
    return this.#members.get(owner) ?? none;
  }

  add(owner: string, member: string): void {
    const members = this.#members.get(owner);
    if (members) members.add(member);
    else this.#members.set(owner, new Set([member]));
  }

  delete(owner: string, member: string): void {
    const members = this.#members.get(owner);
    if (members?.delete(member) && members.size === 0) this.#members.delete(owner);
  }
}
