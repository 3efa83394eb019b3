import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  detectionMs,
  IDLE_FACTOR,
  INTERVAL_MIN_MS,
  intervals,
  JITTER,
  jittered,
  ProbeBudget,
  SIZE_INTERVAL_MS,
} from './schedule.js';

const rate = fc.integer({ min: 1, max: 10_000 });
const tunnels = fc.integer({ min: 0, max: 16_384 });

describe('intervals', () => {
  test('all that is planned is within the rate, and idle tunnels are asked as often as busy ones where that is possible', () => {
    fc.assert(
      fc.property(tunnels, tunnels, rate, (busy, idle, perS) => {
        const { busyMs, idleMs, sizeMs } = intervals(busy, idle, perS);
        expect(busy / busyMs + idle / idleMs + (busy + idle) / sizeMs).toBeLessThanOrEqual(perS / 1000 + 1e-9);
        expect(busyMs).toBeGreaterThanOrEqual(INTERVAL_MIN_MS);
        expect(idleMs).toBeGreaterThanOrEqual(INTERVAL_MIN_MS);
        expect(idleMs).toBeLessThanOrEqual(busyMs * IDLE_FACTOR * (1 + 1e-9));
        expect(sizeMs).toBeGreaterThanOrEqual(SIZE_INTERVAL_MS);
      }),
    );
  });

  test('with few peers all are asked every 10 ms', () => {
    expect(intervals(3, 0, 500)).toEqual({ busyMs: 10, idleMs: 10, sizeMs: 4000 });
    expect(intervals(0, 3, 500)).toMatchObject({ idleMs: 10 });
    expect(intervals(1, 2, 500)).toMatchObject({ busyMs: 10, idleMs: 10 });
  });
});

describe('detection of a cut', () => {
  test('takes less than a second in a lab, and grows with the fleet, never faster than it', () => {
    expect(detectionMs(1, 500, 0).idleMs).toBeLessThan(600);
    expect(detectionMs(40, 500, 0).idleMs).toBeLessThan(700);
    expect(detectionMs(1000, 500, 100).busyMs).toBeLessThan(1_250);
    expect(detectionMs(1000, 500, 1000).busyMs).toBeLessThan(3_600);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_000 }), rate, (peers, perS) => {
        const [one, two] = [peers, 2 * peers].map((n) => detectionMs(n, perS, n).busyMs) as [number, number];
        expect(two).toBeGreaterThanOrEqual(one);
        expect(two).toBeLessThanOrEqual(2 * one + 600 + 12_000 / perS);
      }),
    );
  });
});

test('intervals vary by a tenth to both sides', () => {
  expect([0, 0.5, 1].map((r) => Math.round(jittered(1000, r)))).toEqual([900, 1000, 1100]);
  expect(JITTER).toBe(0.1);
});

test('never more packets than the rate within any second, and nearly as many when they are wanted', () => {
  fc.assert(
    fc.property(rate, fc.array(fc.double({ min: 0.01, max: 300, noNaN: true }), { maxLength: 200 }), (perS, gapsMs) => {
      const budget = new ProbeBudget(perS, 0);
      const sentMs: number[] = [];
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        while (budget.take(nowMs)) sentMs.push(nowMs);
      }
      for (let first = 0, last = 0; last < sentMs.length; last++) {
        while (sentMs[last]! - sentMs[first]! >= 1000) first++;
        expect(last - first + 1).toBeLessThanOrEqual(perS);
      }
    }),
  );
  const budget = new ProbeBudget(500, 0);
  let sent = 0;
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) while (budget.take(nowMs)) sent++;
  expect(sent).toBeGreaterThan(4_700);
  expect(new ProbeBudget(0, 0).take(1e9)).toBe(false);
});
