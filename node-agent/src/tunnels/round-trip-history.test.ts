import { describe, expect, it } from 'vitest';
import { RoundTripHistory } from './round-trip-history.js';

const usualNs = 30_000;
const slowNs = 5_000_000;

/** Adds a round trip, 5 to 17 ms after the one before; whether they are slow now. */
function trips(seed: number): (tripNs: number) => boolean {
  const history = new RoundTripHistory();
  let state = seed;
  let nowNs = 1e9;
  return (tripNs) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
    nowNs += (5 + (12 * state) / 2 ** 31) * 1e6;
    history.add(nowNs, tripNs);
    return history.judge(nowNs);
  };
}

describe('round trips', () => {
  it.each([1, 2, 3, 4, 5])('that are slow for just so long that it is seen, are slow once (seed %i)', (seed) => {
    const trip = trips(seed);
    for (let i = 0; i < 2_000; i++) expect(trip(usualNs)).toBe(false);
    let slow = 1;
    while (!trip(slowNs)) slow++;
    expect(slow).toBeLessThan(200);
    const after = Array.from({ length: 1_000 }, () => trip(usualNs));
    expect(after.slice(after.indexOf(false))).not.toContain(true);
    expect(after.at(-1)).toBe(false);
  });
});
