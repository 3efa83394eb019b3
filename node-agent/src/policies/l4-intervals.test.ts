import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type L4Range, l4Intervals } from './l4-intervals.js';

const number = fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 9 }), fc.constant(65_535));
const range = fc.tuple(number, number).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

/** Whose each number is; -1: nobody's. */
function owners(intervals: readonly L4Range<number>[]): Int32Array {
  const found = new Int32Array(65_536).fill(-1);
  for (const { first, last, rule } of intervals) found.fill(rule, first, last + 1);
  return found;
}

/** The first of the ranges that has each number. */
function firstOf(ranges: readonly L4Range<number>[]): Int32Array {
  const found = new Int32Array(65_536).fill(-1);
  for (const { first, last, rule } of ranges.toReversed()) found.fill(rule, first, last + 1);
  return found;
}

test('of ranges that overlap the first one has a number, whichever is narrower', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
      const ruled = ranges.map((r, rule) => ({ ...r, rule }));
      const intervals = l4Intervals(ruled);
      expect(Buffer.compare(bytes(owners(intervals)), bytes(firstOf(ruled)))).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('intervals are apart, ascend, and are as few as there can be', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
      const intervals = l4Intervals(ranges.map((r, rule) => ({ ...r, rule })));
      for (const [i, { first, last, rule }] of intervals.entries()) {
        expect(last).toBeGreaterThanOrEqual(first);
        const before = intervals[i - 1];
        if (!before) continue;
        expect(first).toBeGreaterThan(before.last);
        expect(first > before.last + 1 || rule !== before.rule).toBe(true);
      }
    }),
  );
  expect(l4Intervals([{ first: 0, last: 65_535, rule: 1 }])).toEqual([{ first: 0, last: 65_535, rule: 1 }]);
  expect(l4Intervals([{ first: 443, last: 443, rule: 1 }])).toEqual([{ first: 443, last: 443, rule: 1 }]);
  expect(l4Intervals([])).toEqual([]);
});

test('a wide range under narrow ones is what is between them, over them it is all', () => {
  const narrow = Array.from({ length: 1_000 }, (_, i) => ({ first: i * 60 + 7, last: i * 60 + 7, rule: i }));
  expect(l4Intervals([...narrow, { first: 0, last: 65_535, rule: 5_000 }])).toHaveLength(2_001);
  expect(l4Intervals([{ first: 0, last: 65_535, rule: 5_000 }, ...narrow])).toHaveLength(1);
});

function bytes(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer);
}
