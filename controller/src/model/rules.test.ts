import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { formatIp, parseIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';
import { createNetwork, deleteNetwork, updateNetwork } from './networks.js';
import { createNode, deleteNode, updateNode } from './nodes.js';
import type { Plan, Planning } from './plan.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { createSubnet, deleteSubnet } from './subnets.js';
import { createTenant, deleteTenant, updateTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import {
  networkRequest,
  nodeRequest,
  type PortOptions,
  portRequest,
  subnetRequest,
  tenantRequest,
} from './testing/requests.js';

let cluster: MemoryCluster;

/** The code and the first field of what a rule throws; the state stays as it was. */
function refusal(rule: (p: Planning) => Plan<unknown>): [code: string, field: string | undefined] {
  const { revision } = cluster;
  try {
    cluster.run(rule);
  } catch (error) {
    expect(cluster.revision).toBe(revision);
    const { code, details } = error as WeftError;
    return [code, details.fields?.[0]?.field ?? details.preconditions?.[0]?.subject];
  }
  throw new Error('nothing was refused');
}

const port = (id: string, options: PortOptions = {}) => cluster.run((p) => createPort(p, portRequest(id, options)));
const addressesOf = (row: weft.v1.Port) => row.addresses.map((a) => formatIp(a.address?.bytes ?? new Uint8Array()));

beforeEach(() => {
  cluster = new MemoryCluster();
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  cluster.run((p) => createNetwork(p, networkRequest('net')));
  cluster.run((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/24')));
  cluster.run((p) => createNode(p, nodeRequest('h1', '192.168.0.1')));
  cluster.run((p) => createNode(p, nodeRequest('h2', '192.168.0.2')));
});

describe('metadata', () => {
  const tenant = (metadata: weft.v1.Metadata.$Properties) =>
    refusal((p) => createTenant(p, weft.v1.CreateTenantRequest.create({ tenant: { metadata } })));

  it.each([
    ['a bad id', { id: 'No_Good' }, 'tenant.metadata.id'],
    ['an id of 10 KB', { id: 'x'.repeat(10_000) }, 'tenant.metadata.id'],
    ['a name of 10 KB', { name: 'x'.repeat(10_000) }, 'tenant.metadata.name'],
    ['a name of 128 two-byte letters', { name: 'é'.repeat(128) }, 'tenant.metadata.name'],
    ['a control character', { name: 'a\u0007b' }, 'tenant.metadata.name'],
    ['a bad label key', { labels: { 'a b': 'x' } }, 'tenant.metadata.labels'],
    ['a long label value', { labels: { a: 'x'.repeat(256) } }, 'tenant.metadata.labels["a"]'],
    [
      '65 labels',
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, ''])) },
      'tenant.metadata.labels',
    ],
  ])('refuses %s and names the field', (_what, metadata, field) => {
    expect(tenant(metadata)).toEqual(['INVALID_FIELD', field]);
  });

  it('refuses a taken id', () => {
    expect(tenant({ id: 'acme' })).toEqual(['ALREADY_EXISTS', undefined]);
  });

  it('generates an id where none is given', () => {
    const row = cluster.run((p) => createTenant(p, weft.v1.CreateTenantRequest.create({ tenant: {} })));
    expect(row.metadata?.id).toMatch(/^tenant-/);
  });
});

