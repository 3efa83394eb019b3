import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Tables } from '../store/change.js';
import { localPortEntry } from './contributions.js';
import { entryOfValue } from './entry.js';

const port = (limits: object) =>
  weft.v1.Port.fromObject({
    metadata: { id: 'p' },
    datapathId: 7,
    mac: new Uint8Array(6),
    ...limits,
  }) as Tables['port'];
const entryOf = (limits: object) => entryOfValue(localPortEntry(port(limits), 10, [])[1]).localPort;

it('a local port has its limits with their bursts, and nothing where it has none', () => {
  expect(entryOf({ egressLimit: { kilobitsPerSecond: 100_000 } })).toMatchObject({
    egressKilobitsPerSecond: 100_000,
    egressBurstBytes: 3_125_000,
    ingressKilobitsPerSecond: 0,
    ingressBurstBytes: 0,
  });
  expect(entryOf({ ingressLimit: { kilobitsPerSecond: 64, burstBytes: 65_536 } })).toMatchObject({
    egressKilobitsPerSecond: 0,
    ingressKilobitsPerSecond: 64,
    ingressBurstBytes: 65_536,
  });
  // As before there were limits.
  const [, without] = localPortEntry(port({}), 10, []);
  const [, withZero] = localPortEntry(port({ egressLimit: {}, ingressLimit: { kilobitsPerSecond: 0 } }), 10, []);
  expect(withZero).toBe(without);
});
