import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  type BpfRing,
  close,
  countEntries,
  lookup,
  openRingBuffer,
  readRing,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { DropReason } from '../../proto/src/drop-reasons.gen.js';
import { Guard, guarded4, guarded6, rule, ruleName } from './connection-guard.js';
import { Flag, TcpConversation } from './connection-tcp.js';
import { dualStack } from './discovery-topology.js';
import { arp, BROADCAST, EtherType, ethernet, icmp, Protocol, udp } from './frames.js';
import { key } from './node.js';
import { a1, a2, far } from './topology.js';

const maxConnections = 64;
let guard: Guard;
let ring: BpfRing;
/** Records that the event loop brought. */
const arrived: layout.DeniedRecord[] = [];
const decode = (bytes: Buffer, count: number) =>
  Array.from({ length: count }, (_, i) => layout.decodeDeniedRecord(bytes, i * layout.DENIED_RECORD_BYTES));
beforeAll(() => {
  guard = new Guard({ maxConnections });
  ring = openRingBuffer(guard.node.map('denied_records'), layout.DENIED_RECORD_BYTES, (bytes, count) =>
    arrived.push(...decode(bytes, count)),
  );
});
afterAll(() => {
  if (ring) close(ring);
  guard?.close();
});
afterEach(() => {
  guard.reset();
  limits({ connectionPortMax: 0 });
  denied();
});

/** Records since the last call. */
function denied(): layout.DeniedRecord[] {
  const { records, count } = readRing(ring);
  return [...arrived.splice(0), ...decode(records, count)];
}
function limits({ connectionPortMax }: { connectionPortMax: number }): void {
  const value = layout.encodePolicyConfig({ connectionPortMax, deniedRecordsPerS: 1_000_000 });
  update(guard.node.map('policy_config'), key(0), value);
}
const datagram = (source: number, destination: number) => udp(source, destination, Buffer.alloc(10));
const echo = (type: number, identifier: number) => {
  const message = icmp(type, 0);
  message.writeUInt16BE(identifier, 4);
  return message;
};

