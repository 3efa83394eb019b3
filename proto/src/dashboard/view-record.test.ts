import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortFloat } from './short-float.js';
import {
  keyFrom,
  keyTo,
  lossPpmOfValue,
  readRecords,
  rttUsOfValue,
  stateOfValue,
  VIEW_BYTES,
  viewKey,
  viewValue,
  writeRecord,
} from './view-record.js';

describe('a short float', () => {
  it('is right to its mantissa and ascends with the numbers', () => {
    const code = shortFloat(13, 9);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: code.max }), (n) => {
        expect(Math.abs(code.decode(code.encode(n)) - n)).toBeLessThanOrEqual(n / 1_023);
      }),
    );
    for (let bits = 1; bits < 2 ** 13; bits++) {
      expect(code.encode(code.decode(bits))).toBe(bits);
      expect(code.decode(bits)).toBeGreaterThan(code.decode(bits - 1));
    }
  });

  it('takes what is too much for the most, and what is no number for 0', () => {
    const code = shortFloat(13, 9);
    expect(code.decode(code.encode(1e12))).toBe(code.max);
    expect([code.encode(Number.NaN), code.encode(-1), code.encode(0.4)]).toEqual([0, 0, 0]);
  });
});

describe('a record of a view', () => {
  it('says what was written into it, for every index, state and figure', () => {
    const index = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(
        index,
        index,
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 0, max: 4_292_870_144 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (from, to, state, rttUs, lossPpm) => {
          const bytes = new Uint8Array(VIEW_BYTES + 3);
          writeRecord(new DataView(bytes.buffer, 3), 0, viewKey(from, to), viewValue(state, rttUs, lossPpm));
          readRecords(bytes.subarray(3), (key, value) => {
            expect([keyFrom(key), keyTo(key), stateOfValue(value)]).toEqual([from, to, state]);
            expect(Math.abs(rttUsOfValue(value) - rttUs)).toBeLessThanOrEqual(rttUs / 4_095);
            expect(Math.abs(lossPpmOfValue(value) - lossPpm)).toBeLessThanOrEqual(lossPpm / 1_023);
          });
        },
      ),
    );
  });

  it('is never half a record', () => {
    expect(() => readRecords(new Uint8Array(12), () => undefined)).toThrow('12 bytes are no views');
  });
});
