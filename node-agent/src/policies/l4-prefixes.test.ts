import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type L4Prefix, type L4Range, l4Prefixes } from './l4-prefixes.js';

const number = fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 9 }), fc.constant(65_535));
const range = fc.tuple(number, number).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

/** What the kernel's longest-prefix match finds for each number; -1: nothing. */
function matches(prefixes: readonly L4Prefix<number>[]): Int32Array {
  const found = new Int32Array(65_536).fill(-1);
  for (const { first, bits, rule } of prefixes.toSorted((a, b) => a.bits - b.bits)) {
    found.fill(rule, first, first + (65_536 >> bits));
  }
  return found;
}

/** The first of the ranges that has each number. */
function firstOf(ranges: readonly L4Range<number>[]): Int32Array {
  const found = new Int32Array(65_536).fill(-1);
  for (const { first, last, rule } of ranges.toReversed()) found.fill(rule, first, last + 1);
  return found;
}

test('a range is its numbers and no others, in at most 30 prefixes', () => {
  fc.assert(
    fc.property(range, ({ first, last }) => {
      const prefixes = l4Prefixes([{ first, last, rule: 7 }]);
      expect(prefixes.length).toBeLessThanOrEqual(30);
      expect(Buffer.compare(bytes(matches(prefixes)), bytes(firstOf([{ first, last, rule: 7 }])))).toBe(0);
    }),
    { numRuns: 200 },
  );
  expect(l4Prefixes([{ first: 1, last: 65_534, rule: 1 }])).toHaveLength(30);
  expect(l4Prefixes([{ first: 0, last: 65_535, rule: 1 }])).toEqual([{ first: 0, bits: 0, rule: 1 }]);
  expect(l4Prefixes([{ first: 443, last: 443, rule: 1 }])).toEqual([{ first: 443, bits: 16, rule: 1 }]);
});

test('of ranges that overlap the first one has a number, whichever is narrower', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
      const ruled = ranges.map((r, rule) => ({ ...r, rule }));
      const prefixes = l4Prefixes(ruled);
      expect(Buffer.compare(bytes(matches(prefixes)), bytes(firstOf(ruled)))).toBe(0);
      // A prefix that is there twice would be one row.
      expect(new Set(prefixes.map((p) => `${p.first}/${p.bits}`)).size).toBe(prefixes.length);
      expect(prefixes.every((p) => p.first % (65_536 >> p.bits) === 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a wide range under many narrow ones is one prefix beside theirs', () => {
  const narrow = Array.from({ length: 1_000 }, (_, i) => ({ first: i * 60 + 7, last: i * 60 + 7, rule: i }));
  const prefixes = l4Prefixes([...narrow, { first: 0, last: 65_535, rule: 5_000 }]);
  expect(prefixes).toHaveLength(1_001);
  expect(l4Prefixes([{ first: 0, last: 65_535, rule: 5_000 }, ...narrow])).toHaveLength(1);
});

function bytes(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer);
}
