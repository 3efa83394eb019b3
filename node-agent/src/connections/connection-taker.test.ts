import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { FakeTrackedConnections } from '../datapath/fake/fake-tracked-connections.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import { movingPort, udpConnection } from '../testing/tracked-connections.js';
import { messageOf } from './connection-states.js';
import { ConnectionTaker } from './connection-taker.js';

let connections: FakeTrackedConnections;
let ports: Map<string, LocalPort>;
let slots: Map<string, number>;
let asked: string[];
let changes: string[];
let full: string[];
let isOpen: boolean;
let taker: ConnectionTaker;
beforeEach(() => {
  vi.useFakeTimers();
  connections = new FakeTrackedConnections(50);
  ports = new Map();
  slots = new Map();
  asked = [];
  changes = [];
  full = [];
  isOpen = true;
  taker = new ConnectionTaker({
    connections,
    ports: () => ports.values(),
    portOf: (portId) => ports.get(portId) ?? null,
    slotOf: ({ portId }) => slots.get(portId) ?? null,
    send: ({ connectionsWanted: wanted }) => {
      if (isOpen && wanted) asked.push(`${wanted.portId} ${wanted.generation}`);
      return isOpen;
    },
    onChange: (portId) => changes.push(portId),
    onFull: (message) => full.push(message),
    log: pino({ level: 'silent' }),
    now: () => Date.now(),
  });
});
afterEach(() => {
  taker.close();
  vi.useRealTimers();
});

const set = (over: Partial<LocalPort> = {}) => {
  const port = movingPort(over);
  ports.set(port.portId, port);
  return port;
};
const active = { role: PortRole.ACTIVE, generation: 3, otherGeneration: 2 } as const;
const tell = (told: readonly TrackedConnection[], over: Partial<weft.v1.ConnectionStates.$Properties> = {}) => {
  const all = { portId: 'p', generation: 3, complete: true, connections: told.map(messageOf), ...over };
  return taker.take(weft.v1.ConnectionStates.decode(weft.v1.ConnectionStates.encode(all).finish()));
};
const here = () => connections.of(11).map(({ connection }) => connection.ownL4Port);
const many = (count: number, from = 1) => Array.from({ length: count }, (_, i) => udpConnection(from + i));

test('a pending port asks once it is up, and each second until it has them; then it has', async () => {
  const port = set();
  taker.follow();
  vi.advanceTimersByTime(3_000);
  expect([asked, taker.has(port)]).toEqual([[], false]);
  slots.set('p', 5);
  taker.follow();
  taker.follow();
  expect(asked).toEqual(['p 3']);
  vi.advanceTimersByTime(2_100);
  expect(asked).toHaveLength(3);
  await tell(many(3));
  expect([taker.has(port), changes, here()]).toEqual([true, ['p'], [1, 2, 3]]);
  expect(connections.of(11)[0]).toMatchObject({ slot: 5, connection: udpConnection(1) });
  vi.advanceTimersByTime(5_000);
  expect(asked).toHaveLength(3);
});

test('an active port asks until it has the final ones', async () => {
  const port = set();
  slots.set('p', 5);
  taker.follow();
  await tell(many(3));
  set(active);
  taker.follow();
  expect([taker.has(port), taker.has(movingPort(active))]).toEqual([true, false]);
  vi.advanceTimersByTime(3_000);
  expect(asked.length).toBeGreaterThanOrEqual(3);
  await tell(many(2));
  expect(taker.has(movingPort(active))).toBe(false);
  await tell(many(1), { final: true });
  expect([taker.has(movingPort(active)), here()]).toEqual([true, [1]]);
  // Nothing comes after them.
  await tell(many(9));
  expect(here()).toEqual([1]);
  const before = asked.length;
  vi.advanceTimersByTime(3_000);
  expect(asked).toHaveLength(before);
});

test('final ones that come before the port is the active one are enough', async () => {
  set();
  slots.set('p', 5);
  taker.follow();
  await tell(many(1), { final: true });
  const port = set(active);
  taker.follow();
  expect(taker.has(port)).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(asked).toHaveLength(1);
});

test('a later telling: what it has not goes, but not what was judged here', async () => {
  set();
  slots.set('p', 5);
  taker.follow();
  await tell(many(4));
  connections.judge(11, udpConnection(1));
  connections.track(11, udpConnection(99), 5);
  await tell([udpConnection(2, { idleMs: 7 }), udpConnection(8)]);
  expect(here()).toEqual([1, 2, 99, 8]);
  expect(connections.of(11)[1]?.connection.idleMs).toBe(7);
});

