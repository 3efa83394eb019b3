import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { createNetwork, deleteNetwork } from '../model/networks.js';
import { createNode } from '../model/nodes.js';
import { createPort, deletePort } from '../model/ports.js';
import { createSubnet } from '../model/subnets.js';
import { rowBytes } from '../model/tables.js';
import { createTenant, updateTenant } from '../model/tenants.js';
import { networkRequest, nodeRequest, portRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import type { Change } from './change.js';
import { encodeChange } from './change-record.js';
import { openLevelDatabase } from './database.js';
import { listPage } from './lists.js';
import type { Store } from './store.js';
import { BreakableDatabase } from './testing/breakable-database.js';
import { dump, TemporaryStores } from './testing/temporary-store.js';

let stores: TemporaryStores;
beforeEach(() => {
  stores = new TemporaryStores();
});
afterEach(() => stores.remove());

const tenant = (store: Store, id: string) => store.commit((p) => createTenant(p, tenantRequest(id)));
const removePort = (store: Store, id: string) =>
  store.commit((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })));

/** A promise that is resolved from outside. */
function signal<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}

/** A tenant, a network with a subnet, a node. */
async function populate(store: Store): Promise<void> {
  await tenant(store, 'acme');
  await store.commit((p) => createNetwork(p, networkRequest('net')));
  await store.commit((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/24')));
  await store.commit((p) => createNode(p, nodeRequest('h1', '192.168.0.1')));
}

describe('a commit', () => {
  it('gets the next revision, and is there after the store is opened again', async () => {
    const store = await stores.open();
    await populate(store);
    const { row, revision } = await store.commit((p) => createPort(p, portRequest('p1', { nodeId: 'h1' })));
    expect([revision, row.metadata?.revision, store.committedRevision]).toEqual([5, 5, 5]);
    const before = await dump(store);
    await store.close();

    const again = await stores.open();
    expect(await dump(again)).toEqual(before);
    expect([again.clusterId, again.epoch, again.committedRevision]).toEqual([store.clusterId, store.epoch, 5]);
    expect(rowBytes('port', again.get('port', 'p1')!)).toEqual(rowBytes('port', row));
    // Allocators go on where they were.
    const { row: next } = await again.commit((p) => createPort(p, portRequest('p2')));
    expect([next.datapathId, next.addresses[0]?.address?.bytes?.[3]]).toEqual([2, 3]);
  });

  it('shows nothing, and answers nothing, before it is on disk', async () => {
    const db = new BreakableDatabase();
    const store = await stores.open({ openDatabase: db.open });
    const written = db.writes;
    const release = db.hold();
    const heard: Change[] = [];
    store.subscribe((changes) => heard.push(...changes));
    let answered = 0;
    const created = tenant(store, 'acme').then(() => answered++);
    const duplicate = tenant(store, 'acme').then(
      () => 'created twice',
      (e) => {
        answered++;
        return e.code;
      },
    );
    const unchanged = store.commit((p) => ({ effects: [], cursors: [], row: p.topology.get('tenant', 'acme') }));
    const unchangedAnswered = unchanged.then(() => answered++);
    while (db.writes === written) await new Promise(setImmediate);
    expect(store.get('tenant', 'acme')).toBeNull();
    expect([...store.rows('tenant')]).toEqual([]);
    expect((await listPage(store, 'tenant', {}, '', 10)).rows).toEqual([]);
    expect([store.committedRevision, store.size('tenant'), heard.length, answered]).toEqual([0, 0, 0, 0]);
    release();
    await created;
    expect(await duplicate).toBe('ALREADY_EXISTS');
    await unchangedAnswered;
    expect(store.get('tenant', 'acme')?.metadata?.id).toBe('acme');
    expect([store.committedRevision, store.size('tenant'), heard.length]).toEqual([1, 1, 1]);
  });

  it('that is on disk is shown as it is there, while a later one of the same row waits', async () => {
    const db = new BreakableDatabase();
    const store = await stores.open({ openDatabase: db.open });
    const rename = (name: string) => {
      const request = weft.v1.UpdateTenantRequest.create({ tenant: { metadata: { id: 'acme', name } } });
      return store.commit((p) => updateTenant(p, request));
    };
    const written = db.writes;
    const releaseFirst = db.hold();
    const first = Promise.all([tenant(store, 'acme'), rename('a')]);
    while (db.writes === written) await new Promise(setImmediate);
    const releaseSecond = db.hold();
    const second = rename('b');
    releaseFirst();
    await first;
    expect(store.get('tenant', 'acme')?.metadata?.name).toBe('a');
    expect([...store.rows('tenant')].map((t) => t.metadata?.name)).toEqual(['a']);
    releaseSecond();
    await second;
    expect(store.get('tenant', 'acme')?.metadata?.name).toBe('b');
  });

  it('shares its sync with those that wait, each with its own revision, heard of in order', async () => {
    const db = new BreakableDatabase();
    const store = await stores.open({ openDatabase: db.open });
    const heard: number[][] = [];
    store.subscribe((changes) => heard.push(changes.map((c) => c.revision)));
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => tenant(store, `t-${i}`)));
    expect(results.map((r) => r.revision)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(heard.flat()).toEqual(results.map((r) => r.revision));
    expect(db.writes).toBeLessThan(5);
    expect(db.unsynced).toBe(0);
  });

  it('that deletes what a waiting commit made leaves nothing', async () => {
    const store = await stores.open();
    await populate(store);
    const made = store.commit((p) => createPort(p, portRequest('p1', { nodeId: 'h1' })));
    const removed = removePort(store, 'p1');
    const remade = store.commit((p) => createPort(p, portRequest('p1')));
    await Promise.all([made, removed, remade]);
    expect(store.get('port', 'p1')?.nodeId).toBe('');
    expect((await listPage(store, 'port', { node: 'h1' }, '', 10)).rows).toEqual([]);
    expect((await listPage(store, 'port', { network: 'net' }, '', 10)).rows).toHaveLength(1);
    expect(store.size('port')).toBe(1);
  });
});

describe('after a failed batch', () => {
  it('nothing is answered until the database is open again; then it is as on disk', async () => {
    const db = new BreakableDatabase();
    const recovered = signal<void>();
    const store = await stores.open({ openDatabase: db.open, observer: { recovered: () => recovered.resolve() } });
    await populate(store);
    const before = await dump(store);
    db.failures.push('before');
    db.failingOpens = 3;
    const waiting = [
      store.commit((p) => createPort(p, portRequest('p1'))),
      store.commit((p) => createPort(p, portRequest('p2'))),
      tenant(store, 'acme'), // would be ALREADY_EXISTS, but what it saw may not be
    ];
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } });
    }
    expect(store.available).toBe(false);
    expect(() => store.get('tenant', 'acme')).toThrow('not available');
    await expect(tenant(store, 'late')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(listPage(store, 'port', {}, '', 10)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

    await recovered.promise;
    expect(db.opens).toBe(5);
    expect(await dump(store)).toEqual(before);
    const { row, revision } = await store.commit((p) => createPort(p, portRequest('p3')));
    expect([revision, row.datapathId]).toEqual([5, 1]);
  });

  it('subscribers hear of transactions that reached the disk nevertheless', async () => {
    const db = new BreakableDatabase();
    const recovered = signal<void>();
    const store = await stores.open({ openDatabase: db.open, observer: { recovered: () => recovered.resolve() } });
    const heard: number[] = [];
    store.subscribe((changes) => heard.push(...changes.map((c) => c.revision)));
    await tenant(store, 'a');
    db.failures.push('after');
    await expect(tenant(store, 'b')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await recovered.promise;
    expect(heard).toEqual([1, 2]);
    expect(store.get('tenant', 'b')?.metadata?.revision).toBe(2);
    expect((await tenant(store, 'c')).revision).toBe(3);
  });

  it('a database that has lost committed revisions is not used', async () => {
    const db = new BreakableDatabase();
    const lost = signal<unknown>();
    const copy = join(stores.directory, '../copy');
    let directory = stores.directory;
    const store = await stores.open({
      openDatabase: () => db.open(directory),
      observer: { lost: (error) => lost.resolve(error) },
    });
    await tenant(store, 'a');
    cpSync(stores.directory, copy, { recursive: true });
    await tenant(store, 'b');
    directory = copy;
    db.failures.push('before');
    await expect(tenant(store, 'c')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await lost.promise).toMatchObject({ code: 'STORE_INCOMPATIBLE' });
    expect(store.available).toBe(false);
  });
});

