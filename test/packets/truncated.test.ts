/** Frames of every protocol, cut off at every byte behind their Ethernet header, through a real device: the kernel runs no test on frames this short. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dualStack, gateway, ip6Of, linkLocalOf } from './discovery-topology.js';
import { runFrame, underlayMark } from './fixture.js';
import { question } from './fixtures/dhcp.js';
import { discoveryFixtures } from './fixtures/discovery.js';
import { arp, BROADCAST, EtherType, ethernet, type Ip4Fields, icmp, ip4, Protocol, tcp, udp, vxlan } from './frames.js';
import { family6, ip6, type PacketFields } from './ip-families.js';
import { waitUntil } from './namespace.js';
import type { Node } from './node.js';
import { outer4 } from './outer-frames.js';
import { a1, a2, acme, arrange, far, here, makeNode, there } from './topology.js';

let node: Node;
beforeAll(() => {
  node = makeNode();
  node.attach(a1.device, 'from_port', 'ingress');
  node.attach('underlay', 'from_underlay', 'ingress');
  node.attach('vxlan', 'from_vxlan', 'ingress');
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
beforeEach(() => {
  dualStack()(node);
  node.resetCounts();
});
afterEach(() => arrange(node));

const me4 = { source: '10.0.0.11', destination: '10.0.0.12' };
const me6 = { source: ip6Of.a1, destination: ip6Of.a2 };
const four = (fields: Partial<Ip4Fields>, payload: Buffer, mac = a2.mac) =>
  ethernet(mac, a1.mac, EtherType.IP4, ip4({ ...me4, ...fields }, payload));
const six = (packet: Buffer, mac = a2.mac) => ethernet(mac, a1.mac, EtherType.IP6, packet);
const icmp6 = (fields: Partial<PacketFields>, type: number, mac = a2.mac) =>
  six(family6.icmp({ ...me6, ...fields }, type, 0, 1, Buffer.alloc(8)), mac);
/** Its first bytes are those of a header of extension. */
const extended = (protocol: number, header: string, payload: Buffer) =>
  six(ip6({ ...me6, protocol }, Buffer.concat([Buffer.from(header, 'hex'), payload])));
const discovery = (name: string) => discoveryFixtures.find((f) => f.name === name)?.frame ?? Buffer.alloc(0);
const datagram = udp(1, 2, Buffer.alloc(8));

const cuts = (frame: Buffer) => Array.from({ length: frame.length - 14 }, (_, i) => frame.subarray(0, 14 + i));

test.each([
  [
    'ARP',
    ethernet(BROADCAST, a1.mac, EtherType.ARP, arp({ senderMac: a1.mac, senderIp: '10.0.0.11', targetIp: '10.0.0.1' })),
  ],
  ['TCP over IPv4', four({ protocol: Protocol.TCP }, tcp(1, 2, 16))],
  ['UDP over IPv4', four({}, datagram)],
  ['ICMP over IPv4', four({ protocol: Protocol.ICMP }, icmp(8, 0, Buffer.alloc(8)))],
  ['IPv4 with options', four({ options: Buffer.from([1, 1, 1, 0]) }, datagram)],
  ['a first fragment of IPv4', four({ moreFragments: true }, datagram)],
  ['a later fragment of IPv4', four({ fragmentOffset: 8 }, datagram)],
  ['SCTP over IPv4', four({ protocol: Protocol.SCTP }, datagram)],
  ['IPv4 to a gateway', four({ destination: '10.9.0.1' }, datagram, gateway.mac)],
  ['an echo request to a gateway', four({ destination: gateway.ip, protocol: Protocol.ICMP }, icmp(8, 0), gateway.mac)],
  ['DHCP', question(1)],
  ['TCP over IPv6', six(ip6({ ...me6, protocol: Protocol.TCP }, tcp(1, 2, 16)))],
  ['UDP over IPv6', six(ip6(me6, datagram))],
  ['ICMPv6', icmp6({}, 128)],
  ['IPv6 with hop-by-hop options', extended(0, '1100010400000000', datagram)],
  ['IPv6 with a routing header', extended(43, '1100040000000000', datagram)],
  ['a first fragment of IPv6', extended(44, '1100000100000001', datagram)],
  ['a later fragment of IPv6', extended(44, '1100000900000001', datagram)],
  ['IPv6 to a gateway', six(ip6({ ...me6, destination: '2001:db8:9::1' }, datagram), gateway.mac)],
  ['an echo request to a gateway of IPv6', icmp6({ destination: gateway.ip6 }, 128, gateway.mac)],
  ['a neighbor solicitation', discovery('a local neighbor is answered for')],
  ['a neighbor advertisement', discovery('an advertisement of the own address ends here')],
  [
    'a router solicitation',
    six(
      family6.icmp({ source: linkLocalOf.a1, destination: 'ff02::2', ttl: 255 }, 133, 0, 0, Buffer.alloc(0)),
      '33:33:00:00:00:02',
    ),
  ],
])('%s: dropped as truncated', async (_, frame) => {
  const frames = cuts(frame);
  expect(frames.length).toBeGreaterThan(20);
  node.netns.send(`${a1.device}-vm`, frames);
  await waitUntil(() => node.drops(a1.slot, 'TRUNCATED') === frames.length);
  expect(node.counts()).toEqual({ [a1.slot]: { drops: { TRUNCATED: frames.length } } });
});

