import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { AuditService, NetworkService, NodeService, PortService, TenantService } from '../../../proto/gen/services.js';
import { auditMessages } from '../events/audit-message.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import type { Change } from '../store/change.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
const changes: Change[] = [];
beforeEach(async () => {
  api = await ApiUnderTest.start({ store: { auditLogRevisions: 50, changeLogRevisions: 5 } });
  changes.length = 0;
  api.store.subscribe((committed) => changes.push(...committed));
  for (const tenant of ['acme', 'other']) {
    await api.call(TenantService.createTenant, tenantRequest(tenant));
    await api.call(NetworkService.createNetwork, networkRequest(`net-${tenant}`, { tenantId: tenant }));
  }
  await api.call(NodeService.createNode, nodeRequest('h1', '192.168.0.1'));
});
afterEach(() => api.stop());

const list = async (request: weft.v1.ListAuditRequest.$Properties = {}) => {
  const { records } = await api.call(AuditService.listAudit, request);
  return records.map(text);
};
const text = (r: weft.v1.AuditRecord.$Properties) =>
  `${r.revision} ${r.method?.split('/')[2]} ${(r.effects ?? [])
    .map((e) => `${weft.v1.AuditAction[e.action ?? 0]} ${e.kind}/${e.id}/${e.tenantId}`)
    .join()}`;
const ports = (network: string, ...ids: string[]) => ids.map((id) => portRequest(id, { networkId: network }).port!);

it('every change has a record: who, what, which request, when; newest first, also after a restart', async () => {
  await api.call(PortService.createPort, { port: ports('net-acme', 'p1')[0]!, requestId: 'once' });
  await api.call(PortService.createPort, { port: ports('net-acme', 'p1')[0]!, requestId: 'once' });
  await api.call(PortService.updatePort, { port: { metadata: { id: 'p1', name: 'new' } } });
  // Neither a refusal nor what changes nothing is a change.
  await api.call(PortService.updatePort, { port: { metadata: { id: 'p1', name: 'new' } } });
  await api.call(PortService.deletePort, { id: 'no' }).catch(() => undefined);
  await api.call(PortService.deletePort, { id: 'p1' });
  const expected = [
    '8 DeletePort REMOVED port/p1/acme',
    '7 UpdatePort UPDATED port/p1/acme',
    '6 CreatePort CREATED port/p1/acme',
    '5 CreateNode CREATED node/h1/',
    '4 CreateNetwork CREATED network/net-other/other',
    '3 CreateTenant CREATED tenant/other/other',
    '2 CreateNetwork CREATED network/net-acme/acme',
    '1 CreateTenant CREATED tenant/acme/acme',
  ];
  expect(await list()).toEqual(expected);
  await api.restart();
  expect(await list()).toEqual(expected);
  const { records } = await api.call(AuditService.listAudit, { kind: 'port', id: 'p1' });
  expect(records.map((r) => [r.actor, r.method, r.requestId, r.effectCount])).toEqual([
    ['plaintext:127.0.0.1', '/weft.v1.PortService/DeletePort', '', 1],
    ['plaintext:127.0.0.1', '/weft.v1.PortService/UpdatePort', '', 1],
    ['plaintext:127.0.0.1', '/weft.v1.PortService/CreatePort', 'once', 1],
  ]);
  expect(Math.abs((records[0]?.time?.seconds ?? 0) - Date.now() / 1000)).toBeLessThan(60);
});

it('is filtered, and read in pages that fit only their filters', async () => {
  expect(await list({ tenantId: 'other' })).toEqual([
    '4 CreateNetwork CREATED network/net-other/other',
    '3 CreateTenant CREATED tenant/other/other',
  ]);
  expect(await list({ kind: 'network', tenantId: 'acme' })).toEqual(['2 CreateNetwork CREATED network/net-acme/acme']);
  expect(await list({ actor: 'weft://admin/alice' })).toEqual([]);
  expect(await list({ actor: 'plaintext:127.0.0.1' })).toHaveLength(5);
  const all: string[] = [];
  let pageToken = '';
  do {
    const page = await api.call(AuditService.listAudit, { pageSize: 2, pageToken });
    expect(page.records.length).toBeLessThanOrEqual(2);
    all.push(...page.records.map(text));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(all).toEqual(await list());
  const { nextPageToken } = await api.call(AuditService.listAudit, { pageSize: 2 });
  await expect(list({ pageToken: nextPageToken, kind: 'port' })).rejects.toMatchObject({
    code: 'BAD_PAGE_TOKEN',
    details: { fields: [{ field: 'page_token' }] },
  });
});

it('names 100 effects of a batch, with one of each tenant, and counts all', async () => {
  const ids = Array.from({ length: 150 }, (_, i) => `p${i}`);
  await api.call(PortService.batchCreatePorts, {
    ports: [...ports('net-acme', ...ids), ...ports('net-other', 'last')],
  });
  const [record] = (await api.call(AuditService.listAudit, { tenantId: 'other', kind: 'port' })).records;
  expect([record?.effectCount, record?.effects?.length]).toEqual([151, 100]);
});

it('is published for each tenant with its own effects, and for the cluster', async () => {
  await api.call(PortService.batchCreatePorts, {
    ports: [...ports('net-acme', 'a'), ...ports('net-other', 'b', 'c')],
  });
  const sent = changes
    .slice(-2)
    .flatMap(auditMessages)
    .map(({ subject, payload }) => [subject, text(weft.v1.AuditRecord.decode(payload))]);
  expect(sent).toEqual([
    ['weft.audit._cluster', '5 CreateNode CREATED node/h1/'],
    ['weft.audit.acme', '6 BatchCreatePorts CREATED port/a/acme'],
    ['weft.audit.other', '6 BatchCreatePorts CREATED port/b/other,CREATED port/c/other'],
  ]);
});

it('is kept as long as the flag says, and longer than the change log', async () => {
  for (let i = 0; i < 40; i++) await api.call(TenantService.createTenant, tenantRequest(`t${i}`));
  expect(await api.store.changesBetween(1, 2)).toBeNull();
  expect(await list()).toHaveLength(45);
  for (let i = 40; i < 60; i++) await api.call(TenantService.createTenant, tenantRequest(`t${i}`));
  await expect.poll(async () => (await list({ pageSize: 1000 })).length).toBeLessThan(60);
  expect((await list({ pageSize: 1000 })).length).toBeGreaterThanOrEqual(50);
});
