import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PolicyDirection, PolicyFlags } from '../datapath/bpf/layout.gen.js';
import type { PolicyRule, SecurityGroup } from '../state/entities.js';
import { inPrefix } from '../state/entry-defects.js';
import { compilePolicy } from './compile-policy.js';
import type { CompiledPolicy, RuleName } from './compiled-policy.js';

const ROWS = 100_000;

function compile(groups: readonly SecurityGroup[], maxRows = ROWS): CompiledPolicy {
  const steps = compilePolicy(groups, maxRows);
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

/** As a program asks: longest prefix, then the wider ones, then groups. */
function ask(policy: CompiledPolicy, packet: Packet): RuleName | null {
  const { classes } = policy;
  const inClass = (number: number): RuleName | null => {
    const c = classes[number - 1];
    if (!c) throw new Error(`no class ${number}`);
    const rows = c.l4.filter(
      (row) => row.protocol === packet.protocol && row.first === (packet.l4Port & ~(0xffff >> row.bits) & 0xffff) >>> 0,
    );
    return rows.toSorted((a, b) => b.bits - a.bits)[0]?.rule ?? c.any;
  };
  const candidates = classes.flatMap((c, i) =>
    c.direction === packet.direction
      ? c.remotes
          .filter((r) => 'prefix' in r && inPrefix(packet.remote, r.prefix, r.length))
          .map((r) => ({ length: 'prefix' in r ? r.length : 0, number: i + 1 }))
      : [],
  );
  let number = candidates.toSorted((a, b) => b.length - a.length)[0]?.number ?? 0;
  while (number !== 0) {
    const rule = inClass(number);
    if (rule) return rule;
    number = classes[number - 1]?.wider ?? 0;
  }
  for (const group of packet.remoteGroups) {
    const at = classes.findIndex(
      (c) => c.direction === packet.direction && c.remotes.some((r) => 'groupId' in r && r.groupId === group),
    );
    const rule = at < 0 ? null : inClass(at + 1);
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

test('classes are of what nests in order, so that a wider one has a lower number', () => {
  fc.assert(
    fc.property(groups, (all) => {
      for (const [i, { wider }] of compile(all).classes.entries()) expect(wider).toBeLessThan(i + 1);
    }),
  );
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

test('rules for everybody are one class of both families', () => {
  const web = { number: 1, direction: PolicyDirection.INGRESS, protocol: 6, first: 443, last: 443, remote: null };
  const one = compile([{ groupId: 1, rules: [web], limitsEgress: false }]);
  expect(one.classes).toHaveLength(1);
  expect(one.classes[0]?.remotes).toHaveLength(2);
  const ip4Only = { ...web, number: 2, first: 80, last: 80, remote: { prefix: new Uint8Array(4), length: 0 } };
  expect(compile([{ groupId: 1, rules: [web, ip4Only], limitsEgress: false }]).classes).toHaveLength(2);
});

test('the digest is of the content: it stays where that does, and changes with any of it', () => {
  fc.assert(
    fc.property(groups, groups, (a, b) => {
      expect(compile(a).digest).toBe(compile(structuredClone(a)).digest);
      const content = (all: SecurityGroup[]) => {
        const { flags, classes } = compile(all);
        return JSON.stringify([flags, classes]);
      };
      expect(compile(a).digest === compile(b).digest).toBe(content(a) === content(b));
    }),
  );
  expect(compile([]).digest).toMatch(/^[0-9a-f]{32}$/);
});

test('too many rows are refused before they are made', () => {
  const ranges = Array.from({ length: 100 }, (_, i) => ({
    number: i + 1,
    direction: PolicyDirection.INGRESS,
    protocol: 6,
    first: 1,
    last: 65_534,
    remote: { prefix: ip4(i), length: 32 },
  }));
  const all = [{ groupId: 1, rules: ranges, limitsEgress: false }];
  expect(compile(all, 3_000).l4Rows).toBe(3_000);
  expect(() => compile(all, 2_999)).toThrow(/100 rules needs more than 2999 rows/);
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
