import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { parseIp } from '../../proto/src/ip.js';
import { Guard, type GuardedFamily, guarded4, guarded6, rule } from './connection-guard.js';
import { Flag, type SegmentFields, TcpConversation } from './connection-tcp.js';
import { icmp, Protocol, udp } from './frames.js';
import { key } from './node.js';
import type { Direction, Rule } from './policy-rules.js';
import { a1, acme, far, stranger, there } from './topology.js';

/** Connections that another node has tracked, as a1 goes on with them here. */

const maxConnections = 64;
let guard: Guard;
beforeAll(() => {
  guard = new Guard({ maxConnections });
});
afterAll(() => guard?.close());
afterEach(() => {
  limit(0);
  guard.reset();
});

const { SYN, ACK, RST, FIN } = Flag;
const { SCALED, SYN: SIDE_SYN, FIN: SIDE_FIN } = layout.TcpSideFlags;
const { NEW, HANDSHAKE, ESTABLISHED, CLOSING, CLOSED } = layout.ConnectionState;
const passes = (n: number) => Array(n).fill('passes');
const limit = (connectionPortMax: number) =>
  update(
    guard.node.map('policy_config'),
    key(0),
    layout.encodePolicyConfig({ connectionPortMax, deniedRecordsPerS: 1_000_000 }),
  );

interface Told {
  readonly protocol: number;
  readonly own: number;
  readonly remote: number;
  readonly began: Direction;
  readonly state?: number;
  readonly idleS?: number;
  readonly ageS?: number;
  readonly cut?: boolean;
  readonly telling?: number;
  readonly slot?: number;
  /** Of the remote side, and of the port. */
  readonly scale?: readonly [number, number];
  readonly flags?: readonly [number, number];
}

const mapped = (text: string) => {
  const bytes = parseIp(text);
  return bytes.length === 16 ? bytes : Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...bytes);
};
function take(family: GuardedFamily, told: Told): number {
  const context = layout.encodeConnectionTake({
    ageNs: (told.ageS ?? 100) * 1e9,
    idleNs: (told.idleS ?? 0) * 1e9,
    datapathId: a1.id,
    slot: told.slot ?? a1.slot,
    telling: told.telling ?? 1,
    own: mapped(family.own),
    remote: mapped(family.remote),
    ownL4Port: told.own,
    remoteL4Port: told.remote,
    protocol: told.protocol,
    began: told.began === 'egress' ? layout.PolicyDirection.EGRESS : layout.PolicyDirection.INGRESS,
    state: told.state ?? ESTABLISHED,
    cut: told.cut ? 1 : 0,
    ip6: family.name === 'IPv6' ? 1 : 0,
    scale: Uint8Array.from(told.scale ?? [7, 7]),
    flags: Uint8Array.from(told.flags ?? [SCALED | SIDE_SYN, SCALED | SIDE_SYN]),
    taken: 99,
  });
  const { retval, contextOut } = runSyscall(guard.node.program('connection_take'), context);
  expect(retval).toBe(0);
  return layout.decodeConnectionTake(contextOut).taken;
}
const untold = (telling: number) => guard.sweep(layout.ConnectionSweepScope.UNTOLD, a1.id, telling).ended;

