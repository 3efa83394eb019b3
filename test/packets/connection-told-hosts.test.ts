import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { parseIp } from '../../proto/src/ip.js';
import { Guard, guarded4, rule } from './connection-guard.js';
import { segment } from './connection-tcp.js';
import { Protocol } from './frames.js';
import type { Direction } from './policy-rules.js';
import { type SentSegment, TcpPair } from './tcp-hosts.js';
import { a1 } from './topology.js';

/** Hosts that keep to the rules of TCP while one of them moves: nothing of what they say is dropped at the new node. */

let guard: Guard;
beforeAll(() => {
  guard = new Guard({ maxConnections: 64 });
});
afterAll(() => guard?.close());
afterEach(() => guard.reset());

const ports = { own: 443, remote: 40_000 };
const mapped = (ip: string) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...parseIp(ip));

/** The node is told of the connection. */
function take(scales: Record<Direction, number>, hasFinished: Record<Direction, boolean>): void {
  const { SCALED, SYN, FIN } = layout.TcpSideFlags;
  const flags = (side: Direction) => (scales[side] ? SCALED : 0) | SYN | (hasFinished[side] ? FIN : 0);
  const context = layout.encodeConnectionTake({
    ageNs: 1e9,
    idleNs: 0,
    datapathId: a1.id,
    slot: a1.slot,
    telling: 1,
    own: mapped(guarded4.own),
    remote: mapped(guarded4.remote),
    ownL4Port: ports.own,
    remoteL4Port: ports.remote,
    protocol: Protocol.TCP,
    began: layout.PolicyDirection.INGRESS,
    state:
      hasFinished.egress || hasFinished.ingress ? layout.ConnectionState.CLOSING : layout.ConnectionState.ESTABLISHED,
    cut: 0,
    ip6: 0,
    scale: Uint8Array.of(scales.ingress, scales.egress),
    flags: Uint8Array.of(flags('ingress'), flags('egress')),
    taken: 9,
  });
  const { contextOut } = runSyscall(guard.node.program('connection_take'), context);
  expect(layout.decodeConnectionTake(contextOut).taken).toBe(layout.ConnectionTaken.TAKEN);
}

const direction = fc.constantFrom<Direction>('egress', 'ingress');
/** Mostly in order, mostly delivered. */
const which = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(20));
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('send'), direction, fc.integer({ min: 1, max: 30 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('acknowledge'), direction, fc.constant(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('again'), direction, fc.integer({ min: 1, max: 3000 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('alive'), direction, fc.constant(0)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('read'), direction, fc.nat(100)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('lose'), direction, which) },
  { weight: 9, arbitrary: fc.tuple(fc.constant('deliver'), direction, which) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('finish', 'alive', 'alive', 'alive'), direction, fc.constant(0)) },
);
const history = fc.array(step, { maxLength: 60 });

function act(pair: TcpPair, [what, who, n]: [string, Direction, number]): void {
  const host = pair.hosts[who];
  switch (what) {
    case 'send':
      // A burst.
      for (let i = 0; i < n; i++) pair.put(host.send(1400));
      break;
    case 'acknowledge':
      pair.put(host.acknowledge());
      break;
    case 'again':
      pair.put(host.sendAgain(n));
      break;
    case 'alive':
      pair.put(host.keepAlive());
      break;
    case 'read':
      host.read(n / 100);
      pair.put(host.acknowledge());
      break;
    case 'lose':
      pair.lose(n);
      break;
    case 'deliver':
      for (let i = 0; i < 5; i++) pair.deliver(n);
      break;
    case 'finish':
      pair.put(host.finish());
      break;
  }
}

test('whatever hosts have said and are about to say, it passes where one of them has gone', () => {
  const scale = fc.constantFrom(0, 2, 7, 14);
  const buffer = fc.constantFrom(3_000, 65_535, 4_000_000);
  const initial = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 0xffff_fff0, 0x7fff_fff0));
  const each = <T>(one: fc.Arbitrary<T>) => fc.record({ egress: one, ingress: one });
  // Windows are scaled only if both sides say so.
  const scales = each(scale).map((s) => (s.egress && s.ingress ? s : { egress: 0, ingress: 0 }));
  fc.assert(
    fc.property(scales, each(buffer), each(initial), history, history, (scales, buffers, initials, before, after) => {
      guard.reset();
      guard.allow([rule('ingress', Protocol.TCP, 443), rule('egress', Protocol.UDP, 9, 2)]);
      const pair = new TcpPair(scales, buffers, initials);
      for (const one of before) act(pair, one);
      take(scales, { egress: pair.hosts.egress.hasFinished, ingress: pair.hosts.ingress.hasFinished });
      const dropped: [SentSegment, string][] = [];
      pair.passes = (sent) => {
        const [source, destination] = sent.from === 'egress' ? [ports.own, ports.remote] : [ports.remote, ports.own];
        const fate = guard.passes(guarded4, sent.from, Protocol.TCP, segment(source, destination, sent));
        if (fate !== 'passes') dropped.push([sent, fate]);
        return fate === 'passes';
      };
      for (const one of after) act(pair, one);
      while (pair.waiting > 0) pair.deliver(0);
      for (const who of ['egress', 'ingress'] as const) pair.put(pair.hosts[who].acknowledge());
      while (pair.waiting > 0) pair.deliver(0);
      expect(dropped).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
