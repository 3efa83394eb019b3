import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodePolicyCell,
  POLICY_REMOTES,
  POLICY_STEPS_MAX,
  type PolicyCell,
  PolicyCellKind,
  PolicyDirection,
  PolicyFlags,
  PolicyRemote,
} from '../datapath/bpf/layout.gen.js';
import type { PolicyRule, SecurityGroup } from '../state/entities.js';
import { inPrefix } from '../state/entry-defects.js';
import { compilePolicy } from './compile-policy.js';
import type { CompiledPolicy, RuleName } from './compiled-policy.js';
import { intervalsOf } from './interval-tree.js';

const BLOCKS = 200_000;

function compile(groups: readonly SecurityGroup[], maxBlocks = BLOCKS): CompiledPolicy {
  const steps = compilePolicy(groups, maxBlocks);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

interface Packet {
  readonly direction: PolicyDirection;
  readonly remote: Uint8Array;
  /** Groups of the remote port, ascending. */
  readonly remoteGroups: readonly number[];
  readonly protocol: number;
  readonly l4Port: number;
}

/** As a program asks: the longest prefix, then the wider ones, then groups. */
function ask(policy: CompiledPolicy, packet: Packet): RuleName | null {
  const { words, roots } = policy;
  const find = (reference: number, number: number) =>
    [...intervalsOf(reference, words)].find(({ first, last }) => first <= number && number <= last)?.reference ?? 0;
  const cellAt = (number: number) => decodePolicyCell(Buffer.from(words.slice(4 * number, 4 * number + 4).buffer));
  const ruleOf = ({ number, group }: PolicyCell): RuleName | null =>
    number === 0 ? null : { groupId: policy.ruleGroups[group] ?? -1, number };
  const inCell = (cell: PolicyCell): RuleName | null => {
    if (cell.kind === PolicyCellKind.L4) {
      const found = find(cell.l4, packet.protocol * 65_536 + packet.l4Port);
      return ruleOf(found === 0 ? cell : cellAt(found));
    }
    const [first, last] = [cell.l4 >>> 16, cell.l4 & 0xffff];
    const isIn = cell.protocol === packet.protocol && first <= packet.l4Port && packet.l4Port <= last;
    return cell.protocol === 0 || isIn ? ruleOf(cell) : null;
  };
  const root = (remote: PolicyRemote) => roots[packet.direction * POLICY_REMOTES + remote] ?? 0;
  const remote = Buffer.from(packet.remote);
  let number = root(remote.length === 4 ? PolicyRemote.IP4 : PolicyRemote.IP6);
  for (let at = 0; at < remote.length; at += 4) number = find(number, remote.readUInt32BE(at));
  for (let steps = 0; number !== 0; steps++) {
    expect(steps).toBeLessThan(POLICY_STEPS_MAX);
    const cell = cellAt(number);
    const rule = inCell(cell);
    if (rule) return rule;
    number = cell.wider;
  }
  for (const group of packet.remoteGroups) {
    const found = find(root(PolicyRemote.GROUP), group);
    const rule = found === 0 ? null : inCell(cellAt(found));
    if (rule) return rule;
  }
  return null;
}

/** The rule that counts, from the rules as they are. */
function expected(groups: readonly SecurityGroup[], packet: Packet): RuleName | null {
  const found = groups.flatMap(({ groupId, rules }) =>
    rules
      .filter(
        (r) =>
          r.direction === packet.direction &&
          (r.protocol === 0 || (r.protocol === packet.protocol && r.first <= packet.l4Port && packet.l4Port <= r.last)),
      )
      .map((rule) => ({ groupId, rule })),
  );
  const matching = found.flatMap(({ groupId, rule }) => {
    const { remote } = rule;
    const name = { groupId, number: rule.number };
    if (!remote) return [{ order: 0, name }];
    if ('prefix' in remote) {
      return inPrefix(packet.remote, remote.prefix, remote.length) ? [{ order: -remote.length, name }] : [];
    }
    const at = packet.remoteGroups.indexOf(remote.groupId);
    return at < 0 ? [] : [{ order: 1 + at, name }];
  });
  return matching.toSorted((a, b) => a.order - b.order)[0]?.name ?? null;
}

const ip4 = (last: number) => Uint8Array.of(10, 0, 0, last);
const ip6 = (last: number) => Uint8Array.of(0xfd, ...new Array<number>(14).fill(0), last);
const masked = (address: Uint8Array, length: number) =>
  address.map((byte, i) => byte & (0xff << Math.max(0, Math.min(8, 8 * (i + 1) - length))));
const remote = fc.oneof(
  fc.constant(null),
  fc.constantFrom(1, 2, 3).map((groupId) => ({ groupId })),
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 8, 29, 30, 31, 32))
    .map(([last, length]) => ({ prefix: masked(ip4(last), length), length })),
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 64, 126, 127, 128))
    .map(([last, length]) => ({ prefix: masked(ip6(last), length), length })),
);
const direction = fc.constantFrom(PolicyDirection.INGRESS, PolicyDirection.EGRESS);
const rule: fc.Arbitrary<Omit<PolicyRule, 'number'>> = fc
  .record({
    direction,
    protocol: fc.constantFrom(0, 6, 17),
    ends: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    remote,
  })
  .map(({ ends: [a, b], protocol, ...rest }) =>
    protocol === 0
      ? { ...rest, protocol, first: 0, last: 65_535 }
      : { ...rest, protocol, first: Math.min(a, b), last: Math.max(a, b) },
  );
