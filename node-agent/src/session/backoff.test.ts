import { expect, test } from 'vitest';
import { Backoff } from './backoff.js';

test('delays double up to the cap and begin anew after a success', () => {
  const backoff = new Backoff(100, 5_000, () => 1);
  expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test('each delay is drawn from the upper half of its range', () => {
  expect(new Backoff(100, 5_000, () => 0).next()).toBe(50);
});
