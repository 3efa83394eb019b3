import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DROP_REASONS, type DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { type Fixture, runFrame } from './fixture.js';
import { arpFixtures } from './fixtures/arp.js';
import { broadcastFixtures } from './fixtures/broadcast.js';
import { fabric } from './fixtures/fabric.js';
import { guardFixtures } from './fixtures/guard.js';
import { spoofing } from './fixtures/spoofing.js';
import { unicast } from './fixtures/unicast.js';
import type { Node } from './node.js';
import { arrange, makeNode } from './topology.js';

const groups: Record<string, Fixture[]> = {
  'what a port may send': spoofing,
  ARP: arpFixtures,
  'unicast from a port': unicast,
  'broadcast from a port': broadcastFixtures,
  'the guard on the way to a port': guardFixtures,
  'from the fabric': fabric,
};

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
afterEach(() => arrange(node));

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

test('every drop reason has a fixture', () => {
  const seen = new Set(
    Object.values(groups)
      .flat()
      .flatMap((f) => Object.values(f.counts).flatMap((c) => Object.keys(c.drops ?? {}))),
  );
  // The kernel failing to write into a frame that it has just made room in cannot be provoked.
  const exempt: DropReasonName[] = ['DECAP_FAILED'];
  expect(
    Object.values(DROP_REASONS)
      .map((r) => r.name)
      .filter((name) => !seen.has(name)),
  ).toEqual(exempt);
});

test('names of fixtures are unique within their group', () => {
  for (const fixtures of Object.values(groups)) expect(new Set(fixtures.map((f) => f.name)).size).toBe(fixtures.length);
});
