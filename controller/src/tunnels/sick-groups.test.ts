import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { type GroupingFacts, groupSick, MANY_DEGRADED, type SickPair } from './sick-groups.js';

const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DEGRADED, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { LATENCY, LOSS_BACK, LOSS_OUT, NO_REPLY } = weft.v1.TunnelReason;
type Reason = weft.v1.TunnelReason;

const nobody: ReadonlySet<number> = new Set();

function sick(
  pair: number,
  a: number,
  b: number,
  said: { a?: Reason[] | null; b?: Reason[] | null } = {},
  down = true,
): SickPair {
  const end = (node: number, reasons: Reason[] | null = [NO_REPLY]) => ({
    node,
    says: reasons !== null,
    reasons: reasons ?? [],
  });
  return { pair, down, ends: [end(a, said.a), end(b, said.b)] };
}

function facts(known: number | ((node: number) => number), more: Partial<GroupingFacts> = {}): GroupingFacts {
  const count = typeof known === 'number' ? () => known : known;
  return { known: count, stillUnreachable: nobody, stillDegraded: nobody, ...more };
}

/** A fleet in one scope: what is known once dead agents are out of date. */
function fleet(nodes: number, dead: ReadonlySet<number>, cut: ReadonlySet<string>) {
  const pairs: SickPair[] = [];
  const known = new Array<number>(nodes).fill(0);
  for (let a = 0; a < nodes; a++) {
    for (let b = a + 1; b < nodes; b++) {
      if (dead.has(a) && dead.has(b)) continue;
      known[a]!++;
      known[b]!++;
      if (dead.has(a)) pairs.push(sick(a * nodes + b, a, b, { a: null }));
      else if (dead.has(b)) pairs.push(sick(a * nodes + b, a, b, { b: null }));
      else if (cut.has(`${a} ${b}`)) pairs.push(sick(a * nodes + b, a, b));
    }
  }
  return { pairs, facts: facts((node) => known[node] ?? 0) };
}

