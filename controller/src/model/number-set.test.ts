import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberSet } from './number-set.js';

// Numbers around the edges of words, blocks and the whole range.
const number = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 65_500, max: 65_600 }),
  fc.integer({ min: 0xff_ff_ff_00, max: 0xff_ff_ff_ff }),
);

describe('a set of numbers', () => {
  it('is what a Set is, after any sequence of adding and deleting', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), number), { maxLength: 200 }), (steps) => {
        const set = new NumberSet();
        const model = new Set<number>();
        for (const [add, n] of steps) {
          if (add) {
            set.add(n);
            model.add(n);
          } else {
            set.delete(n);
            model.delete(n);
          }
          expect(set.has(n)).toBe(model.has(n));
        }
        expect(set.size).toBe(model.size);
        for (const n of model) expect(set.has(n)).toBe(true);
      }),
    );
  });

  it('finds the lowest free number of a range', () => {
    fc.assert(
      fc.property(
        fc.array(number, { maxLength: 200 }),
        number,
        fc.integer({ min: 0, max: 300 }),
        (taken, first, more) => {
          const last = Math.min(first + more, 0xff_ff_ff_ff);
          const set = new NumberSet();
          for (const n of taken) set.add(n);
          let expected: number | null = null;
          for (let n = first; n <= last && expected === null; n++) if (!taken.includes(n)) expected = n;
          expect(set.firstFree(first, last)).toBe(expected);
        },
      ),
    );
  });

  it('finds a number behind whole blocks that are full', () => {
    const set = new NumberSet();
    for (let n = 0; n < 200_000; n++) set.add(n);
    expect(set.firstFree(0, 0xff_ff_ff_ff)).toBe(200_000);
    expect(set.firstFree(5, 199_999)).toBeNull();
    set.delete(70_000);
    expect(set.firstFree(5, 199_999)).toBe(70_000);
  });

  it('goes round once from the cursor', () => {
    const set = new NumberSet();
    for (const n of [12, 13, 14]) set.add(n);
    expect(set.nextFree(12, 10, 14)).toBe(10);
    expect(set.nextFree(99, 10, 14)).toBe(10);
    for (const n of [10, 11]) set.add(n);
    expect(set.nextFree(12, 10, 14)).toBeNull();
  });
});
