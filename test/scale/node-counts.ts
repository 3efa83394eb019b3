/** How many ports of something lie on which nodes. */
export class NodeCounts {
  readonly #ports = new Map<string, number>();
  #nodeIds: readonly string[] | null = null;

  /** The nodes that have any; the same array as long as they are the same. */
  get nodeIds(): readonly string[] {
    this.#nodeIds ??= [...this.#ports.keys()];
    return this.#nodeIds;
  }

  count(nodeId: string, by: 1 | -1): void {
    const count = (this.#ports.get(nodeId) ?? 0) + by;
    if (count === 0 || (by === 1 && count === 1)) this.#nodeIds = null;
    if (count > 0) this.#ports.set(nodeId, count);
    else this.#ports.delete(nodeId);
  }
}
