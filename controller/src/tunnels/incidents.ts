import { weft } from '../../../proto/gen/codecs.js';
import { downEvidence, knownTunnels } from './down-evidence.js';
import { EndedIncidents } from './ended-incidents.js';
import { incidentMessage } from './incident-message.js';
import { type GroupingFacts, groupSick, MANY_DEGRADED, type SickGroup, type SickPair } from './sick-groups.js';
import { sickPair, sickReasons, sickSinceMs } from './sick-pairs.js';
import { timestampOf } from './tick-clock.js';
import type { TunnelBoard } from './tunnel-board.js';
import type { NodeIndex } from './tunnel-source.js';

const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { TUNNEL_DEGRADED } = weft.v1.TunnelState;
export type IncidentMessage = weft.v1.TunnelIncident.$Properties;

/** What changes is grouped so long after the first of it, in milliseconds: what happens at once is told as one. */
export const SETTLE_MS = 300;
/** While it is too early to tell whether it is a node or some of its tunnels, it is looked at again after this time, in milliseconds. */
const LOOK_AGAIN_MS = 250;
/** Grouping takes at most one part in so many of this process's time. */
const SHARE = 10;
/** Incidents that last at once; more are not told of, and counted. */
export const OPEN_INCIDENTS_MAX = 4_000;
/** A node's incident stays one of the node for so long, and four intervals, after too little is wrong for it, in milliseconds. */
const STAYS_MS = 5_000;
/** Intervals are at most 30 s. */
const STAYS_INTERVAL_MAX_MS = 30_000;

interface Incident {
  readonly id: string;
  kind: weft.v1.TunnelIncidentKind;
  nodes: readonly NodeIndex[];
  nodeIds: string[];
  pairs: readonly number[];
  sinceMs: number;
  /** Since when too little is wrong for what its kind says; null: it is what it says. */
  unmetMs: number | null;
  reasons: weft.v1.TunnelReason[];
  message: string;
}

export interface IncidentsOptions {
  readonly board: TunnelBoard;
  readonly now: () => number;
  /** An incident begins, changes in kind or nodes, or ends. */
  readonly onEvent: (incident: IncidentMessage) => void;
}

/**
 * Makes incidents of what is down and degraded: one for what has one cause, as far as can be told. What changes is waited for a moment and grouped anew;
 * a group goes on as the incident that it has most tunnels of.
 */
export class Incidents {
  readonly #options: IncidentsOptions;
  /** Pairs that are down or degraded, and since when, by our clock. */
  readonly #sick = new Map<number, number>();
  readonly #open = new Map<string, Incident>();
  /** The incident of each pair. */
  #byPair: (Incident | undefined)[] = [];
  readonly #ended: EndedIncidents;
  readonly #run: string;
  #number = 0;
  /** When what changed is to be grouped; null: nothing did. */
  #settledMs: number | null = null;
  /** When to group although nothing changed; null: not at all. */
  #lookMs: number | null = null;
  #notBeforeMs = 0;
  #polledMs = 0;
  /** Incidents that were not told of. */
  dropped = 0;

  constructor(options: IncidentsOptions) {
    this.#options = options;
    this.#ended = new EndedIncidents(options.now);
    this.#run = Math.floor(options.now() / 1000).toString(36);
  }

