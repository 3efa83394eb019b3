import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkService, NodeService, PortService, SubnetService, TenantService } from '../../../proto/gen/services.js';
import { callUnary } from '../../../proto/src/call.js';
import { WeftError } from '../../../proto/src/errors.js';
import { parseIp } from '../../../proto/src/ip.js';
import type { MethodShape } from '../../../proto/src/method.js';
import { networkRequest, nodeRequest, portRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import { dump } from '../store/testing/temporary-store.js';
import { ApiUnderTest } from './testing/api-under-test.js';

// Calls that must be refused with the field named, over the wire, and leave nothing behind.

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start();
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  await api.call(SubnetService.createSubnet, subnetRequest('sub', '10.0.0.0/24'));
  await api.call(NodeService.createNode, nodeRequest('h1', '192.168.0.1'));
  await api.call(PortService.createPort, portRequest('p1', { mac: '02:aa:00:00:00:01', addresses: ['10.0.0.9'] }));
});
afterAll(() => api.stop());

type Case = readonly [what: string, call: () => Promise<unknown>, code: string, grpcCode: number, field: string | null];

function call<Sent, Received, ResponseSent, Response>(
  method: MethodShape<Sent, Received, ResponseSent, Response>,
  request: Sent,
): () => Promise<unknown> {
  return () => callUnary(api.client, method, request, { timeoutMs: 10_000 });
}

const prefix = (address: string, length: number) => ({ address: { bytes: parseIp(address) }, length });
const range = (first: string, last: string) => ({ first: { bytes: parseIp(first) }, last: { bytes: parseIp(last) } });
const createSubnet = (more: object) =>
  call(SubnetService.createSubnet, { subnet: { networkId: 'net', prefix: prefix('10.1.0.0', 24), ...more } });
const createPort = (more: object) => call(PortService.createPort, { port: { networkId: 'net', ...more } });
const createNetwork = (more: object) => call(NetworkService.createNetwork, { network: { tenantId: 'acme', ...more } });

