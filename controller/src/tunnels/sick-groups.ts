import { weft } from '../../../proto/gen/codecs.js';
import type { NodeIndex } from './tunnel-source.js';

const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DEGRADED, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { LOSS_BACK, LOSS_OUT } = weft.v1.TunnelReason;

/** A node with as many tunnels that are degraded for the same reason is degraded, also if they are not half of its tunnels. */
export const MANY_DEGRADED = 16;

/** One end of a tunnel that is down or degraded. */
export interface SickEnd {
  readonly node: NodeIndex;
  /** The end itself says so, now. */
  readonly says: boolean;
  /** Why, as seen from there. */
  readonly reasons: readonly weft.v1.TunnelReason[];
}

export interface SickPair {
  readonly pair: number;
  readonly down: boolean;
  readonly ends: readonly [SickEnd, SickEnd];
}

/** What belongs together, with the number of the node's tunnels of which something is known. */
export interface SickGroup {
  readonly kind: weft.v1.TunnelIncidentKind;
  readonly nodes: readonly NodeIndex[];
  readonly pairs: readonly number[];
}

export interface GroupingFacts {
  /** Tunnels of a node of which something is known, those that are down or degraded among them. */
  readonly known: (node: NodeIndex) => number;
  /** Nodes that were found unreachable, or degraded, before: they stay it as long as any of their tunnels is. */
  readonly stillUnreachable: ReadonlySet<NodeIndex>;
  readonly stillDegraded: ReadonlySet<NodeIndex>;
}

/** A node with what it has of pairs that are sick in the same way. */
interface Suspect {
  readonly node: NodeIndex;
  readonly pairs: SickPair[];
  /** Pairs of which the other end says that they are sick, less those of which it does itself: a dead node says nothing, and is accused by all. */
  accused: number;
}

/**
 * Puts what is sick into groups by what it has in common, each pair into one: first nodes of which enough is down (see TunnelIncidentKind), the one that
 * explains most first, then what is left pair by pair; the same with what is degraded. What is explained by one node speaks no more against another.
 */
export function groupSick(pairs: Iterable<SickPair>, facts: GroupingFacts): SickGroup[] {
  const down: SickPair[] = [];
  const degraded: SickPair[] = [];
  for (const pair of pairs) (pair.down ? down : degraded).push(pair);
  /** Pairs that another node explains, by node. */
  const explained = new Map<NodeIndex, number>();
  const left = (node: NodeIndex) => facts.known(node) - (explained.get(node) ?? 0);
  const unreachable = (suspect: Suspect, own: readonly SickPair[]) =>
    facts.stillUnreachable.has(suspect.node) || (own.length >= 2 && own.length * 2 >= left(suspect.node));
  const isDegraded = (suspect: Suspect, own: readonly SickPair[]) => {
    if (facts.stillDegraded.has(suspect.node)) return true;
    const most = Math.max(...reasonCounts(suspect.node, own).values());
    return most >= 2 && (most * 2 >= left(suspect.node) || most >= MANY_DEGRADED);
  };
  return [
    ...nodesFirst(down, facts.known, facts.stillUnreachable, explained, unreachable, NODE_UNREACHABLE, PAIR_DOWN),
    ...nodesFirst(degraded, facts.known, facts.stillDegraded, explained, isDegraded, NODE_DEGRADED, PAIR_DEGRADED),
  ];
}

function nodesFirst(
  pairs: readonly SickPair[],
  known: (node: NodeIndex) => number,
  still: ReadonlySet<NodeIndex>,
  explained: Map<NodeIndex, number>,
  qualifies: (suspect: Suspect, own: readonly SickPair[]) => boolean,
  nodeKind: weft.v1.TunnelIncidentKind,
  pairKind: weft.v1.TunnelIncidentKind,
): SickGroup[] {
  const groups: SickGroup[] = [];
  const taken = new Set<number>();
  for (const suspect of ordered(suspectsOf(pairs), known, still)) {
    const own = suspect.pairs.filter(({ pair }) => !taken.has(pair));
    if (own.length === 0 || !qualifies(suspect, own)) continue;
    groups.push({ kind: nodeKind, nodes: [suspect.node], pairs: own.map(({ pair }) => pair) });
    for (const { pair, ends } of own) {
      taken.add(pair);
      for (const { node } of ends) if (node !== suspect.node) explained.set(node, (explained.get(node) ?? 0) + 1);
    }
  }
  for (const { pair, ends } of pairs) {
    if (!taken.has(pair)) groups.push({ kind: pairKind, nodes: ends.map(({ node }) => node), pairs: [pair] });
  }
  return groups;
}

function suspectsOf(pairs: readonly SickPair[]): Suspect[] {
  const suspects = new Map<NodeIndex, Suspect>();
  for (const pair of pairs) {
    for (const [i, end] of pair.ends.entries()) {
      const suspect = suspects.get(end.node) ?? { node: end.node, pairs: [], accused: 0 };
      suspects.set(end.node, suspect);
      suspect.pairs.push(pair);
      suspect.accused += Number(pair.ends[1 - i]?.says ?? false) - Number(end.says);
    }
  }
  return [...suspects.values()];
}

/** Who was found before comes first; then who has the greater share of its tunnels sick and is accused more than it accuses. */
function ordered(suspects: Suspect[], known: (node: NodeIndex) => number, still: ReadonlySet<NodeIndex>): Suspect[] {
  const score = ({ node, pairs, accused }: Suspect) =>
    (pairs.length + accused) / Math.max(1, known(node), pairs.length);
  const scored = suspects.map((suspect) => ({ suspect, score: score(suspect) + (still.has(suspect.node) ? 10 : 0) }));
  scored.sort((x, y) => y.score - x.score || x.suspect.node - y.suspect.node);
  return scored.map(({ suspect }) => suspect);
}

/** How many of a node's pairs are degraded for each reason, as seen from the node: what the other end sends and loses, it loses on the way back. */
function reasonCounts(node: NodeIndex, pairs: readonly SickPair[]): Map<weft.v1.TunnelReason, number> {
  const counts = new Map<weft.v1.TunnelReason, number>();
  for (const { ends } of pairs) {
    for (const reason of new Set(
      ends.flatMap((end) => (end.node === node ? end.reasons : end.reasons.map(fromOtherEnd))),
    )) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return counts;
}

function fromOtherEnd(reason: weft.v1.TunnelReason): weft.v1.TunnelReason {
  if (reason === LOSS_OUT) return LOSS_BACK;
  return reason === LOSS_BACK ? LOSS_OUT : reason;
}
