import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, runFrame } from './fixture.js';
import { gatewayFixtures, unroutable } from './fixtures/gateways.js';
import { routingFixtures } from './fixtures/routing.js';
import type { Node } from './node.js';
import { arrangeRouted, makeRoutedNode } from './routed-topology.js';

const groups: Record<string, readonly Fixture[]> = {
  ...Object.fromEntries(routingFixtures.map(([family, fixtures]) => [`${family} is routed`, fixtures])),
  ...Object.fromEntries(gatewayFixtures.map(([family, fixtures]) => [`gateways speak ${family}`, fixtures])),
  'addresses that are not routed': unroutable,
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

test('names of fixtures are unique within their group', () => {
  for (const fixtures of Object.values(groups)) expect(new Set(fixtures.map((f) => f.name)).size).toBe(fixtures.length);
});
