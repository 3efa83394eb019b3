import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLES_SHOWN, SampleRing } from './sample-ring.js';

const sample = (tick: number) => ({ tick, state: 2, rttP50Us: tick, lossOutPpm: 1, lossBackPpm: 2 });

describe('the ring of samples', () => {
  it('has the newest samples of each view, oldest first, as long as there is room for all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 500 }), (views) => {
        const ring = new SampleRing();
        const last = [0, 0, 0, 0];
        const told: number[][] = [[], [], [], []];
        for (const [i, view] of views.entries()) {
          last[view] = ring.push(sample(i + 1), last[view] ?? 0, 4);
          told[view]?.push(i + 1);
        }
        for (const view of [0, 1, 2, 3]) {
          expect(ring.read(last[view] ?? 0).map(({ tick }) => tick)).toEqual(told[view]?.slice(-SAMPLES_SHOWN));
        }
      }),
    );
  });

  it('grows with the views and no further than its limit; then the oldest samples go', () => {
    const ring = new SampleRing(8_192);
    const views = 1_000;
    const last = new Array<number>(views).fill(0);
    for (let i = 0; i < 40_000; i++) last[i % views] = ring.push(sample(i), last[i % views] ?? 0, views);
    for (const number of last) {
      const ticks = ring.read(number).map(({ tick }) => tick);
      expect(ticks.length === 8 || ticks.length === 9).toBe(true);
      expect(ticks.every((tick) => tick >= 40_000 - 8_192)).toBe(true);
      for (const [i, tick] of ticks.entries()) if (i > 0) expect(tick - (ticks[i - 1] ?? 0)).toBe(views);
    }
  });

  it('has nothing of a view that was overwritten, or never said anything', () => {
    const ring = new SampleRing(4_096);
    const first = ring.push(sample(1), 0, 1_000);
    let other = 0;
    for (let i = 0; i < 4_096; i++) other = ring.push(sample(2), other, 1_000);
    expect(ring.read(first)).toEqual([]);
    expect(ring.read(0)).toEqual([]);
    expect(ring.read(other)).toHaveLength(SAMPLES_SHOWN);
  });
});
