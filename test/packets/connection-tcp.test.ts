import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConnectionState, PolicyDirection } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { Guard, guarded4, guarded6, rule, ruleName } from './connection-guard.js';
import { Flag, segment, TcpConversation } from './connection-tcp.js';
import { Protocol } from './frames.js';
import type { Direction } from './policy-rules.js';

let guard: Guard;
beforeAll(() => {
  guard = new Guard();
});
afterAll(() => guard?.close());
afterEach(() => guard.reset());

const passes = (n: number) => Array(n).fill('passes');
const { SYN, ACK, RST, FIN } = Flag;

describe.each([guarded4, guarded6])('$name', (family) => {
  describe.each(['ingress', 'egress'] as const)('opened by %s', (opener: Direction) => {
    let tcp: TcpConversation;
    let server: Direction;
    beforeEach(() => {
      // The other direction is closed: that of an ingress connection by a rule that it does not need.
      guard.allow([rule(opener, Protocol.TCP, 443), rule('egress', Protocol.UDP, 9, 2)]);
      tcp = new TcpConversation(guard, family, opener);
      server = tcp.server;
    });

    test('a connection opens, carries data and closes; its rule is asked once', () => {
      const share = guard.share();
      expect(tcp.open()).toEqual(passes(3));
      expect(tcp.tracked).toMatchObject({
        state: ConnectionState.ESTABLISHED,
        began: opener === 'egress' ? PolicyDirection.EGRESS : PolicyDirection.INGRESS,
        version: guard.version,
        rule: ruleName(1),
      });
      expect(guard.share()).toBe(share + 1);
      expect([tcp.say(opener, { payload: 500 }), tcp.say(server), tcp.say(server, { payload: 900 })]).toEqual(
        passes(3),
      );
      expect(tcp.say(opener, { flags: FIN | ACK })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.CLOSING);
      expect([tcp.say(server), tcp.say(server, { flags: FIN | ACK }), tcp.say(opener)]).toEqual(passes(3));
      expect(tcp.tracked?.state).toBe(ConnectionState.CLOSED);
      expect(guard.hits(opener, 1)).toBe(1);
      expect(guard.hits(server, 0)).toBe(0);
    });

    test('what answers nothing is denied', () => {
      const denied = server === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED';
      expect(tcp.try(server, { flags: SYN })).toBe(denied);
      expect(tcp.try(server, { flags: ACK, payload: 10 })).toBe(denied);
      expect(tcp.try(server, { flags: RST | ACK })).toBe(denied);
      expect(tcp.try(server, { flags: SYN | ACK })).toBe('CONNECTION_INVALID');
      expect(guard.tracked()).toBe(0);
      expect(guard.share()).toBe(0);
      expect(guard.hits(server, 0)).toBe(3);
    });

    test('segments beyond the windows are dropped, those within pass in any order', () => {
      tcp.open({ client: 2, server: 3 });
      tcp.say(server);
      const { next } = tcp;
      const clientMay = 1000 << 3;
      expect(tcp.try(opener, { sequence: next[opener] + clientMay, payload: 1 })).toBe('passes');
      expect(tcp.try(opener, { sequence: next[opener] + clientMay + 2, payload: 1 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(server, { sequence: next[server] + (1000 << 2) + 2, payload: 1 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(opener, { sequence: next[opener], payload: 100 })).toBe('passes');
      expect(tcp.try(opener, { acknowledged: next[server] + 1 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(opener, { sequence: next[opener] - 20_000 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(server, { acknowledged: next[opener] - 70_000 })).toBe('CONNECTION_INVALID');
      expect(tcp.tracked?.state).toBe(ConnectionState.ESTABLISHED);
    });

    test('windows are scaled only if both sides say so', () => {
      tcp.open({ client: 7 });
      expect(tcp.try(server, { sequence: tcp.next[server] + 1000, payload: 1 })).toBe('passes');
      expect(tcp.try(server, { sequence: tcp.next[server] + 1002, payload: 1 })).toBe('CONNECTION_INVALID');
    });

    test('a RST that nobody can have sent is dropped; one with another number than the next ends nothing by itself', () => {
      tcp.open();
      expect(tcp.try(server, { flags: RST, sequence: tcp.next[server] + 50_000 })).toBe('CONNECTION_INVALID');
      expect(tcp.try(server, { flags: RST, sequence: tcp.next[server] - 50_000 })).toBe('CONNECTION_INVALID');
      expect(tcp.tracked?.state).toBe(ConnectionState.ESTABLISHED);
      expect(tcp.try(server, { flags: RST, sequence: tcp.next[server] + 100 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.CLOSING);
      expect(tcp.say(opener)).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.ESTABLISHED);
      expect(tcp.try(server, { flags: RST })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.CLOSED);
    });

    test('a refused connection is closed by the answer, and a SYN opens it anew', () => {
      tcp.say(opener, { flags: SYN });
      expect(tcp.try(server, { flags: RST | ACK, sequence: 0, acknowledged: tcp.next[opener] + 9 })).toBe(
        'CONNECTION_INVALID',
      );
      expect(tcp.try(server, { flags: RST | ACK, sequence: 0 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.CLOSED);
      tcp.next[opener] += 90_000;
      expect(tcp.open()).toEqual(passes(3));
      expect(guard.hits(opener, 1)).toBe(2);
      expect(guard.share()).toBe(1);
    });

    test('a SYN of the other side does not use the entry of one that has closed', () => {
      tcp.open();
      tcp.try(server, { flags: RST });
      expect(tcp.try(server, { flags: SYN })).toBe(server === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED');
    });

    test('both sides may open at once', () => {
      tcp.say(opener, { flags: SYN });
      expect(tcp.say(server, { flags: SYN })).toBe('passes');
      tcp.next[opener]--;
      tcp.next[server]--;
      const ends = { opener: tcp.next[opener] + 1, server: tcp.next[server] + 1 };
      expect(tcp.say(opener, { flags: SYN | ACK, acknowledged: ends.server })).toBe('passes');
      expect(tcp.say(server, { flags: SYN | ACK, acknowledged: ends.opener })).toBe('passes');
      expect(tcp.say(opener)).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.ESTABLISHED);
    });

    test('a host that lost its connection begins again: nothing changes until the other one agrees', () => {
      tcp.open();
      const before = tcp.tracked;
      const anew = (tcp.next[opener] + 500_000_000) >>> 0;
      expect(tcp.try(opener, { flags: SYN, sequence: anew })).toBe('passes');
      // The server that has the connection says so, and it lives on.
      expect(tcp.say(server)).toBe('passes');
      expect(tcp.say(opener, { payload: 10 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(before?.state);
      // A server that has lost it as well takes the new one.
      tcp.next[opener] = anew;
      tcp.next[server] = (tcp.next[server] + 700_000_000) >>> 0;
      expect(tcp.open()).toEqual(passes(3));
      expect(tcp.say(opener, { payload: 100 })).toBe('passes');
      expect(tcp.try(opener, { sequence: 5_000_000 })).toBe('CONNECTION_INVALID');
    });

    test('a connection that was there before is picked up from both sides, and then held to its windows', () => {
      expect(tcp.say(opener, { payload: 100 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.NEW);
      // It had sent more than was seen.
      expect(tcp.try(server, { acknowledged: tcp.next[opener] + 3000 })).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.ESTABLISHED);
      expect(tcp.say(opener, { payload: 100 })).toBe('passes');
      expect(tcp.try(opener, { sequence: tcp.next[opener] + 0x4000_0000 })).toBe('CONNECTION_INVALID');
    });

    test('FIN and RST of no connection leave nothing behind', () => {
      expect(tcp.try(opener, { flags: FIN | ACK })).toBe('passes');
      expect(tcp.try(opener, { flags: RST })).toBe('passes');
      expect(guard.tracked()).toBe(0);
    });

    test('combinations of flags that no host sends are dropped', () => {
      for (const flags of [0, FIN, SYN | FIN, SYN | RST, FIN | RST | ACK, FIN | Flag.PSH | Flag.URG]) {
        expect(tcp.try(opener, { flags })).toBe('CONNECTION_INVALID');
      }
    });

    test('its time is over: it is none any more, for the rules as for the sweep', () => {
      tcp.open();
      tcp.age(86_399);
      expect(guard.sweep()).toMatchObject({ ended: 0 });
      tcp.age(86_401);
      expect(tcp.try(server, {})).toBe(server === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED');
      expect(tcp.say(opener)).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.NEW);
      tcp.age(61);
      expect(guard.sweep()).toMatchObject({ ended: 1, left4: 0, left6: 0 });
      expect(guard.share()).toBe(0);
    });

    test('half-open connections last a minute, closed ones ten seconds', () => {
      tcp.say(opener, { flags: SYN });
      tcp.age(59);
      expect(tcp.say(server, { flags: SYN | ACK })).toBe('passes');
      tcp.age(61);
      expect(tcp.say(opener)).toBe('passes');
      expect(tcp.tracked?.state).toBe(ConnectionState.NEW);
      expect(tcp.say(server)).toBe('passes');
      tcp.try(server, { flags: RST });
      tcp.age(9);
      expect(guard.sweep().ended).toBe(0);
      expect(tcp.try(server, { payload: 10, sequence: tcp.next[server] - 10 })).toBe('passes');
      tcp.age(11);
      expect(guard.sweep().ended).toBe(1);
    });

    test('a policy that still allows it changes the version only', () => {
      tcp.open();
      guard.allow([rule(opener, Protocol.TCP, 443, 7), rule('egress', Protocol.UDP, 9, 2)]);
      expect(tcp.say(server, { payload: 10 })).toBe('passes');
      expect(tcp.tracked).toMatchObject({
        version: guard.version,
        rule: ruleName(7),
        state: ConnectionState.ESTABLISHED,
      });
      expect(guard.hits(opener, 7)).toBe(1);
      expect(tcp.say(opener, { payload: 10 })).toBe('passes');
      expect(guard.hits(opener, 7)).toBe(1);
    });

    test.each(['opener', 'server'] as const)(
      'a policy that does not allow it cuts it, whoever speaks first: the %s',
      (who) => {
        tcp.open();
        guard.allow([rule(opener, Protocol.TCP, 444), rule('egress', Protocol.UDP, 9, 2)]);
        const first = who === 'opener' ? opener : server;
        const before = { sequence: tcp.next[first], acknowledged: tcp.next[first === 'egress' ? 'ingress' : 'egress'] };
        const other = first === 'egress' ? 'ingress' : 'egress';
        const denied = { egress: 'EGRESS_DENIED', ingress: 'INGRESS_DENIED' };
        expect(tcp.say(first, { payload: 10 })).toBe(denied[first]);
        expect(tcp.tracked?.rule).toBe(0n);
        expect(tcp.say(other, { payload: 10 })).toBe(denied[other]);
        // Nor does what it says begin it anew where all may leave.
        guard.allow([rule(opener, Protocol.TCP, 444), rule(opener === 'egress' ? 'ingress' : 'egress', 0)]);
        for (const direction of [other, first, other] as const) {
          expect(tcp.say(direction, { payload: 10 })).toBe(denied[direction]);
        }
        // A rule that is there again lets it go on.
        guard.allow([rule(opener, Protocol.TCP, 443, 9), rule('egress', Protocol.UDP, 9, 2)]);
        expect(tcp.try(first, before)).toBe('passes');
        expect(tcp.tracked?.rule).toBe(ruleName(9));
        expect(guard.share()).toBe(1);
      },
    );
  });

  test('sequence numbers wrap', () => {
    guard.allow([rule('ingress', Protocol.TCP, 443)]);
    const tcp = new TcpConversation(guard, family, 'ingress', 40_000, { egress: 0xffff_fff0, ingress: 0x7fff_fff0 });
    expect(tcp.open({ client: 0, server: 0 })).toEqual(passes(3));
    for (let i = 0; i < 8; i++) {
      expect(tcp.say('egress', { payload: 800 })).toBe('passes');
      expect(tcp.say('ingress', { payload: 800 })).toBe('passes');
    }
    expect(tcp.try('egress', { sequence: tcp.next.egress + 2000 })).toBe('CONNECTION_INVALID');
  });

  test('a GSO frame is as many segments as it stands for', () => {
    guard.allow([rule('egress', Protocol.TCP, 443)]);
    const tcp = new TcpConversation(guard, family, 'egress');
    tcp.open({ client: 7, server: 7 });
    const { own, remote } = tcp.l4Ports;
    const numbers = { sequence: tcp.next.egress, acknowledged: tcp.next.ingress };
    const frame = guard.frame(family, 'egress', Protocol.TCP, segment(own, remote, { ...numbers, payload: 3000 }));
    expect(guard.sends(frame, 1000)).toBe('passes');
    expect(tcp.tracked?.side[1]?.end).toBe((tcp.next.egress + 3000) >>> 0);
    expect(tcp.try('ingress', { acknowledged: tcp.next.egress + 3000 })).toBe('passes');
    expect(tcp.try('ingress', { acknowledged: tcp.next.egress + 3001 })).toBe('CONNECTION_INVALID');
  });
});
