import { expect, it } from 'vitest';
import { limitFields, limitsDefect, limitsOf } from './port-limits.js';

const egress = { egressKilobitsPerSecond: 64, egressBurstBytes: 65_536 };
const ingress = { ingressKilobitsPerSecond: 400_000_000, ingressBurstBytes: 1_073_741_824 };

it('what an entry says of limits is read, and said again', () => {
  for (const entry of [{}, egress, ingress, { ...egress, ...ingress }]) {
    expect(limitsDefect(entry)).toBeNull();
    expect(limitFields(limitsOf(entry))).toEqual(entry);
  }
  expect(limitsOf(egress)).toEqual({ egress: { kilobitsPerSecond: 64, burstBytes: 65_536 }, ingress: null });
  // Not limited, whatever the burst.
  expect(limitsOf({ egressBurstBytes: 7 })).toEqual({ egress: null, ingress: null });
});

it.each([
  [{ ...egress, egressKilobitsPerSecond: 63 }, 'its egress limit of 63 kbit/s is not in 64..400000000'],
  [{ ...ingress, ingressKilobitsPerSecond: 400_000_001 }, 'its ingress limit of 400000001 kbit/s is not in'],
  [{ egressKilobitsPerSecond: 64 }, 'the burst of its egress limit, 0 bytes, is not in 1..1073741824'],
  [{ ...ingress, ingressBurstBytes: 1_073_741_825 }, 'the burst of its ingress limit, 1073741825 bytes, is not in'],
])('%o is a defect', (entry, message) => {
  expect(limitsDefect(entry)).toContain(message);
});