describe('an update', () => {
  const update = (tenant: weft.v1.Tenant.$Properties, ...paths: string[]) =>
    weft.v1.UpdateTenantRequest.create({ tenant, updateMask: { paths } });

  it('changes what the mask names and nothing else', () => {
    cluster.run((p) => updateTenant(p, update({ metadata: { id: 'acme', name: 'A', labels: { x: '1' } } })));
    const row = cluster.run((p) => updateTenant(p, update({ metadata: { id: 'acme', name: 'B' } }, 'metadata.name')));
    expect(row.metadata).toMatchObject({ name: 'B', labels: { x: '1' }, revision: cluster.revision });
  });

  it('that changes nothing is no transaction', () => {
    const { revision } = cluster;
    const row = cluster.run((p) => updateTenant(p, update({ metadata: { id: 'acme' } })));
    expect([cluster.revision, row.metadata?.revision]).toEqual([revision, 1]);
  });

  it('is refused with an old etag', () => {
    const etag = cluster.topology.get('tenant', 'acme')?.metadata?.etag ?? '';
    cluster.run((p) => updateTenant(p, update({ metadata: { id: 'acme', name: 'A', etag } })));
    expect(refusal((p) => updateTenant(p, update({ metadata: { id: 'acme', name: 'B', etag } })))[0]).toBe(
      'ETAG_MISMATCH',
    );
    expect(refusal((p) => deleteTenant(p, weft.v1.DeleteTenantRequest.create({ id: 'acme', etag })))[0]).toBe(
      'ETAG_MISMATCH',
    );
  });

  it('is refused for fields that never change, and for unknown ones', () => {
    const network = (path: string) =>
      refusal((p) =>
        updateNetwork(
          p,
          weft.v1.UpdateNetworkRequest.create({ network: { metadata: { id: 'net' } }, updateMask: { paths: [path] } }),
        ),
      );
    expect(network('vni')).toEqual(['IMMUTABLE_FIELD', 'update_mask']);
    expect(network('metadata.etag')).toEqual(['IMMUTABLE_FIELD', 'update_mask']);
    expect(network('colour')).toEqual(['INVALID_FIELD', 'update_mask']);
  });
});

describe('a network', () => {
  const network = (more: Parameters<typeof networkRequest>[1]) =>
    refusal((p) => createNetwork(p, networkRequest('n2', more)));

  it('gets a VNI of the range and the MTU that fits the underlay', () => {
    expect(cluster.topology.get('network', 'net')).toMatchObject({ vni: 4096, mtu: 1450 });
  });

  it.each([
    ['an unknown tenant', { tenantId: 'nobody' }, 'REFERENCE_NOT_FOUND', 'network.tenant_id'],
    ['the VNI of tunnel probes', { vni: 16_777_215 }, 'FIELD_OUT_OF_RANGE', 'network.vni'],
    ['a VNI beyond 24 bits', { vni: 16_777_216 }, 'FIELD_OUT_OF_RANGE', 'network.vni'],
    ['a VNI that is taken', { vni: 4096 }, 'DUPLICATE_VALUE', 'network.vni'],
    ['a small MTU', { mtu: 575 }, 'FIELD_OUT_OF_RANGE', 'network.mtu'],
    ['a large MTU', { mtu: 65_486 }, 'FIELD_OUT_OF_RANGE', 'network.mtu'],
  ])('is refused with %s', (_what, more, code, field) => {
    expect(network(more)).toEqual([code, field]);
  });

  it('is not deleted while it has subnets or ports', () => {
    const remove = (p: Planning) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'net' }));
    expect(refusal(remove)).toEqual(['IN_USE', 'subnet/sub']);
    port('p1', { addresses: [] });
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p1' })));
    cluster.run((p) => deleteSubnet(p, weft.v1.DeleteSubnetRequest.create({ id: 'sub' })));
    port('p2');
    expect(refusal(remove)).toEqual(['IN_USE', 'port/p2']);
  });

  it("keeps its tenant from being deleted, and its VNI from being used again before every node's ack", () => {
    expect(refusal((p) => deleteTenant(p, weft.v1.DeleteTenantRequest.create({ id: 'acme' })))).toEqual([
      'IN_USE',
      'network/net',
    ]);
    cluster.run((p) => createNetwork(p, networkRequest('n2', { vni: 77 })));
    cluster.run((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'n2' })));
    expect(network({ vni: 77 })).toEqual(['DUPLICATE_VALUE', 'network.vni']);
    cluster.ackedFloor = cluster.revision;
    expect(cluster.run((p) => createNetwork(p, networkRequest('n2', { vni: 77 }))).vni).toBe(77);
  });
});

