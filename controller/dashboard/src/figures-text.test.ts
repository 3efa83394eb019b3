import { expect, it } from 'vitest';
import { agoText, bytesText, lossText, rateText, rttText, timeText } from './figures-text.js';

it('round trips', () => {
  expect([0, 0.4, 7, 87.25, 100, 999, 1_000, 1_240, 20_000, 999_499, 2_100_000].map(rttText)).toEqual([
    '–',
    '0.4 µs',
    '7 µs',
    '87.3 µs',
    '100 µs',
    '999 µs',
    '1.00 ms',
    '1.24 ms',
    '20.0 ms',
    '999 ms',
    '2.10 s',
  ]);
});

it('loss', () => {
  expect([0, 5, 100, 4_900, 10_000, 123_456, 999_900, 1_000_000].map(lossText)).toEqual([
    '0 %',
    '< 0.01 %',
    '0.01 %',
    '0.49 %',
    '1.0 %',
    '12 %',
    '100 %',
    '100 %',
  ]);
});

it('bytes', () => {
  expect([0, 999, 1_000, 12_345, 999_499, 999_600, 5e9, 1e21].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '999 kB',
    '1.00 MB',
    '5.00 GB',
    '1000 EB',
  ]);
  expect(rateText(1_500)).toBe('1.50 kB/s');
});

it('times', () => {
  const now = new Date(2026, 10, 21, 14, 3, 7).getTime();
  expect([0, now, now - 5_000, now - 200_000, now - 8e6, now - 1e9].map((ms) => agoText(ms, now))).toEqual([
    'never',
    'now',
    '5 s ago',
    '3 min ago',
    '2 h ago',
    '12 d ago',
  ]);
  expect([timeText(now, now), timeText(now - 86_400_000, now), timeText(0, now)]).toEqual([
    '14:03:07',
    '2026-11-20 14:03:07',
    '–',
  ]);
});
