/** No ports fill the table of connections (weft/connection_use.h): what is free is there for the next one. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tellConnectionCapacity } from '../../node-agent/src/datapath/bpf/connection-use.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, countEntries, lookup, update } from '../../node-agent/src/datapath/bpf/native.js';
import { Guard, guarded4, guarded6, rule } from './connection-guard.js';
import { EtherType, ethernet, ip4, Protocol, udp } from './frames.js';
import { key, type PortPlace } from './node.js';
import { a1, a2, a3, far, g1, g2, globex, globexFar } from './topology.js';

const capacity = 100;
let guard: Guard;
beforeAll(() => {
  guard = new Guard({ maxConnections: capacity });
  const names = ['connection_use', 'connection4', 'connection6', 'fragment'] as const;
  const maps = Object.fromEntries(names.map((name) => [name, guard.node.map(name)]));
  tellConnectionCapacity(maps as Record<(typeof names)[number], BpfMap>);
});
afterAll(() => guard?.close());
afterEach(() => {
  for (const port of [a1, a2, a3, g1, g2]) guard.open(port);
  guard.reset();
  limit(0);
});

const limit = (connectionPortMax: number) =>
  update(
    guard.node.map('policy_config'),
    key(0),
    layout.encodePolicyConfig({ connectionPortMax, deniedRecordsPerS: 0 }),
  );
const { CONNECTION4, CONNECTION6, FRAGMENT } = layout.TrackingTable;
const use = (table: layout.TrackingTable = CONNECTION4) =>
  layout.decodeConnectionUse(lookup(guard.node.map('connection_use'), key(table)) ?? Buffer.alloc(0));
const say = (table: layout.TrackingTable, row: layout.ConnectionUse) =>
  update(guard.node.map('connection_use'), key(table), layout.encodeConnectionUse(row));
/** The port begins so many connections over IPv4, each another one; how many it had room for. */
const begins = (port: PortPlace, count: number, from = 0): number => {
  const to = port.vni === globex ? globexFar : far;
  const fates = Array.from({ length: count }, (_, i) => {
    const packet = ip4({ source: port.ips[0] ?? '', destination: to.ip }, udp(1000 + from + i, 53, Buffer.alloc(4)));
    return guard.sends(ethernet(to.mac, port.mac, EtherType.IP4, packet), 0, port);
  });
  const passed = fates.filter((fate) => fate === 'passes').length;
  expect(fates.filter((fate) => fate === 'CONNECTIONS_FULL')).toHaveLength(count - passed);
  return passed;
};
const police = (...ports: PortPlace[]) => {
  for (const port of ports) guard.allow([rule('egress', Protocol.UDP)], port);
};

test('ports of one tenant that want all leave as much for the next tenant’s as each of them has', () => {
  police(a1, a2, a3, g1, g2);
  for (let round = 0; round < 30; round++) for (const port of [a1, a2, a3]) begins(port, 1, round);
  const each = [a1, a2, a3].map((port) => guard.share('port_connections', port));
  for (const share of each) expect(Math.abs(share - capacity / 4)).toBeLessThanOrEqual(1);
  // And the first of the other tenant's has as many as are free for it and one more.
  expect(begins(g1, 30)).toBeGreaterThanOrEqual(12);
  expect(begins(g2, 5)).toBe(5);
  expect(begins(a1, 5, 1000)).toBe(0);
  expect(guard.node.drops(a1.slot, 'CONNECTIONS_FULL')).toBeGreaterThan(0);
});

test('what goes is room again', () => {
  police(a1, a2);
  expect(begins(a1, 60)).toBe(capacity / 2);
  guard.sweep(layout.ConnectionSweepScope.PORT, a1.id);
  expect(use()).toEqual({ capacity, used: 0 });
  expect(begins(a1, 60)).toBe(capacity / 2);
});

test('datagrams in fragments: the same', () => {
  police(a1, a2);
  const { capacity: whole } = use(FRAGMENT);
  expect(whole).toBe(guard.node.map('fragment').maxEntries);
  say(FRAGMENT, { capacity: 30, used: 0 });
  const begin = (port: PortPlace, count: number) => {
    const fates = Array.from({ length: count }, (_, id) => {
      const fields = { source: port.ips[0] ?? '', destination: far.ip, id, moreFragments: true };
      const packet = ip4(fields, udp(7, 53, Buffer.alloc(24)));
      return guard.sends(ethernet(far.mac, port.mac, EtherType.IP4, packet), 0, port);
    });
    return fates.filter((fate) => fate === 'passes').length;
  };
  expect([begin(a1, 20), begin(a2, 20)]).toEqual([15, 8]);
  expect(use(FRAGMENT).used).toBe(23);
  const last = ip4({ source: a1.ips[0] ?? '', destination: far.ip, id: 3, fragmentOffset: 32 }, Buffer.alloc(8));
  expect(guard.sends(ethernet(far.mac, a1.mac, EtherType.IP4, last))).toBe('passes');
  expect(use(FRAGMENT).used).toBe(22);
  for (const used of [0, 90]) {
    say(FRAGMENT, { capacity: 30, used });
    guard.sweep(layout.ConnectionSweepScope.PORT, a1.id);
    expect(use(FRAGMENT).used).toBe(8);
  }
  say(FRAGMENT, { capacity: whole, used: 8 });
});

test('a port that may have fewer has fewer', () => {
  police(a1);
  limit(7);
  expect(begins(a1, 20)).toBe(7);
});

describe.each([guarded4, guarded6])('$name', (family) => {
  const [of, other] = family === guarded4 ? [CONNECTION4, CONNECTION6] : [CONNECTION6, CONNECTION4];
  const send = (l4Port: number) => guard.passes(family, 'egress', Protocol.UDP, udp(l4Port, 53, Buffer.alloc(4)));

  test('each family has its own table', () => {
    guard.allow([]);
    for (let i = 0; i < 10; i++) expect(send(1000 + i)).toBe('passes');
    expect([use(of).used, use(other).used]).toEqual([10, 0]);
    expect(countEntries(guard.node.map(family.map))).toBe(10);
  });

  test('a port that has more than half of what it may have forgets sooner', () => {
    guard.allow([]);
    for (let i = 0; i < 36; i++) send(1000 + i);
    // 36 of 64 that are free: idle ones without an answer go after 10 s, not 30.
    for (let i = 0; i < 36; i++) guard.age(family, Protocol.UDP, 1000 + i, 53, 11);
    const { ended } = guard.sweep();
    // Until it has no more than half of what is free then.
    expect(ended).toBe(3);
    expect(use(of).used).toBe(33);
  });

  test('what is said to be used is mended by the sweep: rows of before an upgrade count', () => {
    guard.allow([]);
    for (let i = 0; i < 5; i++) send(1000 + i);
    for (const used of [0, 77]) {
      say(of, { capacity, used });
      guard.age(family, Protocol.UDP, 1000, 53, 31);
      guard.sweep();
      expect(use(of).used).toBe(4);
      send(1000);
    }
  });

  test('while nobody has said how large the table is, ports have what is allowed to each', () => {
    guard.allow([]);
    say(of, { capacity: 0, used: 0 });
    const fates = Array.from({ length: capacity + 3 }, (_, i) => send(1000 + i));
    expect(fates.filter((fate) => fate === 'passes')).toHaveLength(capacity);
    guard.reset();
    say(of, { capacity, used: 0 });
  });
});
