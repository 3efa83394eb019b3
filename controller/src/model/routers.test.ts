import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { formatIp } from '../../../proto/src/ip.js';
import { createNetwork } from './networks.js';
import type { Plan, Planning } from './plan.js';
import { createRouter, deleteRouter, updateRouter } from './routers.js';
import { createSubnet, deleteSubnet } from './subnets.js';
import { createTenant, deleteTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, type RouterOptions, routerRequest, subnetRequest, tenantRequest } from './testing/requests.js';

let cluster: MemoryCluster;

function refusal(rule: (p: Planning) => Plan<unknown>): [code: string, what: string | undefined] {
  try {
    cluster.run(rule);
  } catch (error) {
    const { code, details } = error as WeftError;
    return [code, details.fields?.[0]?.field ?? details.preconditions?.[0]?.subject];
  }
  throw new Error('nothing was refused');
}

const create = (id: string, options: RouterOptions) => cluster.run((p) => createRouter(p, routerRequest(id, options)));
const refused = (options: RouterOptions) => refusal((p) => createRouter(p, routerRequest('r9', options)));
const update = (options: RouterOptions, paths: string[]) =>
  weft.v1.UpdateRouterRequest.fromObject({ router: routerRequest('r1', options).router, updateMask: { paths } });

beforeEach(() => {
  cluster = new MemoryCluster();
  for (const tenant of ['acme', 'evil']) cluster.run((p) => createTenant(p, tenantRequest(tenant)));
  for (const net of ['a', 'b']) cluster.run((p) => createNetwork(p, networkRequest(net)));
  cluster.run((p) => createNetwork(p, networkRequest('foreign', { tenantId: 'evil' })));
  const subnets = [
    ['a1', '10.0.1.0/24', 'a'],
    ['b1', '10.0.2.0/24', 'b'],
    ['b-like-a1', '10.0.0.0/16', 'a2'],
    ['f1', '10.0.3.0/24', 'foreign'],
  ] as const;
  cluster.run((p) => createNetwork(p, networkRequest('a2')));
  for (const [id, prefix, networkId] of subnets) {
    cluster.run((p) => createSubnet(p, subnetRequest(id, prefix, { networkId })));
  }
});

