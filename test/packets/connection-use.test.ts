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
  tellConnectionCapacity(guard.node.maps as Record<'connection_use' | 'connection4' | 'connection6', BpfMap>);
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
const use = (family = 0) =>
  layout.decodeConnectionUse(lookup(guard.node.map('connection_use'), key(family)) ?? Buffer.alloc(0));
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

test('a port that may have fewer has fewer', () => {
  police(a1);
  limit(7);
  expect(begins(a1, 20)).toBe(7);
});

describe.each([guarded4, guarded6])('$name', (family) => {
  const of = family === guarded4 ? 0 : 1;
  const say = (l4Port: number) => guard.passes(family, 'egress', Protocol.UDP, udp(l4Port, 53, Buffer.alloc(4)));

  test('each family has its own table', () => {
    guard.allow([]);
    for (let i = 0; i < 10; i++) expect(say(1000 + i)).toBe('passes');
    expect([use(of).used, use(1 - of).used]).toEqual([10, 0]);
    expect(countEntries(guard.node.map(family.map))).toBe(10);
  });

  test('a port that has more than half of what it may have forgets sooner', () => {
    guard.allow([]);
    for (let i = 0; i < 36; i++) say(1000 + i);
    // 36 of 64 that are free: idle ones without an answer go after 10 s, not 30.
    for (let i = 0; i < 36; i++) guard.age(family, Protocol.UDP, 1000 + i, 53, 11);
    const { ended } = guard.sweep();
    // Until it has no more than half of what is free then.
    expect(ended).toBe(3);
    expect(use(of).used).toBe(33);
  });

  test('what is said to be used is mended by the sweep: rows of before an upgrade count', () => {
    guard.allow([]);
    for (let i = 0; i < 5; i++) say(1000 + i);
    for (const used of [0, 77]) {
      update(guard.node.map('connection_use'), key(of), layout.encodeConnectionUse({ capacity, used }));
      guard.age(family, Protocol.UDP, 1000, 53, 31);
      guard.sweep();
      expect(use(of).used).toBe(4);
      say(1000);
    }
  });

  test('while nobody has said how large the table is, ports have what is allowed to each', () => {
    guard.allow([]);
    update(guard.node.map('connection_use'), key(of), layout.encodeConnectionUse({ capacity: 0, used: 0 }));
    const fates = Array.from({ length: capacity + 3 }, (_, i) => say(1000 + i));
    expect(fates.filter((fate) => fate === 'passes')).toHaveLength(capacity);
    guard.reset();
    update(guard.node.map('connection_use'), key(of), layout.encodeConnectionUse({ capacity, used: 0 }));
  });
});
