import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RetryTimer } from './retry-timer.js';

beforeEach(() => {
  vi.useFakeTimers();
  // The longest delay of each range.
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Seconds at which attempts were made, each of which failed, within a time. */
async function attemptsWithin(seconds: number, attempt: (timer: RetryTimer) => void): Promise<number[]> {
  const began = Date.now();
  const at: number[] = [];
  const timer = new RetryTimer(async () => {
    at.push((Date.now() - began) / 1000);
    attempt(timer);
  });
  timer.arm();
  timer.arm();
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  timer.close();
  return at;
}

test('attempts come after delays that double from 1 s up to 30 s', async () => {
  const at = await attemptsWithin(125, (timer) => timer.arm());
  expect(at).toEqual([1, 3, 7, 15, 31, 61, 91, 121]);
});

test('one that throws is followed by another', async () => {
  const at = await attemptsWithin(8, () => {
    throw new Error('not yet');
  });
  expect(at).toEqual([1, 3, 7]);
});

test('after success the next delay is the shortest again, and nothing is tried until something fails', async () => {
  let attempts = 0;
  const timer = new RetryTimer(async () => {
    if (++attempts < 3) timer.arm();
    else timer.disarm();
  });
  timer.arm();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toBe(3);
  timer.arm();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(attempts).toBe(4);
  timer.close();
  timer.arm();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toBe(4);
});