test('a telling that lacks a message is none; it is asked for again', async () => {
  const port = set();
  slots.set('p', 5);
  taker.follow();
  await tell(many(2), { complete: false });
  await tell(many(2, 5), { part: 2 });
  expect([taker.has(port), here()]).toEqual([false, [1, 2]]);
  await tell(many(2, 3), { part: 1 });
  expect(taker.has(port)).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(asked.length).toBeGreaterThan(1);
  await tell(many(1, 1), { complete: false });
  await tell(many(1, 2), { part: 1, complete: false });
  // Another telling begins: that of an agent that was started anew.
  await tell(many(1, 3), { complete: false });
  await tell(many(1, 4), { part: 1 });
  expect([taker.has(port), here()]).toEqual([true, [3, 4]]);
});

test('it is not asked for while it comes', async () => {
  set();
  slots.set('p', 5);
  taker.follow();
  for (let part = 0; part < 5; part++) {
    await tell(many(1, part), { complete: false, part });
    vi.advanceTimersByTime(700);
  }
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(asked.length).toBeGreaterThan(1);
});

test('what is told of others, to another binding, or without having been asked for is ignored', async () => {
  const port = set();
  await tell(many(1));
  slots.set('p', 5);
  taker.follow();
  await tell(many(1), { generation: 2 });
  await tell(many(1), { generation: 4 });
  await tell(many(1), { portId: 'q' });
  await tell(many(1), { part: 1 });
  expect([here(), taker.has(port)]).toEqual([[], false]);
  expect(taker.has(movingPort({ generation: 4 }))).toBe(false);
});

test('ports that do not take over, or have no security groups, are not asked for', () => {
  for (const [portId, over] of Object.entries({
    departing: { role: PortRole.DEPARTING },
    leaving: { role: PortRole.ACTIVE, otherGeneration: 4 },
    alone: { role: PortRole.ACTIVE, otherGeneration: 0 },
    open: { groupIds: [] },
  })) {
    set({ portId, ...over });
    slots.set(portId, 5);
  }
  taker.follow();
  vi.advanceTimersByTime(2_000);
  expect(asked).toEqual([]);
});

test('a port that is plugged anew, or bound anew, asks anew', async () => {
  let port = set();
  slots.set('p', 5);
  taker.follow();
  await tell(many(1));
  slots.delete('p');
  taker.follow();
  expect(taker.has(port)).toBe(false);
  slots.set('p', 6);
  taker.follow();
  expect([asked.length, taker.has(port)]).toEqual([2, false]);
  await tell(many(1));
  expect(taker.has(port)).toBe(true);
  port = set({ generation: 5, otherGeneration: 4 });
  expect(taker.has(port)).toBe(false);
  taker.follow();
  expect(asked.at(-1)).toBe('p 5');
});

test('asking waits for a stream', () => {
  set();
  slots.set('p', 5);
  isOpen = false;
  taker.follow();
  vi.advanceTimersByTime(3_000);
  isOpen = true;
  vi.advanceTimersByTime(1_000);
  expect(asked).toEqual(['p 3']);
});

test('without room: said, and not waited for', async () => {
  const port = set();
  slots.set('p', 5);
  connections.portMax = 4;
  taker.follow();
  await tell(many(7));
  expect([taker.has(port), here()]).toEqual([true, [1, 2, 3, 4]]);
  expect(taker.problemOf(port)).toBe(
    'connections that the port had were not taken over: 3 because the port has as many as one may have here',
  );
  expect(full).toEqual([`port p: ${taker.problemOf(port)}`]);
  // Those that are there are renewed nonetheless.
  await tell(many(4).map((c) => ({ ...c, idleMs: 3 })));
  expect([taker.problemOf(port), here()]).toEqual(['', [1, 2, 3, 4]]);
  connections.portMax = 100;
  for (let n = 0; n < 46; n++) connections.track(12, udpConnection(n));
  await tell(many(6));
  expect(taker.counts).toMatchObject({ taken: 12, no_room: 5 });
  expect(taker.problemOf(port)).toContain('2 because the table of tracked connections is full');
});

test("what can't be the port's is counted and skipped", async () => {
  const port = set();
  slots.set('p', 5);
  taker.follow();
  const foreign = udpConnection(2, { own: Uint8Array.of(10, 9, 9, 9) });
  await tell([udpConnection(1), foreign, udpConnection(3), foreign]);
  expect([taker.has(port), here()]).toEqual([true, [1, 3]]);
  expect(taker.problemOf(port)).toBe(
    "connections that the port had were not taken over: 2 because they can't be the port's (an address that is not the port's)",
  );
  expect(full).toEqual([]);
  expect(taker.counts).toEqual({ taken: 2, kept: 0, expired: 0, bad: 2, no_room: 0 });
});
