import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, PortService, SubnetService, TenantService } from '../../../proto/gen/services.js';
import { portBatchLimit } from '../model/port-batches.js';
import { networkRequest, portRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  await api.call(SubnetService.createSubnet, subnetRequest('sub', '10.0.0.0/16'));
});
afterEach(() => api.stop());

it('the largest batch is created, answered with status, retried, read again after a restart, and deleted', async () => {
  const ports = Array.from({ length: portBatchLimit }, (_, i) => portRequest(`p${i}`).port!);
  const request = { ports, requestId: 'once' };
  const created = await api.call(PortService.batchCreatePorts, request);
  expect(created.ports.map((p) => p.metadata?.id)).toEqual(ports.map((p) => p.metadata?.id));
  expect([created.revision, created.ports[0]?.status?.state]).toEqual([4, weft.v1.PortState.UNBOUND]);
  expect((await api.call(PortService.batchCreatePorts, request)).ports).toEqual(created.ports);
  await api.restart();
  expect((await api.call(PortService.batchCreatePorts, request)).ports).toEqual(created.ports);
  expect(await api.call(PortService.getPort, { id: 'p4999' })).toEqual(created.ports[4999]);
  const ids = ports.map((p) => p.metadata!.id!);
  expect((await api.call(PortService.batchDeletePorts, { ids })).revision).toBe(5);
  expect(api.store.size('port')).toBe(0);
});

it('nothing of a batch is stored if one element is refused', async () => {
  const ports = [portRequest('a').port!, portRequest('b', { networkId: 'nope' }).port!];
  await expect(api.call(PortService.batchCreatePorts, { ports })).rejects.toMatchObject({
    code: 'REFERENCE_NOT_FOUND',
    details: { fields: [{ field: 'ports[1].network_id' }], metadata: { element: 'ports[1]' } },
  });
  expect([api.store.size('port'), api.store.committedRevision]).toEqual([0, 3]);
});