const groups = fc.array(fc.array(rule, { maxLength: 8 }), { maxLength: 3 }).map((all) =>
  all.map(
    (rules, i): SecurityGroup => ({
      groupId: 10 + i,
      rules: rules.map((r, n) => ({ ...r, number: n + 1 })),
      limitsEgress: rules.some((r) => r.direction === PolicyDirection.EGRESS),
    }),
  ),
);
const packet: fc.Arbitrary<Packet> = fc.record({
  direction,
  remote: fc.integer({ min: 0, max: 8 }).chain((n) => fc.constantFrom(ip4(n), ip6(n))),
  remoteGroups: fc.subarray([1, 2, 3]),
  protocol: fc.constantFrom(6, 17, 1),
  l4Port: fc.integer({ min: 0, max: 10 }),
});

test('a compiled policy names, for every packet, the rule that counts', () => {
  fc.assert(
    fc.property(groups, fc.array(packet, { minLength: 20, maxLength: 40 }), (all, packets) => {
      const policy = compile(all);
      for (const one of packets) expect(ask(policy, one)).toEqual(expected(all, one));
    }),
    { numRuns: 500 },
  );
});

test('so it does of thousands of rules whose prefixes nest at every depth', () => {
  const near = (bytes: number) =>
    fc
      .tuple(fc.uint8Array({ minLength: bytes, maxLength: bytes }), fc.nat(8 * bytes), fc.boolean())
      .map(([address, length, isDense]) => {
        const within = isDense ? Uint8Array.from(address, (byte, i) => (i % 4 < 2 ? 10 : byte & 3)) : address;
        return { prefix: masked(within, length), length };
      });
  const prefixes = fc.array(fc.oneof(near(4), near(16)), { minLength: 500, maxLength: 3_000 });
  fc.assert(
    fc.property(prefixes, (all) => {
      const rules = all.map((remote, i) => ({
        number: i + 1,
        direction: PolicyDirection.INGRESS,
        protocol: i % 7 === 0 ? 0 : 6,
        first: i % 5,
        last: (i % 5) + (i % 3),
        remote,
      }));
      const groups = [{ groupId: 1, limitsEgress: false, rules }];
      const policy = compile(groups);
      for (let i = 0; i < all.length; i += 1 + (all.length >> 6)) {
        const { prefix = ip4(0), length = 0 } = all[i] ?? {};
        const beyond = Uint8Array.from(
          prefix,
          (byte, at) => byte | (0xff >> Math.max(0, Math.min(8, length - 8 * at))),
        );
        for (const address of [prefix, beyond]) {
          const one = {
            direction: PolicyDirection.INGRESS,
            remote: address,
            remoteGroups: [],
            protocol: 6,
            l4Port: i % 6,
          };
          expect(ask(policy, one)).toEqual(expected(groups, one));
        }
      }
    }),
    { numRuns: 8 },
  );
});

