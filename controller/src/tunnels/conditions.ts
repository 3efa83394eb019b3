import { weft } from '../../../proto/gen/codecs.js';
import type { Incidents } from './incidents.js';
import { timestampOf, unixMsOf } from './tick-clock.js';
import type { TunnelBoard } from './tunnel-board.js';

type Condition = weft.v1.Condition.$Properties;
const { NODE_UNREACHABLE } = weft.v1.TunnelIncidentKind;

/** Paths that a condition names. */
const EXAMPLES = 8;

/** A resource whose conditions changed. */
export interface ConditionChange {
  readonly table: 'node' | 'network';
  readonly id: string;
}

/** What is wrong with nodes and networks although they go on, as tunnels tell it. Changes are told together, some times a second. */
export class Conditions {
  readonly #board: TunnelBoard;
  readonly #incidents: Incidents;
  readonly #now: () => number;
  readonly #nodes = new Map<string, Condition[]>();
  readonly #networks = new Map<string, Condition[]>();
  readonly #listeners = new Set<(changes: readonly ConditionChange[]) => void>();
  /** What may have changed. */
  #nodesToLookAt = new Set<string>();
  #networksToLookAt = new Set<string>();
  /** Views towards and from each of these nodes whose packets do not all pass. */
  readonly #starvedViews = new Map<string, Set<number>>();

  constructor(board: TunnelBoard, incidents: Incidents, now: () => number) {
    this.#board = board;
    this.#incidents = incidents;
    this.#now = now;
    board.listen({ starvedChanged: (vni, view) => this.#starvedChanged(vni, view) });
  }

  ofNode(id: string): Condition[] {
    return this.#nodes.get(id) ?? [];
  }

  ofNetwork(id: string): Condition[] {
    return this.#networks.get(id) ?? [];
  }

  /** Networks whose packets do not pass everywhere. */
  get starvedNetworks(): number {
    return this.#networks.size;
  }

  subscribe(listener: (changes: readonly ConditionChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An incident begins, changes, or ends. */
  incidentChanged(incident: weft.v1.TunnelIncident.$Properties): void {
    for (const id of [...(incident.nodeIds ?? []), ...this.#nodes.keys()]) this.#nodesToLookAt.add(id);
  }

  /** To be called some times a second. */
  poll(): void {
    if (this.#nodesToLookAt.size === 0 && this.#networksToLookAt.size === 0) return;
    const changes: ConditionChange[] = [];
    const incidents = new Map<string, weft.v1.TunnelIncident.$Properties[]>();
    for (const incident of this.#incidents.ofNodes()) {
      const [id = ''] = incident.nodeIds ?? [];
      incidents.set(id, [...(incidents.get(id) ?? []), incident]);
    }
    for (const id of this.#nodesToLookAt) {
      const now = [...this.#starvedNode(id), ...(incidents.get(id) ?? []).map(conditionOf)];
      if (this.#set(this.#nodes, id, now)) changes.push({ table: 'node', id });
    }
    for (const id of this.#networksToLookAt) {
      if (this.#set(this.#networks, id, this.#starvedNetwork(id))) changes.push({ table: 'network', id });
    }
    this.#nodesToLookAt = new Set();
    this.#networksToLookAt = new Set();
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }

  #starvedChanged(vni: number, view: number): void {
    const { views, nodes, starved } = this.#board;
    const network = this.#board.networkOf(vni);
    // Where there is none any more it is one of these.
    for (const id of network === '' ? this.#networks.keys() : [network]) this.#networksToLookAt.add(id);
    const isStarved = starved.vnisOf(view).length > 0;
    for (const id of [nodes.idAt(views.from(view)), nodes.idAt(views.to(view))]) {
      const those = this.#starvedViews.get(id) ?? new Set();
      if (isStarved) this.#starvedViews.set(id, those.add(view));
      else if (those.delete(view) && those.size === 0) this.#starvedViews.delete(id);
      this.#nodesToLookAt.add(id);
    }
  }

  /** Whether they are others than before. What was there before keeps its beginning. */
  #set(all: Map<string, Condition[]>, id: string, now: Condition[]): boolean {
    const before = all.get(id) ?? [];
    const kept = now.map((condition) => {
      const former = before.find(({ code }) => code === condition.code);
      const sinceMs = unixMsOf(condition.since) || unixMsOf(former?.since) || this.#now();
      return { ...condition, since: timestampOf(sinceMs) };
    });
    if (JSON.stringify(kept) === JSON.stringify(before)) return false;
    if (kept.length === 0) all.delete(id);
    else all.set(id, kept);
    return true;
  }

  #starvedNode(id: string): Condition[] {
    const views = [...(this.#starvedViews.get(id) ?? [])];
    const networks = new Set(views.flatMap((view) => this.#board.starved.vnisOf(view).map((vni) => this.#nameOf(vni))));
    return this.#starved(
      views,
      `packets that ${[...networks].sort().slice(0, EXAMPLES).join(', ')} may send do not pass`,
    );
  }

  #starvedNetwork(id: string): Condition[] {
    const vni = this.#board.vniOf(id);
    return this.#starved([...this.#board.starved.viewsOf(vni)], 'packets that the network may send do not pass');
  }

  #starved(views: readonly number[], what: string): Condition[] {
    if (views.length === 0) return [];
    const paths = views.slice(0, EXAMPLES).map((view) => {
      const { nodes, views: all } = this.#board;
      const name = `${nodes.idAt(all.from(view))} to ${nodes.idAt(all.to(view))}`;
      return `${name} (${all.columns.pathMtu(view)} bytes)`;
    });
    const more = views.length > EXAMPLES ? ` and ${views.length - EXAMPLES} more` : '';
    const message = `${what} from ${paths.sort().join(', ')}${more}`;
    return [{ code: 'PATH_MTU_TOO_SMALL', message }];
  }

  #nameOf(vni: number): string {
    return this.#board.networkOf(vni) || `VNI ${vni}`;
  }
}

function conditionOf({ kind, since, message }: weft.v1.TunnelIncident.$Properties): Condition {
  const code = kind === NODE_UNREACHABLE ? 'TUNNELS_DOWN' : 'TUNNELS_DEGRADED';
  return { code, since: since ?? null, message: message ?? '' };
}
