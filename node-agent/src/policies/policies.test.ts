import { beforeEach, expect, test } from 'vitest';
import { type DatapathLimits, policyTableNames } from '../datapath/datapath.js';
import { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import type { PolicyRule, SecurityGroup } from '../state/entities.js';
import { Policies } from './policies.js';

const limits: DatapathLimits = { maxEndpoints: 16, maxPorts: 8, maxFlows: 16, maxRoutes: 16, maxPolicyEntries: 40 };

let datapath: FakeDatapath;
let groups: Map<number, SecurityGroup>;
let nowMs: number;
let policies: Policies;

const rule = (number: number, over: Partial<PolicyRule> = {}): PolicyRule => ({
  number,
  direction: 0,
  protocol: 6,
  first: 1000 + number,
  last: 1000 + number,
  remote: null,
  ...over,
});

function group(groupId: number, ...rules: PolicyRule[]): void {
  groups.set(groupId, { groupId, rules, limitsEgress: rules.some((r) => r.direction === 1) });
  policies?.groupsChanged(new Set([groupId]));
}

function restarted(ports: readonly { datapathId: number; slot: number }[] = []): Policies {
  const made = new Policies({ datapath, group: (id) => groups.get(id) ?? null, later: () => {}, now: () => nowMs });
  made.restore(ports);
  return made;
}

beforeEach(() => {
  datapath = new FakeDatapath(limits);
  groups = new Map();
  nowMs = 0;
  policies = restarted();
});

/** Blocks that are taken, and rows of policies. */
const rowsOf = () => policies.store.counters.policy_block.entries + datapath.tables.policy_head.size;
const wordOf = (slot: number) => datapath.portPolicies().find((word) => word.slot === slot) ?? null;
const writesOf = (of: Policies) => Object.values(of.store.counters).reduce((sum, c) => sum + c.writes + c.deletes, 0);
/** A port with the number of its slot. */
const port = (slot: number, ...groupIds: number[]) => ({ datapathId: slot, slot, groupIds });

async function passTime(): Promise<boolean> {
  nowMs += 1_001;
  return policies.removeUnnamed();
}

test('a port that comes up waits for its policy, which is there whole before the port has it', async () => {
  group(5, rule(1), rule(2, { remote: { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 } }));
  expect(policies.want(port(1, 5), false)).toBe(false);
  expect(wordOf(1)).toBeNull();
  const from = datapath.switches.length;
  expect([...(await policies.settle())]).toEqual([1]);
  expect(datapath.switches.slice(from)).toEqual([{ slot: 1, policy: 1, version: 1 }]);
  expect(policies.want(port(1, 5), false)).toBe(true);
  expect(await policies.settle()).toEqual(new Set());
});

test('a port without groups comes up at once, also in a slot whose port before had some', async () => {
  group(5, rule(1));
  policies.want(port(1, 5), false);
  await policies.settle();
  policies.release(1);
  expect(wordOf(1)).not.toBeNull();
  expect(policies.want({ datapathId: 77, slot: 1, groupIds: [] }, false)).toBe(true);
  expect(wordOf(1)).toBeNull();
});

test("a port in another's slot does not come up with that one's policy", async () => {
  group(5, rule(1));
  group(6, rule(2));
  policies.want(port(1, 5), false);
  await policies.settle();
  policies.release(1);
  expect(policies.want({ datapathId: 77, slot: 1, groupIds: [6] }, false)).toBe(false);
});

test('ports of the same groups share a policy, and so do ports whose groups allow the same', async () => {
  group(5, rule(1));
  group(6, rule(2));
  group(7);
  group(8);
  for (const one of [port(1, 5, 6), port(2, 5, 6), port(3, 5), port(4, 7), port(5, 8)]) policies.want(one, false);
  expect((await policies.settle()).size).toBe(5);
  const policy = [1, 2, 3, 4, 5].map((slot) => wordOf(slot)?.policy);
  expect(policy[0]).toBe(policy[1]);
  expect(policy[3]).toBe(policy[4]);
  expect(new Set(policy).size).toBe(3);
  expect(datapath.tables.policy_head.size).toBe(3);
});

test('another rule is another policy: one switch for each port in the group, and no other', async () => {
  group(5, rule(1));
  group(6, rule(1));
  for (const one of [port(1, 5), port(2, 5), port(3, 6)]) policies.want(one, false);
  await policies.settle();
  const before = wordOf(1);
  const from = datapath.switches.length;
  group(5, rule(1), rule(2));
  expect(await policies.settle()).toEqual(new Set());
  expect(datapath.switches.slice(from).map((word) => word.slot)).toEqual([1, 2]);
  expect(wordOf(1)?.policy).not.toBe(before?.policy);
  expect(wordOf(1)?.version).toBeGreaterThan(before?.version ?? 0);
  // What it was before stays for packets that read the word before, and goes once none can have.
  expect(datapath.tables.policy_head.size).toBe(3);
  nowMs += 999;
  await policies.removeUnnamed();
  expect(datapath.tables.policy_head.size).toBe(3);
  nowMs += 1;
  await policies.removeUnnamed();
  expect(datapath.tables.policy_head.size).toBe(2);
  expect(policies.store.get(before?.policy ?? 0)).toBeNull();
});

test('other groups of a port are one switch; none any more, and all passes', async () => {
  group(5, rule(1));
  group(6, rule(2));
  policies.want(port(1, 5), false);
  await policies.settle();
  let from = datapath.switches.length;
  expect(policies.want(port(1, 5, 6), true)).toBe(true);
  await policies.settle();
  expect(datapath.switches).toHaveLength(from + 1);
  from = datapath.switches.length;
  expect(policies.want(port(1), true)).toBe(true);
  expect(wordOf(1)).not.toBeNull();
  await policies.settle();
  expect(datapath.switches.slice(from)).toEqual([{ slot: 1, policy: 0, version: 0 }]);
});

test('who left a group makes ports ask anew whose rules name it, under the same policy', async () => {
  group(5, rule(1, { remote: { groupId: 9 } }));
  group(6, rule(1));
  policies.want(port(1, 5), false);
  policies.want(port(2, 6), false);
  await policies.settle();
  const [before, other] = [wordOf(1), wordOf(2)];
  policies.membersLeave(new Set([9, 11]));
  await policies.settle();
  expect(wordOf(1)).toEqual({ ...before, version: (other?.version ?? 0) + 1 });
  expect(wordOf(2)).toEqual(other);
});

test('a run that was killed between a membership and what follows from it: the next one makes up for it', async () => {
  group(5, rule(1, { remote: { groupId: 9 } }));
  policies.want(port(1, 5), false);
  await policies.settle();
  const before = wordOf(1);
  policies.membersLeave(new Set([9]));
  policies = restarted([{ datapathId: 1, slot: 1 }]);
  policies.want(port(1, 5), true);
  await policies.settle();
  expect(wordOf(1)).toEqual({ ...before, version: (before?.version ?? 0) + 1 });
  policies = restarted([{ datapathId: 1, slot: 1 }]);
  policies.want(port(1, 5), true);
  await policies.settle();
  expect(wordOf(1)?.version).toBe((before?.version ?? 0) + 1);
  // So does one that knows nothing of the port yet.
  policies.membersLeave(new Set([9]));
  policies = restarted([{ datapathId: 1, slot: 1 }]);
  await policies.settle();
  expect(wordOf(1)).toEqual({ ...before, version: (before?.version ?? 0) + 2 });
});

test('after a restart the policies are found, and nothing is written', async () => {
  group(
    5,
    rule(1),
    rule(2, { remote: { groupId: 9 } }),
    rule(3, { remote: { prefix: new Uint8Array(16), length: 9 } }),
  );
  group(
    6,
    rule(1, { direction: 1, remote: { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 } }),
    rule(2, { direction: 1 }),
  );
  policies.want(port(1, 5), false);
  policies.want(port(2, 5, 6), false);
  await policies.settle();
  const dump = () => policyTableNames.map((name) => datapath.tables[name].dump());
  const [before, words, switches] = [dump(), datapath.portPolicies(), datapath.switches.length];
  const entries = Object.values(policies.store.counters).map((c) => c.entries);
  policies = restarted([
    { datapathId: 1, slot: 1 },
    { datapathId: 2, slot: 2 },
  ]);
  expect(policies.want(port(1, 5), true)).toBe(true);
  expect(policies.want(port(2, 5, 6), true)).toBe(true);
  await policies.settle();
  await passTime();
  expect([dump(), datapath.portPolicies(), datapath.switches.length]).toEqual([before, words, switches]);
  expect(writesOf(policies)).toBe(0);
  expect(Object.values(policies.store.counters).map((c) => c.entries)).toEqual(entries);
});

test('what changed while the agent was away is laid out beside what is there, under numbers that are new', async () => {
  group(5, rule(1), rule(2, { remote: { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 } }));
  policies.want(port(1, 5), false);
  await policies.settle();
  const before = wordOf(1);
  policies = restarted([{ datapathId: 1, slot: 1 }]);
  group(5, rule(2));
  expect(policies.want(port(1, 5), true)).toBe(true);
  expect(wordOf(1)).toEqual(before);
  await policies.settle();
  expect(wordOf(1)).toEqual({ slot: 1, policy: 2, version: 2 });
  await passTime();
  // Of the new one: a block, and the row that says that it is there.
  expect(rowsOf()).toBe(2);
});

test('versions ascend over restarts, also when no port has a policy in between', async () => {
  group(5, rule(1));
  policies.want(port(1, 5), false);
  policies.want(port(2, 5), false);
  await policies.settle();
  for (const slot of [1, 2]) policies.want(port(slot), true);
  await policies.settle();
  expect(datapath.portPolicies()).toEqual([]);
  policies = restarted();
  policies.want(port(1, 5), false);
  await policies.settle();
  expect(wordOf(1)?.version).toBe(3);
});

test('what a killed run laid out in part goes, and so do words of slots that no port has', async () => {
  group(5, rule(1), rule(2, { remote: { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 } }));
  policies.want(port(1, 5), false);
  await policies.settle();
  // Its blocks are written, and the row that makes them a policy is not.
  const whole = wordOf(1)?.policy ?? 0;
  datapath.tables.policy_head.remove(Uint32Array.of(whole), 1);
  policies = restarted();
  expect(datapath.portPolicies()).toEqual([]);
  await passTime();
  // What is noted of versions.
  expect(rowsOf()).toBe(1);
  policies.want(port(1, 5), false);
  await policies.settle();
  expect(wordOf(1)).toEqual({ slot: 1, policy: whole, version: 2 });
});

test('a policy that does not fit: what comes up stays closed, what is up keeps what it has, and all hear of it', async () => {
  group(5, rule(1));
  group(
    6,
    ...Array.from({ length: 100 }, (_, i) =>
      rule(i + 1, { remote: { prefix: Uint8Array.of(10, 0, 0, i), length: 32 } }),
    ),
  );
  policies.want(port(1, 5), false);
  await policies.settle();
  const [before, rows] = [wordOf(1), rowsOf()];
  policies.want(port(1, 5, 6), true);
  policies.want(port(2, 6), false);
  expect(await policies.settle()).toEqual(new Set());
  expect([wordOf(1), wordOf(2), rowsOf()]).toEqual([before, null, rows]);
  expect(policies.failing).toBe(2);
  expect([...policies.problems()].map(({ key, reason }) => [JSON.stringify(key), reason])).toEqual([
    ['{"securityGroup":{"groupId":5}}', 'MAP_FULL'],
    ['{"securityGroup":{"groupId":6}}', 'MAP_FULL'],
    ['{"securityGroup":{"groupId":6}}', 'MAP_FULL'],
    ['{"localPort":{"datapathId":1}}', 'MAP_FULL'],
    ['{"localPort":{"datapathId":2}}', 'MAP_FULL'],
  ]);
  expect(policies.problemOf(1)).toMatch(/keeps the policy that it had: .*40/);
  expect(policies.problemOf(2)).toMatch(/the port is closed/);
  group(6, rule(1));
  expect([...(await policies.settle())]).toEqual([2]);
  expect([policies.failing, [...policies.problems()].length]).toEqual([0, 0]);
});

test('what did not fit beside what goes fits once that is gone', async () => {
  const rules = (from: number) =>
    Array.from({ length: 60 }, (_, i) =>
      rule(from + i, { remote: { prefix: Uint8Array.of(10, 0, 0, i), length: 32 } }),
    );
  group(5, ...rules(1));
  policies.want(port(1, 5), false);
  await policies.settle();
  policies.want(port(1), true);
  await policies.settle();
  group(6, ...rules(100));
  policies.want(port(2, 6), false);
  await policies.settle();
  expect(policies.failing).toBe(1);
  expect(await passTime()).toBe(true);
  expect(policies.retry()).toBe(true);
  expect([...(await policies.settle())]).toEqual([2]);
});

test('what the kernel refuses in the middle of a policy leaves nothing of it', async () => {
  group(5, rule(1), rule(2, { remote: { prefix: Uint8Array.of(10, 0, 0, 0), length: 8 } }));
  datapath.tables.policy_block.refused.add(hexOf(1));
  policies.want(port(1, 5), false);
  await policies.settle();
  expect([policies.failing, rowsOf(), wordOf(1)]).toEqual([1, 0, null]);
  expect([...policies.problems()][0]?.reason).toBe('KERNEL_ERROR');
  datapath.tables.policy_block.refused.clear();
  policies.retry();
  expect((await policies.settle()).size).toBe(1);
});

test('a group of which nothing is known allows nothing, and the port says so', async () => {
  group(5, rule(1));
  policies.want(port(1, 5, 99), false);
  await policies.settle();
  expect([...policies.problems()].map(({ key, reason }) => [key, reason])).toEqual([
    [{ localPort: { datapathId: 1 } }, 'BAD_VALUE'],
  ]);
  // Not WEFT_POLICY_EGRESS_OPEN.
  expect(datapath.tables.policy_head.get(Uint32Array.of(1))?.[4]).toBe(0);
});

test('a thousand ports of ten sets of groups are ten policies', async () => {
  datapath = new FakeDatapath({ ...limits, maxPorts: 1_000, maxPolicyEntries: 100_000 });
  policies = restarted();
  for (let g = 1; g <= 10; g++) {
    group(
      g,
      ...Array.from({ length: 200 }, (_, i) =>
        rule(i + 1, { remote: { prefix: Uint8Array.of(10, g, 0, i), length: 32 } }),
      ),
    );
  }
  for (let slot = 1; slot <= 1_000; slot++) policies.want(port(slot, 1 + (slot % 10)), false);
  expect((await policies.settle()).size).toBe(1_000);
  expect(datapath.tables.policy_head.size).toBe(10);
  group(3, rule(1));
  const from = datapath.switches.length;
  await policies.settle();
  expect(datapath.switches).toHaveLength(from + 100);
});

const hexOf = (...words: number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join('');
