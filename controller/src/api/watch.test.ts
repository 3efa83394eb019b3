import type { ClientReadableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, TenantService } from '../../../proto/gen/services.js';
import { openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { createPorts, portBatchLimit } from '../model/port-batches.js';
import { createTenant, updateTenant } from '../model/tenants.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import { BreakableDatabase } from '../store/testing/breakable-database.js';
import { dump } from '../store/testing/temporary-store.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { changedStatusLimit, watchQueueLimit } from './watch-feed.js';

const { ChangeKind, PortState } = weft.v1;
let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
});
afterEach(() => api.stop());

/** What a watch has sent: `PUT p1@5`, `SYNCED@5`. */
class Watched {
  readonly seen: string[] = [];
  readonly messages: weft.v1.PortChange[] = [];
  error: WeftError | null = null;
  readonly stream: ClientReadableStream<weft.v1.PortChange>;

  constructor(request: weft.v1.WatchPortsRequest.$Properties) {
    this.stream = openServerStream(api.client, PortService.watchPorts, request);
    this.stream.on('error', (error) => {
      this.error = weftErrorOf(error);
    });
    this.stream.on('data', (change) => {
      this.messages.push(change);
      const id = change.port?.metadata?.id;
      this.seen.push(`${ChangeKind[change.kind]}${id ? ` ${id}` : ''}@${change.revision}`);
    });
  }
}

async function populate(): Promise<void> {
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  await api.call(NodeService.createNode, nodeRequest('h1', '192.168.0.1'));
  await api.call(NodeService.createNode, nodeRequest('h2', '192.168.0.2'));
  await api.call(PortService.createPort, portRequest('p1', { nodeId: 'h1' }));
}

const move = (id: string, nodeId: string) =>
  api.call(PortService.updatePort, { port: { metadata: { id }, nodeId }, updateMask: { paths: ['node_id'] } });

