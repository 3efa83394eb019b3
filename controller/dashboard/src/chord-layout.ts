import { descending } from 'd3-array';
import { type Chord, type ChordGroup, chord } from 'd3-chord';
import type { TrafficAnswer, TrafficFlow } from '../../../proto/src/dashboard/answers.js';

/** Names need so much room around the circle. */
const NAME_DEGREES = 3.6;

/** What the width of a chord tells. */
export type Measure = 'bytesPerSecond' | 'bytes';

export interface NodeArc extends ChordGroup {
  readonly name: string;
  /** Degrees, clockwise from above, of its middle. */
  readonly angle: number;
  /** There is room for its name beside those before it. */
  readonly named: boolean;
}

export interface PairChord extends Chord {
  readonly names: readonly [string, string];
  /** From the first to the second, and back. */
  readonly there: number;
  readonly back: number;
}

export interface ChordLayout {
  readonly arcs: readonly NodeArc[];
  /** Those with the most first. */
  readonly chords: readonly PairChord[];
  readonly total: number;
}

export function nodeName({ nodes, otherNodes }: TrafficAnswer, i: number): string {
  return nodes[i] || `${otherNodes} other nodes`;
}

/** Lays out what goes between nodes: the arc of a node is as wide as what it sends, each end of a chord as what goes out there. */
export function chordLayout(traffic: TrafficAnswer, measure: Measure): ChordLayout {
  const matrix = traffic.nodes.map(() => traffic.nodes.map(() => 0));
  let total = 0;
  for (const flow of traffic.flows) {
    const row = matrix[flow.from];
    if (row) row[flow.to] = flow[measure];
    total += flow[measure];
  }
  if (total === 0) return { arcs: [], chords: [], total };
  const laidOut = chord().padAngle(0.02).sortSubgroups(descending)(matrix);
  let free = 0;
  const arcs = laidOut.groups.map((group) => {
    const angle = (((group.startAngle + group.endAngle) / 2) * 180) / Math.PI;
    const named = group.value > 0 && angle >= free;
    if (named) free = angle + NAME_DEGREES;
    return { ...group, name: nodeName(traffic, group.index), angle, named };
  });
  const chords = laidOut.map((one): PairChord => {
    const { source, target } = one;
    const [i, j] = [source.index, target.index];
    return {
      ...one,
      names: [nodeName(traffic, i), nodeName(traffic, j)],
      there: matrix[i]?.[j] ?? 0,
      back: i === j ? 0 : (matrix[j]?.[i] ?? 0),
    };
  });
  chords.sort((x, y) => y.there + y.back - (x.there + x.back));
  return { arcs, chords, total };
}

/** Directions with the most first. */
export function rankedFlows({ flows }: TrafficAnswer, measure: Measure): TrafficFlow[] {
  return [...flows].sort((x, y) => y[measure] - x[measure] || y.bytes - x.bytes);
}
