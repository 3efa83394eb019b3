import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPACT_MAX, compact, expand } from './compact-number.js';

describe('a compact number', () => {
  it('is exact below 4,096', () => {
    for (let n = 0; n < 4_096; n++) expect(expand(compact(n))).toBe(n);
  });

  it('is right to 1/2,048 up to its limit, fits 16 bits and keeps the order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: COMPACT_MAX }), fc.integer({ min: 0, max: COMPACT_MAX }), (n, m) => {
        const bits = compact(n);
        expect(bits).toBeLessThanOrEqual(0xff_ff);
        expect(Math.abs(expand(bits) - n)).toBeLessThanOrEqual(n / 2_048);
        if (n <= m) expect(bits).toBeLessThanOrEqual(compact(m));
      }),
    );
  });

  it('takes what is too large, negative or not a number', () => {
    expect(expand(compact(1e18))).toBe(COMPACT_MAX);
    expect(expand(compact(COMPACT_MAX))).toBe(COMPACT_MAX);
    expect(compact(-1)).toBe(0);
    expect(compact(Number.NaN)).toBe(0);
  });
});
