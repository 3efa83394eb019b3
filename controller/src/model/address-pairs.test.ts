import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { formatMac } from '../../../proto/src/mac.js';
import { createNetwork } from './networks.js';
import { createPorts } from './port-batches.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { addressPairs, networkRequest, type PortOptions, portRequest, tenantRequest } from './testing/requests.js';

const one = '02:00:00:00:00:01';
const two = '02:00:00:00:00:02';
let cluster: MemoryCluster;

beforeEach(() => {
  cluster = new MemoryCluster();
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  for (const id of ['net', 'other']) cluster.run((p) => createNetwork(p, networkRequest(id)));
});

const port = (id: string, options: PortOptions = {}) => cluster.run((p) => createPort(p, portRequest(id, options)));
const remove = (id: string) => cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })));

function update(id: string, pairs: readonly string[], flood = 0, paths = ['allowed_address_pairs']) {
  const row = { metadata: { id }, allowedAddressPairs: addressPairs(pairs), floodPacketsPerSecond: flood };
  return cluster.run((p) => updatePort(p, weft.v1.UpdatePortRequest.fromObject({ port: row, updateMask: { paths } })));
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

describe('allowed address pairs', () => {
  it("are of both families and any length; a MAC that is the port's own is none", () => {
    const pairs = ['0.0.0.0/0', '::/0', 'fd00::7/128', `10.0.0.7/32 ${one}`, `10.0.0.8/32 ${two}`];
    const { allowedAddressPairs } = port('a', { mac: one, pairs });
    expect(allowedAddressPairs.map(({ mac }) => formatMac(mac ?? new Uint8Array()))).toEqual(['', '', '', '', two]);
  });

  it.each<[string, readonly string[], string, string]>([
    ['two that are the same', ['10.0.0.7/32', `10.0.0.7/32 ${one}`], 'INVALID_FIELD', '[1]'],
    ['the MAC of gateways', ['10.0.0.7/32 fe:57:00:00:00:01'], 'INVALID_FIELD', '[0].mac'],
    ['a multicast MAC', ['10.0.0.7/32 01:00:5e:00:00:01'], 'INVALID_FIELD', '[0].mac'],
    ['seventeen', Array.from({ length: 17 }, (_, i) => `10.0.0.${i}/32`), 'INVALID_FIELD', ''],
  ])('are not %s', (_what, pairs, code, field) => {
    const expected = { code, field: `port.allowed_address_pairs${field}` };
    expect(refusal(() => port('a', { mac: one, pairs }))).toEqual(expected);
  });

  it('may name an address that others name too, but no MAC of another port or its pairs', () => {
    port('a', { mac: one, pairs: ['10.0.0.7/32'] });
    port('b', { pairs: ['10.0.0.7/32', `10.0.0.7/32 ${two}`, `10.0.0.8/32 ${two}`] });
    const taken = { code: 'DUPLICATE_VALUE', field: 'port.allowed_address_pairs[0].mac' };
    expect(refusal(() => port('c', { pairs: [`10.0.0.9/32 ${one}`] }))).toEqual(taken);
    expect(refusal(() => update('a', [`10.0.0.9/32 ${two}`]))).toEqual(taken);
    expect(refusal(() => port('c', { mac: two }))).toEqual({ code: 'DUPLICATE_VALUE', field: 'port.mac' });
    port('elsewhere', { networkId: 'other', mac: two, pairs: [`10.0.0.9/32 ${one}`] });
  });

  it('free their MACs when they go', () => {
    port('a', { pairs: [`10.0.0.7/32 ${two}`, `10.0.0.8/32 ${two}`] });
    update('a', [`10.0.0.8/32 ${two}`]);
    expect(refusal(() => port('b', { mac: two })).code).toBe('DUPLICATE_VALUE');
    update('a', []);
    port('b', { mac: two });
    remove('b');
    port('c', { pairs: [`10.0.0.7/32 ${two}`] });
    remove('c');
    port('d', { mac: two });
    expect(cluster.topology.pairMacs.size).toBe(0);
  });

  it('are looked at between ports of a batch, and by MACs that are allocated', () => {
    const next = '02:57:00:00:00:01';
    port('a', { mac: one, pairs: [`10.0.0.7/32 02:57:00:00:00:02`] });
    expect(formatMac(port('b').mac)).toBe('02:57:00:00:00:03');
    const ports = ['c', 'd'].map((id) => portRequest(id, { pairs: [`10.0.0.7/32 ${next}`] }).port ?? {});
    const request = weft.v1.BatchCreatePortsRequest.create({ ports });
    expect(refusal(() => cluster.run((p) => createPorts(p, request)))).toEqual({
      code: 'DUPLICATE_VALUE',
      field: 'ports[1].allowed_address_pairs[0].mac',
    });
  });

  it('and the flood limit change path by path; what is the same is no change', () => {
    port('a', { mac: one, pairs: ['10.0.0.7/32'], flood: 5 });
    const { revision } = cluster;
    update('a', [`10.0.0.7/32 ${one}`], 9);
    expect(cluster.revision).toBe(revision);
    const row = update('a', [], 9, ['flood_packets_per_second']);
    expect([row.floodPacketsPerSecond, row.allowedAddressPairs.length]).toEqual([9, 1]);
    const most = () => update('a', [], 1_000_001, ['flood_packets_per_second']);
    expect(refusal(most)).toEqual({ code: 'FIELD_OUT_OF_RANGE', field: 'port.flood_packets_per_second' });
  });
});

it('no port has the MAC of gateways', () => {
  expect(refusal(() => port('a', { mac: 'fe:57:00:00:00:01' }))).toEqual({ code: 'INVALID_FIELD', field: 'port.mac' });
});
