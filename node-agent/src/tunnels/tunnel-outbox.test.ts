import { beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { waitUntil } from '../testing/wait-until.js';
import { noTraffic } from './no-traffic.js';
import { TunnelOutbox } from './tunnel-outbox.js';
import { MAX_WAITING_TRANSITIONS } from './waiting-transitions.js';

const { TUNNEL_UP, TUNNEL_DOWN } = weft.v1.TunnelState;
let nowMs: number;
let vtepIds: number[];
let woken: number;
let outbox: TunnelOutbox;

const report = (remoteVtepId: number): weft.v1.TunnelReport.$Properties => ({
  remoteVtepId,
  remoteNodeId: `rack-17-a-host-with-a-rather-long-name-${remoteVtepId}`.padEnd(63, 'x'),
  state: TUNNEL_UP,
  since: { seconds: 1_700_000_000, nanos: 999_999_999 },
  reasons: [1, 2, 3, 4, 5, 6],
  rttP50Ns: 2 ** 40,
  rttP99Ns: 2 ** 40,
  rttLastNs: 2 ** 40,
  rttMinNs: 2 ** 40,
  rttReferenceNs: 2 ** 40,
  jitterNs: 2 ** 40,
  lossOutPpm: 999_999,
  lossBackPpm: 999_999,
  requests: 2 ** 50,
  replies: 2 ** 50,
  reordered: 2 ** 50,
  pathMtu: 15_986,
  neededMtu: 15_986,
  starvedVnis: Array.from({ length: 16 }, (_, i) => 16_777_000 + i),
  deadPaths: [0, 1, 2],
  lastReply: { seconds: 1_700_000_000, nanos: 999_999_999 },
  lastHeard: { seconds: 1_700_000_000, nanos: 999_999_999 },
  lastTraffic: { seconds: 1_700_000_000, nanos: 999_999_999 },
  intervalMs: 30_000,
});

beforeEach(() => {
  nowMs = 5_000;
  vtepIds = [1, 2, 3];
  woken = 0;
  outbox = new TunnelOutbox({
    nodeId: 'h1',
    agentInstance: 'instance',
    ownVtepId: () => 77,
    source: {
      vtepIds: () => vtepIds,
      report,
      probes: () => ({ sent: 5, answered: 6, drops: { BAD_TAG: 2 } }),
    },
    passive: noTraffic,
    clock: { nowNs: () => nowMs * 1e6, unixMs: () => 1.7e12 + nowMs },
    wake: () => woken++,
  });
});

/** What the publisher would take now, with nats-server confirming. */
function publish(confirm = true): weft.v1.TunnelBatch[] {
  const batch = outbox.next();
  if (!batch) return [];
  if (confirm) batch.confirmed();
  else batch.returned();
  for (const { subject, payload } of batch.messages) {
    expect(subject).toBe('weft.tunnels.h1');
    expect(payload.length).toBeLessThan(500_000);
  }
  return batch.messages.map(({ payload }) => weft.v1.TunnelBatch.decode(payload));
}
const told = (batches: weft.v1.TunnelBatch[]) => batches.flatMap((b) => b.reports.map((r) => r.remoteVtepId ?? 0));
/** All that is published until `untilMs`, by a publisher that asks every 200 ms. */
function publishUntil(untilMs: number): weft.v1.TunnelBatch[] {
  const batches: weft.v1.TunnelBatch[] = [];
  for (; nowMs < untilMs; nowMs += 200) batches.push(...publish());
  return batches;
}

test('a batch each second with all of few tunnels, numbered', () => {
  const batches = publishUntil(15_000);
  expect(batches).toHaveLength(10);
  expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_, i) => i + 1));
  for (const batch of batches) expect(told([batch]).toSorted()).toEqual([1, 2, 3]);
  expect(batches[0]).toMatchObject({
    nodeId: 'h1',
    vtepId: 77,
    agentInstance: 'instance',
    tunnels: 3,
    batchMs: 1000,
    repeatMs: 1000,
    probesSent: 5,
    probesAnswered: 6,
    probeDrops: { BAD_TAG: 2 },
  });
});

test('a node without tunnels still says that it is there', () => {
  vtepIds = [];
  const batches = publishUntil(15_000);
  expect(batches).toHaveLength(10);
  expect(batches[0]).toMatchObject({ tunnels: 0, reports: [] });
});