describe('opening', () => {
  it('refuses a store that another process has open', async () => {
    await stores.open();
    await expect(stores.open()).rejects.toThrow(/another process has it open$/);
  });

  it('refuses a newer schema, and a database of somebody else', async () => {
    const store = await stores.open();
    await store.close();
    const db = await openLevelDatabase(stores.directory);
    await db.put('m/schema', Buffer.from('99'));
    await db.close();
    await expect(stores.open()).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      message: expect.stringContaining('99'),
    });

    const other = join(stores.directory, '../other');
    const foreign = await openLevelDatabase(other);
    await foreign.put('x', Buffer.from('y'));
    await foreign.close();
    await expect(stores.open({ directory: other })).rejects.toMatchObject({ code: 'STORE_INCOMPATIBLE' });
  });

  it('with a renewed epoch keeps revisions and gives out no number that a forgotten history may have used', async () => {
    const store = await stores.open();
    await populate(store);
    const { row: old } = await store.commit((p) => createPort(p, portRequest('p1', { nodeId: 'h1' })));
    await store.close();
    const restored = await stores.open({ renewEpoch: true });
    expect(restored.clusterId).toBe(store.clusterId);
    expect(restored.epoch).not.toBe(store.epoch);
    expect(restored.committedRevision).toBe(5);
    const { row } = await restored.commit((p) => createPort(p, portRequest('p2', { nodeId: 'h1' })));
    expect(row.datapathId).toBeGreaterThan(old.datapathId + 1_000_000);
    expect(row.activeBinding?.generation).toBeGreaterThan(1_000_000);
    const { row: network } = await restored.commit((p) => createNetwork(p, networkRequest('n2')));
    expect(network.vni).toBeGreaterThan(1_000_000);
    await restored.close();
    expect((await stores.open()).epoch).toBe(restored.epoch);
  });
});

