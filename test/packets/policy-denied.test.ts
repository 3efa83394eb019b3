import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  type BpfRing,
  close,
  lookup,
  lookupAll,
  openRingBuffer,
  readRing,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { DropReason } from '../../proto/src/drop-reasons.gen.js';
import { parseIp } from '../../proto/src/ip.js';
import { ethernet, Protocol, TcpFlag, tcp, udp } from './frames.js';
import { type Family, families } from './ip-families.js';
import { waitUntil } from './namespace.js';
import { key } from './node.js';
import { layOut } from './policy-layout.js';
import type { Direction, Rule } from './policy-rules.js';
import { directionNumber, mapped, type PolicedPort, PolicyTables } from './policy-tables.js';

const port: PolicedPort = { id: 11, slot: 1, vni: 100, ifindex: 1000, addresses: [] };
const other: PolicedPort = { id: 12, slot: 2, vni: 100, ifindex: 1001, addresses: [] };
const rule = { group: 0xfedcba98, number: 5 };

let tables: PolicyTables;
let ring: BpfRing;
beforeEach(() => {
  tables = new PolicyTables();
  tables.plug(port);
  tables.plug(other);
  ring = openRingBuffer(tables.map('denied_records'), layout.DENIED_RECORD_BYTES, () => undefined);
});
afterEach(() => {
  close(ring);
  tables.close();
});

const packet = (family: Family, direction: Direction, protocol: number, payload: Buffer) => {
  const [here, there] = [family.address(1, 11), family.address(1, 21)];
  const [source, destination] = direction === 'egress' ? [here, there] : [there, here];
  const ip = family.packet({ source, destination, protocol }, payload);
  return ethernet('02:00:00:00:00:99', '02:00:00:00:00:11', family.etherType, ip);
};

/** The packet is dropped and counted for the rule. @returns whether a record was made */
function deny(direction: Direction, frame: Buffer, of = port, because = rule): boolean {
  const context = encodeSkbContext({ cb: [of.ifindex, directionNumber(direction), 1, because.number, because.group] });
  return testRun(tables.program('probe_denied'), { data: frame, context }).retval === 1;
}

function records(): (Omit<layout.DeniedRecord, 'rule'> & { group: number; number: number })[] {
  const { records, count } = readRing(ring);
  return Array.from({ length: count }, (_, i) => {
    const { rule: _rule, ...record } = layout.decodeDeniedRecord(records, i * layout.DENIED_RECORD_BYTES);
    const at = i * layout.DENIED_RECORD_BYTES + 48;
    return { ...record, number: records.readUInt32LE(at), group: records.readUInt32LE(at + 4) };
  });
}

const limit = (connectionPortMax: number, deniedRecordsPerS: number) =>
  update(tables.map('policy_config'), key(0), layout.encodePolicyConfig({ connectionPortMax, deniedRecordsPerS }));
const suppressed = (of = port) =>
  layout.decodeDeniedLimit(lookup(tables.map('denied_limits'), key(of.slot)) ?? Buffer.alloc(16)).suppressed;

describe.each(families)('$name: a denied record', (family) => {
  const [here, there] = [mapped(parseIp(family.address(1, 11))), mapped(parseIp(family.address(1, 21)))];
  const ofPort = { datapathId: 11, slot: 1, reason: DropReason.CONNECTION_INVALID, suppressed: 0, ...rule };

  test('says what was dropped, in the direction in which it went', () => {
    const frame = packet(family, 'egress', Protocol.TCP, tcp(40_000, 80, TcpFlag.SYN));
    const before = process.hrtime.bigint();
    expect(deny('egress', frame)).toBe(true);
    expect(deny('ingress', packet(family, 'ingress', Protocol.UDP, udp(53, 2000, Buffer.alloc(8))))).toBe(true);
    const [sent, got, ...more] = records();
    expect(more).toEqual([]);
    const l4 = { sourceL4Port: 40_000, destinationL4Port: 80, protocol: Protocol.TCP, tcpFlags: TcpFlag.SYN };
    expect(sent).toMatchObject({ ...ofPort, ...l4, direction: layout.PolicyDirection.EGRESS, bytes: frame.length });
    expect([Buffer.from(sent!.source), Buffer.from(sent!.destination)]).toEqual([here, there]);
    expect(sent!.timeNs).toBeGreaterThan(Number(before) - 1e9);
    expect(sent!.timeNs).toBeLessThan(Number(process.hrtime.bigint()) + 1e9);
    const direction = layout.PolicyDirection.INGRESS;
    expect(got).toMatchObject({ ...ofPort, direction, sourceL4Port: 53, destinationL4Port: 2000, tcpFlags: 0 });
    expect([Buffer.from(got!.source), Buffer.from(got!.destination)]).toEqual([there, here]);
  });

  test('of ICMP has type and code', () => {
    const [type, code] = family.complaints['no such l4 port'];
    for (const message of [
      Buffer.from([type, code, ...Buffer.alloc(36)]),
      Buffer.from([family.echoRequest, 0, ...Buffer.alloc(8, 1)]),
    ])
      expect(deny('ingress', packet(family, 'ingress', family.icmpProtocol, message))).toBe(true);
    const told = records().map(({ sourceL4Port, destinationL4Port }) => [sourceL4Port, destinationL4Port]);
    expect(told).toEqual([
      [type, code],
      [family.echoRequest, 0],
    ]);
  });
});

const [family4, family6] = families as [Family, Family];
const datagram = packet(family4, 'ingress', Protocol.UDP, udp(53, 2000, Buffer.alloc(8)));

