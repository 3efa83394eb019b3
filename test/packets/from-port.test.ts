import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dualStack, ip6Of } from './discovery-topology.js';
import { runFrame } from './fixture.js';
import { discoveryFixtures } from './fixtures/discovery.js';
import { dualStackFixtures } from './fixtures/dual-stack.js';
import { BROADCAST, EtherType, ethernet, icmp, ip4, Protocol, tcp, udp } from './frames.js';
import { family6, ip6 } from './ip-families.js';
import { waitUntil } from './namespace.js';
import type { Node } from './node.js';
import { a1, a2, arrange, g1, g2, makeNode } from './topology.js';

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
afterEach(() => arrange(node));

const send = (frame: Buffer) => runFrame(node, { program: 'from_port', on: a1.device, frame });
const me6 = { source: ip6Of.a1, destination: ip6Of.a2 };
const me4 = { source: '10.0.0.11', destination: '10.0.0.12' };
const six = (packet: Buffer) => ethernet(a2.mac, a1.mac, EtherType.IP6, packet);
const four = (protocol: number, payload: Buffer) =>
  ethernet(a2.mac, a1.mac, EtherType.IP4, ip4({ ...me4, protocol }, payload));
const frameNamed = (name: string) => [...discoveryFixtures, ...dualStackFixtures].find((f) => f.name === name)!.frame;

test.each([
  ['a solicitation', () => frameNamed('a local neighbor is answered for'), 86],
  ['an advertisement', () => frameNamed('an advertisement of the own address ends here'), 86],
  ['ARP', () => frameNamed('ARP for a gateway'), 42],
  ['TCP over IPv6', () => six(ip6({ ...me6, protocol: Protocol.TCP }, tcp(1, 2, 16))), 74],
  ['UDP over IPv6', () => six(ip6(me6, udp(1, 2, Buffer.alloc(8)))), 70],
  ['ICMPv6', () => six(family6.icmp(me6, 128, 0, 1, Buffer.alloc(8))), 70],
  ['TCP over IPv4', () => four(Protocol.TCP, tcp(1, 2, 16)), 54],
  ['UDP over IPv4', () => four(Protocol.UDP, udp(1, 2, Buffer.alloc(8))), 50],
  ['ICMP over IPv4', () => four(Protocol.ICMP, icmp(8, 0, Buffer.alloc(8))), 50],
])('%s that is cut off anywhere is dropped as truncated', (_, make, whole) => {
  dualStack()(node);
  const frame = make();
  expect(frame.length).toBe(whole);
  for (let length = 14; length < frame.length; length++) {
    // The kernel makes no packet that is shorter than its IP header.
    const cut = frame.subarray(0, length);
    const type = cut.readUInt16BE(12);
    if ((type === EtherType.IP4 && length < 34) || (type === EtherType.IP6 && length < 54)) continue;
    node.resetCounts();
    expect(send(cut).verdict).toBe('consumed');
    expect(node.counts()).toEqual({ 1: { drops: { TRUNCATED: 1 } } });
  }
  node.resetCounts();
  send(frame);
  expect(node.counts()[g1.slot] ?? node.counts()[g2.slot]).toBeUndefined();
  expect(node.counts()[a1.slot]?.sent).toEqual([1, frame.length]);
});

test('a port may flood so many packets per second, and as many at once', async () => {
  const frame = ethernet(
    BROADCAST,
    a1.mac,
    EtherType.IP4,
    ip4({ ...me4, destination: '10.0.0.255' }, udp(1, 2, Buffer.alloc(30))),
  );
  dualStack({ floodPacketsPerS: 5 })(node);
  node.resetCounts();
  for (let i = 0; i < 8; i++) send(frame);
  const { sent, drops } = node.counts()[a1.slot]!;
  expect(sent?.[0]).toBe(8);
  expect(drops?.FLOOD_RATE).toBeGreaterThanOrEqual(2);
  expect(node.counts()[a2.slot]?.received?.[0]).toBe(8 - drops!.FLOOD_RATE!);
  // Answers and unicast are not limited.
  const others = node.counts()[a1.slot]?.drops;
  for (let i = 0; i < 20; i++) {
    expect(send(frameNamed('ARP for a gateway')).verdict).toBe('redirect');
    expect(send(frameNamed('a local neighbor is answered for')).verdict).toBe('redirect');
    expect(send(six(ip6(me6, udp(1, 2, Buffer.alloc(8))))).verdict).toBe('redirect');
  }
  expect(node.counts()[a1.slot]?.drops).toEqual(others);
  const before = node.counts()[a2.slot]!.received![0];
  await waitUntil(() => {
    send(frame);
    return node.counts()[a2.slot]!.received![0] > before;
  });
});
