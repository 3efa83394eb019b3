import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import { FakePolicyActivity } from '../datapath/fake/fake-policy-activity.js';
import type { LocalPort } from '../state/entities.js';
import { HitReader } from './hit-reader.js';

const { INGRESS, EGRESS } = PolicyDirection;

let activity: FakePolicyActivity;
let ports: Map<number, LocalPort>;
let rules: Set<string>;
let complete: boolean;
let open: boolean;
let full: string[];
let sent: weft.v1.RuleHitsReport.$Properties[];
let reader: HitReader;

const port = (datapathId: number, portId: string, generation: number, groupIds: number[]) => {
  const rest = { vni: 1, mac: new Uint8Array(6), ip4: [], ip6: [], pairs: [], floodPacketsPerSecond: 1 };
  ports.set(datapathId, { ...rest, datapathId, portId, generation, groupIds } as unknown as LocalPort);
};
const hit = (datapathId: number, groupId: number, number: number, packets: number, direction: number = INGRESS) =>
  activity.putHits({ datapathId, direction, rule: (BigInt(groupId) << 32n) | BigInt(number) }, packets);
const rows = () => {
  const { count, key } = activity.readRuleHits(null, 1e6);
  return Array.from({ length: count }, (_, row) => key(row));
};
/** One round; what was told in it, as `port@generation: hits`. */
async function round(): Promise<string[]> {
  sent = [];
  await vi.advanceTimersByTimeAsync(5_000);
  // A round of several steps ends after it began.
  await vi.advanceTimersByTimeAsync(50);
  return sent
    .flatMap((report) => report.ports ?? [])
    .map(({ portId, generation, hits }) => {
      const told = (hits ?? []).map((h) => `${h.direction} ${h.groupId}/${h.number}=${h.packets}`);
      return `${portId}@${generation}: ${told.sort().join(' ')}`.trim();
    });
}

beforeEach(() => {
  vi.useFakeTimers();
  activity = new FakePolicyActivity(100_000, 64);
  ports = new Map();
  rules = new Set(['7/1', '7/2']);
  complete = true;
  open = true;
  sent = [];
  full = [];
  port(1, 'web', 3, [7]);
  reader = new HitReader({
    activity,
    state: {
      ports: { get: (id) => ports.get(id) ?? null, values: () => ports.values() },
      rules: { has: (groupId, number) => rules.has(`${groupId}/${number}`) },
      isComplete: () => complete,
    },
    send: ({ ruleHits }) => {
      if (open && ruleHits) sent.push(ruleHits);
      return open;
    },
    onFull: (message) => full.push(message),
    log: pino({ level: 'silent' }),
  });
  reader.start();
});
afterEach(() => {
  reader.close();
  vi.useRealTimers();
});

test('a port with groups is told of once, then what changed', async () => {
  port(2, 'open', 1, []);
  expect(await round()).toEqual(['web@3:']);
  expect(await round()).toEqual([]);
  hit(1, 7, 1, 10);
  hit(1, 0, 0, 2);
  hit(1, 0, 0, 5, EGRESS);
  expect(await round()).toEqual(['web@3: 1 0/0=2 1 7/1=10 2 0/0=5']);
  hit(1, 7, 1, 11);
  expect(await round()).toEqual(['web@3: 1 7/1=11']);
});

test('what may leave because nothing limits it is not told, and stays', async () => {
  hit(1, 0, 1, 10, EGRESS);
  expect(await round()).toEqual(['web@3:']);
  expect(rows()).toHaveLength(1);
});

test('a controller that begins anew is told all; what could not be said is said again', async () => {
  hit(1, 7, 1, 10);
  await round();
  reader.tellAll();
  expect(await round()).toEqual(['web@3: 1 7/1=10']);
  open = false;
  hit(1, 7, 1, 12);
  expect(await round()).toEqual([]);
  open = true;
  expect(await round()).toEqual(['web@3: 1 7/1=12']);
});

test('rows of rules and of groups that are gone are removed, and told as gone if they were told', async () => {
  port(1, 'web', 3, [7, 8]);
  rules.add('8/1');
  hit(1, 7, 1, 10);
  hit(1, 7, 2, 20);
  hit(1, 8, 1, 30);
  await round();
  rules.delete('7/1');
  port(1, 'web', 3, [7]);
  expect(await round()).toEqual(['web@3: 1 7/1=0 1 8/1=0']);
  expect(rows()).toHaveLength(1);
  expect(await round()).toEqual([]);
});

test('rows of ports that are gone are removed, once it is known which are', async () => {
  complete = false;
  hit(9, 7, 1, 10);
  hit(1, 7, 3, 10);
  expect(await round()).toEqual(['web@3:']);
  expect(rows()).toHaveLength(2);
  complete = true;
  expect(await round()).toEqual([]);
  expect(rows()).toEqual([]);
});

test('a port that is bound anew begins anew', async () => {
  hit(1, 7, 1, 10);
  expect(await round()).toEqual(['web@3: 1 7/1=10']);
  port(1, 'web', 4, [7]);
  expect(await round()).toEqual(['web@4:']);
  expect(rows()).toEqual([]);
  hit(1, 7, 1, 99);
  await round();
  hit(1, 7, 1, 2);
  expect(await round()).toEqual(['web@4: 1 7/1=2']);
});

test('a port that is bound anew while its rows are read begins anew, too', async () => {
  for (let number = 100; number < 100 + 6_000; number++) {
    rules.add(`7/${number}`);
    hit(1, 7, number, 1);
  }
  const see = activity.readRuleHits.bind(activity);
  vi.spyOn(activity, 'readRuleHits').mockImplementation((cursor, max) => {
    if (cursor) port(1, 'web', 4, [7]);
    return see(cursor, max);
  });
  expect(await round()).toEqual(['web@4:']);
  vi.mocked(activity.readRuleHits).mockRestore();
  expect(await round()).toEqual([]);
  expect(rows()).toEqual([]);
});

test('many hits go in several reports, each far below the limit, each hit once', async () => {
  for (let number = 1; number <= 40_000; number++) {
    rules.add(`7/${number}`);
    hit(1, 7, number, 2 ** 52 + number);
  }
  await round();
  expect(sent.length).toBeGreaterThan(1);
  const told = sent.flatMap((report) => report.ports ?? []).flatMap(({ hits }) => hits ?? []);
  expect(new Set(told.map((h) => h.number)).size).toBe(40_000);
  expect(told).toHaveLength(40_000);
  for (const ruleHits of sent) {
    expect(weft.v1.AgentMessage.encode({ ruleHits }).finish().length).toBeLessThan(1024 * 1024);
  }
});

test('a table without room is told once, until there is room again', async () => {
  rules = new Set();
  port(2, 'open', 1, []);
  for (let number = 0; number < 100_000; number++) hit(2, 0, 1 + number, 1);
  await round();
  await round();
  expect(full).toEqual(['rule_hits is full: it holds 100000; further rules count no hits']);
  ports.delete(2);
  await round();
  await round();
  expect([full.length, reader.rows]).toEqual([1, 0]);
});