test('a port has as many records a second as the node says; the next one says how many were not made', async () => {
  limit(0, 5);
  const made = Array.from({ length: 50 }, () => deny('ingress', datagram)).filter(Boolean).length;
  expect(made).toBeGreaterThanOrEqual(5);
  expect(made).toBeLessThan(20);
  expect(suppressed()).toBe(50 - made);
  // Another port has its own.
  expect(deny('ingress', datagram, other)).toBe(true);
  records();
  let tried = 0;
  await waitUntil(() => ++tried > 0 && deny('ingress', datagram));
  expect(records()).toMatchObject([{ suppressed: 50 - made + tried - 1 }]);
  expect(suppressed()).toBe(0);
});

test('where the node does not say, they are 100', () => {
  const made = Array.from({ length: 300 }, () => deny('ingress', datagram)).filter(Boolean).length;
  expect(made).toBeGreaterThanOrEqual(100);
  expect(made).toBeLessThan(200);
});

test('a ring buffer without room suppresses them too', () => {
  limit(0, 1_000_000);
  const made = Array.from({ length: 400 }, () => deny('ingress', datagram)).filter(Boolean).length;
  // 16 KiB; each record has a header of 8 bytes.
  expect(made).toBeGreaterThan(100);
  expect(made).toBeLessThanOrEqual(16_384 / (layout.DENIED_RECORD_BYTES + 8));
  expect(suppressed()).toBe(400 - made);
});

test('hits are counted by port, direction and rule', () => {
  for (let i = 0; i < 3; i++) deny('ingress', datagram);
  deny('egress', packet(family4, 'egress', Protocol.UDP, udp(1, 2, Buffer.alloc(8))));
  deny('ingress', datagram, other);
  deny('ingress', datagram, port, { group: 0, number: 0 });
  const { keys, values, count } = lookupAll(tables.map('rule_hits'));
  const hits = Array.from({ length: count }, (_, i) => {
    const word = (index: number) => keys.readUInt32LE(16 * i + 4 * index);
    return [word(0), word(1), word(3), word(2), values.readUInt32LE(8 * i)];
  });
  const { INGRESS, EGRESS } = layout.PolicyDirection;
  expect(hits.sort((a, b) => a.join().localeCompare(b.join()))).toEqual([
    [11, INGRESS, 0, 0, 1],
    [11, INGRESS, rule.group, rule.number, 3],
    [11, EGRESS, rule.group, rule.number, 1],
    [12, INGRESS, rule.group, rule.number, 1],
  ]);
});

describe('a packet that answers is judged as what it answers', () => {
  const judged = (family: Family, direction: Direction, began: Direction, protocol: number, payload: Buffer) => {
    const cb = [port.ifindex, directionNumber(direction), 1, 1, directionNumber(began)];
    const data = packet(family, direction, protocol, payload);
    const { retval, contextOut } = testRun(tables.program('probe_judge'), { data, context: encodeSkbContext({ cb }) });
    expect(retval).toBe(0);
    return contextOut.readUInt32LE(48);
  };
  const allow = (number: number, direction: Direction, protocol: number, first: number, last = first): Rule => {
    return { group: 7, number, direction, protocol, first, last, remote: null };
  };

  test.each(families)('$name: by the l4 port that the connection goes to', (family) => {
    layOut(tables, 1, [allow(10, 'ingress', Protocol.TCP, 80), allow(11, 'egress', Protocol.TCP, 443)]);
    const ask = (direction: Direction, began: Direction, source: number, destination: number) =>
      judged(family, direction, began, Protocol.TCP, tcp(source, destination, TcpFlag.ACK));
    expect(ask('ingress', 'ingress', 5000, 80)).toBe(10);
    expect(ask('egress', 'ingress', 80, 5000)).toBe(10);
    expect(ask('egress', 'egress', 5000, 443)).toBe(11);
    expect(ask('ingress', 'egress', 443, 5000)).toBe(11);
    expect(ask('ingress', 'ingress', 443, 5000)).toBe(0);
    expect(ask('egress', 'ingress', 443, 5000)).toBe(0);
  });

  test.each(families)('$name: an echo reply as the request', (family) => {
    const { icmpProtocol, echoRequest, echoReply } = family;
    layOut(tables, 1, [
      allow(10, 'ingress', icmpProtocol, echoRequest << 8),
      allow(11, 'egress', icmpProtocol, 3 << 8),
    ]);
    const ask = (direction: Direction, began: Direction, type: number) =>
      judged(family, direction, began, icmpProtocol, Buffer.from([type, 0, ...Buffer.alloc(8)]));
    expect(ask('ingress', 'ingress', echoRequest)).toBe(10);
    expect(ask('egress', 'ingress', echoReply)).toBe(10);
    expect(ask('ingress', 'ingress', echoReply)).toBe(0);
    expect(ask('ingress', 'egress', echoReply)).toBe(0);
  });

  test('where all may leave, what answers may too', () => {
    layOut(tables, 1, []);
    expect(judged(family6, 'ingress', 'egress', Protocol.UDP, udp(1, 2, Buffer.alloc(8)))).toBe(1);
    expect(judged(family6, 'ingress', 'ingress', Protocol.UDP, udp(1, 2, Buffer.alloc(8)))).toBe(0);
  });

  test('by no policy if it is not laid out', () => {
    expect(judged(family4, 'ingress', 'ingress', Protocol.UDP, udp(1, 2, Buffer.alloc(8)))).toBe(2);
    expect(judged(family4, 'egress', 'egress', Protocol.UDP, udp(1, 2, Buffer.alloc(8)))).toBe(2);
  });
});
