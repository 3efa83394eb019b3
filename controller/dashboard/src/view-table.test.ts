import fc from 'fast-check';
import { expect, it } from 'vitest';
import { viewKey } from '../../../proto/src/dashboard/view-record.js';
import { ViewTable } from './view-table.js';

it('a table of views knows what a map knows', () => {
  const operation = fc.tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 3 }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 3_000, size: 'max' }), (operations) => {
      const table = new ViewTable();
      const map = new Map<number, number>();
      for (const [from, to, value] of operations) {
        const key = viewKey(from, to);
        if (key === 0) continue;
        table.set(key, value);
        if (value === 0) map.delete(key);
        else map.set(key, value);
      }
      const all = new Map<number, number>();
      table.forEach((key, value) => {
        all.set(key, value);
      });
      expect(all).toEqual(map);
      for (const [from, to] of operations) expect(table.get(viewKey(from, to))).toBe(map.get(viewKey(from, to)) ?? 0);
    }),
    { numRuns: 30 },
  );
});

it('a table of a full mesh of 500 nodes is filled and read in a moment', () => {
  const table = new ViewTable();
  const started = performance.now();
  for (let from = 0; from < 500; from++) for (let to = 0; to < 500; to++) table.set(viewKey(from, to), 7);
  let sum = 0;
  for (let from = 0; from < 500; from++) for (let to = 0; to < 500; to++) sum += table.get(viewKey(from, to));
  expect(sum).toBe(7 * (250_000 - 1));
  expect(performance.now() - started).toBeLessThan(1_000);
});