describe.each([guarded4, guarded6])('$name', (family) => {
  const udpIs = (direction: 'egress' | 'ingress', source: number, destination: number) =>
    guard.passes(family, direction, Protocol.UDP, datagram(source, destination));

  test('a port without a policy passes everything, and nothing is tracked', () => {
    expect(udpIs('ingress', 1, 2)).toBe('passes');
    expect(udpIs('egress', 1, 2)).toBe('passes');
    expect(guard.tracked()).toBe(0);
  });

  test('UDP: answers pass, without a question they do not', () => {
    guard.allow([]);
    expect(udpIs('ingress', 53, 1000)).toBe('INGRESS_DENIED');
    expect(udpIs('egress', 1000, 53)).toBe('passes');
    expect(udpIs('ingress', 53, 1000)).toBe('passes');
    expect(udpIs('ingress', 53, 1001)).toBe('INGRESS_DENIED');
    expect(guard.connection(family, Protocol.UDP, 1000, 53)).toMatchObject({
      state: layout.ConnectionState.ESTABLISHED,
      began: layout.PolicyDirection.EGRESS,
      rule: 1n,
    });
  });

  test('UDP: 30 s until the first answer, then 180 s', () => {
    guard.allow([]);
    udpIs('egress', 1000, 53);
    guard.age(family, Protocol.UDP, 1000, 53, 31);
    expect(udpIs('ingress', 53, 1000)).toBe('INGRESS_DENIED');
    udpIs('egress', 1000, 53);
    expect(udpIs('ingress', 53, 1000)).toBe('passes');
    guard.age(family, Protocol.UDP, 1000, 53, 179);
    expect(udpIs('ingress', 53, 1000)).toBe('passes');
    guard.age(family, Protocol.UDP, 1000, 53, 181);
    expect(udpIs('ingress', 53, 1000)).toBe('INGRESS_DENIED');
    expect(guard.sweep()).toMatchObject({ ended: 1 });
    expect(guard.share()).toBe(0);
  });

  test('another policy: the rules are asked in the direction in which it began, whichever way the packet goes', () => {
    guard.allow([rule('ingress', Protocol.UDP, 53, 3)]);
    expect(udpIs('ingress', 1000, 53)).toBe('passes');
    guard.allow([rule('ingress', Protocol.UDP, 53, 4)]);
    expect(udpIs('egress', 53, 1000)).toBe('passes');
    expect([guard.hits('ingress', 3), guard.hits('ingress', 4), guard.hits('egress', 0)]).toEqual([1, 1, 0]);
    guard.allow([rule('ingress', Protocol.UDP, 54)]);
    expect(udpIs('egress', 53, 1000)).toBe('EGRESS_DENIED');
    expect(denied()).toMatchObject([{ reason: DropReason.EGRESS_DENIED, rule: ruleName(4) }]);
    // It is kept, so that no packet of it begins it in the other direction.
    expect(guard.tracked()).toBe(1);
  });

  test('echo: answers by identifier; both sides may use the same one; nobody answers what was not asked', () => {
    const { request, reply } = family.echo;
    const echoIs = (direction: 'egress' | 'ingress', type: number, identifier: number) =>
      guard.passes(family, direction, family.icmpProtocol, echo(type, identifier));
    guard.allow([]);
    expect(echoIs('egress', request, 7)).toBe('passes');
    expect(echoIs('ingress', reply, 7)).toBe('passes');
    expect(echoIs('ingress', reply, 8)).toBe('INGRESS_DENIED');
    expect(echoIs('ingress', request, 7)).toBe('INGRESS_DENIED');
    guard.allow([{ ...rule('ingress', family.icmpProtocol), first: request << 8, last: request << 8 }]);
    expect(echoIs('ingress', request, 7)).toBe('passes');
    expect(guard.tracked()).toBe(2);
    // Egress is open: an answer that nobody asked for leaves, and admits nothing.
    expect(echoIs('egress', reply, 9)).toBe('passes');
    expect(guard.tracked()).toBe(2);
  });

  test('other protocols: by their addresses', () => {
    guard.allow([]);
    const gre = Buffer.alloc(20);
    expect(guard.passes(family, 'ingress', 47, gre)).toBe('INGRESS_DENIED');
    expect(guard.passes(family, 'egress', 47, gre)).toBe('passes');
    expect(guard.passes(family, 'ingress', 47, gre)).toBe('passes');
  });

  test('a port that is over its share', () => {
    limits({ connectionPortMax: 3 });
    guard.allow([rule('ingress', Protocol.UDP, 53)]);
    for (const l4Port of [1, 2, 3]) expect(udpIs('ingress', l4Port, 53)).toBe('passes');
    denied();
    expect(udpIs('ingress', 4, 53)).toBe('CONNECTIONS_FULL');
    expect(denied()).toMatchObject([{ reason: DropReason.CONNECTIONS_FULL, sourceL4Port: 4, rule: ruleName(1) }]);
    expect(udpIs('ingress', 2, 53)).toBe('passes');
    expect(guard.share()).toBe(3);
    guard.age(family, Protocol.UDP, 53, 1, 31);
    guard.sweep();
    expect(udpIs('ingress', 4, 53)).toBe('passes');
  });

  test('a table that is full: the share is not used up', () => {
    guard.allow([rule('ingress', Protocol.UDP, 53)]);
    const fates = Array.from({ length: maxConnections + 5 }, (_, i) => udpIs('ingress', 1000 + i, 53));
    expect(fates.filter((fate) => fate === 'passes')).toHaveLength(maxConnections);
    expect(new Set(fates.slice(maxConnections))).toEqual(new Set(['CONNECTIONS_FULL']));
    expect(guard.share()).toBe(maxConnections);
    expect(countEntries(guard.node.map(family.map))).toBe(maxConnections);
  });

  test('the connections of one port are removed', () => {
    guard.allow([]);
    udpIs('egress', 1, 2);
    udpIs('egress', 3, 4);
    expect(guard.sweep(layout.ConnectionSweepScope.PORT, 99)).toMatchObject({ ended: 0 });
    expect(guard.sweep(layout.ConnectionSweepScope.PORT, a1.id)).toMatchObject({ ended: 2, left4: 0, left6: 0 });
    expect(guard.share()).toBe(0);
  });

  test('multicast is asked about packet by packet, without an entry', () => {
    const group = family === guarded4 ? '239.1.1.1' : 'ff0e::1';
    const packet = (source: string) => family.packet({ source, destination: group }, datagram(5000, 5001));
    guard.allow([rule('egress', Protocol.UDP, 5001, 1)]);
    expect(guard.sends(ethernet(far.mac, a1.mac, family.etherType, packet(family.own)))).toBe('passes');
    expect(guard.gets(ethernet(a1.mac, far.mac, family.etherType, packet(family.remote)))).toBe('INGRESS_DENIED');
    guard.allow([rule('ingress', Protocol.UDP, 5001, 2)]);
    expect(guard.gets(ethernet(a1.mac, far.mac, family.etherType, packet(family.remote)))).toBe('passes');
    expect([guard.hits('egress', 1), guard.hits('ingress', 2), guard.tracked()]).toEqual([1, 1, 0]);
  });

  test('what is denied is no flow, and counts as nothing sent or received', () => {
    guard.allow([rule('egress', Protocol.UDP, 9)]);
    guard.node.resetCounts();
    const flows = () => countEntries(guard.node.map('flow4')) + countEntries(guard.node.map('flow6'));
    const before = flows();
    udpIs('egress', 333, 10);
    udpIs('ingress', 10, 333);
    expect(flows()).toBe(before);
    expect(guard.node.counts()).toEqual({ [a1.slot]: { drops: { EGRESS_DENIED: 1, INGRESS_DENIED: 1 } } });
  });

  test('between two ports of a node each asks its own policy', () => {
    guard.allow([rule('ingress', Protocol.UDP, 1)]);
    guard.allow([rule('ingress', Protocol.UDP, 53)], a2);
    const to = family === guarded4 ? '10.0.0.12' : '2001:db8::12';
    const frame = (l4Port: number) =>
      ethernet(
        a2.mac,
        a1.mac,
        family.etherType,
        family.packet({ source: family.own, destination: to }, datagram(1000, l4Port)),
      );
    guard.node.resetCounts();
    expect(guard.sends(frame(53))).toBe('passes');
    expect(guard.tracked()).toBe(2);
    expect([guard.share('port_connections', a1), guard.share('port_connections', a2)]).toEqual([1, 1]);
    expect(guard.sends(frame(54))).toBe('INGRESS_DENIED');
    expect(guard.node.drops(a2.slot, 'INGRESS_DENIED')).toBe(1);
    guard.open(a2);
  });
});

