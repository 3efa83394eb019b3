import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RTT_BUCKETS } from '../datapath/bpf/layout.gen.js';
import { bucketStartNs, RoundTrips } from './round-trips.js';

const empty = () => new Array<number>(RTT_BUCKETS).fill(0);
const bucketOf = (ns: number) => {
  let bucket = 0;
  while (bucket < RTT_BUCKETS - 1 && bucketStartNs(bucket + 1) <= ns) bucket++;
  return bucket;
};

test('bounds are those of the header', () => {
  expect([0, 1, 2, 9, 177].map(bucketStartNs)).toEqual([0, 1024, 1152, 2048, 2 ** 32]);
});

test('a quantile is in the bucket of the value that has it', () => {
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (ns, percent) => {
      const histogram = empty();
      for (const value of ns) histogram[bucketOf(value)]! += 1;
      const sorted = ns.toSorted((a, b) => a - b);
      const bucket = bucketOf(sorted[Math.max(1, Math.ceil((percent / 100) * ns.length)) - 1]!);
      const found = new RoundTrips(histogram, null).quantileNs(percent / 100)!;
      expect(found).toBeGreaterThan(bucketStartNs(bucket));
      expect(found).toBeLessThanOrEqual(bucketStartNs(bucket + 1));
    }),
  );
});

test('only what came since the earlier reading counts', () => {
  const earlier = empty().with(100, 1000);
  const trips = new RoundTrips(earlier.with(5, 3), earlier);
  expect(trips.count).toBe(3);
  expect(trips.quantileNs(1)).toBe(bucketStartNs(6));
  expect(new RoundTrips(earlier, earlier).quantileNs(0.5)).toBeNull();
});

test('what is beyond the last bound has no value but that', () => {
  expect(new RoundTrips(empty().with(177, 1), null).quantileNs(0.5)).toBe(2 ** 32);
});

test('readings in the wrong order, or of another histogram, are errors', () => {
  expect(() => new RoundTrips([1, 2], null)).toThrow(RangeError);
});
