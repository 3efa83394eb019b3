import type { weft } from '../../../../proto/gen/codecs.js';
import type { TunnelListener, TunnelSource, ViewFigures } from '../../tunnels/tunnel-source.js';

/** A picture of tunnels that a test paints. */
export class TunnelsInMemory implements TunnelSource {
  ids: string[] = [];
  connected = true;
  tunnels: weft.v1.Tunnel.$Properties[] = [];
  open: weft.v1.TunnelIncident.$Properties[] = [];
  rows: weft.v1.NodeTraffic.$Properties[] = [];
  readonly #views = new Map<string, ViewFigures>();
  readonly #listeners = new Set<TunnelListener>();

  /** `nodes` nodes, n0, n1, ..., each with a view of each other one. */
  static mesh(nodes: number): TunnelsInMemory {
    const source = new TunnelsInMemory();
    source.ids = Array.from({ length: nodes }, (_, i) => `n${i}`);
    for (let from = 0; from < nodes; from++)
      for (let to = 0; to < nodes; to++) if (from !== to) source.put({ from, to, state: 2 });
    return source;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  put({
    from,
    to,
    state,
    rttP50Us = 120,
    lossOutPpm = 0,
  }: Partial<ViewFigures> & Pick<ViewFigures, 'from' | 'to' | 'state'>): void {
    this.#views.set(`${from} ${to}`, { from, to, state, rttP50Us, lossOutPpm, lossBackPpm: 0 });
  }

  remove(from: number, to: number): void {
    this.#views.delete(`${from} ${to}`);
  }

  changed(...views: (readonly [number, number])[]): void {
    for (const listener of this.#listeners) listener.views(views);
  }

  nodesChanged(): void {
    for (const listener of this.#listeners) listener.nodes();
  }

  incident(incident: weft.v1.TunnelIncident.$Properties): void {
    this.open.push(incident);
    for (const listener of this.#listeners) listener.incident(incident);
  }

  nodeIds(): readonly string[] {
    return this.ids;
  }

  figures(): Iterable<ViewFigures> {
    return this.#views.values();
  }

  figuresOf(from: number, to: number): ViewFigures | null {
    return this.#views.get(`${from} ${to}`) ?? null;
  }

  summary(): weft.v1.TunnelSummary.$Properties {
    return { up: this.#views.size / 2, degraded: 0, down: 0, unknown: 0, connected: this.connected, droppedViews: 0 };
  }

  tunnel(nodeA: string, nodeB: string): weft.v1.Tunnel.$Properties | null {
    return this.tunnels.find((tunnel) => tunnel.nodeA === nodeA && tunnel.nodeB === nodeB) ?? null;
  }

  history(): weft.v1.TunnelSample.$Properties[] {
    return [];
  }

  incidents(): weft.v1.TunnelIncident.$Properties[] {
    return this.open;
  }

  traffic(vni: number): Iterable<weft.v1.NodeTraffic.$Properties> {
    return this.rows.filter(({ total }) => vni === 0 || total?.vni === vni);
  }

  subscribe(listener: TunnelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