test('a policy that is not laid out drops, unless the port has another one by now', () => {
  guard.allow([]);
  const slot = key(a1.slot);
  const word = lookup(guard.node.map('port_policy'), slot)!;
  update(guard.node.map('port_policy'), slot, Buffer.concat([key(4711), key(7)]));
  expect(guard.passes(guarded4, 'egress', Protocol.UDP, datagram(1, 2))).toBe('POLICY_MISSING');
  update(guard.node.map('port_policy'), slot, word);
  expect(guard.passes(guarded4, 'egress', Protocol.UDP, datagram(1, 2))).toBe('passes');
});

test('neither IP nor ARP: not at a port with a policy', () => {
  const lldp = ethernet(far.mac, a1.mac, EtherType.LLDP);
  const back = ethernet(a1.mac, far.mac, EtherType.LLDP);
  expect([guard.sends(lldp), guard.gets(back)]).toEqual(['passes', 'passes']);
  guard.allow([]);
  expect([guard.sends(lldp), guard.gets(back)]).toEqual(['NOT_IP', 'NOT_IP']);
});

test('ARP and neighbor discovery are not asked about', () => {
  guard.allow([rule('egress', Protocol.UDP, 9)]);
  const request = arp({ senderMac: a1.mac, senderIp: '10.0.0.11', targetIp: far.ip });
  expect(guard.sends(ethernet(BROADCAST, a1.mac, EtherType.ARP, request))).toBe('passes');
  const reply = arp({
    operation: 'reply',
    senderMac: far.mac,
    senderIp: far.ip,
    targetMac: a1.mac,
    targetIp: '10.0.0.11',
  });
  expect(guard.gets(ethernet(a1.mac, far.mac, EtherType.ARP, reply))).toBe('passes');
  const advertisement = Buffer.alloc(24);
  advertisement[0] = 136;
  expect(guard.passes(guarded6, 'ingress', 58, advertisement)).toBe('passes');
  expect(guard.tracked()).toBe(0);
});

