import { beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { createNetwork, deleteNetwork } from './networks.js';
import type { Plan, Planning } from './plan.js';
import { createPorts, deletePorts } from './port-batches.js';
import { createPort } from './ports.js';
import { createRouter, deleteRouter } from './routers.js';
import { createSubnet, deleteSubnet } from './subnets.js';
import { createTenant, updateTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, portRequest, routerRequest, subnetRequest, tenantRequest } from './testing/requests.js';

let cluster: MemoryCluster;
beforeEach(() => {
  cluster = new MemoryCluster({ defaultQuota: { networks: 2, subnets: 2, ports: 3, routers: 1 } });
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  cluster.run((p) => createNetwork(p, networkRequest('net')));
  cluster.run((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/24')));
});

const run = <Row>(rule: (p: Planning) => Plan<Row>) => cluster.run(rule);
function refusal(rule: (p: Planning) => Plan<unknown>): string {
  try {
    run(rule);
  } catch (error) {
    return `${(error as WeftError).code} ${(error as WeftError).details.quota?.subject}`;
  }
  throw new Error('nothing was refused');
}
const setQuota = (quota: weft.v1.TenantQuota.$Properties | null, ...paths: string[]) =>
  run((p) =>
    updateTenant(
      p,
      weft.v1.UpdateTenantRequest.fromObject({ tenant: { metadata: { id: 'acme' }, quota }, updateMask: { paths } }),
    ),
  );
const ports = (...ids: string[]) =>
  weft.v1.BatchCreatePortsRequest.create({ ports: ids.map((id) => portRequest(id).port!) });

it('a tenant has as much as the default quota allows, each kind counted apart; what it deletes it may have again', () => {
  run((p) => createNetwork(p, networkRequest('net2')));
  expect(refusal((p) => createNetwork(p, networkRequest('net3')))).toBe('QUOTA_EXCEEDED tenant/acme/networks');
  run((p) => createSubnet(p, subnetRequest('sub2', '10.0.1.0/24')));
  expect(refusal((p) => createSubnet(p, subnetRequest('sub3', '10.0.2.0/24')))).toBe(
    'QUOTA_EXCEEDED tenant/acme/subnets',
  );
  run((p) => createRouter(p, routerRequest('r1')));
  expect(refusal((p) => createRouter(p, routerRequest('r2')))).toBe('QUOTA_EXCEEDED tenant/acme/routers');
  for (const id of ['a', 'b', 'c']) run((p) => createPort(p, portRequest(id)));
  expect(refusal((p) => createPort(p, portRequest('d')))).toBe('QUOTA_EXCEEDED tenant/acme/ports');

  run((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'net2' })));
  run((p) => deleteSubnet(p, weft.v1.DeleteSubnetRequest.create({ id: 'sub2' })));
  run((p) => deleteRouter(p, weft.v1.DeleteRouterRequest.create({ id: 'r1' })));
  run((p) => deletePorts(p, weft.v1.BatchDeletePortsRequest.create({ ids: ['b'] })));
  run((p) => createNetwork(p, networkRequest('net2')));
  run((p) => createSubnet(p, subnetRequest('sub2', '10.0.1.0/24')));
  run((p) => createRouter(p, routerRequest('r1')));
  run((p) => createPort(p, portRequest('d')));
});

it('a batch that goes beyond the quota is refused as a whole', () => {
  expect(refusal((p) => createPorts(p, ports('a', 'b', 'c', 'd')))).toBe('QUOTA_EXCEEDED tenant/acme/ports');
  run((p) => createPorts(p, ports('a', 'b', 'c')));
});

it('other tenants are not charged', () => {
  run((p) => createPorts(p, ports('a', 'b', 'c')));
  run((p) => createTenant(p, tenantRequest('other')));
  run((p) => createNetwork(p, networkRequest('theirs', { tenantId: 'other' })));
  run((p) => createPort(p, portRequest('d', { networkId: 'theirs' })));
});

it("a tenant's own quota replaces the default, kind by kind; 0 is none", () => {
  setQuota({ ports: 1, routers: 0 });
  run((p) => createPort(p, portRequest('a')));
  expect(refusal((p) => createPort(p, portRequest('b')))).toBe('QUOTA_EXCEEDED tenant/acme/ports');
  expect(refusal((p) => createRouter(p, routerRequest('r1')))).toBe('QUOTA_EXCEEDED tenant/acme/routers');
  setQuota({ ports: 2 }, 'quota.ports');
  run((p) => createPort(p, portRequest('b')));
  expect(refusal((p) => createRouter(p, routerRequest('r1')))).toBe('QUOTA_EXCEEDED tenant/acme/routers');
  setQuota(null, 'quota.routers');
  run((p) => createRouter(p, routerRequest('r1')));
  setQuota(null, 'quota');
  run((p) => createPort(p, portRequest('c')));
});

it('a quota below what exists deletes nothing; setting the same one changes nothing', () => {
  run((p) => createPorts(p, ports('a', 'b', 'c')));
  setQuota({ ports: 1 });
  const { revision } = cluster;
  setQuota({ ports: 1 });
  expect([cluster.revision, cluster.topology.rows.port.size]).toEqual([revision, 3]);
  run((p) => deletePorts(p, weft.v1.BatchDeletePortsRequest.create({ ids: ['a', 'b'] })));
  expect(refusal((p) => createPort(p, portRequest('d')))).toBe('QUOTA_EXCEEDED tenant/acme/ports');
});
