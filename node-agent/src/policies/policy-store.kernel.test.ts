import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BpfDatapath } from '../datapath/bpf/bpf-datapath.js';
import type { Datapath } from '../datapath/datapath.js';
import type { PolicyRule, SecurityGroup } from '../state/entities.js';
import { Breath } from './breath.js';
import { compilePolicy } from './compile-policy.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { PolicyStore } from './policy-store.js';
import type { StoredPolicy } from './stored-policy.js';

const bpffs = `/sys/fs/bpf/wd-store-${process.pid}`;
let datapath: Datapath;

function open(): void {
  const limits = { maxEndpoints: 64, maxPorts: 8, maxFlows: 64, maxRoutes: 32, maxPolicyEntries: 300_000 };
  datapath = BpfDatapath.open({ bpffs, nodeId: 'node', limits: { ...limits, maxConnections: 64 }, warn: () => {} });
}

beforeEach(() => {
  mkdirSync(bpffs);
  open();
});

afterEach(() => {
  datapath.close();
  rmSync(bpffs, { recursive: true, force: true });
});

function compile(...groups: SecurityGroup[]): CompiledPolicy {
  const steps = compilePolicy(groups, 1_000_000);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const rule = (number: number, over: Partial<PolicyRule> = {}): PolicyRule => ({
  number,
  direction: (number % 2) as 0 | 1,
  protocol: 6,
  first: number,
  last: number + 2,
  remote: null,
  ...over,
});
const net4 = (i: number, length = 32) => ({ prefix: Uint8Array.of(10, i >> 16, i >> 8, i), length });
const net6 = (i: number, length = 128) => ({
  prefix: Uint8Array.of(...new Array<number>(14).fill(0x20), i >> 8, i),
  length,
});
const group = (groupId: number, rules: PolicyRule[]): SecurityGroup => ({ groupId, rules, limitsEgress: true });

/** Rules with every kind of remote side, nested. */
const varied = compile(
  group(0xffff_fff0, [
    rule(1),
    rule(2, { protocol: 0, first: 0, last: 65_535, remote: net4(0, 8) }),
    rule(4, { remote: net4(256, 24) }),
    rule(6, { remote: net4(257) }),
    rule(3, { remote: net6(0, 64 + 48) }),
    rule(5, { remote: net6(9) }),
    rule(8, { remote: { groupId: 0x8000_0001 } }),
    rule(7, { protocol: 0, first: 0, last: 65_535, remote: { groupId: 7 } }),
  ]),
);

/** Rows of policies. */
const heads = () => {
  let found = 0;
  datapath.table('policy_head').readAll((_keys, _values, count) => {
    found = count;
  });
  return found;
};

async function laidOut(store: PolicyStore, policy: CompiledPolicy): Promise<StoredPolicy> {
  const outcome = await store.layOut(policy, new Breath());
  if ('kind' in outcome) throw new Error(outcome.message);
  return outcome;
}

test('a policy is found again in the maps, with all that the agent has to know of it, and is removed', async () => {
  const store = new PolicyStore(datapath);
  store.load();
  const made = await laidOut(store, varied);
  const other = await laidOut(store, compile(group(5, [rule(1, { remote: net4(1) })])));
  datapath.close();
  open();
  const found = new PolicyStore(datapath);
  found.load();
  expect(found.counters).toEqual({
    policy_head: { entries: 2, writes: 0, deletes: 0 },
    policy_block: { entries: made.blocks.count + other.blocks.count, writes: 0, deletes: 0 },
  });
  expect(found.byDigest(varied.digest)).toEqual(made);
  expect(found.get(other.id)).toEqual(other);
  // What comes next is in nobody's blocks.
  const next = await laidOut(found, compile(group(6, [rule(1, { remote: net4(1) }), rule(3, { remote: net4(2) })])));
  const ranges = [made, other, next].map(({ blocks }) => blocks).sort((a, b) => a.first - b.first);
  for (const [i, { first }] of ranges.entries()) {
    const before = ranges[i - 1];
    expect(first).toBeGreaterThanOrEqual(before ? before.first + before.count : 0);
  }
  for (const policy of [...found.all()]) expect(found.remove(policy)).toBeNull();
  expect(heads()).toBe(0);
  expect(found.counters.policy_block.entries).toBe(0);
});

test('of a run that was killed before its policy was whole nothing is left that takes room', async () => {
  const store = new PolicyStore(datapath);
  store.load();
  const made = await laidOut(store, varied);
  datapath.table('policy_head').remove(Uint32Array.of(made.id), 1);
  const found = new PolicyStore(datapath);
  found.load();
  expect([...found.all()]).toEqual([]);
  expect(found.counters.policy_block.entries).toBe(0);
  expect((await laidOut(found, varied)).blocks).toEqual(made.blocks);
});

test('65,536 rules are laid out, found and removed without keeping the event loop for long', async () => {
  const groups = Array.from({ length: 16 }, (_, g) =>
    group(
      g + 1,
      Array.from({ length: 4_096 }, (_, i) => rule(i + 1, i % 4 === 0 ? {} : { remote: net4(4_096 * g + i) })),
    ),
  );
  const policy = compile(...groups);
  const store = new PolicyStore(datapath);
  store.load();
  let [longest, last] = [0, performance.now()];
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const from = performance.now();
  const made = await laidOut(store, policy);
  const laidOutMs = performance.now() - from;
  const found = new PolicyStore(datapath);
  const before = performance.now();
  found.load();
  const loadMs = performance.now() - before;
  last = performance.now();
  expect(store.remove(made)).toBeNull();
  const removeMs = performance.now() - before - loadMs;
  clearInterval(timer);
  if (process.env.WEFT_TIMES) console.log({ blocks: made.blocks.count, laidOutMs, loadMs, removeMs, longest });
  expect(found.byDigest(policy.digest)?.blocks).toEqual(made.blocks);
  expect(heads()).toBe(0);
  // Where nothing else runs: a tenth of it.
  expect(longest).toBeLessThan(2_000);
});
