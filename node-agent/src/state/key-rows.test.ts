import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyRows } from './key-rows.js';

test('however keys come and go, each is found in its row, and no other', () => {
  const step = fc.record({ insert: fc.boolean(), n: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const rows = new KeyRows(2);
      const model = new Map<number, number>();
      // Keys that differ in one word only.
      const key = (n: number) => Uint32Array.of(n & 1, n >> 1);
      for (const { insert, n } of steps) {
        const row = model.get(n);
        if (insert && row === undefined) model.set(n, rows.insert(key(n)));
        else if (!insert && row !== undefined) {
          rows.remove(row);
          model.delete(n);
        }
      }
      for (let n = 0; n <= 60; n++) expect(rows.find(key(n))).toBe(model.get(n) ?? -1);
      expect(new Set(model.values()).size).toBe(model.size);
      for (const [n, row] of model) expect([...rows.keyOf(row)]).toEqual([...key(n)]);
    }),
    { numRuns: 300 },
  );
});

test('rows are used again: the table grows with what it holds, not with what it held', () => {
  const rows = new KeyRows(1);
  for (let round = 0; round < 1000; round++) rows.remove(rows.insert(Uint32Array.of(round)));
  expect(rows.end).toBe(1);
});
