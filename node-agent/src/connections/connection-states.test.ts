import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { ConnectionState, TcpSideFlags } from '../datapath/bpf/layout.gen.js';
import { anyConnection, ip6, movingPort, udpConnection } from '../testing/tracked-connections.js';
import { connectionOf, messageOf } from './connection-states.js';
import { isOwnAddress } from './own-addresses.js';

const port = movingPort();
const overWire = (message: weft.v1.ConnectionState.$Properties) =>
  weft.v1.ConnectionState.decode(weft.v1.ConnectionState.encode(message).finish());

test('a connection is on the other node what it was', () => {
  fc.assert(
    fc.property(anyConnection, (connection) => {
      expect(connectionOf(overWire(messageOf(connection)), port)).toEqual(connection);
    }),
  );
});

test('where a side is, which the other node can not go on from, is not told', () => {
  const { KNOWN, SYN } = TcpSideFlags;
  const sides = [
    { scale: 7, flags: KNOWN | SYN },
    { scale: 1, flags: KNOWN },
  ] as const;
  expect(messageOf(udpConnection(1, { protocol: 6, sides }))).toMatchObject({
    remoteSide: { scale: 7, flags: SYN },
    ownSide: { scale: 1, flags: 0 },
  });
});

const good = messageOf(udpConnection(1));
const tcp = { ...good, protocol: 6, remoteSide: { scale: 1 }, ownSide: { flags: 2 } };
const bad: [string, weft.v1.ConnectionState.$Properties][] = [
  ['no addresses', { ...good, own: null, remote: null }],
  ['addresses of two families', { ...good, remote: ip6(1) }],
  ['an address of 5 bytes', { ...good, own: new Uint8Array(5), remote: new Uint8Array(5) }],
  ["another one's address", { ...good, own: Uint8Array.of(10, 0, 0, 12) }],
  ['an address behind the prefix of a pair', { ...good, own: Uint8Array.of(172, 16, 16, 1) }],
  ['an l4 port too many', { ...good, ownL4Port: 65_536 }],
  ['a remote l4 port too many', { ...good, remoteL4Port: 2 ** 32 - 1 }],
  ['no such protocol', { ...good, protocol: 256 }],
  ['no such direction', { ...good, began: 2 }],
  ['no state', { ...good, state: 0 }],
  ['no such state', { ...tcp, state: 6 }],
  ['UDP that closes', { ...good, state: ConnectionState.CLOSING }],
  ['a packet before the first', { ...good, ageMs: 1, idleMs: 2 }],
  ['TCP without sides', { ...good, protocol: 6 }],
  ['TCP with one side', { ...tcp, ownSide: null }],
  ['TCP with too wide windows', { ...tcp, ownSide: { scale: 15 } }],
  ['TCP that says where it is', { ...tcp, ownSide: { flags: TcpSideFlags.KNOWN } }],
  ['TCP with flags of another version', { ...tcp, remoteSide: { flags: 32 } }],
];
test.each(bad)('%s is no connection of the port', (_, message) => {
  expect(typeof connectionOf(overWire(message), port)).toBe('string');
});

test('ages beyond what anybody needs are cut', () => {
  expect(connectionOf(overWire({ ...good, ageMs: 2 ** 60, idleMs: 2 ** 60 }), port)).toMatchObject({
    ageMs: 9_000_000_000,
    idleMs: 9_000_000_000,
  });
});

test('whatever is told, what comes of it is a connection of the port, or nothing', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  const address = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(...port.ip4, ...port.ip6, Uint8Array.of(172, 16, 9, 1), ip6(126)),
  );
  const side = fc.option(fc.record({ scale: number, flags: number }));
  const hostile = fc.record(
    {
      own: address,
      remote: address,
      ownL4Port: number,
      remoteL4Port: number,
      protocol: number,
      began: number,
      state: number,
      ageMs: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      idleMs: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      cut: fc.boolean(),
      remoteSide: side,
      ownSide: side,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(hostile, (message) => {
      const connection = connectionOf(overWire(message), port);
      if (typeof connection === 'string') return;
      expect(isOwnAddress(port, connection.own)).toBe(true);
      expect(connection.remote.length).toBe(connection.own.length);
      expect(connectionOf(overWire(messageOf(connection)), port)).toEqual(connection);
    }),
    { numRuns: 2_000 },
  );
});

test("a port's own addresses", () => {
  const own = (...bytes: number[]) => isOwnAddress(port, Uint8Array.from(bytes));
  expect([own(10, 0, 0, 11), own(10, 0, 0, 12), own(10, 0, 0), own()]).toEqual([true, false, false, false]);
  expect([own(172, 16, 7, 255), own(172, 16, 8, 0), own(172, 16, 15, 255), own(172, 16, 16, 0)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([ip6(11), ip6(127), ip6(128)].map((a) => isOwnAddress(port, a))).toEqual([true, true, false]);
  const linkLocal = (last: number) => own(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 0, last);
  expect([linkLocal(11), linkLocal(12)]).toEqual([true, false]);
});