describe.each([guarded4, guarded6])('$name', (family) => {
  describe.each(['ingress', 'egress'] as const)('TCP, begun by %s', (opener: Direction) => {
    let tcp: TcpConversation;
    let server: Direction;
    const other = (side: Direction): Direction => (side === 'egress' ? 'ingress' : 'egress');
    beforeEach(() => {
      guard.allow([rule(opener, Protocol.TCP, 443), rule('egress', Protocol.UDP, 9, 2)]);
      // Numbers far from 0 in both halves: what is not known is zero.
      tcp = new TcpConversation(guard, family, opener, 40_000, { egress: 0x1234_5678, ingress: 0xdead_0000 });
      server = tcp.server;
    });
    const told = (more: Partial<Told> = {}) =>
      take(family, { protocol: Protocol.TCP, ...tcp.l4Ports, began: opener, ...more });

    test('the first packet asks the rules in the direction in which it began; then it is as any other', () => {
      expect(told({ idleS: 5 })).toBe(layout.ConnectionTaken.TAKEN);
      expect(tcp.tracked).toMatchObject({ version: 0, rule: 0x8000_0001n, state: ESTABLISHED, slot: a1.slot });
      expect(guard.share()).toBe(1);
      expect(tcp.say(server, { payload: 100 })).toBe('passes');
      expect(guard.hits(opener, 1)).toBe(1);
      expect(tcp.tracked).toMatchObject({ version: guard.version, state: ESTABLISHED });
      expect(tcp.say(opener)).toBe('passes');
      expect(guard.hits(opener, 1)).toBe(1);
    });

    test.each(['ingress', 'egress'] as const)('idle for long, %s says something first', (first) => {
      told({ idleS: 80_000, ageS: 90_000 });
      expect([tcp.say(first, { payload: 10 }), tcp.say(other(first)), tcp.say(other(first), { payload: 10 })]).toEqual(
        passes(3),
      );
      expect([tcp.say(first), tcp.say(first, { payload: 1400 }), tcp.say(other(first))]).toEqual(passes(3));
      // And windows hold from now on.
      expect(tcp.try(first, { sequence: tcp.next[first] + (0xffff << 7) * 2 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(other(first), { sequence: tcp.next[other(first)] + (0xffff << 7) * 2 })).toBe(
        'CONNECTION_INVALID',
      );
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
    });

    test('a keepalive, which is one byte behind, and its answer', () => {
      told({ idleS: 7_200 });
      expect(tcp.try(opener, { sequence: tcp.next[opener] - 1 })).toBe('passes');
      expect([tcp.say(server), tcp.say(server, { payload: 10 }), tcp.say(opener, { payload: 10 })]).toEqual(passes(3));
    });

    test.each(['ingress', 'egress'] as const)(
      'busy: %s sends a window of 4 MB before the other says anything',
      (busy) => {
        told();
        const start = tcp.next[busy];
        const window = 0x8000;
        const fates = Array.from({ length: 60 }, () => tcp.say(busy, { payload: 1400, window: 1 }));
        // What came out of order at the other place.
        fates.push(tcp.try(busy, { sequence: start + (window << 7) - 1400, payload: 1400 }));
        fates.push(tcp.try(busy, { sequence: start - 100_000, payload: 1400 }));
        fates.push(tcp.try(other(busy), { acknowledged: start - 50_000, window }));
        fates.push(tcp.try(other(busy), { acknowledged: tcp.next[busy], window }));
        fates.push(tcp.try(busy, { sequence: tcp.next[busy] + (window << 7) - 1400, payload: 1400 }));
        expect(new Set(fates)).toEqual(new Set(['passes']));
        expect(tcp.tracked?.state).toBe(ESTABLISHED);
      },
    );

    test('busy both ways, segments crossing', () => {
      told();
      const segments: [Direction, SegmentFields][] = [];
      for (let i = 0; i < 20; i++) {
        for (const from of [opener, server])
          segments.push([
            from,
            {
              sequence: tcp.next[from] + i * 1400,
              payload: 1400,
              acknowledged: tcp.next[other(from)] + Math.max(0, i - 8) * 1400,
            },
          ]);
      }
      // Not in order.
      for (let i = 0; i + 5 < segments.length; i += 3) segments.push(...segments.splice(i, 2));
      expect(new Set(segments.map(([from, fields]) => tcp.try(from, fields)))).toEqual(new Set(['passes']));
    });

    test.each([
      ['scaled', [7, 7], SCALED | SIDE_SYN, 7],
      ['not scaled', [0, 0], SIDE_SYN, 0],
      ['picked up at the other place', [14, 14], 0, 14],
    ] as const)('windows: %s', (_, scale, flags, shift) => {
      told({ scale, flags: [flags, flags] });
      expect([tcp.say(opener, { payload: 10 }), tcp.say(server)]).toEqual(passes(2));
      expect(tcp.try(opener, { sequence: tcp.next[opener] + (1000 << shift), payload: 1 })).toBe('passes');
      const far = Math.max(2 * (0xffff << shift), 200_000);
      expect(tcp.try(opener, { sequence: tcp.next[opener] + far, payload: 1 })).toBe('CONNECTION_INVALID');
    });

    test('it closes: FINs, one told, one here', () => {
      told({ state: CLOSING, flags: opener === 'egress' ? [SCALED, SCALED | SIDE_FIN] : [SCALED | SIDE_FIN, SCALED] });
      // The FIN of the opener was sent at the other place. Data of the other side goes on.
      expect([tcp.say(server, { payload: 1400 }), tcp.say(opener), tcp.say(server, { payload: 1400 })]).toEqual(
        passes(3),
      );
      expect(tcp.tracked?.state).toBe(CLOSING);
      expect([tcp.say(opener), tcp.say(server, { flags: FIN | ACK }), tcp.say(opener)]).toEqual(passes(3));
      expect(tcp.tracked?.state).toBe(CLOSED);
    });

    test('it closes here', () => {
      told();
      expect([tcp.say(opener, { flags: FIN | ACK }), tcp.say(server, { flags: FIN | ACK }), tcp.say(opener)]).toEqual(
        passes(3),
      );
      expect(tcp.tracked?.state).toBe(CLOSED);
      expect(tcp.say(server)).toBe('passes');
    });

    test('a RST before anything else passes, and the next segment says whether it was one', () => {
      told();
      expect(tcp.try(server, { flags: RST, sequence: 5 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(CLOSING);
      expect(tcp.say(opener, { payload: 10 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
      expect(tcp.try(server, { flags: RST | ACK })).toBe('passes');
      expect(tcp.tracked?.state).toBe(CLOSED);
    });

    test('stragglers of one that is closed pass, and a SYN opens anew', () => {
      told({ state: CLOSED });
      expect([tcp.try(opener, {}), tcp.try(server, { flags: FIN | ACK }), tcp.try(server, { flags: RST })]).toEqual(
        passes(3),
      );
      expect(tcp.open({ client: 7, server: 7 })).toEqual(passes(3));
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
      expect(guard.share()).toBe(1);
    });

    test('a SYN that was sent at the other place is answered here', () => {
      const flags = opener === 'egress' ? [0, SCALED | SIDE_SYN] : [SCALED | SIDE_SYN, 0];
      told({ state: NEW, flags: flags as [number, number], scale: opener === 'egress' ? [0, 7] : [7, 0] });
      tcp.next[opener]++;
      expect(tcp.say(server, { flags: SYN | ACK, scale: 7 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(HANDSHAKE);
      expect([tcp.say(opener), tcp.say(opener, { payload: 500 }), tcp.say(server)]).toEqual(passes(3));
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
      expect(tcp.try(opener, { sequence: tcp.next[opener] + (1000 << 7), payload: 1 })).toBe('passes');
      expect(tcp.try(opener, { sequence: tcp.next[opener] + (0xffff << 8), payload: 1 })).toBe('CONNECTION_INVALID');
    });

    test('a SYN that is sent again, a SYN+ACK that is sent again, and the rest of the handshake', () => {
      told({ state: NEW });
      expect(tcp.open({ client: 7, server: 7 })).toEqual(passes(3));
      told({ state: HANDSHAKE, own: 1 });
      const half = new TcpConversation(guard, family, opener, 40_001);
      take(family, { protocol: Protocol.TCP, ...half.l4Ports, began: opener, state: HANDSHAKE });
      half.next[opener]++;
      expect([half.try(server, { flags: SYN | ACK }), half.try(server, { flags: SYN | ACK })]).toEqual(passes(2));
      half.next[server]++;
      expect([half.say(opener), half.say(server, { payload: 10 }), half.say(opener)]).toEqual(passes(3));
      expect(half.tracked?.state).toBe(ESTABLISHED);
    });

    test('one that was new when it was told, and goes on as established', () => {
      told({ state: NEW });
      expect([tcp.say(opener, { payload: 10 }), tcp.say(server), tcp.say(opener, { payload: 10 })]).toEqual(passes(3));
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
    });

    test('a host that begins again with the numbers of a new connection', () => {
      told();
      tcp.next[opener] += 0x2000_0000;
      expect(tcp.say(opener, { flags: SYN, acknowledged: 0, scale: 7 })).toBe('passes');
      expect([
        tcp.say(server, { flags: SYN | ACK, scale: 7 }),
        tcp.say(opener),
        tcp.say(opener, { payload: 9 }),
      ]).toEqual(passes(3));
    });

    test('segments of the side that answers came before it was told', () => {
      // Nothing but this lets them pass.
      guard.allow([rule(opener, Protocol.TCP, 443), rule(server, Protocol.TCP, 40_000, 2)]);
      expect([
        tcp.say(server, { payload: 100, window: 0x4000 }),
        tcp.say(server, { payload: 100, window: 0x4000 }),
      ]).toEqual(passes(2));
      expect(tcp.tracked).toMatchObject({ state: NEW, version: guard.version });
      expect(told()).toBe(layout.ConnectionTaken.TAKEN);
      expect(tcp.tracked).toMatchObject({ state: ESTABLISHED, version: 0 });
      expect(tcp.try(opener, { sequence: tcp.next[opener] + 100_000, payload: 1 })).toBe('passes');
      expect([tcp.say(opener, { payload: 10 }), tcp.say(server)]).toEqual(passes(2));
      expect(tcp.try(server, { sequence: tcp.next[server] + (1000 << 7), payload: 1 })).toBe('passes');
      expect(tcp.try(server, { sequence: tcp.next[server] + 2 ** 29, payload: 1 })).toBe('CONNECTION_INVALID');
      expect(guard.hits(opener, 1)).toBe(1);
      expect(tcp.tracked?.state).toBe(ESTABLISHED);
    });

    test('what the policy here does not allow is cut, whoever sends, and stays so', () => {
      guard.allow([rule(opener, Protocol.TCP, 444), rule('egress', Protocol.UDP, 9, 2)]);
      told();
      const denied = (from: Direction) => (from === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED');
      for (const from of [server, opener, server] as const) expect(tcp.try(from, { payload: 1 })).toBe(denied(from));
      expect(tcp.tracked).toMatchObject({ version: 0, rule: 0n });
      // Told again as one that lives: it has been judged.
      expect(told({ telling: 2 })).toBe(layout.ConnectionTaken.KEPT);
      expect(tcp.tracked?.rule).toBe(0n);
      expect(untold(3)).toBe(0);
      // Until a rule allows it.
      guard.allow([rule(opener, Protocol.TCP, 443), rule('egress', Protocol.UDP, 9, 2)]);
      expect([tcp.say(server, { payload: 1 }), tcp.say(opener)]).toEqual(passes(2));
    });
  });

  const udpIs = (direction: Direction, source: number, destination: number) =>
    guard.passes(family, direction, Protocol.UDP, udp(source, destination, Buffer.alloc(10)));

  test('UDP: answers pass, as long as they would have', () => {
    guard.allow([]);
    expect(take(family, { protocol: Protocol.UDP, own: 1000, remote: 53, began: 'egress', idleS: 170 })).toBe(0);
    expect(udpIs('ingress', 53, 1000)).toBe('passes');
    expect(
      take(family, { protocol: Protocol.UDP, own: 1001, remote: 53, began: 'egress', state: NEW, idleS: 29 }),
    ).toBe(0);
    expect(udpIs('ingress', 53, 1001)).toBe('passes');
    expect(guard.connection(family, Protocol.UDP, 1001, 53)?.state).toBe(ESTABLISHED);
    for (const [state, idleS] of [
      [ESTABLISHED, 181],
      [NEW, 31],
    ] as const)
      expect(take(family, { protocol: Protocol.UDP, own: 1002, remote: 53, began: 'egress', state, idleS })).toBe(
        layout.ConnectionTaken.EXPIRED,
      );
    expect(udpIs('ingress', 53, 1002)).toBe('INGRESS_DENIED');
    expect(guard.share()).toBe(2);
  });

  test('echo: the answer to what was asked at the other place', () => {
    guard.allow([]);
    const answer = icmp(family.echo.reply, 0);
    answer.writeUInt16BE(7, 4);
    expect(take(family, { protocol: family.icmpProtocol, own: 7, remote: 0, began: 'egress', state: NEW })).toBe(0);
    expect(guard.passes(family, 'ingress', family.icmpProtocol, answer)).toBe('passes');
    answer.writeUInt16BE(8, 4);
    expect(guard.passes(family, 'ingress', family.icmpProtocol, answer)).toBe('INGRESS_DENIED');
  });

  test('what was cut stays cut for its time, and does not begin the other way round', () => {
    guard.allow([]);
    take(family, { protocol: Protocol.UDP, own: 53, remote: 1000, began: 'ingress', cut: true, idleS: 290 });
    expect(udpIs('egress', 53, 1000)).toBe('EGRESS_DENIED');
    expect(udpIs('ingress', 1000, 53)).toBe('INGRESS_DENIED');
    expect(guard.connection(family, Protocol.UDP, 53, 1000)?.rule).toBe(0n);
    expect(
      take(family, { protocol: Protocol.UDP, own: 53, remote: 1001, began: 'ingress', cut: true, idleS: 301 }),
    ).toBe(layout.ConnectionTaken.EXPIRED);
    expect(udpIs('egress', 53, 1001)).toBe('passes');
  });

  test('told again: renewed, those that are missing go, those that were judged here stay', () => {
    guard.allow([]);
    const told = (own: number, telling: number, more: Partial<Told> = {}) =>
      take(family, { protocol: Protocol.UDP, own, remote: 53, began: 'egress', telling, ...more });
    for (const own of [1, 2, 3]) told(own, 6, { idleS: 100 });
    told(4, 6, { cut: true, began: 'ingress' });
    udpIs('egress', 9, 53);
    udpIs('ingress', 53, 3);
    expect(told(1, 7, { idleS: 3, state: NEW })).toBe(layout.ConnectionTaken.TAKEN);
    expect(told(1, 7, { idleS: 20, state: NEW })).toBe(layout.ConnectionTaken.TAKEN);
    const renewed = guard.connection(family, Protocol.UDP, 1, 53);
    expect(renewed).toMatchObject({ state: NEW, version: 0, rule: 0x8000_0007n });
    // The later packet counts.
    expect(Number(process.hrtime.bigint()) - (renewed?.lastNs ?? 0)).toBeLessThan(15e9);
    expect(told(3, 7)).toBe(layout.ConnectionTaken.KEPT);
    expect(guard.share()).toBe(5);
    expect(untold(7)).toBe(1);
    expect(guard.share()).toBe(4);
    const left = [1, 2, 3, 4, 9].filter((own) => guard.connection(family, Protocol.UDP, own, 53));
    expect(left).toEqual([1, 3, 4, 9]);
    expect(guard.sweep(layout.ConnectionSweepScope.UNTOLD, 12, 9).ended).toBe(0);
  });

  test('an answer that came before its connection was told did not begin it', () => {
    guard.allow([rule('ingress', Protocol.UDP, 53)]);
    // Egress is open.
    expect([udpIs('egress', 53, 1000), udpIs('egress', 54, 1000), udpIs('egress', 55, 1000)]).toEqual(passes(3));
    const told = (own: number, more: Partial<Told> = {}) =>
      take(family, { protocol: Protocol.UDP, own, remote: 1000, began: 'ingress', ...more });
    expect([told(53), told(54), told(55, { cut: true, ageS: 0 })]).toEqual([
      layout.ConnectionTaken.TAKEN,
      layout.ConnectionTaken.TAKEN,
      // One that began here, before that.
      layout.ConnectionTaken.KEPT,
    ]);
    expect(guard.share()).toBe(3);
    expect(udpIs('egress', 53, 1000)).toBe('passes');
    expect(udpIs('egress', 54, 1000)).toBe('EGRESS_DENIED');
    expect(udpIs('ingress', 1000, 54)).toBe('INGRESS_DENIED');
    expect(udpIs('egress', 55, 1000)).toBe('passes');
    expect(untold(7)).toBe(0);
    expect([guard.hits('ingress', 1), guard.hits('ingress', 0)]).toEqual([1, 2]);
  });

  test('the share of the port is taken and given back; without room nothing is taken', () => {
    limit(2);
    guard.allow([]);
    const told = (own: number) => take(family, { protocol: Protocol.UDP, own, remote: 53, began: 'egress' });
    expect([1, 2, 3, 1].map(told)).toEqual([0, 0, layout.ConnectionTaken.SHARE_FULL, 0]);
    expect(guard.share()).toBe(2);
    guard.age(family, Protocol.UDP, 1, 53, 181);
    guard.sweep();
    expect(guard.share()).toBe(1);
    limit(0);
    const fates = Array.from({ length: maxConnections + 10 }, (_, i) => told(100 + i));
    expect(fates.filter((f) => f === layout.ConnectionTaken.TABLE_FULL)).toHaveLength(11);
    expect(guard.share()).toBe(maxConnections);
    expect(guard.tracked()).toBe(maxConnections);
  });

  test('one from an earlier time of the port here, in another slot, is replaced', () => {
    guard.allow([]);
    const told: Told = { protocol: Protocol.UDP, own: 1, remote: 53, began: 'egress' };
    take(family, { ...told, slot: a1.slot + 1 });
    expect(guard.share('port_connections', { ...a1, slot: a1.slot + 1 })).toBe(1);
    expect(take(family, told)).toBe(layout.ConnectionTaken.TAKEN);
    expect([guard.share(), guard.share('port_connections', { ...a1, slot: a1.slot + 1 })]).toEqual([1, 0]);
    expect(guard.connection(family, Protocol.UDP, 1, 53)?.slot).toBe(a1.slot);
  });

  test('rules that name groups: what the node sends on where the port was does not cut, nor does it count as judged', () => {
    const friends = 700;
    const named = (direction: Direction): Rule => ({ ...rule(direction, Protocol.UDP), remote: friends });
    update(guard.node.map('port_groups'), key(far.id), layout.encodePortGroups({ id: [friends] }));
    guard.allow([named('ingress')]);
    const told: Told = { protocol: Protocol.UDP, own: 53, remote: 1000, began: 'ingress' };
    take(family, told);
    const farIsOn = (vtepId: number) => guard.node.fdb(acme, far.mac, { vtepId, datapathId: far.id });
    farIsOn(stranger.vtepId);
    expect(udpIs('ingress', 1000, 53)).toBe('passes');
    expect(guard.connection(family, Protocol.UDP, 53, 1000)).toMatchObject({ version: 0, rule: 0x8000_0001n });
    // What begins is not known to be a friend's.
    expect(udpIs('ingress', 1001, 53)).toBe('INGRESS_DENIED');
    // Nor is one cut whose answer came before it was told.
    expect(udpIs('egress', 53, 1004)).toBe('passes');
    expect(take(family, { ...told, remote: 1004 })).toBe(layout.ConnectionTaken.TAKEN);
    expect([udpIs('ingress', 1004, 53), udpIs('egress', 53, 1004)]).toEqual(passes(2));
    expect(guard.connection(family, Protocol.UDP, 53, 1004)?.version).toBe(guard.version);
    // One that was judged here lives on under another policy.
    guard.allow([named('ingress')]);
    expect(udpIs('ingress', 1004, 53)).toBe('passes');
    expect(guard.connection(family, Protocol.UDP, 53, 1004)?.version).toBe(guard.version);
    guard.allow([named('ingress')]);
    // Who is a friend no more gets nothing through by that way either.
    take(family, { ...told, remote: 1003 });
    update(guard.node.map('port_groups'), key(far.id), layout.encodePortGroups({ id: [] }));
    expect(udpIs('ingress', 1003, 53)).toBe('INGRESS_DENIED');
    expect(udpIs('ingress', 1004, 53)).toBe('INGRESS_DENIED');
    expect(guard.connection(family, Protocol.UDP, 53, 1003)?.rule).toBe(0n);
    update(guard.node.map('port_groups'), key(far.id), layout.encodePortGroups({ id: [friends] }));
    farIsOn(there.vtepId);
    expect(udpIs('ingress', 1000, 53)).toBe('passes');
    expect(guard.connection(family, Protocol.UDP, 53, 1000)?.version).toBe(guard.version);
    take(family, { ...told, remote: 1002 });
    update(guard.node.map('port_groups'), key(far.id), layout.encodePortGroups({ id: [] }));
    expect(udpIs('ingress', 1002, 53)).toBe('INGRESS_DENIED');
    expect(guard.connection(family, Protocol.UDP, 53, 1002)?.rule).toBe(0n);
  });
});
