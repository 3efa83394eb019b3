import { afterEach, beforeEach, expect, it } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, PortService, TenantService } from '../../../proto/gen/services.js';
import { networkRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import { testSettings } from '../store/testing/temporary-store.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start({ store: { settings: { ...testSettings, defaultQuota: { ports: 10 } } } });
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
});
afterEach(() => api.stop());

const usage = async () => {
  const { usage: kinds } = await api.call(TenantService.getTenant, { id: 'acme' });
  return kinds.map((k: weft.v1.QuotaUsage.$Properties) => `${k.kind} ${k.used}/${k.limit}`);
};

it('many creates at once never exceed the quota, and usage is shown, after a restart too', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) => api.call(PortService.createPort, portRequest(`p${i}`))),
  );
  const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
  expect(refused).toHaveLength(20);
  expect(refused[0]).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    grpcCode: 8,
    details: { quota: { subject: 'tenant/acme/ports', description: 'tenant acme has 10 ports; its quota is 10' } },
  });
  const expected = [
    'networks 1/4294967295',
    'subnets 0/4294967295',
    'ports 10/10',
    'routers 0/4294967295',
    'security_groups 0/4294967295',
    'security_group_rules 0/4294967295',
  ];
  expect(await usage()).toEqual(expected);
  await api.restart();
  expect(await usage()).toEqual(expected);
  await expect(api.call(PortService.createPort, portRequest('more'))).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

it('a tenant is made and updated with a quota; usage in a request is ignored', async () => {
  const tenant = { metadata: { id: 'small' }, quota: { networks: 0 }, usage: [{ kind: 'networks', used: 9 }] };
  const created = await api.call(TenantService.createTenant, { tenant });
  expect([created.quota?.networks, created.quota?.ports ?? null]).toEqual([0, null]);
  const network = networkRequest('theirs', { tenantId: 'small' });
  await expect(api.call(NetworkService.createNetwork, network)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  const quota = { networks: 1 };
  const updateMask = { paths: ['quota.networks'] };
  await api.call(TenantService.updateTenant, { tenant: { metadata: { id: 'small' }, quota }, updateMask });
  await api.call(NetworkService.createNetwork, network);
  await expect(
    api.call(TenantService.updateTenant, { tenant, updateMask: { paths: ['usage'] } }),
  ).rejects.toMatchObject({ code: 'IMMUTABLE_FIELD' });
});
