import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BpfDatapath } from '../datapath/bpf/bpf-datapath.js';
import { type Datapath, policyTableNames } from '../datapath/datapath.js';
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

const entries = () =>
  policyTableNames.map((name) => {
    let found = 0;
    datapath.table(name).readAll((_keys, _values, count) => {
      found = count;
    });
    return found;
  });

async function laidOut(store: PolicyStore, policy: CompiledPolicy): Promise<StoredPolicy> {
  const outcome = await store.layOut(policy, new Breath());
  if ('kind' in outcome) throw new Error(outcome.message);
  return outcome;
}

test('a policy is found again in the maps, whole, and all of it is removed', async () => {
  const store = new PolicyStore(datapath);
  store.load();
  const made = await laidOut(store, varied);
  const other = await laidOut(store, compile(group(5, [rule(1, { remote: net4(1) })])));
  datapath.close();
  open();
  const found = new PolicyStore(datapath);
  found.load();
  expect(found.counters).toEqual(
    Object.fromEntries(policyTableNames.map((name, i) => [name, { entries: entries()[i], writes: 0, deletes: 0 }])),
  );
  const again = found.byDigest(varied.digest);
  expect(again).toMatchObject({ id: made.id, classes: made.classes, namedGroups: varied.namedGroups });
  const keysOf = ({ keys }: StoredPolicy) =>
    Object.fromEntries([...keys].map(([name, parts]) => [name, parts.map((part) => part.length)]));
  expect(again && keysOf(again)).toEqual(keysOf(made));
  if (again) await found.remove(again, new Breath());
  const left = found.get(other.id);
  expect(left && keysOf(left)).toEqual(keysOf(other));
  if (left) await found.remove(left, new Breath());
  expect(entries()).toEqual(policyTableNames.map(() => 0));
});

test('what is not whole has no digest, and goes like the others', async () => {
  const store = new PolicyStore(datapath);
  store.load();
  const made = await laidOut(store, varied);
  datapath.table('policy').remove(Uint32Array.of(made.id), 1);
  const found = new PolicyStore(datapath);
  found.load();
  expect(found.byDigest(varied.digest)).toBeNull();
  for (const policy of [...found.all()]) {
    expect(policy.digest).toBeNull();
    await found.remove(policy, new Breath());
  }
  expect(entries()).toEqual(policyTableNames.map(() => 0));
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
  await store.remove(made, new Breath());
  const removeMs = performance.now() - before - loadMs;
  clearInterval(timer);
  if (process.env.WEFT_TIMES) console.log({ rows: policy.l4Rows, laidOutMs, loadMs, removeMs, longest });
  expect(found.byDigest(policy.digest)?.classes).toEqual(made.classes);
  expect(entries()).toEqual(policyTableNames.map(() => 0));
  // Where nothing else runs: a tenth of it.
  expect(longest).toBeLessThan(2_000);
});