test('a transition wakes the publisher and does not wait for the batch', () => {
  publish();
  nowMs += 100;
  expect(publish()).toEqual([]);
  outbox.transitions.push({ previousState: TUNNEL_UP, report: { ...report(2), state: TUNNEL_DOWN } });
  expect(woken).toBe(1);
  const [batch] = publish();
  expect(batch?.transitions).toMatchObject([{ previousState: TUNNEL_UP, report: { remoteVtepId: 2 } }]);
  expect(batch?.reports).toEqual([]);
  expect(publish()).toEqual([]);
});

test('one that waits for its view of the underlay holds the later ones, which stay in order', async () => {
  publish();
  let give: (view: weft.v1.UnderlayView.$Properties) => void = () => {};
  outbox.transitions.push({ report: report(1) }, new Promise((resolve) => (give = resolve)));
  outbox.transitions.push({ report: report(2) });
  expect(publish()).toEqual([]);
  give({ interface: 'eth0' });
  await Promise.resolve();
  const transitions = publish().flatMap((batch) => batch.transitions);
  expect(transitions.map((t) => [t.report?.remoteVtepId, t.underlay?.interface])).toEqual([
    [1, 'eth0'],
    [2, undefined],
  ]);
});

test('a view that takes too long is left behind, and told of when it comes', async () => {
  publish();
  let give: (view: weft.v1.UnderlayView.$Properties) => void = () => {};
  const late: weft.v1.UnderlayView.$Properties[] = [];
  const view = new Promise<weft.v1.UnderlayView.$Properties>((resolve) => (give = resolve));
  outbox.transitions.push({ report: report(1) }, view, (came) => late.push(came));
  const startedMs = performance.now();
  const batch = await waitUntil('it is told without', () => publish()[0]);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(batch.transitions).toMatchObject([{ report: { remoteVtepId: 1 }, underlay: null }]);
  give({ interface: 'eth0' });
  await view;
  expect(late).toEqual([{ interface: 'eth0' }]);
});

test('1,000 tunnels are told of within 100 s, ten a second, and after a reconnect all within a few seconds', () => {
  vtepIds = Array.from({ length: 1_000 }, (_, i) => i + 1);
  publishUntil(200_000);
  const start = nowMs;
  const batches = publishUntil(start + 100_000);
  expect(new Set(told(batches)).size).toBe(1_000);
  expect(told(batches).length).toBeLessThanOrEqual(1_100);
  expect(batches.length).toBeLessThanOrEqual(11);
  outbox.onConnected();
  const again = publishUntil(nowMs + 10_000);
  expect(new Set(told(again)).size).toBe(1_000);
  expect(Math.max(...again.map((batch) => batch.reports.length))).toBeLessThanOrEqual(200);
});

test('16,384 tunnels still are, in messages of less than 500 KB', () => {
  vtepIds = Array.from({ length: 16_384 }, (_, i) => i + 1);
  publishUntil(200_000);
  expect(new Set(told(publishUntil(nowMs + 110_000))).size).toBe(16_384);
});

test('what is not confirmed is told again as it was; transitions wait, the oldest are dropped and counted', () => {
  const [first] = publish(false);
  const [again] = publish();
  expect(again).toEqual(first);
  for (let i = 0; i < MAX_WAITING_TRANSITIONS + 10; i++) outbox.transitions.push({ report: report(i) });
  nowMs += 60_000;
  const batches: weft.v1.TunnelBatch[] = [];
  for (let taken = publish(); taken.length > 0; taken = publish()) batches.push(...taken);
  const transitions = batches.flatMap((batch) => batch.transitions);
  expect(transitions).toHaveLength(MAX_WAITING_TRANSITIONS);
  expect(transitions[0]?.report?.remoteVtepId).toBe(10);
  expect(batches.at(-1)?.losses?.publishDropped).toBe(10);
  expect(outbox.waiting).toBe(0);
});

test('closed tunnels are told of once, unless they are open again', () => {
  publish();
  vtepIds = [1, 2];
  outbox.closed(3);
  outbox.closed(2);
  nowMs += 1_000;
  expect(publish().map((batch) => batch.closedVtepIds)).toEqual([[3]]);
  nowMs += 1_000;
  expect(publish().map((batch) => batch.closedVtepIds)).toEqual([[]]);
});
