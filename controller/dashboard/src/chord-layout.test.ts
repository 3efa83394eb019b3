import { expect, it } from 'vitest';
import type { TrafficAnswer } from '../../../proto/src/dashboard/answers.js';
import { chordLayout, rankedFlows } from './chord-layout.js';

const flow = (from: number, to: number, bytesPerSecond: number, bytes: number) => ({
  from,
  to,
  bytesPerSecond,
  bytes,
  packets: 1,
});
const traffic: TrafficAnswer = {
  vni: 7,
  networkId: 'blue',
  nodes: ['a', 'b', ''],
  otherNodes: 12,
  flows: [flow(0, 1, 300, 1), flow(1, 0, 100, 9), flow(2, 0, 50, 5), flow(2, 2, 50, 5)],
};

it('arcs are as wide as what their nodes send, and chords have both directions', () => {
  const { arcs, chords, total } = chordLayout(traffic, 'bytesPerSecond');
  expect(total).toBe(500);
  expect(arcs.map(({ name, value }) => [name, value])).toEqual([
    ['a', 300],
    ['b', 100],
    ['12 other nodes', 100],
  ]);
  const width = arcs.map(({ startAngle, endAngle }) => endAngle - startAngle);
  expect((width[0] ?? 0) / (width[1] ?? 1)).toBeCloseTo(3);
  const said = chords.map(({ names, there, back }) => `${[...names].sort().join(' ')} ${there + back}`);
  expect(said).toEqual(['a b 400', '12 other nodes a 50', '12 other nodes 12 other nodes 50']);
});

it('without traffic there is nothing to lay out', () => {
  expect(chordLayout({ ...traffic, flows: [flow(0, 1, 0, 70)] }, 'bytesPerSecond')).toEqual({
    arcs: [],
    chords: [],
    total: 0,
  });
  expect(chordLayout({ ...traffic, flows: [flow(0, 1, 0, 70)] }, 'bytes').total).toBe(70);
});

it('directions are ranked by what is asked for', () => {
  expect(rankedFlows(traffic, 'bytes').map(({ bytes }) => bytes)).toEqual([9, 5, 5, 1]);
  expect(rankedFlows(traffic, 'bytesPerSecond')[0]?.bytesPerSecond).toBe(300);
});

it('names do not lie on one another', () => {
  const nodes = Array.from({ length: 30 }, (_, i) => `n${i}`);
  const flows = nodes.map((_, i) => flow(i, (i + 1) % 30, i === 0 ? 1e6 : 1, 1));
  const named = chordLayout({ ...traffic, nodes, flows }, 'bytesPerSecond').arcs.filter((arc) => arc.named);
  expect(named.length).toBeGreaterThan(5);
  for (const [i, arc] of named.entries()) {
    const next = named[i + 1];
    if (next) expect(next.angle - arc.angle).toBeGreaterThanOrEqual(3.6);
  }
});
