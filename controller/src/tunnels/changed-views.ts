import type { weft } from '../../../proto/gen/codecs.js';
import type { NodeIndex, TunnelListener } from './tunnel-source.js';

/** Time between figures that listeners are told, in milliseconds. */
const FIGURES_MS = 1_000;

/** More than there are nodes: two indexes make one exact number. */
const NODES_BELOW = 2 ** 26;

/** Tells listeners what changed: states in the same turn of the event loop, figures once a second, each view once. */
export class ChangedViews {
  readonly #listeners = new Set<TunnelListener>();
  /** By from x NODES_BELOW + to. */
  #changed = new Set<number>();
  #urgent = new Set<number>();
  #nodesChanged = false;
  #soon = false;
  #toldMs = 0;

  subscribe(listener: TunnelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  view(from: NodeIndex, to: NodeIndex): void {
    if (this.#listeners.size > 0) this.#changed.add(from * NODES_BELOW + to);
  }

  /** The state of both ends' tunnel changed, which is told at once. */
  state(a: NodeIndex, b: NodeIndex): void {
    if (this.#listeners.size === 0) return;
    this.#urgent.add(a * NODES_BELOW + b);
    this.#urgent.add(b * NODES_BELOW + a);
    this.#tellSoon();
  }

  nodes(): void {
    this.#nodesChanged = true;
    this.#tellSoon();
  }

  incident(incident: weft.v1.TunnelIncident.$Properties): void {
    for (const listener of this.#listeners) listener.incident(incident);
  }

  /** To be called a few times a second. */
  tick(nowMs: number): void {
    if (nowMs >= this.#toldMs && nowMs - this.#toldMs < FIGURES_MS) return;
    this.#toldMs = nowMs;
    const changed = this.#changed;
    this.#changed = new Set();
    this.#tell(changed);
  }

  #tellSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      if (this.#nodesChanged) for (const listener of this.#listeners) listener.nodes();
      this.#nodesChanged = false;
      const urgent = this.#urgent;
      this.#urgent = new Set();
      for (const view of urgent) this.#changed.delete(view);
      this.#tell(urgent);
    });
  }

  #tell(views: ReadonlySet<number>): void {
    if (views.size === 0) return;
    const changed = Array.from(views, (key) => [Math.floor(key / NODES_BELOW), key % NODES_BELOW] as const);
    for (const listener of this.#listeners) listener.views(changed);
  }
}