describe('a subnet', () => {
  const subnet = (prefix: string, more: Parameters<typeof subnetRequest>[2] = {}) =>
    refusal((p) => createSubnet(p, subnetRequest('s2', prefix, more)));

  it('has a gateway and a pool of all other host addresses', () => {
    const row = cluster.topology.get('subnet', 'sub');
    expect(formatIp(row?.gateway?.bytes ?? new Uint8Array())).toBe('10.0.0.1');
    expect(row?.allocationPools.map((r) => [formatIp(r.first!.bytes!), formatIp(r.last!.bytes!)])).toEqual([
      ['10.0.0.2', '10.0.0.254'],
    ]);
    expect(row?.tenantId).toBe('acme');
  });

  it('has pools on both sides of a gateway in the middle', () => {
    const row = cluster.run((p) => createSubnet(p, subnetRequest('s2', '10.1.0.0/29', { gateway: '10.1.0.3' })));
    expect(row.allocationPools.map((r) => [formatIp(r.first!.bytes!), formatIp(r.last!.bytes!)])).toEqual([
      ['10.1.0.1', '10.1.0.2'],
      ['10.1.0.4', '10.1.0.6'],
    ]);
  });

  it.each([
    ['an overlap from inside', '10.0.0.128/25', {}, 'SUBNET_OVERLAP', 'subnet.prefix'],
    ['an overlap from outside', '10.0.0.0/16', {}, 'SUBNET_OVERLAP', 'subnet.prefix'],
    ['a length below 8', '10.0.0.0/7', {}, 'FIELD_OUT_OF_RANGE', 'subnet.prefix.length'],
    ['a length above 30', '10.1.0.0/31', {}, 'FIELD_OUT_OF_RANGE', 'subnet.prefix.length'],
    ['IPv6 of no host', 'ff02::/64', {}, 'INVALID_FIELD', 'subnet.prefix'],
    ['an IPv6 prefix that is too long', '2001:db8::/127', {}, 'FIELD_OUT_OF_RANGE', 'subnet.prefix.length'],
    ['an IPv4 gateway in IPv6', '2001:db8::/64', { gateway: '10.0.0.1' }, 'INVALID_FIELD', 'subnet.gateway'],
    ['the anycast address as gateway', '2001:db8::/64', { gateway: '2001:db8::' }, 'INVALID_FIELD', 'subnet.gateway'],
    ['multicast', '224.0.0.0/24', {}, 'INVALID_FIELD', 'subnet.prefix'],
    ['loopback', '127.0.0.0/24', {}, 'INVALID_FIELD', 'subnet.prefix'],
    ['a gateway elsewhere', '10.1.0.0/24', { gateway: '10.2.0.1' }, 'INVALID_FIELD', 'subnet.gateway'],
    ['the network address as gateway', '10.1.0.0/24', { gateway: '10.1.0.0' }, 'INVALID_FIELD', 'subnet.gateway'],
    ['the broadcast address as gateway', '10.1.0.0/24', { gateway: '10.1.0.255' }, 'INVALID_FIELD', 'subnet.gateway'],
    [
      'a pool that leaves the prefix',
      '10.1.0.0/24',
      { pools: [['10.1.0.9', '10.1.1.9']] as const },
      'INVALID_FIELD',
      'subnet.allocation_pools[0].last',
    ],
    [
      'a pool backwards',
      '10.1.0.0/24',
      { pools: [['10.1.0.9', '10.1.0.8']] as const },
      'INVALID_FIELD',
      'subnet.allocation_pools[0]',
    ],
    [
      'overlapping pools',
      '10.1.0.0/24',
      {
        pools: [
          ['10.1.0.20', '10.1.0.30'],
          ['10.1.0.10', '10.1.0.20'],
        ] as const,
      },
      'INVALID_FIELD',
      'subnet.allocation_pools[1]',
    ],
    ['an unknown network', '10.1.0.0/24', { networkId: 'nope' }, 'REFERENCE_NOT_FOUND', 'subnet.network_id'],
  ])('is refused with %s', (_what, prefix, more, code, field) => {
    expect(subnet(prefix, more)).toEqual([code, field]);
  });

  it('is refused with host bits in the prefix', () => {
    const request = subnetRequest('s2', '10.1.0.0/24');
    request.subnet!.prefix!.address!.bytes = parseIp('10.1.0.1');
    expect(refusal((p) => createSubnet(p, request))).toEqual(['INVALID_FIELD', 'subnet.prefix']);
  });

  it('may equal a subnet of another network', () => {
    cluster.run((p) => createNetwork(p, networkRequest('n2')));
    cluster.run((p) => createSubnet(p, subnetRequest('s2', '10.0.0.0/24', { networkId: 'n2' })));
  });

  it('is not deleted while a port has an address of it', () => {
    port('p1');
    const remove = (p: Planning) => deleteSubnet(p, weft.v1.DeleteSubnetRequest.create({ id: 'sub' }));
    expect(refusal(remove)).toEqual(['IN_USE', 'port/p1']);
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p1' })));
    cluster.run(remove);
  });
});