  /** The pair's state, or why it is what it is, changed. */
  pairChanged(pair: number, after: weft.v1.TunnelState | 0): void {
    const now = this.#options.now();
    if (after >= TUNNEL_DEGRADED) {
      if (!this.#sick.has(pair)) this.#sick.set(pair, now);
    } else {
      if (!this.#sick.delete(pair)) return;
    }
    if (after === 0) {
      // Its number may be another pair's soon.
      const incident = this.#byPair[pair];
      if (incident) incident.pairs = incident.pairs.filter((other) => other !== pair);
      this.#byPair[pair] = undefined;
    }
    this.#settledMs ??= now + SETTLE_MS;
  }

  /** Groups what has settled. To be called some times a second. */
  poll(): void {
    const now = this.#options.now();
    if (now < this.#polledMs) this.#planAnew(now);
    this.#polledMs = now;
    const dueMs = this.#settledMs ?? this.#lookMs;
    if (dueMs === null || now < dueMs || now < this.#notBeforeMs) return;
    const began = performance.now();
    const again = this.#group(now);
    this.#settledMs = null;
    this.#lookMs = again === null ? null : now + again;
    this.#notBeforeMs = now + (performance.now() - began) * SHARE;
  }

  /** The clock was set back: what is planned by the old one would wait for that time. */
  #planAnew(now: number): void {
    this.#notBeforeMs = now;
    if (this.#settledMs !== null) this.#settledMs = now;
    if (this.#lookMs !== null) this.#lookMs = now;
    for (const incident of this.#open.values()) {
      if (incident.unmetMs !== null) incident.unmetMs = Math.min(incident.unmetMs, now);
    }
  }

  /** Those that last, then those that ended, newest first. */
  list(openOnly: boolean): IncidentMessage[] {
    const { board, now } = this.#options;
    const open = Array.from(this.#open.values(), (incident) => {
      // More may be known than when it began.
      incident.message = incidentMessage(board, incident, now());
      return this.#told(incident, 0);
    }).reverse();
    return openOnly ? open : [...open, ...this.#ended.list()];
  }

  /** Those of nodes that last, as they were told last. */
  *ofNodes(): Iterable<IncidentMessage> {
    for (const incident of this.#open.values()) if (incident.nodes.length === 1) yield this.#told(incident, 0);
  }

  /** Pairs that are down or degraded. */
  sickPairs(): Iterable<number> {
    return this.#sick.keys();
  }

  /** Those of a kind that last. */
  openOf(kind: weft.v1.TunnelIncidentKind): number {
    let count = 0;
    for (const incident of this.#open.values()) if (incident.kind === kind) count++;
    return count;
  }

  /** Returns when to look again; null: not before something changes. */
  #group(now: number): number | null {
    const pairs = Array.from(this.#sick.keys(), (pair) => sickPair(this.#options.board, pair));
    const { facts, early } = this.#facts(pairs, now);
    const groups = groupSick(pairs, facts).filter(
      ({ kind, nodes, pairs: own }) =>
        kind !== PAIR_DOWN ||
        !nodes.some((node) => early.has(node)) ||
        own.some((pair) => this.#byPair[pair] !== undefined),
    );
    const before = new Set(this.#open.values());
    const unmatched: SickGroup[] = [];
    const matched = new Map<Incident, SickGroup>();
    const byName = new Map(Array.from(before, (incident) => [nameOf(incident), incident]));
    for (const group of groups) {
      const same = byName.get(nameOf(group));
      if (same) matched.set(same, group);
      else unmatched.push(group);
    }
    for (const group of unmatched) {
      const former = this.#formerOf(group, matched);
      if (former) matched.set(former, group);
      else this.#begin(group, now);
    }
    for (const [incident, group] of matched) this.#continue(incident, group, now);
    for (const incident of before) if (!matched.has(incident)) this.#end(incident, now);
    this.#byPair = new Array(this.#options.board.views.pairs.slots).fill(undefined);
    for (const incident of this.#open.values()) for (const pair of incident.pairs) this.#byPair[pair] = incident;
    if (early.size > 0) return LOOK_AGAIN_MS;
    return Array.from(this.#open.values()).some(({ unmetMs }) => unmetMs !== null) ? STAYS_MS : null;
  }

  #facts(pairs: readonly SickPair[], now: number): { facts: GroupingFacts; early: Set<NodeIndex> } {
    const { board } = this.#options;
    // By node, in arrays: there may be half a million pairs.
    const counts = new Uint32Array(board.nodes.ids.length);
    const since = new Float64Array(board.nodes.ids.length).fill(now);
    for (const { pair, down, ends } of pairs) {
      if (!down) continue;
      const sinceMs = this.#sick.get(pair) ?? now;
      for (let end = 0; end < 2; end++) {
        const node = ends[end]?.node ?? 0;
        counts[node] = (counts[node] ?? 0) + 1;
        if (sinceMs < (since[node] ?? 0)) since[node] = sinceMs;
      }
    }
    const early = new Set<NodeIndex>();
    const known = new Map<NodeIndex, number>();
    for (const [node, count] of counts.entries()) {
      if (count < 2) continue;
      const evidence = downEvidence(board, node, count, since[node] ?? now, now);
      known.set(node, evidence.known);
      if (evidence.early) early.add(node);
    }
    const still = (kind: weft.v1.TunnelIncidentKind) => {
      const nodes = new Set<NodeIndex>();
      for (const incident of this.#open.values()) {
        const [node] = incident.nodes;
        if (incident.kind !== kind || node === undefined) continue;
        if (incident.unmetMs === null || now - incident.unmetMs <= this.#staysMs(incident)) nodes.add(node);
      }
      return nodes;
    };
    const facts = {
      known: (node: NodeIndex) => known.get(node) ?? knownTunnels(board, node),
      stillUnreachable: still(NODE_UNREACHABLE),
      stillDegraded: still(NODE_DEGRADED),
    };
    return { facts, early };
  }

  /** How long a node's incident outlasts what makes it one: the node's other tunnels have their time to come back. */
  #staysMs({ pairs }: Incident): number {
    const { columns } = this.#options.board.views;
    let interval = 0;
    for (const pair of pairs) {
      interval = Math.max(interval, columns.intervalMs(2 * pair), columns.intervalMs(2 * pair + 1));
    }
    return STAYS_MS + 4 * Math.min(interval, STAYS_INTERVAL_MAX_MS);
  }

  /** The incident, not matched yet, that has most of the group's tunnels. */
  #formerOf(group: SickGroup, matched: ReadonlyMap<Incident, SickGroup>): Incident | null {
    const votes = new Map<Incident, number>();
    for (const pair of group.pairs) {
      const incident = this.#byPair[pair];
      if (incident && !matched.has(incident)) votes.set(incident, (votes.get(incident) ?? 0) + 1);
    }
    let most: Incident | null = null;
    for (const [incident, count] of votes) if (!most || count > (votes.get(most) ?? 0)) most = incident;
    return most;
  }

  #begin(group: SickGroup, now: number): void {
    if (this.#open.size >= OPEN_INCIDENTS_MAX) {
      this.dropped++;
      return;
    }
    const id = `${this.#run}-${String(++this.#number).padStart(8, '0')}`;
    const { kind, nodes, pairs } = group;
    const about = { kind, nodes, nodeIds: this.#idsOf(nodes), pairs };
    const sinceMs = sickSinceMs(this.#options.board, pairs, now);
    const incident: Incident = {
      id,
      ...about,
      sinceMs,
      unmetMs: this.#isMet(group) ? null : now,
      reasons: sickReasons(this.#options.board, pairs),
      message: '',
    };
    this.#open.set(id, incident);
    this.#tell(incident, now, 0);
  }

  #continue(incident: Incident, group: SickGroup, now: number): void {
    const { kind, nodes, pairs } = group;
    const changed = incident.kind !== kind || incident.nodes.join() !== nodes.join();
    incident.unmetMs = this.#isMet(group) ? null : changed ? now : (incident.unmetMs ?? now);
    incident.kind = kind;
    incident.nodes = nodes;
    incident.nodeIds = this.#idsOf(nodes);
    incident.pairs = pairs;
    incident.reasons = sickReasons(this.#options.board, pairs);
    if (changed) this.#tell(incident, now, 0);
  }

  /** Is enough wrong for what the kind says, of all that is known? */
  #isMet({ kind, nodes: [node = -1, ...others], pairs }: SickGroup): boolean {
    if (others.length > 0) return true;
    if (kind === NODE_DEGRADED && pairs.length >= MANY_DEGRADED) return true;
    return pairs.length >= 2 && pairs.length * 2 >= knownTunnels(this.#options.board, node);
  }

  #end(incident: Incident, now: number): void {
    this.#open.delete(incident.id);
    const seconds = Math.max(0, (now - incident.sinceMs) / 1000).toFixed(1);
    incident.message = `Over after ${seconds} s. ${incident.message}`;
    const ended = this.#told(incident, now);
    this.#ended.add(ended, now);
    this.#options.onEvent(ended);
  }

  #tell(incident: Incident, now: number, endedMs: number): void {
    incident.message = incidentMessage(this.#options.board, incident, now);
    this.#options.onEvent(this.#told(incident, endedMs));
  }

  #told(incident: Incident, endedMs: number): IncidentMessage {
    const { id, kind, nodes, nodeIds, pairs, sinceMs, reasons, message } = incident;
    const { views } = this.#options.board;
    const all = nodes.reduce((sum, node) => sum + views.pairs.countOf(node), 0);
    return {
      id,
      kind,
      since: timestampOf(sinceMs),
      ended: timestampOf(endedMs),
      nodeIds,
      tunnels: pairs.length,
      // A tunnel between two of the nodes is one of both.
      tunnelsTotal: Math.max(pairs.length, nodes.length > 1 ? all - 1 : all),
      reasons,
      message,
    };
  }

  #idsOf(nodes: readonly NodeIndex[]): string[] {
    return nodes.map((node) => this.#options.board.nodes.idAt(node)).sort();
  }
}

function nameOf({ kind, nodes }: Pick<SickGroup, 'kind' | 'nodes'>): string {
  return `${kind} ${nodes.join()}`;
}
