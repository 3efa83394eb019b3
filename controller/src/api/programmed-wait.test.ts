import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NodeService, TenantService } from '../../../proto/gen/services.js';
import { nodeRequest, tenantRequest } from '../model/testing/requests.js';
import { ApiUnderTest } from './testing/api-under-test.js';

const { UNTIL_PROGRAMMED } = weft.v1.WaitFor;
let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
});
afterEach(() => api.stop());

it('a write is answered when it is on disk, unless it asks to wait', async () => {
  await api.call(NodeService.createNode, nodeRequest('h1', '192.168.0.1'));
  expect(api.programmed.waits).toEqual([]);
});

it('creates, updates and deletions wait for their own revision', async () => {
  let programmed: () => void = () => undefined;
  api.programmed.until = new Promise((resolve) => {
    programmed = resolve;
  });
  const wait = { until: UNTIL_PROGRAMMED, timeoutMs: 1_234 };
  let answered = false;
  const created = api.call(NodeService.createNode, { ...nodeRequest('h1', '192.168.0.1'), wait });
  created.then(() => {
    answered = true;
  });
  await expect.poll(() => api.programmed.waits.length).toBe(1);
  expect([answered, api.store.size('node')]).toEqual([false, 1]);
  programmed();
  await created;
  const node = { metadata: { id: 'h1', name: 'new' } };
  const updateMask = { paths: ['metadata.name'] };
  await api.call(NodeService.updateNode, { node, updateMask, wait });
  await api.call(TenantService.createTenant, tenantRequest('t'));
  // This one changes nothing: it waits for the update that did.
  await api.call(NodeService.updateNode, { node, updateMask, wait: { until: UNTIL_PROGRAMMED } });
  await api.call(NodeService.deleteNode, { id: 'h1', wait });
  expect(api.programmed.waits.map((w) => [w.revision, w.timeoutMs])).toEqual([
    [1, 1_234],
    [2, 1_234],
    [2, 10_000],
    [4, 1_234],
  ]);
});

it('nodes that are behind are named, at most 100; the write stays', async () => {
  api.programmed.behind = Array.from({ length: 101 }, (_, i) => ({
    nodeId: `h${i}`,
    ackedRevision: 0,
    reason: 'has not acked',
  }));
  const request = { ...tenantRequest('acme'), wait: { until: UNTIL_PROGRAMMED } };
  const error = await api.call(TenantService.createTenant, request).catch((e) => e);
  expect(error).toMatchObject({
    code: 'NOT_PROGRAMMED',
    grpcCode: 4,
    details: { metadata: { revision: '1', nodes_behind: '101' } },
  });
  expect(error.details.preconditions).toHaveLength(100);
  expect(error.details.preconditions[0]).toMatchObject({ type: 'NOT_PROGRAMMED', subject: 'node/h0' });
  expect(api.store.size('tenant')).toBe(1);
});

it.each([
  [{ until: UNTIL_PROGRAMMED, timeoutMs: 60_001 }, 'wait.timeout_ms'],
  [{ until: 7 as weft.v1.WaitFor }, 'wait.until'],
])('%j is refused before anything is written', async (wait, field) => {
  await expect(api.call(TenantService.createTenant, { ...tenantRequest('acme'), wait })).rejects.toMatchObject({
    details: { fields: [{ field }] },
  });
  expect(api.store.size('tenant')).toBe(0);
});
