import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { countEntries, lookupAll, update } from '../../node-agent/src/datapath/bpf/native.js';
import { Guard, type GuardedFamily, guarded4, guarded6, rule } from './connection-guard.js';
import { Flag, segment } from './connection-tcp.js';
import { ethernet, ip4, Protocol, udp } from './frames.js';
import { ip6 } from './ip-families.js';
import type { Direction } from './policy-rules.js';
import { a1, a2, far } from './topology.js';

let guard: Guard;
beforeAll(() => {
  guard = new Guard();
});
afterAll(() => guard?.close());
afterEach(() => guard.reset());

const FRAGMENT_HEADER = 44;
interface Fragment {
  readonly id: number;
  readonly offset: number;
  readonly more: boolean;
  readonly protocol?: number;
}

/** A fragment between a1 and far as a frame. */
function fragment(family: GuardedFamily, direction: Direction, of: Fragment, bytes: Uint8Array): Buffer {
  const [from, to] = direction === 'egress' ? [a1, far] : [far, a1];
  const [source, destination] = direction === 'egress' ? [family.own, family.remote] : [family.remote, family.own];
  const { protocol = Protocol.UDP, id, offset, more } = of;
  if (family === guarded4) {
    const packet = ip4({ source, destination, protocol, id, fragmentOffset: offset, moreFragments: more }, bytes);
    return ethernet(to.mac, from.mac, family.etherType, packet);
  }
  const header = Buffer.alloc(8);
  header[0] = protocol;
  header.writeUInt16BE(offset | (more ? 1 : 0), 2);
  header.writeUInt32BE(id, 4);
  const packet = ip6({ source, destination, protocol: FRAGMENT_HEADER }, Buffer.concat([header, bytes]));
  return ethernet(to.mac, from.mac, family.etherType, packet);
}