describe('a watch', () => {
  it('sends what is, SYNCED, then each change in order, and changes of status', async () => {
    await populate();
    const watched = new Watched({});
    await expect.poll(() => watched.seen).toEqual(['PUT p1@5', 'SYNCED@5']);
    expect(watched.messages[0]?.port?.status?.state).toBe(PortState.BINDING);
    await api.call(PortService.createPort, portRequest('p2'));
    await move('p1', 'h2');
    api.status.active.add('p1');
    api.status.tell({ table: 'port', id: 'p1' }, { table: 'port', id: 'gone' }, { table: 'node', id: 'h1' });
    await api.call(PortService.deletePort, { id: 'p1' });
    await expect.poll(() => watched.seen.slice(2)).toEqual(['PUT p2@6', 'PUT p1@7', 'STATUS p1@7', 'DELETED p1@8']);
    expect(watched.messages[4]?.port?.status?.state).toBe(PortState.ACTIVE);
    expect(watched.messages[5]?.port?.nodeId).toBe('h2');
    watched.stream.cancel();
  });

  it('with a filter sees a row that no longer matches as deleted', async () => {
    await populate();
    const watched = new Watched({ nodeId: 'h1' });
    await expect.poll(() => watched.seen).toEqual(['PUT p1@5', 'SYNCED@5']);
    await api.call(PortService.createPort, portRequest('p2', { nodeId: 'h2' }));
    await move('p1', 'h2');
    await move('p2', 'h1');
    api.status.tell({ table: 'port', id: 'p1' }, { table: 'port', id: 'p2' });
    await expect.poll(() => watched.seen.slice(2)).toEqual(['DELETED p1@7', 'PUT p2@8', 'STATUS p2@8']);
    watched.stream.cancel();
  });

  it('misses and repeats nothing that is committed while it begins', async () => {
    await populate();
    const creating = Array.from({ length: 300 }, (_, i) => api.call(PortService.createPort, portRequest(`q${i}`)));
    await creating[20];
    const watched = new Watched({});
    await Promise.all(creating);
    await expect.poll(() => watched.seen.length).toBe(302);
    const revisions = watched.messages.flatMap((m) => m.port?.metadata?.revision ?? []);
    expect(new Set(revisions).size).toBe(301);
    const synced = watched.messages.find((m) => m.kind === ChangeKind.SYNCED)?.revision ?? 0;
    const after = watched.seen.slice(watched.seen.indexOf(`SYNCED@${synced}`) + 1);
    expect(after).toHaveLength(305 - synced);
    watched.stream.cancel();
  });

  it('that begins with what is on disk but not yet answered hears of it once', async () => {
    const db = new BreakableDatabase();
    const other = await ApiUnderTest.start({ store: { openDatabase: db.open } });
    try {
      const create = (id: string) => other.store.commit((p) => createTenant(p, tenantRequest(id)));
      await create('a');
      const release = db.holdAnswers();
      const second = create('b');
      // It is in LevelDB, and the store does not know yet.
      await expect.poll(async () => (await dump(other.store)).has('r/tenant/b')).toBe(true);
      const seen: string[] = [];
      const watch = openServerStream(other.client, TenantService.watchTenants, {});
      watch.on('error', () => undefined);
      watch.on('data', (m) => seen.push(`${ChangeKind[m.kind]} ${m.tenant?.metadata?.id ?? ''}@${m.revision}`));
      await expect.poll(() => seen).toEqual(['PUT a@2', 'PUT b@2', 'SYNCED @2']);
      release();
      await second;
      await create('c');
      await expect.poll(() => seen.slice(3)).toEqual(['PUT c@3']);
      watch.cancel();
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['reads', 20],
    ['pauses within the first', 4],
  ])(
    'that %s tells every change of %i batches of 5,000 ports once and in order',
    async (reader, count) => {
      await api.call(TenantService.createTenant, tenantRequest('acme'));
      await api.call(NetworkService.createNetwork, networkRequest('blue'));
      const watched = new Watched({});
      await expect.poll(() => watched.seen).toEqual(['SYNCED@2']);
      const batches = Array.from({ length: count }, (_, b) =>
        Array.from({ length: portBatchLimit }, (_, i) => ({ metadata: { id: `p${b}-${i}` }, networkId: 'blue' })),
      );
      const commit = (ports: weft.v1.Port.$Properties[]) => {
        const request = weft.v1.BatchCreatePortsRequest.create({ ports });
        return api.store.commit((p) => createPorts(p, request));
      };
      const [first = [], ...others] = batches;
      if (reader === 'reads') await Promise.all(batches.map(commit));
      else {
        watched.stream.pause();
        await commit(first);
        // The rest of the first waits for the reader when the others come.
        await Promise.all(others.map(commit));
        watched.stream.resume();
      }
      const wanted = batches.flatMap((ports, b) => ports.map(({ metadata }) => `PUT ${metadata.id}@${3 + b}`));
      const enough = () => watched.seen.length > wanted.length || watched.error;
      await expect.poll(enough, { timeout: 40_000 }).toBeTruthy();
      expect(watched.error).toBeNull();
      // Nothing is told twice behind them either.
      await api.call(PortService.createPort, { port: { metadata: { id: 'last' }, networkId: 'blue' } });
      await expect.poll(() => watched.seen.at(-1)).toBe(`PUT last@${3 + count}`);
      // Not toEqual: what it prints of so many takes minutes.
      expect(watched.seen.slice(1, -1).findIndex((text, i) => text !== wanted[i])).toBe(-1);
      expect(watched.seen).toHaveLength(wanted.length + 2);
      watched.stream.cancel();
    },
    60_000,
  );

  it('of a client that does not read holds up nobody, and tells every change once when it reads again', async () => {
    const watch = openServerStream(api.client, TenantService.watchTenants, {});
    watch.on('error', (e) => seen.push(String(e)));
    const name = 'x'.repeat(255);
    // Nothing is read: the stream has no listener for data yet.
    await new Promise((resolve) => watch.once('metadata', resolve).once('readable', resolve));
    watch.pause();
    const ids: string[] = [];
    const seen: string[] = [];
    const commit = async (count: number) => {
      const group = Array.from({ length: count }, () => {
        const id = `t-${ids.length}`;
        ids.push(id);
        const request = weft.v1.CreateTenantRequest.create({ tenant: { metadata: { id, name } } });
        return api.store.commit((p) => createTenant(p, request));
      });
      await Promise.all(group);
    };
    for (let i = 0; i < watchQueueLimit + 3_000; i += 1_000) await commit(1_000);
    watch.on('data', ({ kind, tenant }) => {
      if (kind === ChangeKind.PUT) seen.push(tenant?.metadata?.id ?? '');
    });
    // More comes while it catches up, and when it has.
    await commit(watchQueueLimit + 1_000);
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(ids.length);
    await commit(3);
    await expect.poll(() => seen.length).toBeGreaterThanOrEqual(ids.length);
    expect(seen.filter((id) => id.startsWith('t-'))).toEqual(ids);
    watch.cancel();
  });

  it('of a client that does not read tells the observed state of what changed, also of more than it remembers', async () => {
    await api.call(TenantService.createTenant, tenantRequest('acme'));
    await api.call(NetworkService.createNetwork, networkRequest('blue'));
    await api.call(NodeService.createNode, nodeRequest('h1', '192.0.2.1'));
    const ids = Array.from({ length: watchQueueLimit + changedStatusLimit + 2 }, (_, i) => `p${i}`);
    for (let i = 0; i < ids.length; i += 5_000) {
      const ports = ids.slice(i, i + 5_000).map((id) => ({ metadata: { id }, networkId: 'blue', nodeId: 'h1' }));
      await api.call(PortService.batchCreatePorts, { ports });
    }
    const watched = new Watched({});
    await expect.poll(() => watched.seen.at(-1), { timeout: 20_000 }).toMatch(/SYNCED/);
    watched.stream.pause();
    for (const id of ids) {
      api.status.active.add(id);
      api.status.tell({ table: 'port', id });
    }
    watched.stream.resume();
    const active = () => watched.messages.filter(({ port }) => port?.status?.state === PortState.ACTIVE);
    await expect
      .poll(() => new Set(active().map(({ port }) => port?.metadata?.id)).size, { timeout: 20_000 })
      .toBe(ids.length);
    watched.stream.cancel();
  });

  it('ends with UNAVAILABLE when the controller stops', async () => {
    const other = await ApiUnderTest.start();
    const watch = openServerStream(other.client, PortService.watchPorts, {});
    const error = new Promise((resolve) => watch.on('error', (e) => resolve(weftErrorOf(e))));
    await new Promise((resolve) => watch.once('data', resolve));
    await other.stop();
    expect(await error).toMatchObject({ code: 'STORE_UNAVAILABLE', grpcCode: 14 });
  });

  it('lives through a failure of the store', async () => {
    const db = new BreakableDatabase();
    const broken = await ApiUnderTest.start({ store: { openDatabase: db.open } });
    try {
      await broken.store.commit((p) => createTenant(p, tenantRequest('acme')));
      const seen: string[] = [];
      const watch = openServerStream(broken.client, TenantService.watchTenants, {});
      watch.on('error', () => seen.push('error'));
      watch.on('data', (m) => seen.push(`${ChangeKind[m.kind]} ${m.tenant?.metadata?.name ?? ''}`));
      await expect.poll(() => seen).toEqual(['PUT ', 'SYNCED ']);
      const rename = (name: string) =>
        broken.store.commit((p) =>
          updateTenant(p, weft.v1.UpdateTenantRequest.create({ tenant: { metadata: { id: 'acme', name } } })),
        );
      db.failures.push('before');
      await expect(rename('lost')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect.poll(() => broken.store.available).toBe(true);
      await rename('kept');
      await expect.poll(() => seen.slice(2)).toEqual(['PUT kept']);
    } finally {
      await broken.stop();
    }
  });
});
