import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { lookup, update } from '../../node-agent/src/datapath/bpf/native.js';
import { type Fixture, runFrame } from './fixture.js';
import { gatewayFixtures, unroutable } from './fixtures/gateways.js';
import { gateways6 } from './fixtures/gateways6.js';
import { routingFixtures } from './fixtures/routing.js';
import { ethernet, udp } from './frames.js';
import { families } from './ip-families.js';
import { key, type Node } from './node.js';
import { arrangeRouted, g1, gatewayMac, makeRoutedNode, type RoutedPort, r1 } from './routed-topology.js';

const groups: Record<string, readonly Fixture[]> = {
  ...Object.fromEntries(routingFixtures.map(([family, fixtures]) => [`${family} is routed`, fixtures])),
  ...Object.fromEntries(gatewayFixtures.map(([family, fixtures]) => [`gateways speak ${family}`, fixtures])),
  'addresses that are not routed': unroutable,
  'gateways speak IPv6 only': gateways6,
};

let node: Node;
beforeAll(() => {
  node = makeRoutedNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
afterEach(() => arrangeRouted(node));

for (const [group, fixtures] of Object.entries(groups)) {
  describe(group, () => {
    test.each(fixtures)('$name', (fixture) => {
      fixture.given?.(node);
      node.resetCounts();
      const { verdict, out, mark } = runFrame(node, fixture);
      expect(verdict).toBe(fixture.verdict);
      expect(node.counts()).toEqual(fixture.counts);
      const expected = typeof fixture.out === 'function' ? fixture.out(out) : (fixture.out ?? fixture.frame);
      expect(out.toString('hex')).toBe(expected.toString('hex'));
      if (fixture.verdict !== 'consumed' || fixture.markOut) expect(mark).toBe(fixture.markOut?.(node) ?? 0);
    });
  });
}

describe.each(families)('errors in $name are limited', (family) => {
  const nowhere = family.name === 'IPv4' ? '198.51.100.1' : '2001:db8:ffff::1';
  const toNowhere = (from: RoutedPort) => {
    const packet = family.packet({ source: family.address(1, 11), destination: nowhere }, udp(1, 2, Buffer.alloc(20)));
    return {
      program: 'from_port',
      on: from.device,
      frame: ethernet(gatewayMac, from.mac, family.etherType, packet),
    } as const;
  };
  const verdicts = (from: RoutedPort, count: number) =>
    Array.from({ length: count }, () => runFrame(node, toNowhere(from)).verdict);

  test('a port gets a burst of 10 at once; what is not told is still counted, and other ports get theirs', () => {
    node.configure({ icmpErrorsPerS: 1 });
    node.resetCounts();
    expect(verdicts(r1, 15)).toEqual([...Array(10).fill('redirect'), ...Array(5).fill('consumed')]);
    expect(node.counts()[r1.slot]).toMatchObject({
      sent: [15, expect.anything()],
      received: [10, expect.anything()],
      drops: { NO_ROUTE: 15 },
    });
    expect(verdicts(g1, 1)).toEqual(['redirect']);
  });

  test('then one more for each interval', () => {
    node.configure({ icmpErrorsPerS: 1 });
    verdicts(r1, 15);
    // As if three intervals had passed.
    const limits = layout.decodePortLimits(lookup(node.map('port_limits'), key(r1.slot))!);
    const earlier = { ...limits, icmpErrorNs: limits.icmpErrorNs - 3_000_000_000 };
    update(node.map('port_limits'), key(r1.slot), layout.encodePortLimits(earlier));
    expect(verdicts(r1, 5)).toEqual(['redirect', 'redirect', 'redirect', 'consumed', 'consumed']);
  });
});

test('names of fixtures are unique within their group', () => {
  for (const fixtures of Object.values(groups)) expect(new Set(fixtures.map((f) => f.name)).size).toBe(fixtures.length);
});
