import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portBandwidth } from './bandwidth.js';
import { decodePortBandwidth, encodePortBandwidth } from './bpf/layout.gen.js';

const limit = fc.record({
  kilobitsPerSecond: fc.oneof(
    fc.integer({ min: 64, max: 400_000_000 }),
    fc.integer({ min: 399_999_000, max: 400_000_000 }),
  ),
  burstBytes: fc.integer({ min: 65_536, max: 1_073_741_824 }),
});

test('time per byte is right to one in a million at every rate, and every burst fits', () => {
  fc.assert(
    fc.property(limit, ({ kilobitsPerSecond, burstBytes }) => {
      const egress = { kilobitsPerSecond, burstBytes };
      const row = portBandwidth({ egress, ingress: null });
      const unitNs = 1 / 64;
      const nsPerByte = 8e6 / kilobitsPerSecond;
      expect(Math.abs((row.egress.unitsPerByte * unitNs) / 2 ** 20 / nsPerByte - 1)).toBeLessThan(1e-6);
      const units = (burstBytes * nsPerByte) / unitNs;
      expect(Math.abs(row.egress.burstUnits - units)).toBeLessThan(1 + units * 1e-6);
      expect(Number.isSafeInteger(row.egress.burstUnits)).toBe(true);
      // What the program multiplies for the largest frame.
      expect(row.egress.unitsPerByte * 2 ** 20).toBeLessThan(2 ** 64);
      expect(row.ingress).toEqual({ unitsPerByte: 0, burstUnits: 0 });
      expect(decodePortBandwidth(encodePortBandwidth(row))).toEqual(row);
    }),
  );
});

test('a port without limits has a row of zeros', () => {
  expect(encodePortBandwidth(portBandwidth({ egress: null, ingress: null }))).toEqual(Buffer.alloc(32));
});