const cases: readonly Case[] = [
  ['no resource', call(TenantService.createTenant, {}), 'REQUIRED_FIELD', 3, 'tenant'],
  [
    'a name of 10 KB',
    call(TenantService.createTenant, { tenant: { metadata: { name: 'n'.repeat(10_240) } } }),
    'INVALID_FIELD',
    3,
    'tenant.metadata.name',
  ],
  [
    'an id of 10 KB',
    call(TenantService.createTenant, { tenant: { metadata: { id: 'n'.repeat(10_240) } } }),
    'INVALID_FIELD',
    3,
    'tenant.metadata.id',
  ],
  ['a taken id', call(TenantService.createTenant, tenantRequest('acme')), 'ALREADY_EXISTS', 6, null],
  ['a prefix with host bits', createSubnet({ prefix: prefix('10.1.0.1', 24) }), 'INVALID_FIELD', 3, 'subnet.prefix'],
  [
    'a prefix of 33 bits',
    createSubnet({ prefix: prefix('10.1.0.0', 33) }),
    'FIELD_OUT_OF_RANGE',
    11,
    'subnet.prefix.length',
  ],
  [
    'a prefix of 5 bytes',
    createSubnet({ prefix: { address: { bytes: new Uint8Array(5) }, length: 24 } }),
    'INVALID_FIELD',
    3,
    'subnet.prefix.address',
  ],
  ['no prefix', createSubnet({ prefix: null }), 'REQUIRED_FIELD', 3, 'subnet.prefix'],
  ['a link-local prefix', createSubnet({ prefix: prefix('fe80::', 64) }), 'INVALID_FIELD', 3, 'subnet.prefix'],
  ['an overlapping prefix', createSubnet({ prefix: prefix('10.0.0.0', 16) }), 'SUBNET_OVERLAP', 9, 'subnet.prefix'],
  [
    'overlapping pools',
    createSubnet({ allocationPools: [range('10.1.0.5', '10.1.0.9'), range('10.1.0.9', '10.1.0.20')] }),
    'INVALID_FIELD',
    3,
    'subnet.allocation_pools[1]',
  ],
  ['a VNI out of range', createNetwork({ vni: 16_777_216 }), 'FIELD_OUT_OF_RANGE', 11, 'network.vni'],
  ['a VNI that is taken', createNetwork({ vni: 4096 }), 'DUPLICATE_VALUE', 6, 'network.vni'],
  ['an MTU out of range', createNetwork({ mtu: 70_000 }), 'FIELD_OUT_OF_RANGE', 11, 'network.mtu'],
  ['an unknown tenant', createNetwork({ tenantId: 'nobody' }), 'REFERENCE_NOT_FOUND', 5, 'network.tenant_id'],
  ['a malformed tenant', createNetwork({ tenantId: 'No Body' }), 'INVALID_FIELD', 3, 'network.tenant_id'],
  ['an unknown network', createPort({ networkId: 'nope' }), 'REFERENCE_NOT_FOUND', 5, 'port.network_id'],
  ['an unknown node', createPort({ nodeId: 'nope' }), 'REFERENCE_NOT_FOUND', 5, 'port.node_id'],
  [
    'an unknown subnet',
    createPort({ addresses: [{ subnetId: 'nope' }] }),
    'REFERENCE_NOT_FOUND',
    5,
    'port.addresses[0].subnet_id',
  ],
  ['a MAC of 7 bytes', createPort({ mac: new Uint8Array(7) }), 'INVALID_FIELD', 3, 'port.mac'],
  ['a duplicate MAC', createPort({ mac: Uint8Array.of(2, 0xaa, 0, 0, 0, 1) }), 'DUPLICATE_VALUE', 6, 'port.mac'],
  [
    'a duplicate address',
    createPort({ addresses: [{ address: { bytes: parseIp('10.0.0.9') } }] }),
    'DUPLICATE_VALUE',
    6,
    'port.addresses[0].address',
  ],
  [
    'an entry that is neither address nor subnet',
    createPort({ addresses: [{}] }),
    'REQUIRED_FIELD',
    3,
    'port.addresses[0].subnet_id',
  ],
  ['a node without VTEP', call(NodeService.createNode, { node: {} }), 'REQUIRED_FIELD', 3, 'node.vteps'],
  [
    "another node's VTEP",
    call(NodeService.createNode, nodeRequest('h2', '192.168.0.1')),
    'DUPLICATE_VALUE',
    6,
    'node.vteps[0]',
  ],
  ['get without an id', call(PortService.getPort, {}), 'REQUIRED_FIELD', 3, 'id'],
  ['get of nobody', call(PortService.getPort, { id: 'nobody' }), 'NOT_FOUND', 5, null],
  ['delete of nobody', call(PortService.deletePort, { id: 'nobody' }), 'NOT_FOUND', 5, null],
  ['update of nobody', call(PortService.updatePort, { port: { metadata: { id: 'nobody' } } }), 'NOT_FOUND', 5, null],
  ['delete of what is in use', call(TenantService.deleteTenant, { id: 'acme' }), 'IN_USE', 9, 'network/net'],
  ['delete with an old etag', call(PortService.deletePort, { id: 'p1', etag: 'old' }), 'ETAG_MISMATCH', 10, null],
  [
    'an update of an immutable field',
    call(PortService.updatePort, { port: { metadata: { id: 'p1' } }, updateMask: { paths: ['mac'] } }),
    'IMMUTABLE_FIELD',
    3,
    'update_mask',
  ],
  ['a malformed filter', call(PortService.listPorts, { networkId: 'a/b' }), 'INVALID_FIELD', 3, 'network_id'],
  [
    'a forged page token',
    call(PortService.listPorts, { options: { pageToken: 'AAAA' } }),
    'BAD_PAGE_TOKEN',
    3,
    'options.page_token',
  ],
  [
    'a message of 10 MB',
    call(TenantService.createTenant, { tenant: { metadata: { name: 'n'.repeat(10 * 1024 * 1024) } } }),
    'LIMIT_REACHED',
    8,
    null,
  ],
];

describe('a call with', () => {
  it.each(cases)('%s is refused and changes nothing', async (_what, attempt, code, grpcCode, field) => {
    const before = await dump(api.store);
    const error = await attempt().then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(WeftError);
    const { details, ...weftError } = error as WeftError;
    expect([weftError.code, (error as WeftError).grpcCode]).toEqual([code, grpcCode]);
    expect(details.fields?.[0]?.field ?? details.preconditions?.[0]?.subject ?? null).toBe(field);
    expect(await dump(api.store)).toEqual(before);
    // The next call is served.
    expect((await api.call(PortService.getPort, { id: 'p1' })).metadata?.id).toBe('p1');
  });
});
