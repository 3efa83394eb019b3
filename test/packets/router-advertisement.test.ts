import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { routerAdvertisement } from '../../node-agent/src/addressing/router-advertisement.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { deleteEntry, update } from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { DROP_REASONS, type DropReasonNumber } from '../../proto/src/drop-reasons.gen.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { dualStack, linkLocalOf, shared, withPairs } from './discovery-topology.js';
import { runFrame, staged } from './fixture.js';
import { EtherType, ethernet } from './frames.js';
import { family6 } from './ip-families.js';
import { key, type Node } from './node.js';
import { a1, a2, a3, acme, arrange, g1, globex, makeNode } from './topology.js';

const result = routerAdvertisement({
  mtu: 1450,
  routed: true,
  prefixes: [{ prefix: parseIp('2001:db8::'), length: 64, autonomous: true }],
  dnsServers: [parseIp('2001:db8::53')],
});
if ('defect' in result) throw new Error(result.defect);
const { frame: advertisement } = result;

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
beforeEach(() => {
  dualStack()(node);
  advertise(advertisement);
  node.resetCounts();
});

function advertise(frame: Buffer, length = frame.length): void {
  const room = Buffer.alloc(layout.RA_MAX);
  frame.copy(room);
  update(node.map('ra'), key(acme), layout.encodeRa({ length, frame: room }));
}

function solicitation(source: string, mac: string, options: Buffer = Buffer.alloc(0)): Buffer {
  const packet = family6.icmp({ source, destination: 'ff02::2', ttl: 255 }, 133, 0, 0, options);
  return ethernet('33:33:00:00:00:02', mac, EtherType.IP6, packet);
}
const sourceMac = (mac: string) => Buffer.concat([Buffer.from([1, 1]), parseMac(mac)]);
const ask = (frame: Buffer) => runFrame(node, { program: 'from_port', on: a1.device, frame });
const announce = (vni: number, frame: Buffer = advertisement) => {
  const context = encodeSkbContext({ cb: [vni] });
  const { retval } = testRun(node.program('announce'), { data: frame, context, netns: node.netns.path });
  return retval === 0 ? 'done' : DROP_REASONS[retval as DropReasonNumber].name;
};

/** The advertisement as it is sent to one. */
const to = (mac: string) => Buffer.concat([parseMac(mac), advertisement.subarray(6)]);

test.each([
  ['with its MAC', solicitation(linkLocalOf.a1, a1.mac, sourceMac(a1.mac))],
  ['without it', solicitation(linkLocalOf.a1, a1.mac)],
  ['of a host that has no address yet', solicitation('::', a1.mac)],
  ['longer than the answer', solicitation(linkLocalOf.a1, a1.mac, Buffer.concat(Array(12).fill(sourceMac(a1.mac))))],
])('a solicitation %s is answered to the port alone, the packet to all nodes', (_, frame) => {
  const { verdict, out, mark } = ask(frame);
  expect(verdict).toBe('redirect');
  expect(out.toString('hex')).toBe(to(a1.mac).toString('hex'));
  expect(mark).toBe(staged(node));
  expect(node.counts()).toEqual({ 1: { sent: [1, frame.length], received: [1, advertisement.length] } });
});

test('the largest advertisement is answered with and announced', () => {
  const prefixes = Array.from({ length: 37 }, (_, i) => ({
    prefix: parseIp(`2001:db8:${i + 1}::`),
    length: 64,
    autonomous: true,
  }));
  const large = routerAdvertisement({ mtu: 1280, routed: true, prefixes, dnsServers: [] });
  if ('defect' in large) throw new Error(large.defect);
  expect(large.frame.length).toBe(1270);
  advertise(large.frame);
  const { dataOut } = testRun(node.program('from_port'), {
    data: solicitation(linkLocalOf.a1, a1.mac),
    context: encodeSkbContext({ ifindex: node.netns.ifindex(a1.device) }),
    netns: node.netns.path,
    dataOutBytes: 2048,
  });
  expect(dataOut.subarray(6).toString('hex')).toBe(large.frame.subarray(6).toString('hex'));
  node.resetCounts();
  expect(announce(acme, large.frame)).toBe('done');
  expect(node.counts()[a2.slot]).toEqual({ received: [1, large.frame.length] });
});

test('a solicitation with the MAC of an allowed pair is answered to that MAC', () => {
  withPairs(node);
  const { out } = ask(solicitation('::', shared.mac));
  expect(out.toString('hex')).toBe(to(shared.mac).toString('hex'));
});

test('a network without advertisements, and one whose row is no frame', () => {
  const frame = solicitation(linkLocalOf.a1, a1.mac);
  for (const length of [0, 13, layout.RA_MAX + 1]) {
    advertise(advertisement, length);
    expect(ask(frame).verdict).toBe('consumed');
  }
  deleteEntry(node.map('ra'), key(acme));
  expect(ask(frame).verdict).toBe('consumed');
  expect(node.counts()).toEqual({ 1: { sent: [4, 4 * frame.length], drops: { RA_NONE: 4 } } });
});

test('an announcement reaches every local port of its network, once, and nobody else', () => {
  expect(announce(acme)).toBe('done');
  const received = { received: [1, advertisement.length] };
  expect(node.counts()).toEqual({ [a1.slot]: received, [a2.slot]: received, [a3.slot]: received });
});

test('an announcement to a network without ports here goes nowhere', () => {
  expect(announce(4711)).toBe('done');
  expect(node.counts()).toEqual({});
});

test('an announcement says when a port was not reached', () => {
  node.flood('local', globex, [g1.id, 4242]);
  expect(announce(globex)).toBe('FLOOD_INCOMPLETE');
  expect(node.counts()).toEqual({ [g1.slot]: { received: [1, advertisement.length] } });
  arrange(node);
});

test('an announcement needs the configuration', () => {
  node.configure(null);
  expect(announce(acme)).toBe('NO_CONFIG');
  expect(node.counts()).toEqual({});
  node.configure({});
});
