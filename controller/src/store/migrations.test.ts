import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPort } from '../model/ports.js';
import { portRequest } from '../model/testing/requests.js';
import { checkStore } from './check/check.js';
import { openLevelDatabase } from './database.js';
import { metaKeys, schemaVersion } from './keys.js';
import { dump, TemporaryStores } from './testing/temporary-store.js';

let stores: TemporaryStores;
beforeEach(() => {
  stores = new TemporaryStores();
});
afterEach(() => stores.remove());

/** Makes the database that a version of weft had written: all keys and values. */
async function writeRecorded(version: number): Promise<Map<string, string>> {
  // Versions 2 to 5 added tables and keys, and changed none: a store of version 1 became one by its number.
  const text = readFileSync(new URL('testing/recorded/schema-1.json', import.meta.url), 'utf8');
  const recorded = (JSON.parse(text) as [string, string][]).map(
    ([k, v]) => [k, k === metaKeys.schema ? Buffer.from(String(version)) : Buffer.from(v, 'base64')] as const,
  );
  const db = await openLevelDatabase(stores.directory);
  const batch = db.batch();
  for (const [key, value] of recorded) batch.put(key, value);
  await batch.write();
  await db.close();
  return new Map(recorded.map(([key, value]) => [key, value.toString('hex')]));
}

describe('a store that was written with schema version', () => {
  it.each([1, 2, 3, 4])('%i is migrated, keeps all it has, and goes on', async (version) => {
    const recorded = await writeRecorded(version);
    const store = await stores.open();
    const after = await dump(store);
    expect(after.get(metaKeys.schema)).toBe(Buffer.from(String(schemaVersion)).toString('hex'));
    expect(new Map([...after].filter(([key]) => key !== metaKeys.schema))).toEqual(
      new Map([...recorded].filter(([key]) => key !== metaKeys.schema)),
    );
    const violations: string[] = [];
    await store.read((db) => checkStore(db, (key, what) => violations.push(`${key} ${what}`)));
    expect(violations).toEqual([]);
    expect(store.committedRevision).toBe(20);
    expect(store.size('port')).toBe(6);
    // What tenants are told does not change by an upgrade.
    expect(Array.from(store.rows('subnet'), ({ dhcp }) => dhcp)).toEqual(Array.from(store.rows('subnet'), () => 0));
    expect(store.size('subnet')).toBeGreaterThan(0);
    expect((await store.changesAfter(0))?.map((c) => c.revision)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const { row } = await store.commit((p) => createPort(p, portRequest('new', { nodeId: 'host-2' })));
    expect([row.datapathId, row.addresses[0]?.address?.bytes?.[3]]).toEqual([8, 8]);
    await store.close();
    await (await stores.open()).close();
  });
});

describe('a schema version that is not known', () => {
  it.each([String(schemaVersion + 1), '0', 'two', ''])('"%s" is refused, and nothing is written', async (version) => {
    await (await stores.open()).close();
    const db = await openLevelDatabase(stores.directory);
    await db.put(metaKeys.schema, Buffer.from(version));
    await db.close();
    await expect(stores.open()).rejects.toMatchObject({
      code: 'STORE_INCOMPATIBLE',
      message: expect.stringContaining(`its schema version is ${version}`),
    });
    const again = await openLevelDatabase(stores.directory);
    expect((await again.get(metaKeys.schema))?.toString()).toBe(version);
    await again.close();
  });
});
