import { expect, it } from 'vitest';
import { sparkline } from './sparkline.js';
import { formatBytes, formatNs, formatPpm } from './tunnel-values.js';

it('durations have three digits and one unit', () => {
  const shown = [0, 830, 83_000, 999_400, 999_600, 1_204_000, 25_000_000, 999_600_000, 12_000_000_000].map(formatNs);
  expect(shown).toEqual(['', '0.83us', '83.0us', '999us', '1.00ms', '1.20ms', '25.0ms', '1.00s', '12.0s']);
});

it('loss is in per cent, and small loss is not none', () => {
  expect([0, 1, 5_000, 12_345, 250_000, 1_000_000].map(formatPpm)).toEqual([
    '0',
    '<0.01%',
    '0.5%',
    '1.23%',
    '25%',
    '100%',
  ]);
});

it('bytes have three digits and one unit', () => {
  expect([0, 999, 1_000, 1_500_000, 2.5e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '1.50 MB',
    '2.50 PB',
  ]);
});

it('a sparkline goes from the least to the greatest, and shows what is not known', () => {
  expect(sparkline([10, 45, 80, null, 10])).toBe('▁▅█·▁');
  expect(sparkline([5, 5])).toBe('▁▁');
  expect(sparkline([50, 100], 0)).toBe('▅█');
  expect(sparkline([])).toBe('');
});