describe.each([guarded4, guarded6])('$name', (family) => {
  describe.each(['ingress', 'egress'] as const)('%s', (direction) => {
    const pass = (of: Fragment, bytes: Uint8Array) => {
      const frame = fragment(family, direction, of, bytes);
      return direction === 'egress' ? guard.sends(frame) : guard.gets(frame);
    };
    const first = (id: number, l4Port = 53) =>
      pass({ id, offset: 0, more: true }, udp(1000, l4Port, Buffer.alloc(24), 200));
    const later = (id: number, offset: number, more = true, bytes = 32) =>
      pass({ id, offset, more }, Buffer.alloc(bytes));
    const rows = () => countEntries(guard.node.map('fragment'));
    const allow = () => guard.allow([rule(direction, Protocol.UDP, 53), rule('egress', Protocol.UDP, 9, 2)]);

    test('later ones follow the first one, and leave nothing behind when all have passed', () => {
      allow();
      expect(first(7)).toBe('passes');
      expect([rows(), guard.share('port_fragments')]).toEqual([1, 1]);
      // In any order.
      expect([later(7, 64), later(7, 32), later(7, 96, false, 8)]).toEqual(['passes', 'passes', 'passes']);
      expect([rows(), guard.share('port_fragments')]).toEqual([0, 0]);
      expect(guard.hits(direction, 1)).toBe(1);
    });

    test('one that comes twice counts once, in any order', () => {
      allow();
      const orders = [
        [32, 32, 64, 96],
        [32, 64, 64, 64, 96],
        [96, 96, 64, 96, 32],
        [64, 96, 64, 32],
        [96, 32, 32, 64],
      ];
      orders.forEach((order, id) => {
        first(id);
        const end = order.length - 1;
        order.forEach((offset, i) => {
          expect(later(id, offset, offset !== 96, offset === 96 ? 8 : 32), `${order} ${i}`).toBe('passes');
          expect(rows(), `${order} ${i}`).toBe(i === end ? 0 : 1);
        });
      });
      expect(guard.share('port_fragments')).toBe(0);
    });

    test('with more gaps than are kept it stays until its time is over, and loses nothing', () => {
      allow();
      first(7);
      expect([96, 160, 224, 32, 64, 128, 192].map((offset) => later(7, offset, offset !== 224))).toEqual(
        Array(7).fill('passes'),
      );
      expect(rows()).toBe(1);
      expect(later(7, 32)).toBe('passes');
    });

    test('without a first one, or after one that was denied, they are dropped', () => {
      allow();
      expect(later(8, 32)).toBe('FRAGMENT_UNTRACKED');
      expect(first(9, 54)).toBe(direction === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED');
      expect(later(9, 32)).toBe('FRAGMENT_UNTRACKED');
      expect(first(10)).toBe('passes');
      expect(later(11, 32)).toBe('FRAGMENT_UNTRACKED');
      expect(rows()).toBe(1);
    });

    test('nothing may replace what was judged', () => {
      allow();
      expect(first(7)).toBe('passes');
      expect(first(7)).toBe('passes');
      guard.allow([rule(direction, Protocol.UDP), rule('egress', Protocol.UDP, 9, 2)]);
      expect(first(8)).toBe('passes');
      expect(first(8, 54)).toBe('FRAGMENT_OVERLAP');
      // A TCP header has 20 bytes.
      guard.allow([rule(direction, Protocol.TCP), rule('egress', Protocol.UDP, 9, 2)]);
      const tcp = { id: 9, protocol: Protocol.TCP, more: true };
      expect(pass({ ...tcp, offset: 0 }, segment(1, 2, { flags: Flag.SYN, payload: 4 }))).toBe('passes');
      expect(pass({ ...tcp, offset: 16 }, Buffer.alloc(8))).toBe('FRAGMENT_OVERLAP');
      expect(pass({ ...tcp, offset: 24 }, Buffer.alloc(8))).toBe('passes');
    });

    test('a first one that ends within its l4 header is dropped', () => {
      guard.allow([rule(direction, Protocol.TCP), rule('egress', Protocol.UDP, 9, 2)]);
      const tiny = segment(1, 2, { flags: Flag.SYN }).subarray(0, 16);
      expect(pass({ id: 1, offset: 0, more: true, protocol: Protocol.TCP }, tiny)).toBe('TRUNCATED');
      expect(pass({ id: 1, offset: 16, more: false, protocol: Protocol.TCP }, Buffer.alloc(8))).toBe(
        'FRAGMENT_UNTRACKED',
      );
    });

    test('another policy: datagrams that had begun are lost', () => {
      allow();
      first(7);
      allow();
      expect(later(7, 32)).toBe('FRAGMENT_UNTRACKED');
      expect(first(7)).toBe('passes');
      expect(later(7, 32)).toBe('passes');
      expect(guard.share('port_fragments')).toBe(1);
    });

    test('the verdict holds for a while, and the sweep forgets it', () => {
      allow();
      first(7);
      const { keys, values } = lookupAll(guard.node.map('fragment'));
      expect(guard.sweep()).toMatchObject({ fragments: 1 });
      values.writeBigUInt64LE(process.hrtime.bigint() - 1_000_000_000n, 0);
      update(guard.node.map('fragment'), keys, values);
      expect(later(7, 32)).toBe('FRAGMENT_UNTRACKED');
      expect(guard.sweep()).toMatchObject({ fragments: 0 });
      expect([rows(), guard.share('port_fragments')]).toEqual([0, 0]);
    });

    test('a port has a share of the table', () => {
      allow();
      const fates = Array.from({ length: layout.PORT_FRAGMENTS_MAX + 3 }, (_, id) => first(id));
      expect(fates.filter((fate) => fate === 'passes')).toHaveLength(layout.PORT_FRAGMENTS_MAX);
      expect(fates.slice(-3)).toEqual(Array(3).fill('CONNECTIONS_FULL'));
      expect(rows()).toBe(layout.PORT_FRAGMENTS_MAX);
      expect(later(layout.PORT_FRAGMENTS_MAX - 1, 32)).toBe('passes');
      guard.sweep(layout.ConnectionSweepScope.PORT, a1.id);
      expect([rows(), guard.share('port_fragments')]).toEqual([0, 0]);
    });
  });
});

test('IPv6: behind the fragment header may be options, of which only the first fragment has something to say', () => {
  guard.allow([rule('ingress', Protocol.UDP, 53)]);
  const DESTINATION_OPTIONS = 60;
  const of = (protocol: number, offset: number, more: boolean, bytes: Uint8Array) =>
    guard.gets(fragment(guarded6, 'ingress', { id: 3, offset, more, protocol }, bytes));
  const options = Buffer.from([Protocol.UDP, 0, 1, 4, 0, 0, 0, 0]);
  expect(of(DESTINATION_OPTIONS, 0, true, Buffer.concat([options, udp(1, 53, Buffer.alloc(16))]))).toBe('passes');
  expect(of(DESTINATION_OPTIONS, 8, true, Buffer.alloc(8))).toBe('FRAGMENT_OVERLAP');
  expect(of(DESTINATION_OPTIONS, 32, true, Buffer.alloc(32))).toBe('passes');
  // RFC 8200 section 4.5: whatever the others' headers name.
  expect(of(Protocol.UDP, 64, false, Buffer.alloc(32))).toBe('passes');
  expect(countEntries(guard.node.map('fragment'))).toBe(0);
});

test('an IPv6 datagram of one fragment is whole', () => {
  guard.allow([rule('ingress', Protocol.UDP, 53)]);
  const frame = fragment(guarded6, 'ingress', { id: 1, offset: 0, more: false }, udp(1, 53, Buffer.alloc(8)));
  expect(guard.gets(frame)).toBe('passes');
  expect(countEntries(guard.node.map('fragment'))).toBe(0);
});

test('the ways of a datagram, and its addresses, tell it from others with the same number', () => {
  guard.allow([rule('ingress', Protocol.UDP, 53)]);
  guard.allow([rule('ingress', Protocol.UDP, 53)], a2);
  const of = (offset: number, bytes: Uint8Array, direction: Direction = 'ingress') =>
    fragment(guarded4, direction, { id: 5, offset, more: true }, bytes);
  expect(guard.gets(of(0, udp(1, 53, Buffer.alloc(24))))).toBe('passes');
  expect(guard.sends(of(32, Buffer.alloc(32), 'egress'))).toBe('FRAGMENT_UNTRACKED');
  const packet = { source: far.ip, destination: '10.0.0.12', id: 5, fragmentOffset: 32, moreFragments: true };
  const toAnother = ethernet(a2.mac, far.mac, guarded4.etherType, ip4(packet, Buffer.alloc(32)));
  expect(guard.gets(toAnother)).toBe('FRAGMENT_UNTRACKED');
  guard.open(a2);
});