describe('the change log', () => {
  it('has every change after a revision, completely', async () => {
    const store = await stores.open();
    const heard: Change[] = [];
    store.subscribe((changes) => heard.push(...changes));
    await populate(store);
    await store.commit((p) => createPort(p, portRequest('p1', { nodeId: 'h1' })));
    await removePort(store, 'p1');
    const bytes = (changes: readonly Change[] | null) => changes?.map(encodeChange);
    expect(bytes(await store.changesAfter(0))).toEqual(bytes(heard));
    expect(bytes(await store.changesAfter(4))).toEqual(bytes(heard.slice(4)));
    expect(await store.changesAfter(6)).toEqual([]);
    expect(await store.changesAfter(7)).toBeNull();
  });

  it('is cut behind the number of revisions to keep', async () => {
    const store = await stores.open({ changeLogRevisions: 20 });
    for (let i = 0; i < 50; i++) await tenant(store, `t-${i}`);
    expect(await store.changesAfter(0)).toBeNull();
    const kept = await store.changesAfter(30);
    expect(kept?.map((c) => c.revision)).toEqual(Array.from({ length: 20 }, (_, i) => i + 31));
    await expect
      .poll(async () => [...(await dump(store)).keys()].filter((k) => k.startsWith('l/')).length)
      .toBeLessThan(23);
    await store.close();
    const again = await stores.open({ changeLogRevisions: 20 });
    expect(await again.changesAfter(10)).toBeNull();
    expect(await again.changesAfter(30)).toHaveLength(20);
  });

  it('is cut where it has more bytes than it may, however few revisions these are, and keeps the newest', async () => {
    const onDisk = async (of: Store) =>
      [...(await dump(of))].flatMap(([key, hex]) => (key.startsWith('l/') ? [hex.length / 2] : []));
    const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
    const changeLogBytes = 10_000;
    const store = await stores.open({ changeLogBytes });
    for (let i = 0; i < 200; i++) await tenant(store, `t-${i}`);
    expect(await store.changesAfter(0)).toBeNull();
    await expect.poll(async () => sum(await onDisk(store))).toBe(store.changeLogBytes);
    const kept = await onDisk(store);
    expect(store.changeLogBytes).toBeGreaterThan(changeLogBytes * 0.8);
    expect(store.changeLogBytes).toBeLessThanOrEqual(changeLogBytes);
    expect(await store.changesAfter(200 - kept.length)).toHaveLength(kept.length);
    await store.close();

    // What was there before is measured, and cut too.
    const again = await stores.open({ changeLogBytes: 1 });
    await expect.poll(() => again.changeLogBytes).toBe(sum(kept));
    await tenant(again, 'large');
    expect((await again.changesAfter(200))?.map((c) => c.revision)).toEqual([201]);
    expect(await again.changesAfter(199)).toBeNull();
    await expect.poll(async () => (await onDisk(again)).length).toBe(1);
  });
});

describe('numbers of deleted resources', () => {
  it('are held, also over a restart, until every node has acked the deletion', async () => {
    const settings = { vniFirst: 10, vniLast: 10, underlayMtu: 1500, underlayFamily: 4 } as const;
    const store = await stores.open({ settings });
    await tenant(store, 'acme');
    await store.commit((p) => createNetwork(p, networkRequest('n1')));
    await store.commit((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'n1' })));
    await store.close();

    const again = await stores.open({ settings });
    let floor = 2;
    again.useAckedRevisionFloor(() => floor);
    const create = () => again.commit((p) => createNetwork(p, networkRequest('n2')));
    await expect(create()).rejects.toMatchObject({ code: 'NUMBERS_EXHAUSTED' });
    expect(again.heldNumbers).toBe(1);
    floor = 3;
    expect((await create()).row.vni).toBe(10);
    expect(again.heldNumbers).toBe(0);
    expect([...(await dump(again)).keys()].filter((k) => k.startsWith('g/'))).toEqual([]);
  });
});
