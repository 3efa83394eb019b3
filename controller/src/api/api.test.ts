import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import {
  ClusterService,
  Health,
  NetworkService,
  NodeService,
  PortService,
  SubnetService,
  TenantService,
} from '../../../proto/gen/services.js';
import { callUnary, openServerStream } from '../../../proto/src/call.js';
import { formatIp, parseIp } from '../../../proto/src/ip.js';
import { networkRequest, nodeRequest, portRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import { BreakableDatabase } from '../store/testing/breakable-database.js';
import { ApiUnderTest } from './testing/api-under-test.js';

const { NodeState, PortState } = weft.v1;
let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
});
afterEach(() => api.stop());

async function populate(): Promise<void> {
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  await api.call(SubnetService.createSubnet, subnetRequest('sub', '10.0.0.0/24'));
  await api.call(NodeService.createNode, nodeRequest('h1', '192.168.0.1'));
}

describe('resources', () => {
  it('of every kind are created, read, changed and deleted', async () => {
    await populate();
    const port = await api.call(PortService.createPort, portRequest('p1', { nodeId: 'h1' }));
    expect(formatIp(port.addresses[0]!.address!.bytes!)).toBe('10.0.0.2');
    expect(await api.call(PortService.getPort, { id: 'p1' })).toEqual(port);

    const rename = (id: string) => ({ metadata: { id, name: 'new' } });
    const updateMask = { paths: ['metadata.name'] };
    const updated = [
      await api.call(TenantService.updateTenant, { tenant: rename('acme'), updateMask }),
      await api.call(NetworkService.updateNetwork, { network: rename('net'), updateMask }),
      await api.call(SubnetService.updateSubnet, { subnet: rename('sub'), updateMask }),
      await api.call(NodeService.updateNode, { node: rename('h1'), updateMask }),
      await api.call(PortService.updatePort, { port: rename('p1'), updateMask }),
    ];
    expect(updated.map((u) => [u.metadata?.name, u.metadata?.revision])).toEqual(
      [6, 7, 8, 9, 10].map((revision) => ['new', revision]),
    );
    const revisions = [
      await api.call(PortService.deletePort, { id: 'p1' }),
      await api.call(NodeService.deleteNode, { id: 'h1' }),
      await api.call(SubnetService.deleteSubnet, { id: 'sub' }),
      await api.call(NetworkService.deleteNetwork, { id: 'net' }),
      await api.call(TenantService.deleteTenant, { id: 'acme' }),
    ];
    expect(revisions.map((r) => r.revision)).toEqual([11, 12, 13, 14, 15]);
    await expect(api.call(TenantService.getTenant, { id: 'acme' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await api.call(ClusterService.getCluster, {})).toMatchObject({ revision: 15, tenants: 0, ports: 0 });
  });

  it('are listed in pages, by id, with filters; a token fits only its own list', async () => {
    await populate();
    for (const i of [3, 1, 2]) await api.call(PortService.createPort, portRequest(`p${i}`, { nodeId: 'h1' }));
    await api.call(PortService.createPort, portRequest('p0'));
    const first = await api.call(PortService.listPorts, { options: { pageSize: 2 }, nodeId: 'h1' });
    expect([first.ports.map((p) => p.metadata?.id), first.revision]).toEqual([['p1', 'p2'], 8]);
    const pageToken = first.nextPageToken;
    const second = await api.call(PortService.listPorts, { options: { pageSize: 2, pageToken }, nodeId: 'h1' });
    expect([second.ports.map((p) => p.metadata?.id), second.nextPageToken]).toEqual([['p3'], '']);
    const all = await api.call(PortService.listPorts, {});
    expect(all.ports.map((p) => p.metadata?.id)).toEqual(['p0', 'p1', 'p2', 'p3']);
    for (const request of [
      { options: { pageToken } },
      { options: { pageToken: `${pageToken}x` }, nodeId: 'h1' },
      { options: { pageToken: 'rubbish' }, nodeId: 'h1' },
    ]) {
      await expect(api.call(PortService.listPorts, request)).rejects.toMatchObject({
        code: 'BAD_PAGE_TOKEN',
        details: { fields: [{ field: 'options.page_token' }] },
      });
    }
  });

  it('show the observed state of ports and nodes', async () => {
    await populate();
    const created = await api.call(PortService.createPort, portRequest('p1', { nodeId: 'h1' }));
    expect(created.status?.state).toBe(PortState.BINDING);
    api.status.active.add('p1');
    api.status.ready.add('h1');
    expect((await api.call(PortService.getPort, { id: 'p1' })).status?.state).toBe(PortState.ACTIVE);
    expect((await api.call(NodeService.listNodes, {})).nodes[0]?.status?.state).toBe(NodeState.READY);
    expect(await api.call(ClusterService.getCluster, {})).toMatchObject({ nodes: 1, nodesReady: 1 });
  });

  it('created at the same time by many calls never get the same numbers', async () => {
    await populate();
    const ports = await Promise.all(
      Array.from({ length: 200 }, (_, i) => api.call(PortService.createPort, portRequest(`p${i}`))),
    );
    expect(new Set(ports.map((p) => formatIp(p.addresses[0]!.address!.bytes!))).size).toBe(200);
    expect(new Set(ports.map((p) => p.datapathId)).size).toBe(200);
    expect(new Set(ports.map((p) => p.metadata?.revision)).size).toBe(200);
  });

  it('change a node VTEP', async () => {
    await populate();
    const vteps = [{ bytes: parseIp('192.168.0.7') }];
    const node = await api.call(NodeService.updateNode, { node: { metadata: { id: 'h1' }, vteps } });
    expect(formatIp(node.vteps[0]!.bytes!)).toBe('192.168.0.7');
  });
});

describe('a call while the store is broken', () => {
  it('is answered UNAVAILABLE', async () => {
    const db = new BreakableDatabase();
    const broken = await ApiUnderTest.start({ store: { openDatabase: db.open, reopenDelayMs: 60_000 } });
    try {
      db.failures.push('before');
      db.failingOpens = 1;
      for (const attempt of [1, 2]) {
        await expect(broken.call(TenantService.createTenant, tenantRequest(`t${attempt}`))).rejects.toMatchObject({
          code: 'STORE_UNAVAILABLE',
          grpcCode: 14,
        });
      }
      await expect(broken.call(TenantService.listTenants, {})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    } finally {
      await broken.stop();
    }
  });
});

describe('health', () => {
  it('is told for the server and for each service, and watched', async () => {
    const SERVING = 1;
    const NOT_SERVING = 2;
    const service = 'weft.v1.PortService';
    expect((await api.call(Health.check, {})).status).toBe(SERVING);
    expect((await api.call(Health.check, { service })).status).toBe(SERVING);
    expect(Object.keys((await api.call(Health.list, {})).statuses)).toContain('weft.v1.NodeSync');
    await expect(api.call(Health.check, { service: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const seen: number[] = [];
    const watch = openServerStream(api.client, Health.watch, { service });
    watch.on('error', () => undefined);
    watch.on('data', (m) => seen.push(m.status));
    await expect.poll(() => seen).toEqual([SERVING]);
    api.health.set(false);
    await expect.poll(() => seen).toEqual([SERVING, NOT_SERVING]);
    watch.cancel();
  });
});

describe('calls', () => {
  it('are recorded with method and code', async () => {
    await api.call(TenantService.createTenant, tenantRequest('acme'));
    await callUnary(api.client, TenantService.createTenant, tenantRequest('acme')).catch(() => undefined);
    expect(api.calls.map((c) => [c.path, c.code])).toEqual([
      ['/weft.v1.TenantService/CreateTenant', 'OK'],
      ['/weft.v1.TenantService/CreateTenant', 'ALREADY_EXISTS'],
    ]);
  });
});