describe('a node', () => {
  it.each([
    ['no VTEP', [], 'REQUIRED_FIELD', 'node.vteps'],
    ['two of a family', ['192.168.0.8', '192.168.0.9'], 'INVALID_FIELD', 'node.vteps'],
    ["another node's VTEP", ['192.168.0.1'], 'DUPLICATE_VALUE', 'node.vteps[0]'],
    ['a multicast VTEP', ['224.0.0.5'], 'INVALID_FIELD', 'node.vteps[0]'],
    ['an IPv6 VTEP', ['2001:db8::1'], 'INVALID_FIELD', 'node.vteps[0]'],
  ])('is refused with %s', (_what, vteps, code, field) => {
    expect(refusal((p) => createNode(p, nodeRequest('h3', ...vteps)))).toEqual([code, field]);
  });

  it('changes its VTEP and keeps its VTEP id', () => {
    const vteps = [{ bytes: parseIp('192.168.0.9') }];
    const update = weft.v1.UpdateNodeRequest.create({
      node: { metadata: { id: 'h1' }, vteps },
      updateMask: { paths: ['vteps'] },
    });
    expect(cluster.run((p) => updateNode(p, update)).vtepId).toBe(1);
    expect(cluster.run((p) => createNode(p, nodeRequest('h3', '192.168.0.1'))).vtepId).toBe(3);
  });

  it('is not deleted while ports are bound to it', () => {
    port('p1', { nodeId: 'h1' });
    const remove = (p: Planning) => deleteNode(p, weft.v1.DeleteNodeRequest.create({ id: 'h1' }));
    expect(refusal(remove)).toEqual(['IN_USE', 'port/p1']);
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p1' })));
    cluster.run(remove);
  });
});

