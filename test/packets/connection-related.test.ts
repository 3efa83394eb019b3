import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Guard, guarded4, guarded6, rule } from './connection-guard.js';
import { Flag, segment, TcpConversation } from './connection-tcp.js';
import { icmp, ip4, Protocol, udp } from './frames.js';
import { ip6 } from './ip-families.js';
import type { Direction } from './policy-rules.js';

let guard: Guard;
beforeAll(() => {
  guard = new Guard();
});
afterAll(() => guard?.close());
afterEach(() => guard.reset());

const otherWay = (direction: Direction): Direction => (direction === 'egress' ? 'ingress' : 'egress');
const denied = { egress: 'EGRESS_DENIED', ingress: 'INGRESS_DENIED' } as const;

describe.each([guarded4, guarded6])('$name', (family) => {
  const quote = family === guarded4 ? ip4 : ip6;
  const sourceOf = (direction: Direction) => (direction === 'egress' ? family.own : family.remote);
  const about = (direction: Direction, protocol: number, payload: Uint8Array, more = {}) =>
    quote({ source: sourceOf(direction), destination: sourceOf(otherWay(direction)), protocol, ...more }, payload);
  /** An error that goes `direction`. */
  const complains = (direction: Direction, type: number, quoted: Uint8Array) =>
    guard.passes(family, direction, family.icmpProtocol, icmp(type, 1, quoted));

  // What goes `direction` is what the errors are about.
  describe.each(['egress', 'ingress'] as const)('errors about what goes %s', (direction) => {
    const back = otherWay(direction);
    // Nothing but UDP and TCP may pass of itself.
    const rules = [
      rule(direction, Protocol.UDP, 53),
      rule(direction, Protocol.TCP, 443, 2),
      rule('egress', 47, undefined, 3),
    ];
    const datagram = () => {
      const own = direction === 'egress' ? 1000 : 53;
      const remote = direction === 'egress' ? 53 : 1000;
      const [source, destination] = direction === 'egress' ? [own, remote] : [remote, own];
      return udp(source, destination, Buffer.alloc(10));
    };

    test('pass if they quote a packet of a connection', () => {
      guard.allow(rules);
      for (const type of family.errors)
        expect(complains(back, type, about(direction, Protocol.UDP, datagram()))).toBe(denied[back]);
      expect(guard.passes(family, direction, Protocol.UDP, datagram())).toBe('passes');
      for (const type of family.errors)
        expect(complains(back, type, about(direction, Protocol.UDP, datagram()))).toBe('passes');
      expect(guard.tracked()).toBe(1);
    });

    test('do not if it is another packet, or went another way', () => {
      guard.allow(rules);
      guard.passes(family, direction, Protocol.UDP, datagram());
      const [type] = family.errors as [number];
      expect(complains(back, type, about(direction, Protocol.UDP, udp(1, 2, Buffer.alloc(8))))).toBe(denied[back]);
      expect(complains(back, type, about(direction, 132, datagram()))).toBe(denied[back]);
      const [source, destination] = [datagram().readUInt16BE(0), datagram().readUInt16BE(2)];
      const answer = udp(destination, source, Buffer.alloc(10));
      expect(complains(back, type, about(back, Protocol.UDP, answer))).toBe(denied[back]);
      expect(complains(direction, type, about(direction, Protocol.UDP, datagram()))).toBe(denied[direction]);
      expect(complains(back, type, about(direction, Protocol.UDP, datagram()).subarray(0, -11))).toBe(denied[back]);
      expect(complains(back, 5, about(direction, Protocol.UDP, datagram()))).toBe(denied[back]);
    });

    test('do not if its time is over, or another policy has come', () => {
      guard.allow(rules);
      guard.passes(family, direction, Protocol.UDP, datagram());
      const [type] = family.errors as [number];
      const [own, remote] = direction === 'egress' ? [1000, 53] : [53, 1000];
      guard.age(family, Protocol.UDP, own, remote, 31);
      expect(complains(back, type, about(direction, Protocol.UDP, datagram()))).toBe(denied[back]);
      guard.passes(family, direction, Protocol.UDP, datagram());
      guard.allow(rules);
      expect(complains(back, type, about(direction, Protocol.UDP, datagram()))).toBe(denied[back]);
    });

    test('of TCP only with a sequence number that was sent', () => {
      guard.allow(rules);
      const tcp = new TcpConversation(guard, family, direction);
      tcp.open({ client: 0, server: 0 });
      for (let i = 0; i < 100; i++) {
        tcp.say(direction, { payload: 900 });
        tcp.say(back);
      }
      const [type] = family.errors as [number];
      const complaint = (sequence: number) => {
        const { own, remote } = tcp.l4Ports;
        const [source, destination] = direction === 'egress' ? [own, remote] : [remote, own];
        const quoted = segment(source, destination, { flags: Flag.ACK, sequence }).subarray(0, 8);
        return complains(back, type, about(direction, Protocol.TCP, quoted));
      };
      expect(complaint(tcp.next[direction] - 900)).toBe('passes');
      expect(complaint(tcp.next[direction])).toBe('passes');
      expect(complaint(tcp.next[direction] + 1)).toBe(denied[back]);
      expect(complaint(tcp.next[direction] - 70_000)).toBe(denied[back]);
    });

    test('about echo by its identifier', () => {
      guard.allow([
        { ...rule(direction, family.icmpProtocol), first: family.echo.request << 8, last: family.echo.request << 8 },
        rule('egress', 47, undefined, 3),
      ]);
      const [type] = family.errors as [number];
      const request = icmp(family.echo.request, 0);
      const error = () => complains(back, type, about(direction, family.icmpProtocol, request));
      expect(error()).toBe(denied[back]);
      guard.passes(family, direction, family.icmpProtocol, request);
      expect(error()).toBe('passes');
      request.writeUInt16BE(99, 4);
      expect(error()).toBe(denied[back]);
    });

    test('pass by a rule of their own', () => {
      const [type] = family.errors as [number];
      guard.allow([
        { ...rule(back, family.icmpProtocol), first: type << 8, last: (type << 8) | 255 },
        rule('egress', 47, undefined, 3),
      ]);
      expect(complains(back, type, about(direction, Protocol.UDP, datagram()))).toBe('passes');
      expect(guard.tracked()).toBe(0);
    });
  });
});

test('an error has to be for the one whose packet it quotes', () => {
  guard.allow([]);
  expect(guard.passes(guarded4, 'egress', Protocol.UDP, udp(1, 2, Buffer.alloc(8)))).toBe('passes');
  const quoted = ip4({ source: '10.0.0.11', destination: '10.0.0.21' }, udp(1, 2, Buffer.alloc(8)));
  const error = (destination: string) =>
    guard.passes(guarded4, 'ingress', Protocol.ICMP, icmp(3, 1, quoted), { destination });
  expect(error('10.0.0.111')).toBe('INGRESS_DENIED');
  expect(error('10.0.0.11')).toBe('passes');
});
