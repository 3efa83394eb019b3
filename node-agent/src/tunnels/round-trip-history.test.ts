import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoundTripHistory } from './round-trip-history.js';

const usualNs = 30_000;
const slowNs = 5_000_000;

/** A history with so many seconds of usual round trips, and what adds one more, so many ms later. */
function usual(seconds: number): { history: RoundTripHistory; trip: (tripNs: number, laterMs: number) => boolean } {
  const history = new RoundTripHistory();
  let nowNs = 1e9;
  const trip = (tripNs: number, laterMs: number) => {
    nowNs += laterMs * 1e6;
    history.add(nowNs, tripNs);
    return history.judge(nowNs);
  };
  for (let i = 0; i < seconds * 100; i++) expect(trip(usualNs, 10)).toBe(false);
  return { history, trip };
}

describe('round trips', () => {
  it('that are slow for just so long that it is seen, are slow once', () => {
    const spacing = fc.array(fc.integer({ min: 8, max: 14 }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(spacing, fc.integer({ min: 0, max: 30 }), (spacingMs, more) => {
        const { trip } = usual(20);
        const laterMs = (i: number) => spacingMs[i % spacingMs.length] ?? 10;
        let i = 0;
        while (!trip(slowNs, laterMs(i))) expect(i++).toBeLessThan(1_000);
        for (let n = 0; n < more; n++) expect(trip(slowNs, laterMs(i++))).toBe(true);
        const after = Array.from({ length: 1_000 }, () => trip(usualNs, laterMs(i++)));
        const over = after.indexOf(false);
        expect(over).toBeGreaterThanOrEqual(0);
        expect(after.slice(over)).not.toContain(true);
      }),
      { numRuns: 15 },
    );
  });
});
