import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import { readFrame } from '../session/frame.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { encodeSnapshot } from './encode-snapshot.js';

const rule = (number: number, over: weft.v1.PolicyRule.$Properties = {}): weft.v1.PolicyRule.$Properties => ({
  number,
  ruleId: `r${number}`,
  direction: 1,
  protocol: 6,
  first: 80,
  last: 80,
  ...over,
});
const group = (rules: weft.v1.PolicyRule.$Properties[], groupId = 5) => ({
  securityGroup: { groupId, securityGroupId: 'web', rules },
});
const stateWith = (...put: weft.v1.Entry.$Properties[]) => {
  const { state } = emptyState();
  state.apply(frameOf({ delta: { revision: 1, put } }));
  return state;
};

test('rules are kept in the order of their numbers', () => {
  const remotePrefix = { address: { bytes: Uint8Array.of(10, 0, 0, 0) }, length: 8 };
  const state = stateWith(group([rule(9, { direction: 2, remotePrefix }), rule(2, { remoteGroupId: 7 }), rule(3)]));
  expect([...state.bad.values()]).toEqual([]);
  const found = state.securityGroups.get(5);
  expect(found?.rules.map(({ number, direction, remote }) => [number, direction, remote])).toEqual([
    [2, PolicyDirection.INGRESS, { groupId: 7 }],
    [3, PolicyDirection.INGRESS, null],
    [9, PolicyDirection.EGRESS, { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 }],
  ]);
  expect(found?.limitsEgress).toBe(true);
  expect([...state.takeChanges().groups]).toEqual([5]);
});

const wrong: [string, weft.v1.PolicyRule.$Properties, RegExp, boolean][] = [
  ['no number', rule(0), /number is 0/, false],
  ['no direction', rule(1, { direction: 0 }), /direction is 0/, true],
  ['a direction that is not known', rule(1, { direction: 3 }), /direction is 3/, true],
  ['no such protocol', rule(1, { protocol: 256 }), /protocol is 256/, false],
  ['ports the wrong way round', rule(1, { first: 81 }), /for 81 to 80/, false],
  ['a port beyond the last', rule(1, { last: 65_536 }), /for 80 to 65536/, false],
  ['ports of all protocols', rule(1, { protocol: 0 }), /of protocol 0/, false],
  ['ports of a protocol without', rule(1, { protocol: 47, direction: 2 }), /of protocol 47/, true],
  [
    'two remote sides',
    rule(1, { remoteGroupId: 7, remotePrefix: { address: { bytes: new Uint8Array(4) }, length: 0 } }),
    /prefix and a remote group/,
    false,
  ],
  [
    'bits beyond the prefix',
    rule(1, { remotePrefix: { address: { bytes: Uint8Array.of(10, 0, 0, 1) }, length: 8 } }),
    /beyond its length/,
    false,
  ],
  ['the number of another', rule(2), /another rule has its number/, false],
];

test.each(wrong)('a rule with %s is left out and named, and what it would allow is closed', (_, bad, why, egress) => {
  const state = stateWith(group([rule(2), bad]));
  const [problem] = [...state.bad.values()];
  expect(problem).toMatchObject({ key: { securityGroup: { groupId: 5 } }, reason: 'BAD_VALUE' });
  expect(problem?.message).toMatch(why);
  expect(problem?.message).toContain(`rule r${bad.number}`);
  expect(state.securityGroups.get(5)?.rules.map((r) => r.number)).toEqual([2]);
  expect(state.securityGroups.get(5)?.limitsEgress).toBe(egress);
});

test('a group that is right again is no problem any more, and one that is gone is none', () => {
  const state = stateWith(group([rule(0), rule(0)]));
  expect([...state.bad.values()][0]?.message).toContain('and 1 other rules');
  state.apply(frameOf({ delta: { revision: 2, put: [group([rule(1)])] } }));
  expect(state.bad.size).toBe(0);
  state.apply(frameOf({ delta: { revision: 3, put: [group([rule(0)])] } }));
  state.apply(frameOf({ delta: { revision: 4, remove: [{ securityGroup: { groupId: 5 } }] } }));
  expect([state.bad.size, state.securityGroups.get(5)]).toEqual([0, null]);
});

test('a group of 4,096 rules, bad ones among them, comes back from the journal as it was', () => {
  const rules = Array.from({ length: 4_096 }, (_, i) => rule(i + 1, { ruleId: 'r'.repeat(63) }));
  const state = stateWith(group([...rules, rule(0)]));
  const { state: again } = emptyState();
  for (const bytes of encodeSnapshot(state, 1)) again.apply(readFrame(bytes));
  expect(again.securityGroups.get(5)).toEqual(state.securityGroups.get(5));
  expect(again.bad.size).toBe(1);
});

test.each([
  ['no groups', { securedMac: new Uint8Array(6) }],
  ['groups', { mac: new Uint8Array(6), groupIds: [5] }],
  ['groups and both', { mac: new Uint8Array(6), securedMac: new Uint8Array(6), groupIds: [5] }],
])('a port with %s and its MAC in the wrong field is refused', (_, fields) => {
  const localPort = { datapathId: 1, portId: 'p', generation: 1, vni: 7, ...fields };
  const state = stateWith({ localPort });
  expect([...state.bad.values()][0]?.message).toMatch(/its MAC in the field of ports with/);
  expect(state.ports.size).toBe(0);
});
