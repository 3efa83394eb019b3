import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../../proto/gen/codecs.js';
import { createNetwork } from '../../model/networks.js';
import { createNode } from '../../model/nodes.js';
import { createPort } from '../../model/ports.js';
import { createSecurityGroup, deleteSecurityGroup } from '../../model/security-groups.js';
import { createSubnet } from '../../model/subnets.js';
import { createTenant } from '../../model/tenants.js';
import {
  ingressRule,
  networkRequest,
  nodeRequest,
  portRequest,
  securityGroupRequest,
  subnetRequest,
  tenantRequest,
} from '../../model/testing/requests.js';
import { checkStore } from '../check/check.js';
import { openLevelDatabase } from '../database.js';
import { metaKeys, schemaVersion } from '../keys.js';
import type { Store } from '../store.js';
import { dump, TemporaryStores } from '../testing/temporary-store.js';
import { frame, frameKinds, jsonFrame, preamble } from './format.js';
import { restoreBackup } from './restore.js';
import { backupOf } from './write.js';

let stores: TemporaryStores;
let target: string;

beforeEach(() => {
  stores = new TemporaryStores();
  target = join(stores.directory, '../restored');
});
afterEach(() => stores.remove());

async function populated(): Promise<Store> {
  const store = await stores.open();
  await store.commit((p) => createTenant(p, tenantRequest('acme')));
  const rules = [ingressRule(80), ingressRule(22, 'web')];
  await store.commit((p) => createSecurityGroup(p, securityGroupRequest('web', { rules })));
  await store.commit((p) => createNetwork(p, networkRequest('net', { defaultSecurityGroupIds: ['web'] })));
  await store.commit((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/16')));
  await store.commit((p) => createNode(p, nodeRequest('h1', '192.0.2.1')));
  await createPorts(store, 'p', 3000);
  return store;
}

async function createPorts(store: Store, prefix: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
  await Promise.all(ids.map((id) => store.commit((p) => createPort(p, portRequest(id, { nodeId: 'h1' })))));
}

async function backup(store: Store, whileRunning: () => Promise<void> = async () => {}): Promise<Buffer[]> {
  return store.read(async (db) => {
    const { pieces } = backupOf(db);
    const read: Buffer[] = [];
    for await (const piece of pieces) {
      if (read.push(piece) === 2) await whileRunning();
    }
    return read;
  });
}

async function* stream(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a backup', () => {
  it('has everything of one revision, while writes go on, and becomes a store with its own epoch', async () => {
    const store = await populated();
    const before = await dump(store);
    const pieces = await backup(store, () => createPorts(store, 'later', 500));
    expect(pieces.length).toBeGreaterThan(4);
    expect(store.size('port')).toBe(3500);

    const restored = await restoreBackup(stream(Buffer.concat(pieces)), target);
    expect(restored).toEqual({
      schema: schemaVersion,
      clusterId: store.clusterId,
      epoch: store.epoch,
      revision: 3005,
      entries: before.size,
    });
    const db = await openLevelDatabase(target);
    const entries = new Map((await db.iterator().all()).map(([key, value]) => [key, value.toString('hex')]));
    expect(entries).toEqual(new Map([...before, [metaKeys.restored, '']]));
    await db.close();

    const again = await stores.open({ directory: target });
    expect([again.clusterId, again.committedRevision]).toEqual([store.clusterId, 3005]);
    expect(again.epoch).not.toBe(store.epoch);
    // Numbers that the forgotten history gave out after the backup are far away.
    const { row } = await again.commit((p) => createPort(p, portRequest('new', { nodeId: 'h1' })));
    expect(row.datapathId).toBeGreaterThan(1 << 24);
    expect(row.activeBinding?.generation).toBeGreaterThan(1 << 20);
    const group = await again.commit((p) => createSecurityGroup(p, securityGroupRequest('more')));
    expect(group.row.datapathId).toBeGreaterThan(row.datapathId);
    expect(row.securityGroupIds).toEqual(['web']);
    const deletion = weft.v1.DeleteSecurityGroupRequest.create({ id: 'web' });
    await expect(again.commit((p) => deleteSecurityGroup(p, deletion))).rejects.toMatchObject({ code: 'IN_USE' });
    const violations: string[] = [];
    await again.read((d) => checkStore(d, (key, what) => violations.push(`${key} ${what}`)));
    expect(violations).toEqual([]);
    // Once: opened again, it is the same.
    await again.close();
    expect((await stores.open({ directory: target })).epoch).toBe(again.epoch);
  });

  it('that nobody reads on gives its snapshot back', async () => {
    const store = await populated();
    await store.read(async (db) => {
      const { pieces } = backupOf(db);
      await pieces.next();
      await pieces.return();
    });
    await store.close();
  });
});

describe('a restore', () => {
  /** The store in `target` is one that nobody will use. */
  async function expectNoStore(): Promise<void> {
    if (!existsSync(join(target, 'CURRENT'))) return;
    await expect(stores.open({ directory: target })).rejects.toMatchObject({ code: 'STORE_INCOMPATIBLE' });
  }

  it.each([
    ['cut in a frame', (b: Buffer) => b.subarray(0, b.length >> 1), 'it is cut off'],
    ['cut between frames', (b: Buffer) => b.subarray(0, b.lastIndexOf('{"entries"') - 9), 'it is cut off'],
    ['followed by something', (b: Buffer) => Buffer.concat([b, Buffer.from([0])]), 'something follows its end'],
    ['damaged', (b: Buffer) => b.fill(b[50_000]! ^ 1, 50_000, 50_001), 'checksum'],
    ['another file', () => Buffer.from('#!/bin/sh\nexit 0\n'), 'not a backup of weft'],
    ['empty', () => Buffer.alloc(0), 'not a backup of weft'],
    ['of a newer format', (b: Buffer) => b.fill(9, 12, 13), 'its format is version 9'],
    ['of an impossible frame', (b: Buffer) => b.fill(0xff, 16, 20), "a frame of 4294967295 bytes can't be"],
  ])('refuses a file that is %s', async (_, damage, why) => {
    const bytes = Buffer.concat(await backup(await populated()));
    await expect(restoreBackup(stream(damage(bytes)), target)).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      message: expect.stringContaining(why),
    });
    await expectNoStore();
  });

  it('refuses a file that lacks a frame, has an unknown one, or no store', async () => {
    const pieces = await backup(await populated());
    const [head = Buffer.alloc(0)] = pieces;
    const refusal = (bytes: readonly Uint8Array[]) =>
      expect(restoreBackup(stream(Buffer.concat(bytes)), join(target, String(Math.random())))).rejects;
    await refusal(pieces.filter((_, i) => i !== 2)).toThrow(/it has \d+ entries; \d+ were written/);
    await refusal([head, frame(7, [])]).toThrow('of kind 7');
    await refusal([head, frame(frameKinds.entries, [Buffer.from([9, 0])])]).toThrow('an entry is cut off');
    await refusal([head, jsonFrame(frameKinds.end, { entries: 0 })]).toThrow('it holds no store');
    await refusal([preamble(), jsonFrame(frameKinds.end, { entries: 0 })]).toThrow('does not begin with its head');
  });

  it('refuses a newer schema, and a directory with something in it', async () => {
    const newer = { schema: schemaVersion + 1, clusterId: 'c', epoch: 'e', revision: 1 };
    await expect(restoreBackup(stream(Buffer.concat([preamble(), jsonFrame(1, newer)])), target)).rejects.toThrow(
      `schema version of its store is ${schemaVersion + 1}`,
    );
    const bytes = Buffer.concat(await backup(await populated()));
    mkdirSync(join(target, 'x'), { recursive: true });
    writeFileSync(join(target, 'x/file'), '');
    await expect(restoreBackup(stream(bytes), join(target, 'x'))).rejects.toThrow('is not empty');
  });
});
