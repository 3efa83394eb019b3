/** A node's own ports backwards in time: how many more of them a network has now than at some moment before. */
export class OwnPorts {
  /** Per moment, newest first: what was added since the moment before, by VNI. */
  readonly #moments: Map<number, number>[] = [];
  #moment = new Map<number, number>();

  /** By the change that is looked at, the network got so many more ports of the node. */
  add(vni: number, added: number): void {
    this.#moment.set(vni, (this.#moment.get(vni) ?? 0) + added);
  }

  /** The change was looked at completely: what follows is about an older one. */
  endOfMoment(): void {
    if (this.#moment.size === 0) return;
    this.#moments.push(this.#moment);
    this.#moment = new Map();
  }

  /** Networks are counted together by `unitOf`: the most ports by which a unit has more now than at some moment. A unit that is not in it never had fewer. */
  mostAddedBy<Unit>(unitOf: (vni: number) => Unit): Map<Unit, number> {
    const sums = new Map<Unit, number>();
    const most = new Map<Unit, number>();
    for (const moment of this.#moments) {
      for (const [vni, added] of moment) sums.set(unitOf(vni), (sums.get(unitOf(vni)) ?? 0) + added);
      for (const vni of moment.keys()) {
        const unit = unitOf(vni);
        most.set(unit, Math.max(most.get(unit) ?? 0, sums.get(unit) ?? 0));
      }
    }
    return most;
  }
}
