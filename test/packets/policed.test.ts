import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookup } from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { DropReason } from '../../proto/src/drop-reasons.gen.js';
import { parseIp } from '../../proto/src/ip.js';
import { ethernet, ip4, Protocol, TcpFlag, tcp, udp } from './frames.js';
import { type Family, families, family4, ip6 } from './ip-families.js';
import { key } from './node.js';
import type { Direction } from './policy-rules.js';
import { directionNumber, type PolicedPort, PolicyTables } from './policy-tables.js';

const port: PolicedPort = { id: 11, slot: 1, vni: 100, ifindex: 1000, addresses: [] };
const vtepId = 5;
const etherBytes = 14;

/** struct weft_policed */
interface Policed {
  readonly protocol: number;
  readonly tcpFlags: number;
  readonly icmp: readonly [type: number, code: number];
  readonly fragment: boolean;
  readonly laterFragment: boolean;
  readonly moreFragments: boolean;
  readonly ownL4Port: number;
  readonly remoteL4Port: number;
  readonly frameLen: number;
  readonly l4Offset: number;
  readonly end: number;
  readonly fragmentStart: number;
  readonly fragmentOffset: number;
  readonly identification: number;
  readonly own: string;
  readonly remote: string;
}

describe.each(['clang-14', 'clang-19'])('built with %s', (compiler) => {
  let tables: PolicyTables;
  beforeAll(() => {
    tables = new PolicyTables(compiler);
    tables.plug(port);
  });
  afterAll(() => tables?.close());

  function run(direction: Direction, frame: Buffer): number {
    const context = encodeSkbContext({ cb: [port.ifindex, directionNumber(direction), vtepId] });
    return testRun(tables.program('probe_policed'), { data: frame, context }).retval;
  }

  /** How the port sees the frame. */
  function policed(family: Family, direction: Direction, frame: Buffer): Policed {
    expect(run(direction, frame)).toBe(0);
    const b = lookup(tables.map('probed'), key(0)) ?? Buffer.alloc(0);
    const u32 = (at: number) => b.readUInt32LE(at);
    expect([0, 4, 8, 12, 16].map(u32)).toEqual([port.id, port.slot, port.vni, port.ifindex, vtepId]);
    expect([b[20], b[23]]).toEqual([directionNumber(direction), family === family4 ? 0 : 1]);
    const bytes = family === family4 ? 4 : 16;
    return {
      protocol: b.readUInt8(24),
      tcpFlags: b.readUInt8(25),
      icmp: [b.readUInt8(26), b.readUInt8(27)],
      fragment: b[28] === 1,
      laterFragment: b[29] === 1,
      moreFragments: b[30] === 1,
      ownL4Port: b.readUInt16BE(32),
      remoteL4Port: b.readUInt16BE(34),
      frameLen: u32(36),
      l4Offset: u32(40),
      end: u32(44),
      fragmentStart: u32(48),
      fragmentOffset: u32(52),
      identification: u32(56),
      own: b.subarray(60, 60 + bytes).toString('hex'),
      remote: b.subarray(76, 76 + bytes).toString('hex'),
    };
  }

  describe.each(families)('$name', (family) => {
    const here = family.address(1, 11);
    const there = family.address(1, 21);
    const hex = (address: string) => Buffer.from(parseIp(address)).toString('hex');
    const addresses = { own: hex(here), remote: hex(there) };
    /** A packet that goes that way, in its frame; padding may follow. */
    const going = (
      direction: Direction,
      make: (way: { source: string; destination: string }) => Buffer,
      padding = 0,
    ) => {
      const way = direction === 'egress' ? { source: here, destination: there } : { source: there, destination: here };
      const packet = Buffer.concat([make(way), Buffer.alloc(padding)]);
      return ethernet('02:00:00:00:00:99', '02:00:00:00:00:11', family.etherType, packet);
    };
    const packet = (direction: Direction, protocol: number, payload: Buffer, padding = 0) =>
      going(direction, (way) => family.packet({ ...way, protocol }, payload), padding);
    const l4 = etherBytes + family.headerBytes;
    const whole = {
      fragment: false,
      laterFragment: false,
      moreFragments: false,
      l4Offset: l4,
      fragmentStart: l4,
      fragmentOffset: 0,
    };

    test('own and remote side, whichever sends', () => {
      const segment = tcp(40_000, 80, TcpFlag.SYN | TcpFlag.ACK, Buffer.alloc(30));
      const frame = packet('egress', Protocol.TCP, segment, 6);
      expect(policed(family, 'egress', frame)).toMatchObject({
        ...whole,
        ...addresses,
        protocol: Protocol.TCP,
        tcpFlags: TcpFlag.SYN | TcpFlag.ACK,
        icmp: [0, 0],
        ownL4Port: 40_000,
        remoteL4Port: 80,
        frameLen: frame.length,
        end: frame.length - 6,
      });
      const back = policed(family, 'ingress', packet('ingress', Protocol.TCP, segment));
      expect(back).toMatchObject({ ...whole, ...addresses, ownL4Port: 80, remoteL4Port: 40_000 });
    });

    test('UDP, and protocols without l4 ports', () => {
      const datagram = packet('ingress', Protocol.UDP, udp(53, 2000, Buffer.alloc(9)));
      expect(policed(family, 'ingress', datagram)).toMatchObject({
        ...whole,
        ownL4Port: 2000,
        remoteL4Port: 53,
        tcpFlags: 0,
      });
      const other = packet('egress', Protocol.SCTP, Buffer.alloc(20, 7));
      const nothing = { ownL4Port: 0, remoteL4Port: 0, icmp: [0, 0], tcpFlags: 0, protocol: Protocol.SCTP };
      expect(policed(family, 'egress', other)).toMatchObject({ ...whole, ...addresses, ...nothing });
    });

    test('echo has the same numbers in both directions, and others by who asks', () => {
      const echo = (direction: Direction, type: number) => {
        const message = Buffer.from([type, 0, 0, 0, 0x12, 0x34, 0, 1, 1, 2, 3, 4]);
        const { icmp, ownL4Port, remoteL4Port } = policed(
          family,
          direction,
          packet(direction, family.icmpProtocol, message),
        );
        expect(icmp).toEqual([type, 0]);
        return [ownL4Port, remoteL4Port];
      };
      const { echoRequest, echoReply } = family;
      expect([echo('egress', echoRequest), echo('ingress', echoReply)]).toEqual([
        [0x1234, 0],
        [0x1234, 0],
      ]);
      expect([echo('ingress', echoRequest), echo('egress', echoReply)]).toEqual([
        [0x1234, 1],
        [0x1234, 1],
      ]);
    });

    test('other ICMP messages have type and code, and no l4 ports', () => {
      const [type, code] = family.complaints['no such l4 port'];
      const message = Buffer.from([type, code, 0, 0, 9, 9, 9, 9, ...Buffer.alloc(40)]);
      const seen = policed(family, 'ingress', packet('ingress', family.icmpProtocol, message));
      expect(seen).toMatchObject({ icmp: [type, code], ownL4Port: 0, remoteL4Port: 0 });
    });

    test('the first fragment has l4 ports, later ones say where they belong', () => {
      const start = family === family4 ? l4 : l4 + 8;
      const fields = { protocol: Protocol.UDP };
      const fragment = (offset: number, more: boolean, payload: Buffer) =>
        going('egress', (way) => family.fragment({ ...way, ...fields }, offset, more, payload));
      const first = policed(family, 'egress', fragment(0, true, udp(1, 2, Buffer.alloc(24))));
      const place = { identification: 77, fragmentStart: start, l4Offset: start };
      expect(first).toMatchObject({
        ...place,
        fragment: true,
        laterFragment: false,
        moreFragments: true,
        fragmentOffset: 0,
      });
      expect(first).toMatchObject({ ...addresses, ownL4Port: 1, remoteL4Port: 2, end: start + 32 });
      const later = {
        ...place,
        ...addresses,
        fragment: true,
        laterFragment: true,
        ownL4Port: 0,
        remoteL4Port: 0,
        protocol: Protocol.UDP,
      };
      const middle = policed(family, 'egress', fragment(32, true, Buffer.alloc(16, 9)));
      expect(middle).toMatchObject({ ...later, moreFragments: true, fragmentOffset: 32, end: start + 16 });
      const last = policed(family, 'egress', fragment(65_520, false, Buffer.alloc(5, 9)));
      expect(last).toMatchObject({ ...later, moreFragments: false, fragmentOffset: 65_520, end: start + 5 });
    });

    test('what ends within its l4 header is refused, also in a first fragment', () => {
      const short: [protocol: number, bytes: number][] = [
        [Protocol.TCP, 20],
        [Protocol.UDP, 8],
        [family.icmpProtocol, 8],
      ];
      for (const [protocol, bytes] of short) {
        const payload = Buffer.alloc(bytes);
        payload[12] = 5 << 4;
        expect(run('egress', packet('egress', protocol, payload))).toBe(0);
        for (const frame of [
          packet('egress', protocol, payload.subarray(0, bytes - 1)),
          packet('egress', protocol, payload.subarray(0, bytes - 4), 40),
          going('egress', (way) => family.fragment({ ...way, protocol }, 0, true, Buffer.alloc(bytes & 16 ? 16 : 0))),
        ]) {
          expect(run('egress', frame)).toBe(DropReason.TRUNCATED);
        }
      }
    });
  });

  test('IPv4 options', () => {
    const way = { source: '10.1.0.11', destination: '10.1.0.21', protocol: Protocol.UDP, options: Buffer.alloc(12, 1) };
    const frame = ethernet('02:00:00:00:00:99', '02:00:00:00:00:11', 0x0800, ip4(way, udp(3, 4, Buffer.alloc(1))));
    expect(policed(family4, 'egress', frame)).toMatchObject({ l4Offset: 46, ownL4Port: 3, end: 46 + 9 });
  });

  describe('IPv6 extension headers', () => {
    const way = { source: '2001:db8::1', destination: '2001:db8::2' };
    const [, six] = families;
    const frame = (protocol: number, payload: Buffer) =>
      ethernet('02:00:00:00:00:99', '02:00:00:00:00:11', 0x86dd, ip6({ ...way, protocol }, payload));
    const destinationOptions = Buffer.from([Protocol.UDP, 0, 1, 4, 0, 0, 0, 0]);

    test('are behind us where the l4 header begins', () => {
      const seen = policed(six!, 'egress', frame(60, Buffer.concat([destinationOptions, udp(3, 4, Buffer.alloc(1))])));
      expect(seen).toMatchObject({
        protocol: 17,
        l4Offset: 54 + 8,
        fragmentStart: 54 + 8,
        ownL4Port: 3,
        fragment: false,
      });
    });

    test('in a first fragment belong to what is fragmented', () => {
      const header = Buffer.from([60, 0, 0, 1, 0, 1, 2, 3]);
      const seen = policed(
        six!,
        'egress',
        frame(44, Buffer.concat([header, destinationOptions, udp(3, 4, Buffer.alloc(8))])),
      );
      const place = { fragment: true, fragmentStart: 62, l4Offset: 70, identification: 0x10203 };
      expect(seen).toMatchObject({ ...place, protocol: 17, ownL4Port: 3 });
    });

    test('a fragment header of a whole datagram makes no fragment', () => {
      const header = Buffer.from([Protocol.UDP, 0, 0, 0, 0, 0, 0, 9]);
      const seen = policed(six!, 'egress', frame(44, Buffer.concat([header, udp(3, 4, Buffer.alloc(8))])));
      expect(seen).toMatchObject({
        fragment: false,
        laterFragment: false,
        moreFragments: false,
        fragmentStart: 62,
        l4Offset: 62,
      });
    });
  });
});