const inner = [
  [
    'TCP',
    ethernet(
      a1.mac,
      far.mac,
      EtherType.IP4,
      ip4({ source: far.ip, destination: a1.ips[0] ?? '', protocol: Protocol.TCP }, tcp(1, 2, 16)),
    ),
  ],
  ['IPv6', ethernet(a1.mac, far.mac, EtherType.IP6, ip6({ source: ip6Of.far, destination: ip6Of.a1 }, datagram))],
  [
    'ARP',
    ethernet(
      a1.mac,
      far.mac,
      EtherType.ARP,
      arp({ operation: 'reply', senderMac: far.mac, senderIp: far.ip, targetIp: '10.0.0.11' }),
    ),
  ],
] as const;
const wrapped = (frame: Buffer) =>
  outer4(
    { source: there.ip, destination: here.ip, destinationMac: here.mac, sourceMac: there.mac },
    vxlan(acme, frame),
  );

test.each(inner)('VXLAN with %s inside: nothing is delivered', async (_, frame) => {
  const whole = wrapped(frame);
  node.netns.send('wire', [...cuts(whole), whole]);
  // Frames of one CPU stay in their order.
  await waitUntil(() => node.counts()[a1.slot] !== undefined);
  const { [a1.slot]: port, 0: fabric, ...others } = node.counts();
  expect(port).toEqual({ received: [1, frame.length] });
  // What has not all of its outer headers is left to the host.
  expect(Object.keys(fabric?.drops ?? {})).toEqual(['VXLAN_MALFORMED']);
  expect(others).toEqual({});
});

test.each(inner)('a frame of %s in a tunnel that is cut inside is malformed, or delivered as it is', (_, frame) => {
  const seen = new Set<string>();
  for (let length = 0; length < frame.length; length++) {
    node.resetCounts();
    const cut = frame.subarray(0, length);
    const { verdict, out, mark } = runFrame(node, { program: 'from_underlay', on: 'underlay', frame: wrapped(cut) });
    seen.add(verdict);
    if (verdict === 'redirect') {
      expect(out.equals(cut), `${length} bytes`).toBe(true);
      expect(node.counts()).toEqual({ [a1.slot]: { received: [1, length] } });
    } else if (verdict === 'pass') {
      // What is not IP is for the vxlan device.
      expect(cut.readUInt16BE(12)).toBe(EtherType.ARP);
      expect(mark).toBe(underlayMark(node));
      expect(node.counts()).toEqual({});
    } else {
      expect(verdict, `${length} bytes`).toBe('consumed');
      expect(node.counts(), `${length} bytes`).toEqual({ 0: { drops: { VXLAN_MALFORMED: 1 } } });
    }
    if (length < 14) expect(verdict).toBe('consumed');
  }
  expect(seen).toContain(frame.readUInt16BE(12) === EtherType.ARP ? 'pass' : 'redirect');
  expect(seen).toContain('consumed');
});
