import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordSizes } from './record-sizes.js';

it('knows what a list of all sizes knows', () => {
  const size = fc.integer({ min: 0, max: 9 });
  const step = fc.oneof(
    fc.record({ push: size }),
    fc.record({ forget: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ behind: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(
    fc.property(
      fc.array(size, { maxLength: 10 }),
      fc.array(step, { maxLength: 60 }),
      fc.nat({ max: 60 }),
      (older, steps, when) => {
        const sizes = new RecordSizes(10);
        /** Revision -> size. */
        let known = new Map<number, number>();
        let last = 10;
        let after = 10;
        const sum = () => [...known.values()].reduce((a, b) => a + b, 0);
        for (const [i, step] of steps.entries()) {
          if (i === when && after === 10) {
            sizes.unshift(older);
            after = 10 - older.length;
            known = new Map([...older.map((bytes, j) => [after + 1 + j, bytes] as const), ...known]);
          }
          if ('push' in step) {
            sizes.push(step.push);
            known.set(++last, step.push);
          } else if ('forget' in step) {
            const to = Math.min(step.forget, last);
            sizes.forget(step.forget);
            for (const revision of known.keys()) if (revision <= to) known.delete(revision);
            after = Math.max(after, to);
          } else {
            let at = after;
            for (let left = sum(); left > step.behind; at++) left -= known.get(at + 1)!;
            expect(sizes.behind(step.behind)).toBe(at);
          }
          expect([sizes.total, sizes.after]).toEqual([sum(), after]);
        }
      },
    ),
    { numRuns: 500 },
  );
});