describe('a router', () => {
  it('has the gateway of each of its subnets, and a number of its own', () => {
    const router = create('r1', { subnets: ['b1', 'a1'], routes: ['0.0.0.0/0 via 10.0.1.9'] });
    expect(router.interfaces.map((i) => [i.subnetId, formatIp(i.address!.bytes!)])).toEqual([
      ['b1', '10.0.2.1'],
      ['a1', '10.0.1.1'],
    ]);
    expect(router.datapathId).toBe(1);
    expect(create('r2', {}).datapathId).toBe(2);
  });

  it.each<[string, RouterOptions, string, string]>([
    ['of nobody', { tenantId: 'nobody' }, 'REFERENCE_NOT_FOUND', 'router.tenant_id'],
    ['with no such subnet', { subnets: ['nope'] }, 'REFERENCE_NOT_FOUND', 'router.interfaces[0].subnet_id'],
    ['with a subnet twice', { subnets: ['a1', 'b1', 'a1'] }, 'INVALID_FIELD', 'router.interfaces[2].subnet_id'],
    ["with another tenant's subnet", { subnets: ['a1', 'f1'] }, 'INVALID_FIELD', 'router.interfaces[1].subnet_id'],
    ['with overlapping subnets', { subnets: ['b-like-a1', 'a1'] }, 'SUBNET_OVERLAP', 'router.interfaces[1].subnet_id'],
    ['with 257 subnets', { subnets: Array(257).fill('a1') }, 'INVALID_FIELD', 'router.interfaces'],
    ['with 257 routes', { routes: Array(257).fill('10.9.0.0/16 via 10.0.1.9') }, 'INVALID_FIELD', 'router.routes'],
    ['that routes to nowhere', { subnets: ['a1'], routes: ['10.9.0.0/16 via 10.0.2.9'] }, 'INVALID_FIELD', hop(0)],
    ['that routes to a gateway', { subnets: ['a1'], routes: ['10.9.0.0/16 via 10.0.1.1'] }, 'INVALID_FIELD', hop(0)],
    [
      'that routes to a broadcast',
      { subnets: ['a1'], routes: ['10.9.0.0/16 via 10.0.1.255'] },
      'INVALID_FIELD',
      hop(0),
    ],
    [
      'with two routes of one prefix',
      { subnets: ['a1'], routes: ['10.9.0.0/16 via 10.0.1.9', '10.9.0.0/16 via 10.0.1.8'] },
      'INVALID_FIELD',
      'router.routes[1].prefix',
    ],
    [
      'to IPv6 via IPv4',
      { subnets: ['a1'], routes: ['fd00::/8 via 10.0.1.9'] },
      'INVALID_FIELD',
      'router.routes[0].next_hop',
    ],
  ])('%s is refused', (_what, options, code, field) => {
    expect(refused(options)).toEqual([code, field]);
  });

  it('is the only one with a subnet, until it leaves it', () => {
    create('r1', { subnets: ['a1'] });
    expect(refused({ subnets: ['b1', 'a1'] })).toEqual(['DUPLICATE_VALUE', 'router.interfaces[1].subnet_id']);
    cluster.run((p) => updateRouter(p, update({ subnets: ['b1'] }, ['interfaces'])));
    create('r2', { subnets: ['a1'] });
    expect(refused({ subnets: ['b1'] })[0]).toBe('DUPLICATE_VALUE');
    cluster.run((p) => deleteRouter(p, weft.v1.DeleteRouterRequest.create({ id: 'r1' })));
    create('r3', { subnets: ['b1'] });
  });

  it('keeps what an update does not name; an update that changes nothing is no transaction', () => {
    const before = create('r1', { subnets: ['a1', 'b1'], routes: ['10.9.0.0/16 via 10.0.1.9'] });
    const same = cluster.run((p) => updateRouter(p, update({ subnets: ['a1', 'b1'] }, ['interfaces'])));
    expect(same.metadata?.etag).toBe(before.metadata?.etag);
    const after = cluster.run((p) => updateRouter(p, update({ routes: [] }, ['routes'])));
    expect([after.interfaces, after.routes.length]).toEqual([before.interfaces, 0]);
    expect(after.metadata?.etag).not.toBe(before.metadata?.etag);
  });

  it('does not leave a subnet that a route goes through', () => {
    create('r1', { subnets: ['a1', 'b1'], routes: ['10.9.0.0/16 via 10.0.1.9'] });
    expect(refusal((p) => updateRouter(p, update({ subnets: ['b1'] }, ['interfaces'])))).toEqual([
      'INVALID_FIELD',
      hop(0),
    ]);
    cluster.run((p) => updateRouter(p, update({ subnets: ['b1'] }, ['interfaces', 'routes'])));
  });

  it('has an immutable owner, and an etag that guards it', () => {
    const { metadata } = create('r1', {});
    expect(refusal((p) => updateRouter(p, update({}, ['tenant_id'])))).toEqual(['IMMUTABLE_FIELD', 'update_mask']);
    cluster.run((p) => updateRouter(p, update({ subnets: ['b1'] }, ['interfaces'])));
    const request = weft.v1.DeleteRouterRequest.create({ id: 'r1', etag: metadata?.etag ?? '' });
    expect(refusal((p) => deleteRouter(p, request))[0]).toBe('ETAG_MISMATCH');
  });

  it('holds its subnets and its tenant', () => {
    create('r1', { subnets: ['a1'] });
    const noSubnet = weft.v1.DeleteSubnetRequest.create({ id: 'a1' });
    expect(refusal((p) => deleteSubnet(p, noSubnet))).toEqual(['IN_USE', 'router/r1']);
    cluster.run((p) => createTenant(p, tenantRequest('small')));
    create('r2', { tenantId: 'small' });
    const noTenant = weft.v1.DeleteTenantRequest.create({ id: 'small' });
    expect(refusal((p) => deleteTenant(p, noTenant))).toEqual(['IN_USE', 'router/r2']);
    for (const id of ['r1', 'r2']) cluster.run((p) => deleteRouter(p, weft.v1.DeleteRouterRequest.create({ id })));
    cluster.run((p) => deleteSubnet(p, noSubnet));
    cluster.run((p) => deleteTenant(p, noTenant));
  });

  it('leaves a number that is not given out again before every node has acked the deletion', () => {
    create('r1', {});
    cluster.topology.cursors.set('router', 0);
    cluster.run((p) => deleteRouter(p, weft.v1.DeleteRouterRequest.create({ id: 'r1' })));
    expect(create('r2', {}).datapathId).toBe(2);
    cluster.topology.cursors.set('router', 0);
    cluster.ackedFloor = cluster.revision;
    expect(create('r3', {}).datapathId).toBe(1);
  });
});

function hop(i: number): string {
  return `router.routes[${i}].next_hop`;
}
