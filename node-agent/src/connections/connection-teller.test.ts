import { pino } from 'pino';
import { beforeEach, expect, test, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { ConnectionState } from '../datapath/bpf/layout.gen.js';
import { FakeTrackedConnections } from '../datapath/fake/fake-tracked-connections.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';
import { PortRole } from '../state/port-role.js';
import { ip6, movingPort, udpConnection } from '../testing/tracked-connections.js';
import { ConnectionTeller, PART_CONNECTIONS } from './connection-teller.js';

let connections: FakeTrackedConnections;
let sent: weft.v1.ConnectionStates.$Properties[];
let isOpen: boolean;
let teller: ConnectionTeller;
beforeEach(() => {
  connections = new FakeTrackedConnections(100_000);
  sent = [];
  isOpen = true;
  teller = new ConnectionTeller({
    connections,
    send: ({ connections: states }) => {
      if (isOpen && states) sent.push(states);
      return isOpen;
    },
    log: pino({ level: 'silent' }),
  });
});

const leaving = (over = {}) => movingPort({ role: PortRole.ACTIVE, generation: 3, otherGeneration: 4, ...over });
const track = (...all: TrackedConnection[]) => {
  for (const connection of all) connections.track(11, connection);
};
const l4Ports = () => sent.flatMap((states) => (states.connections ?? []).map((c) => c.ownL4Port));

test('all of the port and nobody else, in messages under 1 MB, for the binding that it has elsewhere', async () => {
  const longest = { own: ip6(11), remote: ip6(1), protocol: 6, ageMs: 2 ** 52, idleMs: 9_000_000, isCut: false };
  for (let n = 1; n <= PART_CONNECTIONS * 2; n++)
    track(
      udpConnection(n, {
        ...longest,
        state: 3,
        sides: [
          { scale: 14, flags: 31 },
          { scale: 14, flags: 31 },
        ],
      }),
    );
  track(udpConnection(7));
  connections.track(12, udpConnection(9));
  expect(await teller.tell(leaving())).toBe(true);
  expect(
    sent.map(({ portId, generation, part, complete, final }) => [portId, generation, part, complete, final]),
  ).toEqual([
    ['p', 4, 0, false, false],
    ['p', 4, 1, false, false],
    ['p', 4, 2, true, false],
  ]);
  for (const states of sent) expect(weft.v1.ConnectionStates.encode(states).finish().length).toBeLessThan(500_000);
  expect(new Set(l4Ports()).size).toBe(PART_CONNECTIONS * 2);
});

test('a port without any is told, too; of one that departs it is final', async () => {
  await teller.tell(leaving());
  await teller.tell(leaving({ role: PortRole.DEPARTING, otherGeneration: 5 }));
  expect(sent).toEqual([
    { portId: 'p', generation: 4, connections: [], complete: true, final: false, part: 0 },
    { portId: 'p', generation: 5, connections: [], complete: true, final: true, part: 0 },
  ]);
});

test('not those whose time is over, nor those of addresses that are not its own', async () => {
  const { NEW, ESTABLISHED, CLOSED } = ConnectionState;
  track(
    udpConnection(1, { idleMs: 179_000 }),
    udpConnection(2, { idleMs: 181_000 }),
    udpConnection(3, { state: NEW, idleMs: 31_000 }),
    udpConnection(4, { state: NEW, idleMs: 31_000, isCut: true }),
    udpConnection(5, { idleMs: 301_000, isCut: true }),
    udpConnection(6, { protocol: 6, state: ESTABLISHED, idleMs: 80_000_000 }),
    udpConnection(7, { protocol: 6, state: CLOSED, idleMs: 11_000 }),
    udpConnection(8, { own: Uint8Array.of(10, 0, 0, 99) }),
    udpConnection(9, { protocol: 1, idleMs: 31_000 }),
    udpConnection(10, { protocol: 47, idleMs: 500_000 }),
  );
  await teller.tell(leaving());
  expect(l4Ports()).toEqual([1, 4, 6, 10]);
});

test('ports that wait are told with one reading, one whole telling after the other', async () => {
  track(udpConnection(1), udpConnection(2));
  connections.track(12, udpConnection(5));
  const first = teller.tell(leaving());
  const reads = connections.reads;
  const waiting = [
    teller.tell(leaving({ portId: 'q', datapathId: 12 })),
    teller.tell(leaving()),
    teller.tell(leaving()),
    teller.tell(leaving({ role: PortRole.DEPARTING })),
  ];
  expect(await first).toBe(true);
  expect(await Promise.all(waiting)).toEqual([true, false, false, true]);
  expect(sent.map(({ portId, complete, final }) => [portId, complete, final])).toEqual([
    ['p', true, false],
    ['q', true, false],
    ['p', true, true],
  ]);
  expect(connections.reads - reads).toBeLessThanOrEqual(3);
});

test('without a stream nothing is told, and nothing more of what was begun', async () => {
  isOpen = false;
  expect(await teller.tell(leaving())).toBe(false);
  isOpen = true;
  for (let n = 1; n <= PART_CONNECTIONS + 1; n++) track(udpConnection(n));
  const read = vi.spyOn(connections, 'readSome');
  read.mockImplementationOnce((...args) => {
    read.mockRestore();
    isOpen = false;
    return connections.readSome(...args);
  });
  const telling = teller.tell(leaving());
  expect(await telling).toBe(false);
  isOpen = true;
  expect(sent).toEqual([]);
});

test('a reading that fails is no end of telling', async () => {
  vi.spyOn(connections, 'readSome').mockImplementationOnce(() => {
    throw new Error('no');
  });
  expect(await teller.tell(leaving())).toBe(false);
  expect(await teller.tell(leaving())).toBe(true);
});

test('closed, it keeps nobody waiting: an agent that stops ends what it is doing', async () => {
  track(...Array.from({ length: 5_000 }, (_, i) => udpConnection(i)));
  const begun = teller.tell(leaving());
  const waiting = teller.tell(leaving({ role: PortRole.DEPARTING }));
  teller.close();
  expect([await begun, await waiting, await teller.tell(leaving())]).toEqual([false, false, false]);
});
