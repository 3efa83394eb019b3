/** A port that is here before it is active here (weft/port_arrival.h): the agent is told when it sends. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  type BpfRing,
  close,
  deleteEntry,
  lookup,
  openRingBuffer,
  readRing,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { dualStack, ip6Of, linkLocalOf, shared, withPairs } from './discovery-topology.js';
import { runFrame } from './fixture.js';
import { discoveryFixtures } from './fixtures/discovery.js';
import { arp, BROADCAST, EtherType, ethernet, ip4, tagged, udp } from './frames.js';
import { ip6 } from './ip-families.js';
import { key, type Node } from './node.js';
import { a1, a2, arrange, far, makeNode, nobody } from './topology.js';

let node: Node;
let ring: BpfRing;
beforeAll(() => {
  node = makeNode();
  ring = openRingBuffer(node.map('port_arrivals'), layout.PORT_ARRIVAL_BYTES, () => undefined);
});
afterAll(() => {
  if (ring) close(ring);
  node?.close();
  node?.netns.delete();
});

/** a1 is pending, and was told of so long ago; null: its row is not there. */
const pending = (toldMsAgo: number | 'never' | null, flags = 0) => {
  dualStack({ flags: flags | layout.PortFlags.PENDING })(node);
  const toldNs = typeof toldMsAgo === 'number' ? Number(process.hrtime.bigint()) - toldMsAgo * 1e6 : 0;
  if (toldMsAgo === null) deleteEntry(node.map('pending_port'), key(a1.id));
  else update(node.map('pending_port'), key(a1.id), layout.encodePendingPort({ toldNs }));
};
beforeEach(() => pending('never'));
afterEach(() => arrange(node));

const send = (frame: Buffer) => runFrame(node, { program: 'from_port', on: a1.device, frame });
const told = () => {
  const { records, count } = readRing(ring);
  return Array.from({ length: count }, (_, i) => layout.decodePortArrival(records, i * layout.PORT_ARRIVAL_BYTES));
};
const arrival = { datapathId: a1.id, generation: 7 };
const own = a1.ips[0] ?? '';
const four = (destination: string, fields: { source?: string; destination?: string } = {}, mac = a1.mac) =>
  ethernet(
    destination,
    mac,
    EtherType.IP4,
    ip4({ source: own, destination: far.ip, ...fields }, udp(1, 2, Buffer.alloc(9))),
  );
const six = (source: string, mac = a1.mac) =>
  ethernet(far.mac, mac, EtherType.IP6, ip6({ source, destination: ip6Of.far }, udp(1, 2, Buffer.alloc(9))));
const asks = (fields: Partial<Parameters<typeof arp>[0]>, mac = a1.mac) =>
  ethernet(BROADCAST, mac, EtherType.ARP, arp({ senderMac: mac, senderIp: own, targetIp: '10.0.0.12', ...fields }));
const discovery = (name: string) => {
  const found = discoveryFixtures.find((f) => f.name === name);
  if (!found) throw new Error(`no fixture ${name}`);
  return found.frame;
};
const discover = ethernet(
  BROADCAST,
  a1.mac,
  EtherType.IP4,
  ip4({ source: '0.0.0.0', destination: '255.255.255.255' }, udp(68, 67, Buffer.alloc(300))),
);
const RARP = 0x8035;

describe('is told of', () => {
  test.each([
    ['IPv4', four(far.mac)],
    ['IPv4 that goes nowhere', four(nobody.mac)],
    ['IPv6', six(ip6Of.a1)],
    ['an ARP request that weft answers', asks({})],
    ['a gratuitous ARP request', asks({ targetIp: own })],
    ['a gratuitous ARP reply', asks({ operation: 'reply', targetIp: own })],
    ['an ARP probe', asks({ senderIp: '0.0.0.0', targetIp: own })],
    ['RARP, as hypervisors announce machines', ethernet(BROADCAST, a1.mac, RARP)],
    ['a solicitation that weft answers', discovery('a local neighbor is answered for')],
    ['an unsolicited advertisement', discovery('an advertisement of the own address ends here')],
    ['a router solicitation', discovery('a router solicitation where nothing is advertised')],
    ['DHCP', discover],
  ])('%s', (_, frame) => {
    send(frame);
    expect(told()).toEqual([arrival]);
    expect(node.allDrops()[a1.slot]?.SPOOFED_MAC).toBeUndefined();
  });

  test('what an allowed pair sends', () => {
    withPairs(node);
    pending('never', layout.PortFlags.HAS_PAIRS);
    send(four(far.mac, { source: shared.ip }, shared.mac));
    expect(told()).toEqual([arrival]);
  });
});

describe('is not told of', () => {
  test.each([
    ["another one's MAC", four(far.mac, {}, a2.mac)],
    ["another one's address", four(far.mac, { source: '10.0.0.12' })],
    ["another one's IPv6 address", six(ip6Of.a2)],
    ["another one's link-local address", six(linkLocalOf.a2)],
    ["ARP with another one's address", asks({ senderIp: '10.0.0.12' })],
    ["ARP with another one's MAC inside", asks({ senderMac: a2.mac })],
    ["RARP with another one's MAC", ethernet(BROADCAST, a2.mac, RARP)],
    ['an advertisement of an address that is not its own', discovery("an advertisement of another's address")],
    ['a tagged frame', tagged(four(far.mac), 5)],
    ['a cut off frame', four(far.mac).subarray(0, 36)],
  ])('%s', (_, frame) => {
    expect(send(frame).verdict).toBe('consumed');
    expect(told()).toEqual([]);
  });

  test('a port that is not pending, also if its row is still there', () => {
    dualStack()(node);
    send(four(far.mac));
    expect(told()).toEqual([]);
  });

  test('a pending port whose row is not there', () => {
    pending(null);
    expect(send(four(far.mac)).verdict).toBe('redirect');
    expect(told()).toEqual([]);
  });
});

test('told once within 100 ms, and again after that', () => {
  for (let i = 0; i < 5; i++) expect(send(four(far.mac)).verdict).toBe('redirect');
  expect(told()).toEqual([arrival]);
  pending(50);
  send(four(far.mac));
  expect(told()).toEqual([]);
  pending(150);
  for (let i = 0; i < 5; i++) send(four(far.mac));
  expect(told()).toEqual([arrival]);
});

test('a full ring buffer leaves it to a later frame', () => {
  let records = 0;
  for (let i = 0; i < 2000; i++) {
    update(node.map('pending_port'), key(a1.id), layout.encodePendingPort({ toldNs: 0 }));
    send(four(far.mac));
    const row = lookup(node.map('pending_port'), key(a1.id));
    if (row?.readBigUInt64LE() === 0n) break;
    records++;
  }
  expect(records).toBeGreaterThan(100);
  expect(records).toBeLessThan(2000);
  expect(send(four(far.mac)).verdict).toBe('redirect');
  expect(told()).toHaveLength(records);
  send(four(far.mac));
  expect(told()).toEqual([arrival]);
});

test('its frames go on as those of an active port', () => {
  for (const frame of [
    four(far.mac),
    four(a2.mac),
    six(ip6Of.a1),
    four(nobody.mac),
    asks({}),
    ethernet(BROADCAST, a1.mac, RARP),
  ]) {
    const [asPending, asActive] = [layout.PortFlags.PENDING, 0].map((flags) => {
      dualStack({ flags })(node);
      node.resetCounts();
      const { verdict, out, mark } = send(frame);
      return { verdict, out: out.toString('hex'), mark, counts: node.counts() };
    });
    expect(asPending).toEqual(asActive);
  }
  told();
});
