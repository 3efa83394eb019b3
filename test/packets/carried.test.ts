import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Counts, encodeMemberKey, TrafficSlot } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfProgram, close, deleteEntry } from '../../node-agent/src/datapath/bpf/native.js';
import { testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { carried, forgetCarried, innerFlows } from './carried.js';
import { runFrame } from './fixture.js';
import { BROADCAST, EtherType, ethernet, ip4, Protocol, tcp, udp } from './frames.js';
import type { Node } from './node.js';
import { packet6 } from './outer-frames.js';
import {
  a1,
  a2,
  acme,
  arrange,
  behindUnknownVtep,
  far,
  globex,
  globexThere,
  makeNode,
  nobody,
  stranger,
  there,
} from './topology.js';
import { families, loadXdp, openToXdp, useFamily, wrap, Xdp, type XdpProgram } from './underlay-programs.js';

const FIRST = TrafficSlot.FIRST;
const maxInnerFlows = 8;
/** Slot of (acme, there), (globex, globexThere) and (acme, stranger). */
const [toThere, toGlobex, toStranger] = [FIRST, FIRST + 1, FIRST + 2];

let node: Node;
let xdp: Readonly<Record<string, BpfProgram>>;
beforeAll(() => {
  node = makeNode({ maxInnerFlows });
  xdp = loadXdp(node);
});
afterAll(() => {
  for (const program of Object.values(xdp ?? {})) close(program);
  node?.close();
  node?.netns.delete();
});
beforeEach(() => {
  node.member(acme, there.vtepId, toThere);
  node.member(globex, globexThere.vtepId, toGlobex);
  forgetCarried(node);
});
afterEach(() => {
  arrange(node);
  deleteEntry(node.map('member'), encodeMemberKey({ vni: acme, vtepId: stranger.vtepId }));
});

const [a1Ip = '', a2Ip = ''] = [a1.ips[0], a2.ips[0]];
const v6 = { source: '2001:db8:1::21', destination: '2001:db8:1::11' };
const packet = (source: string, destination: string, bytes = 30) =>
  ip4({ source, destination }, udp(1000, 2000, Buffer.alloc(bytes)));
const toFar = (bytes = 30) => ethernet(far.mac, a1.mac, EtherType.IP4, packet(a1Ip, far.ip, bytes));
const fromFar = (mac = a1.mac, ip = a1Ip) => ethernet(mac, far.mac, EtherType.IP4, packet(far.ip, ip));
const fromFar6 = () => ethernet(a1.mac, far.mac, EtherType.IP6, packet6(v6, udp(1, 2, Buffer.alloc(40))));

const send = (frame: Buffer, gsoSize = 0) =>
  runFrame(node, { program: 'from_port', on: a1.device, frame, gsoSize }).verdict;
const receive = (frame: Buffer, gsoSize = 0) =>
  runFrame(node, { program: 'from_underlay', on: 'underlay', frame, gsoSize }).verdict;
function receiveXdp(program: XdpProgram, frame: Buffer): number {
  const found = xdp[program];
  if (!found) throw new Error(`no program ${program}`);
  return testRun(found, { data: frame, netns: node.netns.path }).retval;
}

const outKey = `${acme}>${there.vtepId} ${a1Ip}>${far.ip}`;
const inKey = `${acme}<${there.vtepId} ${far.ip}>${a1Ip}`;

describe.each(families)('over $name', (family) => {
  beforeEach(() => useFamily(node, family));

  test('what a port sends is counted as it was outside the tunnel, with its inner addresses', () => {
    const [short, long] = [toFar(), toFar(800)];
    expect([send(short), send(long), send(short)]).toEqual(['redirect', 'redirect', 'redirect']);
    const total: [number, number] = [3, 2 * short.length + long.length];
    expect(carried(node)).toEqual({ [toThere]: { sent: total } });
    expect(innerFlows(node)).toEqual({ [outKey]: total });
  });

  test('what came is counted without its outer headers', () => {
    expect(receive(wrap(family, fromFar()))).toBe('redirect');
    expect(receive(wrap(family, fromFar6()))).toBe('redirect');
    expect(carried(node)).toEqual({ [toThere]: { received: [2, fromFar().length + fromFar6().length] } });
    expect(innerFlows(node)).toEqual({
      [inKey]: [1, fromFar().length],
      [`${acme}<${there.vtepId} ${v6.source}>${v6.destination}`]: [1, fromFar6().length],
    });
  });

  test('what XDP hands to a tap is counted once; what it leaves to tc is counted there', () => {
    openToXdp(node);
    const frame = wrap(family, fromFar(a2.mac, a2Ip));
    const length = fromFar(a2.mac, a2Ip).length;
    expect(receiveXdp('underlay_native', frame)).toBe(Xdp.REDIRECT);
    const once = { [toThere]: { received: [1, length] as [number, number] } };
    expect(carried(node)).toEqual(once);
    expect(innerFlows(node)).toEqual({ [`${acme}<${there.vtepId} ${far.ip}>${a2Ip}`]: [1, length] });
    expect(receiveXdp('underlay_generic', frame)).toBe(Xdp.PASS);
    expect(receiveXdp('underlay_native', wrap(family, fromFar()))).toBe(Xdp.PASS);
    expect(carried(node)).toEqual(once);
    expect(receive(frame)).toBe('redirect');
    expect(carried(node)).toEqual({ [toThere]: { received: [2, 2 * length] } });
  });
});

test('a GSO frame counts as one', () => {
  const segments = tcp(1, 2, 0x10, Buffer.alloc(3000));
  const ip = ip4({ source: a1Ip, destination: far.ip, protocol: Protocol.TCP }, segments);
  const frame = ethernet(far.mac, a1.mac, EtherType.IP4, ip);
  expect(send(frame, 1000)).toBe('redirect');
  expect(carried(node)).toEqual({ [toThere]: { sent: [1, frame.length] } });
});

test('what goes through the vxlan device is counted; what is not IP has no inner addresses', () => {
  const frame = ethernet(far.mac, a1.mac, EtherType.LLDP);
  expect(send(frame)).toBe('redirect');
  expect(carried(node)).toEqual({ [toThere]: { sent: [1, frame.length] } });
  expect(innerFlows(node)).toEqual({});
});

test('every copy of a broadcast counts for the node that it goes to, and those that can not be made do not', () => {
  node.member(acme, stranger.vtepId, toStranger);
  node.flood('remote', acme, [there.vtepId, stranger.vtepId, 9]);
  const frame = ethernet(BROADCAST, a1.mac, EtherType.IP4, packet(a1Ip, '255.255.255.255'));
  send(frame);
  expect(node.drops(a1.slot, 'FLOOD_INCOMPLETE')).toBe(1);
  const copy = { sent: [1, frame.length] as [number, number] };
  expect(carried(node)).toEqual({ [toThere]: copy, [toStranger]: copy });
  expect(innerFlows(node)).toEqual(
    Object.fromEntries(
      [there, stranger].map(({ vtepId }) => [`${acme}>${vtepId} ${a1Ip}>255.255.255.255`, [1, frame.length]]),
    ),
  );
});

test('a broadcast of another node counts once, however many ports get it', () => {
  const frame = ethernet(BROADCAST, far.mac, EtherType.IP4, packet(far.ip, '255.255.255.255'));
  receive(wrap(families[0], frame));
  expect(carried(node)).toEqual({ [toThere]: { received: [1, frame.length] } });
});

test('what stays on the node, and what is dropped, is not carried', () => {
  send(ethernet(a2.mac, a1.mac, EtherType.IP4, packet(a1Ip, a2Ip)));
  for (const mac of [nobody.mac, behindUnknownVtep.mac])
    send(ethernet(mac, a1.mac, EtherType.IP4, packet(a1Ip, far.ip)));
  send(toFar(1700));
  send(ethernet(far.mac, a1.mac, EtherType.IP4, packet('10.0.0.99', far.ip)));
  // Several uplinks, and no route by any of them.
  node.configure({ underlayCount: 2 });
  expect(send(toFar())).toBe('consumed');
  node.configure({});
  const [family] = families;
  receive(wrap(family, fromFar(nobody.mac)));
  receive(wrap(family, fromFar(), { source: stranger.ip }));
  // An inner packet that does not know ECN, in an outer one that met congestion (RFC 6040).
  receive(wrap(family, fromFar(), { tos: 3 }));
  receiveXdp('underlay_native', wrap(family, fromFar(), { source: stranger.ip }));
  expect(carried(node)).toEqual({});
  expect(innerFlows(node)).toEqual({});
});

test('a network is counted by itself, whatever addresses it shares with another', () => {
  const frame = fromFar();
  receive(wrap(families[0], frame, { source: globexThere.ip }, globex));
  receive(wrap(families[0], frame));
  const once: [number, number] = [1, frame.length];
  expect(carried(node)).toEqual({ [toThere]: { received: once }, [toGlobex]: { received: once } });
  expect(innerFlows(node)).toEqual({ [inKey]: once, [`${globex}<${globexThere.vtepId} ${far.ip}>${a1Ip}`]: once });
});

test('members without a slot of their own, and VTEPs that are no members (yet), are counted together', () => {
  node.member(acme, there.vtepId, TrafficSlot.FULL);
  send(toFar());
  receive(wrap(families[0], fromFar()));
  expect(carried(node)).toEqual({
    [TrafficSlot.FULL]: { sent: [1, toFar().length], received: [1, fromFar().length] },
  });
  node.fdb(acme, nobody.mac, { vtepId: globexThere.vtepId, datapathId: 99 });
  send(ethernet(nobody.mac, a1.mac, EtherType.IP4, packet(a1Ip, far.ip)));
  expect(carried(node)[TrafficSlot.FULL]?.sent?.[0]).toBe(2);
});

test('inner flows that find no room are counted, each direction by itself, and the tunnel is counted all the same', () => {
  for (let i = 0; i < maxInnerFlows; i++)
    send(ethernet(far.mac, a1.mac, EtherType.IP4, packet(a1Ip, `10.0.0.${30 + i}`)));
  expect(Object.keys(innerFlows(node))).toHaveLength(maxInnerFlows);
  for (let i = 0; i < 3; i++) send(ethernet(far.mac, a1.mac, EtherType.IP4, packet(a1Ip, `10.0.1.${i}`)));
  receive(wrap(families[0], fromFar()));
  expect(Object.keys(innerFlows(node))).toHaveLength(maxInnerFlows);
  expect(carried(node)).toMatchObject({
    [TrafficSlot.INNER_FULL]: { sent: [3, 0], received: [1, 0] },
    [toThere]: { sent: [maxInnerFlows + 3, expect.anything()] },
  });
  // One that has its row goes on.
  send(ethernet(far.mac, a1.mac, EtherType.IP4, packet(a1Ip, '10.0.0.30')));
  expect(innerFlows(node)[`${acme}>${there.vtepId} ${a1Ip}>10.0.0.30`]?.[0]).toBe(2);
});

test('only what the configuration says is counted', () => {
  const both = () => {
    openToXdp(node);
    send(toFar());
    receive(wrap(families[0], fromFar()));
    receiveXdp('underlay_native', wrap(families[0], fromFar(a2.mac, a2Ip)));
  };
  node.configure({ counts: 0 });
  both();
  expect(carried(node)).toEqual({});
  node.configure({ counts: Counts.TUNNELS });
  both();
  expect(carried(node)).toMatchObject({
    [toThere]: { sent: [1, expect.anything()], received: [2, expect.anything()] },
  });
  expect(innerFlows(node)).toEqual({});
});
