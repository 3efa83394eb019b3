/** Views of which the VNIs are remembered whose networks' packets do not pass. */
export const STARVED_VIEWS_MAX = 65_536;
/** VNIs that a report names at most. */
const VNIS_MAX = 16;

/** Which networks' packets do not pass where: VNIs by view and views by VNI, for the few that there are. */
export class StarvedViews {
  readonly #byView = new Map<number, readonly number[]>();
  readonly #byVni = new Map<number, Set<number>>();
  readonly #onChange: (vni: number, view: number) => void;
  /** Views that found no room. */
  dropped = 0;

  constructor(onChange: (vni: number, view: number) => void) {
    this.#onChange = onChange;
  }

  /** The VNIs of a view, instead of those that it had. */
  set(view: number, vnis: readonly number[]): void {
    const before = this.#byView.get(view) ?? [];
    if (before.length === 0 && vnis.length === 0) return;
    if (before.length === 0 && this.#byView.size >= STARVED_VIEWS_MAX) {
      this.dropped++;
      return;
    }
    const after = [...new Set(vnis.slice(0, VNIS_MAX))];
    if (after.length === 0) this.#byView.delete(view);
    else this.#byView.set(view, after);
    for (const vni of before) {
      if (after.includes(vni)) continue;
      const views = this.#byVni.get(vni);
      views?.delete(view);
      if (views?.size === 0) this.#byVni.delete(vni);
      this.#onChange(vni, view);
    }
    for (const vni of after) {
      this.#byVni.set(vni, (this.#byVni.get(vni) ?? new Set()).add(view));
      // Also where it was starved before: what passes may have changed.
      this.#onChange(vni, view);
    }
  }

  vnisOf(view: number): readonly number[] {
    return this.#byView.get(view) ?? [];
  }

  viewsOf(vni: number): ReadonlySet<number> {
    return this.#byVni.get(vni) ?? new Set();
  }

  /** Views with any. */
  views(): Iterable<number> {
    return this.#byView.keys();
  }
}