test('what rules name is found in all of them, the first and the last number too', () => {
  const ends = [ip4(0), ip4(255), Uint8Array.of(0, 0, 0, 0), Uint8Array.of(255, 255, 255, 255)];
  const all = [ip4(0), Uint8Array.of(0, 0, 0, 0), Uint8Array.of(255, 255, 255, 255)].flatMap((prefix, i) =>
    [0, 65_535].map((l4Port, j) => ({
      number: 1 + 2 * i + j,
      direction: PolicyDirection.INGRESS,
      protocol: 255,
      first: l4Port,
      last: l4Port,
      remote: { prefix, length: 32 },
    })),
  );
  const groups = [{ groupId: 0xffff_ffff, rules: all, limitsEgress: false }];
  const policy = compile(groups);
  for (const remote of ends) {
    for (const l4Port of [0, 1, 65_534, 65_535]) {
      const one = { direction: PolicyDirection.INGRESS, remote, remoteGroups: [], protocol: 255, l4Port };
      expect(ask(policy, one)).toEqual(expected(groups, one));
    }
  }
});

test('groups of all numbers are found, and no others', () => {
  const named = [1, 2, 7, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
  const rules = named.map((groupId, i) => ({
    number: i + 1,
    direction: PolicyDirection.EGRESS,
    protocol: 6,
    first: i,
    last: 65_535,
    remote: { groupId },
  }));
  const groups = [{ groupId: 1, rules, limitsEgress: true }];
  const policy = compile(groups);
  for (const remoteGroup of [0, ...named, 3, 8, 0x7fff_ffff, 0x8000_0001, 0xffff_fffd]) {
    const packet = { direction: PolicyDirection.EGRESS, remote: ip4(1), remoteGroups: [remoteGroup], protocol: 6 };
    for (const l4Port of [0, 3, 9])
      expect(ask(policy, { ...packet, l4Port })).toEqual(expected(groups, { ...packet, l4Port }));
  }
});

test('all may leave until a group has a rule for what leaves, also one that allows nothing', () => {
  const group = (limitsEgress: boolean, rules: PolicyRule[] = []) => ({ groupId: 1, rules, limitsEgress });
  expect(compile([group(false)]).flags).toBe(PolicyFlags.EGRESS_OPEN);
  expect(compile([group(false), { ...group(true), groupId: 2 }]).flags).toBe(0);
  const named = { number: 1, direction: PolicyDirection.INGRESS, protocol: 0, first: 0, last: 65_535 };
  const policy = compile([group(false, [{ ...named, remote: { groupId: 77 } }])]);
  expect(policy.flags).toBe(PolicyFlags.EGRESS_OPEN | PolicyFlags.INGRESS_GROUPS);
  expect([...policy.namedGroups]).toEqual([77]);
});

test('rules for everybody are one cell, which needs no tree', () => {
  const web = { number: 1, direction: PolicyDirection.INGRESS, protocol: 6, first: 443, last: 443, remote: null };
  const one = compile([{ groupId: 1, rules: [web], limitsEgress: false }]);
  expect([one.roots.slice(0, 2), one.words.length]).toEqual([[1, 1], 16]);
  const ip4Only = { ...web, number: 2, first: 80, last: 80, remote: { prefix: new Uint8Array(4), length: 0 } };
  const two = compile([{ groupId: 1, rules: [web, ip4Only], limitsEgress: false }]);
  expect(two.roots[0]).not.toBe(two.roots[1]);
});

test('the digest is of the content: it stays where that does, and changes with any of it', () => {
  fc.assert(
    fc.property(groups, groups, (a, b) => {
      expect(compile(a).digest).toBe(compile(structuredClone(a)).digest);
      const content = (all: SecurityGroup[]) => {
        const { flags, ruleGroups, roots, words } = compile(all);
        return JSON.stringify([flags, ruleGroups, roots, [...words]]);
      };
      expect(compile(a).digest === compile(b).digest).toBe(content(a) === content(b));
    }),
  );
  expect(compile([]).digest).toMatch(/^[0-9a-f]{32}$/);
});

const many = (count: number, of: (i: number) => Partial<PolicyRule>): SecurityGroup[] => [
  {
    groupId: 1,
    limitsEgress: false,
    rules: Array.from({ length: count }, (_, i) => ({
      number: i + 1,
      direction: PolicyDirection.INGRESS,
      protocol: 6,
      first: 1,
      last: 65_534,
      remote: { prefix: ip4(i), length: 32 },
      ...of(i),
    })),
  },
];

test('too many blocks are refused', () => {
  const all = many(100, () => ({}));
  const blocks = compile(all).words.length / 16;
  expect(() => compile(all, blocks)).not.toThrow();
  expect(() => compile(all, blocks - 1)).toThrow(`100 rules needs more than ${blocks - 1} blocks`);
});

test('10,000 rules are at most 10,000 blocks', () => {
  const blocksOf = (of: (i: number) => Partial<PolicyRule>) => compile(many(10_000, of)).words.length / 16;
  const l4 = (i: number) => ({ first: 3 * i, last: 3 * i + 1 });
  const ip = (i: number) => Uint8Array.of(10, i >> 8, i & 255, 0);
  const apart = (i: number) => Uint8Array.of(0xfd, i & 255, i >> 8, ...new Array<number>(12).fill(i & 255), i);
  const sets = {
    'neighbouring prefixes': blocksOf((i) => ({ ...l4(i), remote: { prefix: ip(i), length: 24 } })),
    'addresses apart from each other': blocksOf((i) => ({ ...l4(i), remote: { prefix: ip(i), length: 32 } })),
    'IPv6 prefixes': blocksOf((i) => ({
      ...l4(i),
      remote: { prefix: Uint8Array.of(0xfd, 0, i >> 8, i, ...new Array<number>(12).fill(0)), length: 32 },
    })),
    'one prefix': blocksOf((i) => ({ ...l4(i), remote: null })),
    groups: blocksOf((i) => ({ ...l4(i), remote: { groupId: 2 * i + 1 } })),
    'IPv6 addresses that have nothing in common': blocksOf((i) => ({
      ...l4(i),
      remote: { prefix: apart(i), length: 128 },
    })),
  };
  if (process.env.WEFT_TIMES) console.log(sets);
  const { 'IPv6 addresses that have nothing in common': worst, ...others } = sets;
  for (const blocks of Object.values(others)) expect(blocks).toBeLessThanOrEqual(10_000);
  // Three trees for each.
  expect(worst).toBeLessThanOrEqual(50_000);
});

test('16 groups of 4,096 rules compile in slices, none of which takes long', () => {
  const all = Array.from({ length: 16 }, (_, g) => ({
    groupId: g + 1,
    limitsEgress: true,
    rules: Array.from({ length: 4_096 }, (_, i) => ({
      number: i + 1,
      direction: i % 2 === 0 ? PolicyDirection.INGRESS : PolicyDirection.EGRESS,
      protocol: 6,
      first: i,
      last: i + 3,
      remote: i % 3 === 0 ? null : { prefix: Uint8Array.of(10, g, i >> 8, i & 255), length: 32 },
    })),
  }));
  const from = performance.now();
  let longest = 0;
  const steps = compilePolicy(all, 1_000_000);
  for (;;) {
    const begin = performance.now();
    const { done } = steps.next();
    longest = Math.max(longest, performance.now() - begin);
    if (done) break;
  }
  const whole = performance.now() - from;
  if (process.env.WEFT_TIMES) console.log({ whole, longest });
  // Where nothing else runs 0.4 s, and 50 ms.
  expect(whole).toBeLessThan(10_000);
  expect(longest).toBeLessThan(whole / 3);
});
