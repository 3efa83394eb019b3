import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PortLimits, portBandwidth } from '../../node-agent/src/datapath/bandwidth.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfProgram, close, lookup, update } from '../../node-agent/src/datapath/bpf/native.js';
import { testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { dualStack, ip6Of } from './discovery-topology.js';
import { runFrame } from './fixture.js';
import { discoveryFixtures } from './fixtures/discovery.js';
import { dualStackFixtures } from './fixtures/dual-stack.js';
import { BROADCAST, EtherType, ethernet, ip4, Protocol, tcp, udp } from './frames.js';
import { ip6 } from './ip-families.js';
import { key, type Node } from './node.js';
import { a1, a2, a3, arrange, far, makeNode, type ports } from './topology.js';
import { families, loadXdp, openToXdp, useFamily, wrap, Xdp } from './underlay-programs.js';

type Place = (typeof ports)[number];
type Direction = keyof PortLimits;

let node: Node;
let xdp: Readonly<Record<string, BpfProgram>>;
beforeAll(() => {
  node = makeNode();
  xdp = loadXdp(node);
});
afterAll(() => {
  for (const program of Object.values(xdp ?? {})) close(program);
  node?.close();
  node?.netns.delete();
});
afterEach(() => {
  arrange(node);
  for (const { slot } of [a1, a2, a3]) limit(slot, {});
});

/** 1 / 64 ns. */
const UNIT_NS = 64n;
const now = () => process.hrtime.bigint() * UNIT_NS;
const USED = { egress: 0, ingress: 64 } as const;

/** Writes a port's limits; its buckets are full. */
function limit(slot: number, limits: Partial<PortLimits>): layout.PortBandwidth {
  const row = portBandwidth({ egress: null, ingress: null, ...limits });
  update(node.map('port_bandwidth'), key(slot), layout.encodePortBandwidth(row));
  update(node.map('port_bandwidth_used'), key(slot), Buffer.alloc(layout.PORT_BANDWIDTH_USED_BYTES));
  node.resetCounts();
  return row;
}

const arrival = (slot: number, direction: Direction) =>
  lookup(node.map('port_bandwidth_used'), key(slot))!.readBigUInt64LE(USED[direction]);

function setArrival(slot: number, direction: Direction, value: bigint): void {
  const used = lookup(node.map('port_bandwidth_used'), key(slot))!;
  used.writeBigUInt64LE(value, USED[direction]);
  update(node.map('port_bandwidth_used'), key(slot), used);
}

const costOf = (bytes: number, { unitsPerByte }: layout.Bandwidth) => (BigInt(bytes) * BigInt(unitsPerByte)) >> 20n;

const packet = (bytes: number, protocol: number = Protocol.UDP) => {
  const fields = { source: '10.0.0.11', destination: '10.0.0.12', protocol };
  return protocol === Protocol.TCP
    ? ip4(fields, tcp(1, 2, 16, Buffer.alloc(bytes - 54)))
    : ip4(fields, udp(1, 2, Buffer.alloc(bytes - 42)));
};
const frameOf = (bytes: number, to = a2.mac, protocol: number = Protocol.UDP) =>
  ethernet(to, a1.mac, EtherType.IP4, packet(bytes, protocol));
const send = (frame: Buffer, gsoSize = 0) => runFrame(node, { program: 'from_port', on: a1.device, frame, gsoSize });
const frameNamed = (name: string) => [...discoveryFixtures, ...dualStackFixtures].find((f) => f.name === name)!.frame;
const drops = (place: Place) => node.counts()[place.slot]?.drops;

/** A bucket of four seconds. */
const wide = (kilobitsPerSecond: number) => ({ kilobitsPerSecond, burstBytes: 500 * kilobitsPerSecond });
/** Sends while the word is a second ahead of the clock, so that each frame moves it by exactly what it costs, and says by how much it moved. */
function moved(direction: Direction, place: Place, run: () => void): bigint {
  const from = now() + 1_000_000_000n * UNIT_NS;
  setArrival(place.slot, direction, from);
  run();
  return arrival(place.slot, direction) - from;
}

describe('what a frame takes from its bucket', () => {
  test('is its bytes at the rate, to 1/64 ns, from 64 kbit/s to 400 Gbit/s', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(64, 400_000_000), fc.integer({ min: 64, max: 400_000_000 })),
        fc.integer({ min: 60, max: 3_000 }),
        fc.constantFrom<Direction>('egress', 'ingress'),
        (rate, bytes, direction) => {
          const place = direction === 'egress' ? a1 : a2;
          const row = limit(place.slot, { [direction]: wide(rate) });
          const units = moved(direction, place, () => expect(send(frameOf(bytes)).verdict).toBe('redirect'));
          expect(units).toBe(costOf(bytes, row[direction]));
          const exact = (bytes * 8e6 * 64) / rate;
          expect(Math.abs(Number(units) - exact)).toBeLessThan(1 + exact * 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['TCP over IPv4', () => frameOf(3_000, a2.mac, Protocol.TCP), 54],
    ['UDP over IPv4', () => frameOf(3_000), 42],
    ['TCP with options', () => withOptions(frameOf(3_000, a2.mac, Protocol.TCP)), 74],
    ['TCP over IPv6', () => six(Protocol.TCP, tcp(1, 2, 16, Buffer.alloc(2_926))), 74],
    ['UDP over IPv6', () => six(Protocol.UDP, udp(1, 2, Buffer.alloc(2_938))), 62],
  ])('is that of its segments with their headers: %s', (_, make, headers) => {
    dualStack()(node);
    const row = limit(a1.slot, { egress: wide(1_000) });
    const inRow = limit(a2.slot, { ingress: wide(1_000) });
    const frame = make();
    for (const gsoSize of [1, 100, 1_000, 1_463, frame.length - headers - 1, frame.length - headers]) {
      const bytes = frame.length + (Math.ceil((frame.length - headers) / gsoSize) - 1) * headers;
      const sent = moved('egress', a1, () => {
        const got = moved('ingress', a2, () => expect(send(frame, gsoSize).verdict).toBe('redirect'));
        expect(got, `GSO size ${gsoSize}`).toBe(costOf(bytes, inRow.ingress));
      });
      expect(sent, `GSO size ${gsoSize}`).toBe(costOf(bytes, row.egress));
    }
  });

  test('is nothing for what is dropped before, answered by the node, or not limited', () => {
    dualStack()(node);
    limit(a1.slot, { egress: wide(1_000) });
    const nothing = moved('egress', a1, () => {
      expect(send(ethernet(a2.mac, a2.mac, EtherType.IP4, packet(100))).verdict).toBe('consumed');
      for (const name of ['ARP for a gateway', 'a local neighbor is answered for']) {
        expect(send(frameNamed(name)).verdict).toBe('redirect');
      }
    });
    expect(nothing).toBe(0n);
    limit(a1.slot, {});
    send(frameOf(100));
    expect([arrival(a1.slot, 'egress'), arrival(a1.slot, 'ingress'), arrival(a2.slot, 'ingress')]).toEqual([
      0n,
      0n,
      0n,
    ]);
  });
});

describe('a bucket', () => {
  /** 8 ms for each byte, so that it does not matter how long a test takes. */
  const slow = { kilobitsPerSecond: 1, burstBytes: 10_000 };

  test('that is full lets exactly its burst pass', () => {
    limit(a1.slot, { egress: slow });
    for (let i = 0; i < 12; i++) send(frameOf(1_000));
    expect(node.counts()[a1.slot]).toEqual({ sent: [10, 10_000], drops: { EGRESS_BANDWIDTH: 2 } });
    expect(node.counts()[a2.slot]).toEqual({ received: [10, 10_000] });
    // What is left is enough for 1,000 bytes, and a while later not for more.
    limit(a1.slot, { egress: slow });
    for (let i = 0; i < 9; i++) send(frameOf(1_000));
    expect(send(frameOf(1_400)).verdict).toBe('consumed');
    expect(send(frameOf(1_000)).verdict).toBe('redirect');
  });

  test('of the port that gets limits what it gets, whatever the sender may', () => {
    limit(a2.slot, { ingress: slow });
    for (let i = 0; i < 12; i++) send(frameOf(1_000));
    expect(node.counts()[a1.slot]).toEqual({ sent: [12, 12_000] });
    expect(node.counts()[a2.slot]).toEqual({ received: [10, 10_000], drops: { INGRESS_BANDWIDTH: 2 } });
  });

  test('that is smaller than a frame lets it pass when it is full, and the next one when that is paid for', () => {
    limit(a1.slot, { egress: { kilobitsPerSecond: 1, burstBytes: 500 } });
    expect(send(frameOf(1_000)).verdict).toBe('redirect');
    expect(send(frameOf(1_000)).verdict).toBe('consumed');
    // Full but for a second.
    setArrival(a1.slot, 'egress', now() + 1_000_000_000n * UNIT_NS);
    expect(send(frameOf(1_000)).verdict).toBe('consumed');
    setArrival(a1.slot, 'egress', now());
    expect(send(frameOf(1_000)).verdict).toBe('redirect');
  });

  test('fills at the rate: over any time as many bytes pass as rate and burst allow', () => {
    const rate = 8_000; // a byte in a microsecond
    const burstBytes = 200_000;
    limit(a1.slot, { egress: { kilobitsPerSecond: rate, burstBytes } });
    const frame = frameOf(500);
    const sent = () => node.counts()[a1.slot]!.sent![1];
    /** When a frame last found no room, and when that was over. */
    const untilEmpty = (atLeast: bigint) => {
      for (;;) {
        const before = process.hrtime.bigint();
        const { verdict } = send(frame);
        const after = process.hrtime.bigint();
        if (before >= atLeast && verdict === 'consumed') return { before, after };
      }
    };
    const begin = process.hrtime.bigint();
    const empty = untilEmpty(begin);
    const already = sent();
    expect(already).toBeGreaterThanOrEqual(burstBytes - frame.length);
    const again = untilEmpty(empty.after + 300_000_000n);
    expect(sent()).toBeLessThanOrEqual(burstBytes + Number(again.after - begin) / 1_000);
    // Both times there was room for less than a frame.
    expect(sent() - already).toBeGreaterThan(Number(again.before - empty.after) / 1_000 - frame.length);
    expect(sent() - already).toBeLessThan(Number(again.after - empty.before) / 1_000 + frame.length);
  });

  test('whose limit has changed follows the new one at once', () => {
    limit(a1.slot, { egress: { kilobitsPerSecond: 64, burstBytes: 1_073_741_824 } });
    // Empty: full again in 37 hours.
    setArrival(a1.slot, 'egress', now() + costOf(1_073_741_824, portBandwidth({ egress: slow, ingress: null }).egress));
    const row = portBandwidth({ egress: { kilobitsPerSecond: 1_000_000, burstBytes: 65_536 }, ingress: null });
    update(node.map('port_bandwidth'), key(a1.slot), layout.encodePortBandwidth(row));
    const earliest = now();
    expect(send(frameOf(1_000)).verdict).toBe('consumed');
    const emptyAt = arrival(a1.slot, 'egress') - BigInt(row.egress.burstUnits);
    expect(emptyAt).toBeGreaterThanOrEqual(earliest);
    expect(emptyAt).toBeLessThanOrEqual(now());
    // 8 us later there is room for a frame.
    const enough = process.hrtime.bigint() + 1_000_000n;
    while (process.hrtime.bigint() < enough);
    expect(send(frameOf(1_000)).verdict).toBe('redirect');
  });

  test('is not taken to be of another limit because clocks differ', () => {
    const row = limit(a1.slot, { egress: { kilobitsPerSecond: 1_000_000, burstBytes: 65_536 } });
    const ahead = now() + BigInt(row.egress.burstUnits) + 64n * 500_000_000n;
    setArrival(a1.slot, 'egress', ahead);
    expect(send(frameOf(1_000)).verdict).toBe('consumed');
    expect(arrival(a1.slot, 'egress')).toBe(ahead);
  });
});

describe('ingress limits hold for', () => {
  const one = { kilobitsPerSecond: 1, burstBytes: 1_000 };
  const twice = (place: Place, run: () => void) => {
    limit(place.slot, { ingress: one });
    run();
    expect(node.counts()[place.slot]).toEqual({ received: [1, 1_000] });
    run();
    expect(node.counts()[place.slot]).toEqual({ received: [1, 1_000], drops: { INGRESS_BANDWIDTH: 1 } });
  };

  test('each copy of a broadcast by itself', () => {
    const broadcast = ethernet(
      BROADCAST,
      a1.mac,
      EtherType.IP4,
      ip4({ source: '10.0.0.11', destination: '10.0.0.255' }, udp(1, 2, Buffer.alloc(958))),
    );
    limit(a3.slot, {});
    twice(a2, () => send(broadcast));
    expect(node.counts()[a3.slot]).toEqual({ received: [2, 2_000] });
  });

  const inner = (to: Place) =>
    ethernet(
      to.mac,
      far.mac,
      EtherType.IP4,
      ip4({ source: far.ip, destination: to.ips[0]! }, udp(1, 2, Buffer.alloc(958))),
    );

  test.each(families.map((family) => [family.name, family] as const))('what comes from the fabric, %s', (_, family) => {
    useFamily(node, family);
    const frame = wrap(family, inner(a1));
    twice(a1, () => runFrame(node, { program: 'from_underlay', on: 'underlay', frame }));
  });

  test('what XDP delivers', () => {
    const [family] = families;
    useFamily(node, family!);
    openToXdp(node);
    const frame = wrap(family!, inner(a2));
    const verdicts: number[] = [];
    twice(a2, () => {
      verdicts.push(testRun(xdp.underlay_native!, { data: frame, netns: node.netns.path }).retval);
    });
    expect(verdicts).toEqual([Xdp.REDIRECT, Xdp.DROP]);
  });

  test('but not for answers of the gateway', () => {
    dualStack()(node);
    limit(a1.slot, { ingress: one });
    setArrival(a1.slot, 'ingress', now() + 64n * 100_000_000n);
    expect(send(frameNamed('ARP for a gateway')).verdict).toBe('redirect');
    expect(drops(a1)).toBeUndefined();
  });
});

test('broadcast counts once for its sender, however many get it', () => {
  const row = limit(a1.slot, { egress: wide(1_000) });
  const frame = ethernet(
    BROADCAST,
    a1.mac,
    EtherType.IP4,
    ip4({ source: '10.0.0.11', destination: '10.0.0.255' }, udp(1, 2, Buffer.alloc(58))),
  );
  expect(moved('egress', a1, () => send(frame))).toBe(costOf(100, row.egress));
  const lldp = ethernet(a2.mac, a1.mac, EtherType.LLDP, Buffer.alloc(86));
  expect(moved('egress', a1, () => send(lldp))).toBe(costOf(100, row.egress));
});

function six(protocol: number, payload: Buffer): Buffer {
  return ethernet(a2.mac, a1.mac, EtherType.IP6, ip6({ source: ip6Of.a1, destination: ip6Of.a2, protocol }, payload));
}

/** Says that the TCP header has 20 bytes more than it begins with. */
function withOptions(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy[46] = 10 << 4;
  return copy;
}
