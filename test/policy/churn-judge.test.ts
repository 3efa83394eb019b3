import { describe, expect, it } from 'vitest';
import { type Epoch, judge } from './churn-judge.js';
import { allowedBySides, type ChurnTopology } from './churn-topology.js';
import type { Rule } from './groups.js';

const port = (number: number, ...groups: string[]) => ({ ip4: `10.0.1.${number}`, ip6: `fd00:1::${number}`, groups });
function topology(rules: Record<string, Rule[]>, from: string[], to: string[]): ChurnTopology {
  const ports = new Map([
    ['from', port(11, ...from)],
    ['to', port(12, ...to)],
  ]);
  return { rules: new Map(Object.entries(rules)), ports };
}
const pair = { from: 'from', to: 'to', family: 'ip4', l4Port: 7001 } as const;
const passes = (of: ChurnTopology, what: Partial<typeof pair | { family: 'ip6' }> = {}) => {
  const { leaves, enters } = allowedBySides(of, { ...pair, ...what });
  return leaves && enters;
};

describe('what is allowed', () => {
  it.each<[string, Rule[], boolean]>([
    ['no rule', [], false],
    ['all', [{}], true],
    ['the l4 port', [{ protocol: 'udp', l4Ports: [7001, 7002] }], true],
    ['another', [{ protocol: 'udp', l4Ports: [7002, 7003] }], false],
    ['another protocol', [{ protocol: 'tcp' }], false],
    ['the sender', [{ from: '10.0.1.11/32' }], true],
    ['another sender', [{ from: '10.0.1.1/32' }], false],
    ['the network', [{ from: '10.0.1.0/24' }], true],
    ['of the other family', [{ from: 'fd00:1::/64' }], false],
    ['a group that it is in', [{ from: 'friends' }], true],
    ['its own group', [{ from: 'web' }], false],
  ])('in: %s', (_, rules, expected) => {
    expect(passes(topology({ web: rules }, ['friends'], ['web']))).toBe(expected);
  });
  it('out: everything until a rule says what', () => {
    expect(passes(topology({ web: [{}] }, ['friends'], ['web']))).toBe(true);
    expect(passes(topology({ web: [{}], friends: [{ direction: 'out', from: 'none' }] }, ['friends'], ['web']))).toBe(
      false,
    );
    expect(passes(topology({ web: [{}], friends: [{ direction: 'out', from: 'web' }] }, ['friends'], ['web']))).toBe(
      true,
    );
  });
  it('without groups: everything', () => {
    expect(passes(topology({}, [], []))).toBe(true);
  });
});

describe('what is judged', () => {
  const [open, shut] = [topology({ web: [{}] }, [], ['web']), topology({ web: [] }, [], ['web'])];
  const ms = (n: number) => BigInt(n) * 1_000_000n;
  /** Open from 0, shut between 1,000 and 1,100, open again between 2,000 and 2,100. */
  const epochs: Epoch[] = [
    { topology: open, change: 'the beginning', askedNs: ms(0), inForceNs: ms(0) },
    { topology: shut, change: 'shut', askedNs: ms(1_000), inForceNs: ms(1_100) },
    { topology: open, change: 'open', askedNs: ms(2_000), inForceNs: ms(2_100) },
  ];
  const judged = (sent: number, received: number) =>
    judge(epochs, new Map([[1, pair]]), [{ stream: 1, sentNs: ms(sent), receivedNs: ms(received) }]).forbidden.length;
  it.each([
    [500, 501, 0],
    [1_050, 1_051, 0],
    [1_099, 1_200, 0],
    [1_101, 1_102, 1],
    [1_999, 1_999, 1],
    [1_900, 2_001, 0],
    [2_050, 2_051, 0],
    [3_000, 3_001, 0],
  ])('sent at %d ms, received at %d ms', (sent, received, forbidden) => {
    expect(judged(sent, received)).toBe(forbidden);
  });
  it('a stream that is allowed and does not come is missed, in each epoch that lasts', () => {
    const { missed } = judge(epochs, new Map([[1, pair]]), []);
    expect(missed).toEqual(['from -> to ip4 7001 after the beginning']);
  });
  it.each<[string, string, number, number, number]>([
    ['not while its receiver is on its way all the time', 'to', 0, 1_000, 0],
    ['nor while its sender is', 'from', 100, 900, 0],
    ['though its sender was there long enough before', 'from', 300, 1_000, 1],
    ['or afterwards', 'from', 0, 700, 1],
    ['though another one is on its way', 'else', 0, 1_000, 1],
  ])('a stream is missed %s', (_, name, from, to, missed) => {
    expect(judge(epochs, new Map([[1, pair]]), [], [{ name, fromNs: ms(from), toNs: ms(to) }]).missed).toHaveLength(
      missed,
    );
  });
});