test('a port over half of its share forgets connections as they close: any number of short ones fit', () => {
  limits({ connectionPortMax: 4 });
  guard.allow([rule('ingress', Protocol.TCP, 443)]);
  const { ACK, FIN } = Flag;
  for (let i = 0; i < 20; i++) {
    const tcp = new TcpConversation(guard, guarded4, 'ingress', 1000 + i);
    const fates = [
      ...tcp.open(),
      tcp.say('egress', { flags: FIN | ACK }),
      tcp.say('ingress', { flags: FIN | ACK }),
      tcp.say('egress'),
    ];
    expect(new Set(fates)).toEqual(new Set(['passes']));
  }
  // The first two are still known.
  expect([guard.tracked(), guard.share()]).toEqual([2, 2]);
});

test('of a port over half of its share, UDP and half-open TCP end after ten seconds, established TCP does not', () => {
  limits({ connectionPortMax: 6 });
  guard.allow([rule('ingress', Protocol.TCP, 443)]);
  const established = new TcpConversation(guard, guarded4, 'ingress', 1);
  established.open();
  const halfOpen = new TcpConversation(guard, guarded4, 'ingress', 2);
  halfOpen.say('ingress', { flags: Flag.SYN });
  const answered = [3, 4, 5];
  for (const l4Port of answered) {
    guard.passes(guarded4, 'egress', Protocol.UDP, datagram(l4Port, 53));
    guard.passes(guarded4, 'ingress', Protocol.UDP, datagram(53, l4Port));
    guard.age(guarded4, Protocol.UDP, l4Port, 53, 9);
  }
  established.age(11);
  halfOpen.age(11);
  expect(guard.sweep()).toMatchObject({ ended: 1, left4: 4 });
  expect(halfOpen.tracked).toBeNull();
  for (const l4Port of answered) guard.age(guarded4, Protocol.UDP, l4Port, 53, 11);
  // After the next one to go there are three left, which is half.
  expect(guard.sweep()).toMatchObject({ ended: 1, left4: 3 });
  expect(established.tracked).not.toBeNull();
});

test('a port that comes back in another slot takes its connections with it', () => {
  guard.allow([]);
  const at = (slot: number) => guard.node.plug({ ...a1, slot });
  expect(guard.passes(guarded4, 'egress', Protocol.UDP, datagram(1, 2))).toBe('passes');
  const word = lookup(guard.node.map('port_policy'), key(a1.slot))!;
  at(9);
  update(guard.node.map('port_policy'), key(9), word);
  expect(guard.passes(guarded4, 'ingress', Protocol.UDP, datagram(2, 1))).toBe('passes');
  expect(guard.connection(guarded4, Protocol.UDP, 1, 2)?.slot).toBe(9);
  expect([guard.share(), guard.share('port_connections', { ...a1, slot: 9 })]).toEqual([0, 1]);
  update(guard.node.map('port_policy'), key(9), Buffer.alloc(8));
  dualStack()(guard.node);
});

test('a flood of half-open connections takes the share of its port, and no connection of another port', () => {
  limits({ connectionPortMax: 40 });
  guard.allow([rule('ingress', Protocol.TCP, 443)]);
  guard.allow([rule('ingress', Protocol.TCP, 443)], a2);
  const fates = Array.from({ length: 100 }, (_, i) =>
    new TcpConversation(guard, guarded4, 'ingress', 1000 + i).say('ingress', { flags: Flag.SYN }),
  );
  expect(fates.filter((fate) => fate === 'CONNECTIONS_FULL')).toHaveLength(60);
  const frame = ethernet(
    a2.mac,
    far.mac,
    EtherType.IP4,
    guarded4.packet(
      { source: far.ip, destination: '10.0.0.12', protocol: Protocol.TCP },
      Buffer.from('03e801bb0000000100000000500203e800000000', 'hex'),
    ),
  );
  expect(guard.gets(frame)).toBe('passes');
  guard.open(a2);
});
