import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairTime } from './fair-time.js';
import { TIMEOUT_MS } from './schedule.js';

const ms = (n: number) => n * 1e6;

test('without lag a request is lost after the timeout; a little lag is none', () => {
  const fair = new FairTime(0);
  expect(fair.lostUpToNs(ms(1000), TIMEOUT_MS)).toBe(ms(1000 - TIMEOUT_MS));
  expect(fair.late(50, ms(1000))).toBe(0);
  expect(fair.lostUpToNs(ms(1000), TIMEOUT_MS)).toBe(ms(1000 - TIMEOUT_MS));
});

test('lag is no time that a request has waited, however often it comes', () => {
  const lags = fc.array(
    fc.record({ gapMs: fc.integer({ min: 1, max: 300 }), lagMs: fc.integer({ min: 51, max: 999 }) }),
    {
      minLength: 1,
      maxLength: 15,
    },
  );
  fc.assert(
    fc.property(lags, fc.integer({ min: 0, max: 300 }), (list, afterMs) => {
      const fair = new FairTime(0);
      // Fair time runs from 10 s on, a millisecond a step; `sentMs[i]` is when i ms of it had passed.
      const sentMs: number[] = [];
      let nowMs = 10_000;
      const pass = (count: number) => {
        for (let i = 0; i < count; i++) sentMs.push(nowMs++);
      };
      pass(TIMEOUT_MS);
      for (const { gapMs, lagMs } of list) {
        pass(gapMs);
        nowMs += lagMs;
        expect(fair.late(lagMs, ms(nowMs))).toBe(lagMs);
      }
      pass(afterMs);
      const lostUpToMs = fair.lostUpToNs(ms(nowMs), TIMEOUT_MS) / 1e6;
      expect(sentMs.filter((at) => at <= lostUpToMs)).toHaveLength(sentMs.length - TIMEOUT_MS + 1);
    }),
  );
});

test('after a stop of a second what was asked before is void', () => {
  const fair = new FairTime(ms(5));
  expect(fair.fromNs).toBe(ms(5));
  expect(fair.late(30_000, ms(60_000))).toBe(0);
  expect(fair.fromNs).toBe(ms(60_000));
});