describe('a port', () => {
  it('gets a MAC, an address, a datapath id and a binding', () => {
    const row = port('p1', { nodeId: 'h1' });
    expect(formatMac(row.mac)).toBe('02:57:00:00:00:01');
    expect(addressesOf(row)).toEqual(['10.0.0.2']);
    expect(row).toMatchObject({ tenantId: 'acme', datapathId: 1, activeBinding: { nodeId: 'h1', generation: 1 } });
  });

  it('has no address in a network without subnets', () => {
    cluster.run((p) => createNetwork(p, networkRequest('n2')));
    expect(port('p1', { networkId: 'n2' }).addresses).toEqual([]);
  });

  it('keeps the order of the addresses it asks for; chosen ones are not allocated', () => {
    expect(addressesOf(port('p1', { addresses: ['sub', '10.0.0.2', 'sub'] }))).toEqual([
      '10.0.0.3',
      '10.0.0.2',
      '10.0.0.4',
    ]);
  });

  it('may choose an address outside the pools', () => {
    cluster.run((p) => createSubnet(p, subnetRequest('s2', '10.1.0.0/24', { pools: [['10.1.0.10', '10.1.0.11']] })));
    expect(addressesOf(port('p1', { addresses: ['10.1.0.200'] }))).toEqual(['10.1.0.200']);
  });

  it.each<[string, PortOptions, string, string]>([
    ['an unknown network', { networkId: 'nope' }, 'REFERENCE_NOT_FOUND', 'port.network_id'],
    ['an unknown node', { nodeId: 'nope' }, 'REFERENCE_NOT_FOUND', 'port.node_id'],
    ['an unknown subnet', { addresses: ['nope'] }, 'REFERENCE_NOT_FOUND', 'port.addresses[0].subnet_id'],
    ["another network's subnet", { addresses: ['other'] }, 'INVALID_FIELD', 'port.addresses[0].subnet_id'],
    ['a multicast MAC', { mac: '03:00:00:00:00:01' }, 'INVALID_FIELD', 'port.mac'],
    ['a MAC that is taken', { mac: '02:aa:00:00:00:01' }, 'DUPLICATE_VALUE', 'port.mac'],
    ['an address that is taken', { addresses: ['10.0.0.9'] }, 'DUPLICATE_VALUE', 'port.addresses[0].address'],
    ['an address of no subnet', { addresses: ['10.9.0.9'] }, 'INVALID_FIELD', 'port.addresses[0].address'],
    ['an IPv6 address', { addresses: ['2001:db8::1'] }, 'INVALID_FIELD', 'port.addresses[0].address'],
    ['the gateway', { addresses: ['10.0.0.1'] }, 'INVALID_FIELD', 'port.addresses[0].address'],
    ['the broadcast address', { addresses: ['10.0.0.255'] }, 'INVALID_FIELD', 'port.addresses[0].address'],
    ['an address twice', { addresses: ['10.0.0.7', '10.0.0.7'] }, 'INVALID_FIELD', 'port.addresses[1].address'],
    ['nine addresses', { addresses: new Array(9).fill('sub') }, 'INVALID_FIELD', 'port.addresses'],
  ])('is refused with %s', (_what, options, code, field) => {
    cluster.run((p) => createNetwork(p, networkRequest('n2')));
    cluster.run((p) => createSubnet(p, subnetRequest('other', '10.7.0.0/24', { networkId: 'n2' })));
    port('taken', { mac: '02:aa:00:00:00:01', addresses: ['10.0.0.9'] });
    expect(refusal((p) => createPort(p, portRequest('p1', options)))).toEqual([code, field]);
  });

  it('gets another MAC where a port has chosen the one of its datapath id', () => {
    port('p1', { mac: '02:57:00:00:00:02' });
    expect(formatMac(port('p2').mac)).toBe('02:57:00:00:00:03');
  });

  it('is told when the pools are full', () => {
    cluster.run((p) => createNetwork(p, networkRequest('n2')));
    cluster.run((p) => createSubnet(p, subnetRequest('s2', '10.1.0.0/30', { networkId: 'n2' })));
    port('p1', { networkId: 'n2' });
    expect(refusal((p) => createPort(p, portRequest('p2', { networkId: 'n2' })))[0]).toBe('POOL_EXHAUSTED');
  });

  it('gets no address twice where it asks for more than the pools have', () => {
    cluster.run((p) => createSubnet(p, subnetRequest('s2', '10.1.0.0/24', { pools: [['10.1.0.10', '10.1.0.12']] })));
    const ask = (count: number) => portRequest('p1', { addresses: new Array(count).fill('s2') });
    expect(refusal((p) => createPort(p, ask(4)))[0]).toBe('POOL_EXHAUSTED');
    const row = cluster.run((p) => createPort(p, ask(3)));
    expect(addressesOf(row)).toEqual(['10.1.0.10', '10.1.0.11', '10.1.0.12']);
  });

  it('gets a higher generation each time it is bound anew, whatever lies between', () => {
    const bind = (nodeId: string) =>
      cluster.run((p) =>
        updatePort(
          p,
          weft.v1.UpdatePortRequest.create({
            port: { metadata: { id: 'p1' }, nodeId },
            updateMask: { paths: ['node_id'] },
          }),
        ),
      ).activeBinding?.generation ?? null;
    expect(port('p1', { nodeId: 'h1' }).activeBinding?.generation).toBe(1);
    expect([bind('h1'), bind('h2'), bind(''), bind('h1')]).toEqual([1, 2, null, 3]);
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p1' })));
    expect(port('p1', { nodeId: 'h1' }).activeBinding?.generation).toBe(4);
  });
});
