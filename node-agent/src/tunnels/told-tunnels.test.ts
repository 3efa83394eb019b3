import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_MAX_MS, cadence, REPEAT_MAX_MS, ToldTunnels } from './told-tunnels.js';

test('a few tunnels are told of each second, 1,000 within 100 s in batches of 100', () => {
  expect(cadence(0)).toEqual({ batchMs: 1_000, reports: 10, repeatMs: 1_000 });
  expect(cadence(10)).toEqual({ batchMs: 1_000, reports: 10, repeatMs: 1_000 });
  expect(cadence(100)).toEqual({ batchMs: 1_000, reports: 10, repeatMs: 10_000 });
  expect(cadence(1_000)).toEqual({ batchMs: BATCH_MAX_MS, reports: 100, repeatMs: REPEAT_MAX_MS });
  expect(cadence(16_384)).toEqual({ batchMs: BATCH_MAX_MS, reports: 1_639, repeatMs: REPEAT_MAX_MS });
});

test('whatever comes and goes: from then on each is told of once in a round', () => {
  const change = fc.record({
    add: fc.boolean(),
    vtepId: fc.integer({ min: 1, max: 30 }),
    max: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
      const told = new ToldTunnels();
      const there = new Set([100, 101, 102]);
      for (const { add, vtepId, max } of changes) {
        if (add) there.add(vtepId);
        else there.delete(vtepId);
        const taken = told.take(max, there);
        expect(new Set(taken).size).toBe(Math.min(max, there.size));
      }
      const everyone = Array.from({ length: there.size }, () => told.take(1, there)).flat();
      expect(everyone.toSorted()).toEqual([...there].toSorted());
    }),
  );
});
