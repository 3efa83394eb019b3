import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import {
  ClusterService,
  NetworkService,
  RouterService,
  SubnetService,
  TenantService,
} from '../../../proto/gen/services.js';
import { openServerStream } from '../../../proto/src/call.js';
import { networkRequest, routerRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
});
afterEach(() => api.stop());

it('routers are created, listed by tenant, watched, changed and deleted; they hold their subnets', async () => {
  for (const tenant of ['acme', 'other']) await api.call(TenantService.createTenant, tenantRequest(tenant));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  for (const [id, prefix] of [
    ['s1', '10.0.1.0/24'],
    ['s2', '10.0.2.0/24'],
  ] as const) {
    await api.call(SubnetService.createSubnet, subnetRequest(id, prefix));
  }
  const created = await api.call(RouterService.createRouter, routerRequest('r1', { subnets: ['s1'] }));
  await api.call(RouterService.createRouter, routerRequest('r2', { tenantId: 'other' }));
  expect(await api.call(RouterService.getRouter, { id: 'r1' })).toEqual(created);
  const listed = await api.call(RouterService.listRouters, { tenantId: 'acme' });
  expect(listed.routers).toEqual([created]);

  const seen: string[] = [];
  const watch = openServerStream(api.client, RouterService.watchRouters, { tenantId: 'acme' });
  watch.on('error', () => undefined);
  watch.on('data', (c) =>
    seen.push(
      `${weft.v1.ChangeKind[c.kind]} ${c.router?.interfaces.map((i: weft.v1.RouterInterface.$Properties) => i.subnetId) ?? ''}@${c.revision}`,
    ),
  );
  await expect.poll(() => seen).toEqual(['PUT s1@7', 'SYNCED @7']);
  await expect(api.call(SubnetService.deleteSubnet, { id: 's1' })).rejects.toMatchObject({
    code: 'IN_USE',
    details: { preconditions: [{ subject: 'router/r1' }] },
  });
  await api.call(RouterService.updateRouter, {
    router: { metadata: { id: 'r1' }, interfaces: [{ subnetId: 's2' }] },
    updateMask: { paths: ['interfaces'] },
  });
  await api.call(SubnetService.deleteSubnet, { id: 's1' });
  expect((await api.call(ClusterService.getCluster, {})).routers).toBe(2);
  expect((await api.call(RouterService.deleteRouter, { id: 'r1' })).revision).toBe(10);
  await expect.poll(() => seen).toEqual(['PUT s1@7', 'SYNCED @7', 'PUT s2@8', 'DELETED s2@10']);
  watch.cancel();
  await expect(api.call(RouterService.getRouter, { id: 'r1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
