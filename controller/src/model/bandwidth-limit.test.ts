import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { bandwidthLimits, effectiveLimit } from './bandwidth-limit.js';
import { createNetwork } from './networks.js';
import { createPorts } from './port-batches.js';
import { createPort, updatePort } from './ports.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, tenantRequest } from './testing/requests.js';

type Limit = weft.v1.BandwidthLimit.$Properties;
interface Limits {
  readonly egressLimit?: Limit;
  readonly ingressLimit?: Limit;
}

let cluster: MemoryCluster;

beforeEach(() => {
  cluster = new MemoryCluster();
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  cluster.run((p) => createNetwork(p, networkRequest('net')));
});

const asked = (id: string, limits: Limits) => ({ metadata: { id }, networkId: 'net', ...limits });
const create = (id: string, limits: Limits) =>
  cluster.run((p) => createPort(p, weft.v1.CreatePortRequest.fromObject({ port: asked(id, limits) })));
const createAll = (ports: object[]) =>
  cluster.run((p) => createPorts(p, weft.v1.BatchCreatePortsRequest.fromObject({ ports })));

function update(id: string, limits: Limits, ...paths: string[]) {
  const request = { port: { metadata: { id }, ...limits }, updateMask: { paths } };
  return cluster.run((p) => updatePort(p, weft.v1.UpdatePortRequest.fromObject(request)));
}

function refusal(run: () => unknown): { code: string; field: string | undefined } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return { code: error.code, field: error.details.fields?.[0]?.field };
  }
  throw new Error('nothing was refused');
}

const plain = ({ egressLimit, ingressLimit }: weft.v1.Port.$Properties) =>
  [egressLimit, ingressLimit].map((limit) => limit && [limit.kilobitsPerSecond, limit.burstBytes]);

describe('bandwidth limits of a port', () => {
  it('are kept as asked for, and none is kept where nothing is limited', () => {
    const egressLimit = { kilobitsPerSecond: 64, burstBytes: 1_073_741_824 };
    expect(plain(create('a', { egressLimit, ingressLimit: { kilobitsPerSecond: 400_000_000 } }))).toEqual([
      [64, 1_073_741_824],
      [400_000_000, 0],
    ]);
    expect(plain(create('b', { egressLimit: { kilobitsPerSecond: 0 } }))).toEqual([null, null]);
    expect(plain(create('c', {}))).toEqual([null, null]);
  });

  it.each<[string, Limit, string]>([
    ['a rate below 64 kbit/s', { kilobitsPerSecond: 63 }, 'kilobits_per_second'],
    ['a rate above 400 Gbit/s', { kilobitsPerSecond: 400_000_001 }, 'kilobits_per_second'],
    ['a burst below a frame', { kilobitsPerSecond: 64, burstBytes: 65_535 }, 'burst_bytes'],
    ['a burst above 1 GiB', { kilobitsPerSecond: 64, burstBytes: 1_073_741_825 }, 'burst_bytes'],
    ['a burst of no rate', { burstBytes: 65_536 }, 'burst_bytes'],
  ])('%s is refused', (_what, limit, field) => {
    for (const direction of ['egress', 'ingress'] as const) {
      const limits = { [`${direction}Limit`]: limit };
      const expected = { code: 'FIELD_OUT_OF_RANGE', field: `port.${direction}_limit.${field}` };
      expect(refusal(() => create('a', limits))).toEqual(expected);
      expect(refusal(() => createAll([asked('a', {}), asked('b', limits)]))).toEqual({
        ...expected,
        field: `ports[1].${direction}_limit.${field}`,
      });
    }
    create('a', {});
    expect(refusal(() => update('a', { egressLimit: limit }, 'egress_limit')).field).toBe(`port.egress_limit.${field}`);
  });

  it('change one by one; the same again changes nothing', () => {
    const one = { kilobitsPerSecond: 1_000, burstBytes: 100_000 };
    create('a', { egressLimit: one, ingressLimit: one });
    const faster = update('a', { egressLimit: { kilobitsPerSecond: 2_000 } }, 'egress_limit');
    expect(plain(faster)).toEqual([
      [2_000, 0],
      [1_000, 100_000],
    ]);
    const etag = faster.metadata?.etag;
    expect(update('a', { ingressLimit: one }, 'ingress_limit').metadata?.etag).toBe(etag);
    expect(plain(update('a', {}, 'ingress_limit'))).toEqual([[2_000, 0], null]);
    expect(plain(update('a', { egressLimit: { kilobitsPerSecond: 0 } }, 'egress_limit'))).toEqual([null, null]);
  });

  it('have a burst of what the rate lets pass in 250 ms where none is given', () => {
    const burst = (kilobitsPerSecond: number) => effectiveLimit({ kilobitsPerSecond })?.burstBytes;
    expect([64, 8_388, 8_389, 100_000, 400_000_000].map(burst)).toEqual([
      262_144, 262_144, 262_157, 3_125_000, 1_073_741_824,
    ]);
    expect(effectiveLimit({ kilobitsPerSecond: 64, burstBytes: 65_536 })?.burstBytes).toBe(65_536);
    expect([effectiveLimit(null), effectiveLimit({})]).toEqual([null, null]);
    const { min, max } = bandwidthLimits.kilobitsPerSecond;
    fc.assert(
      fc.property(fc.integer({ min, max }), (rate) => {
        const bytes = burst(rate) ?? 0;
        return bytes >= bandwidthLimits.burstBytes.min && bytes <= bandwidthLimits.burstBytes.max;
      }),
    );
  });
});