describe('groups of what is sick', () => {
  it('cover exactly what is down, each once, and a dead node is one of them', () => {
    const ends = fc.tuple(fc.nat(11), fc.nat(11));
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.uniqueArray(fc.nat(11), { maxLength: 6 }),
        fc.array(ends, { maxLength: 10 }),
        (nodes, deadList, cuts) => {
          const dead = new Set(deadList.filter((node) => node < nodes));
          const cut = new Set(cuts.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`));
          const { pairs, facts: known } = fleet(nodes, dead, cut);
          const groups = groupSick(pairs, known);
          expect(groups.flatMap((group) => group.pairs).sort()).toEqual(pairs.map(({ pair }) => pair).sort());
          for (const { kind, nodes: of, pairs: own } of groups) {
            expect(of).toHaveLength(kind === NODE_UNREACHABLE ? 1 : 2);
            if (kind === NODE_UNREACHABLE) expect(own.length).toBeGreaterThanOrEqual(2);
            else expect([kind, own.length]).toEqual([PAIR_DOWN, 1]);
          }
          if (nodes - dead.size < 2) return;
          for (const node of dead) {
            const mine = groups.filter(({ pairs: own }) =>
              own.some((p) => [Math.floor(p / nodes), p % nodes].includes(node)),
            );
            expect(mine.map(({ kind, nodes: of }) => [kind, of])).toEqual([[NODE_UNREACHABLE, [node]]]);
          }
        },
      ),
    );
  });

  it('name one node where all of its tunnels are cut and its agent still speaks', () => {
    const { pairs } = fleet(5, nobody, new Set(['0 3', '1 3', '2 3', '3 4']));
    expect(groupSick(pairs, facts(4))).toEqual([
      { kind: NODE_UNREACHABLE, nodes: [3], pairs: pairs.map(({ pair }) => pair) },
    ]);
  });

  it('name the pair where it is one, or where there are only two nodes', () => {
    expect(groupSick([sick(7, 1, 2)], facts(4))).toEqual([{ kind: PAIR_DOWN, nodes: [1, 2], pairs: [7] }]);
    expect(groupSick([sick(7, 1, 2, { b: null })], facts(1))).toEqual([{ kind: PAIR_DOWN, nodes: [1, 2], pairs: [7] }]);
  });

  it('name who reaches nobody, if nobody else has a tunnel', () => {
    const pairs = [sick(1, 0, 1), sick(2, 0, 2), sick(3, 0, 3)];
    expect(
      groupSick(
        pairs,
        facts((node) => (node === 0 ? 3 : 1)),
      ),
    ).toMatchObject([{ kind: NODE_UNREACHABLE, nodes: [0] }]);
  });

  it('name those who say nothing where half accuses the other half', () => {
    // 2 and 3 are dead, and what they last said of each other is not out of date yet.
    const pairs = [
      sick(1, 0, 2, { b: null }),
      sick(2, 0, 3, { b: null }),
      sick(3, 1, 2, { b: null }),
      sick(4, 1, 3, { b: null }),
    ];
    expect(groupSick(pairs, facts(3)).map(({ kind, nodes }) => [kind, ...nodes])).toEqual([
      [NODE_UNREACHABLE, 2],
      [NODE_UNREACHABLE, 3],
    ]);
  });

  it('ask of a node only what no other one explains', () => {
    // 0 has seven tunnels: 7, 8 and 9 are dead, two of the other four are cut.
    const dead = [7, 8, 9].flatMap((node) =>
      [0, 1, 2, 3, 4].map((of, i) => sick(10 * node + i, of, node, { b: null })),
    );
    const groups = groupSick(
      [...dead, sick(1, 0, 1), sick(2, 0, 2)],
      facts((node) => (node < 7 ? 7 : 5)),
    );
    expect(groups.map(({ kind, nodes, pairs }) => [kind, nodes, pairs.length])).toEqual([
      [NODE_UNREACHABLE, [7], 5],
      [NODE_UNREACHABLE, [8], 5],
      [NODE_UNREACHABLE, [9], 5],
      [NODE_UNREACHABLE, [0], 2],
    ]);
  });

  it('stay what they were while a node comes back', () => {
    const pairs = [sick(1, 0, 5)];
    expect(groupSick(pairs, facts(9, { stillUnreachable: new Set([5]) }))).toEqual([
      { kind: NODE_UNREACHABLE, nodes: [5], pairs: [1] },
    ]);
  });

  it('name a node that is degraded for one reason, seen from either end', () => {
    const pairs = [
      sick(1, 0, 9, { a: [LOSS_OUT], b: [LOSS_BACK] }, false),
      sick(2, 1, 9, { a: [LOSS_OUT], b: null }, false),
      sick(3, 2, 9, { a: null, b: [LOSS_BACK] }, false),
    ];
    expect(groupSick(pairs, facts(6))).toEqual([{ kind: NODE_DEGRADED, nodes: [9], pairs: [1, 2, 3] }]);
    // Half of them in one direction, half in the other: not one reason.
    const mixed = [sick(1, 0, 9, { a: [LOSS_OUT], b: null }, false), sick(2, 1, 9, { a: null, b: [LOSS_OUT] }, false)];
    expect(groupSick(mixed, facts(3)).map(({ kind }) => kind)).toEqual([PAIR_DEGRADED, PAIR_DEGRADED]);
  });

  it('name a node of which many tunnels are degraded, though not half', () => {
    const pairs = Array.from({ length: MANY_DEGRADED }, (_, i) => sick(i, i, 99, { a: [LATENCY] }, false));
    expect(groupSick(pairs, facts(998))).toMatchObject([{ kind: NODE_DEGRADED, nodes: [99] }]);
    expect(groupSick(pairs.slice(1), facts(998))).toHaveLength(MANY_DEGRADED - 1);
  });
});
