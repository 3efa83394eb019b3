import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../../proto/gen/codecs.js';
import { beginRotation, createKeyring } from '../../model/keyring.js';
import { type Database, openLevelDatabase } from '../database.js';
import { TemporaryStores } from '../testing/temporary-store.js';
import { checkStore } from './check.js';

let stores: TemporaryStores;
let db: Database;

/** A store in the middle of a rotation. */
beforeEach(async () => {
  stores = new TemporaryStores();
  const store = await stores.open();
  await store.commit((p) => createKeyring(p, new Uint8Array(16).fill(0xaa)));
  await store.commit((p) => beginRotation(p, new Uint8Array(16).fill(0xbb)));
  await store.close();
  db = await openLevelDatabase(stores.directory);
});
afterEach(async () => {
  await db.close();
  await stores.remove();
});

async function violationsAfter(edit: (row: weft.v1.Keyring) => void): Promise<string[]> {
  const row = weft.v1.Keyring.decode((await db.get('r/keyring/probe'))!);
  edit(row);
  await db.put('r/keyring/probe', weft.v1.Keyring.encode(row).finish() as Buffer);
  const found: string[] = [];
  await checkStore(db, (key, what) => found.push(`${key} ${what}`));
  return found;
}

it('a keyring that the store wrote is right', async () => {
  expect(await violationsAfter(() => {})).toEqual([]);
});

it.each<[string, (row: weft.v1.Keyring) => void]>([
  ['has a key of another length than 16 bytes', (row) => (row.probeKeys[1] = new Uint8Array(15))],
  ['has a key twice', (row) => (row.probeKeys[1] = row.probeKeys[0]!)],
  ['has 1 keys at stage KEYRING_LEARN', (row) => row.probeKeys.pop()],
  ['has 2 keys at stage KEYRING_FORGET', (row) => (row.stage = weft.v1.KeyringStage.KEYRING_FORGET)],
  ['has stage 9, which this version does not know', (row) => (row.stage = 9 as never)],
])('one that %s is found, and no key is told', async (what, edit) => {
  const found = await violationsAfter(edit);
  expect(found).toContain(`r/keyring/probe ${what}`);
  expect(found.join()).not.toMatch(/aaaa|bbbb|qqqq|u7u7/i);
});

it('a second keyring is found', async () => {
  await db.put('r/keyring/other', (await db.get('r/keyring/probe'))!);
  const found: string[] = [];
  await checkStore(db, (key, what) => found.push(`${key} ${what}`));
  expect(found).toContain('r/keyring/other is not the keyring, which is called probe');
});
