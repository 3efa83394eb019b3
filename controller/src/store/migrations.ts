import { WeftError } from '../../../proto/src/errors.js';
import type { Database } from './database.js';
import { metaKeys, schemaVersion } from './keys.js';

/** Makes a store of one schema version one of the next. */
interface Migration {
  /** The version that it is for. */
  readonly from: number;
  /** Rewrites what has to be. May be interrupted at any moment and is then run again from the start: it must bear what it has done already. */
  readonly run: (db: Database) => Promise<void>;
}

/** All migrations, ascending. Each of them stays as long as stores of its version may be restored. */
const migrations: readonly Migration[] = [
  // Version 2 has routers, remembered requests, origins of changes, restored stores. Version 1 had none, so there is nothing to rewrite.
  { from: 1, run: async () => undefined },
  // Version 3 has IPv6, options of subnets and allowed address pairs. A row without them says what it said: DHCP of an older subnet stays off.
  { from: 2, run: async () => undefined },
  // Version 4 has the keyring, which the controller makes when it finds none.
  { from: 3, run: async () => undefined },
  // Version 5 has security groups. A port without any says what it said: it is not filtered.
  { from: 4, run: async () => undefined },
  // Version 6 has ports that are being moved. A port without a pending or departing binding says what it said.
  { from: 5, run: async () => undefined },
];

/**
 * Brings a store to this schema version, step by step; each step's version is written, synced, when it is done. Does nothing to a store of this
 * version. STORE_INCOMPATIBLE for a version that there is no way from: a newer one above all.
 */
export async function migrate(db: Database, directory: string): Promise<void> {
  const stored = (await db.get(metaKeys.schema))?.toString() ?? '';
  let version = /^[1-9]\d*$/.test(stored) ? Number(stored) : Number.NaN;
  if (!(version <= schemaVersion)) {
    const versions = `its schema version is ${stored}, this version of weft has ${schemaVersion}`;
    throw new WeftError('STORE_INCOMPATIBLE', `can't use the store in ${directory}: ${versions}`);
  }
  for (const { from, run } of migrations) {
    if (from !== version) continue;
    await run(db);
    version++;
    await db
      .batch()
      .put(metaKeys.schema, Buffer.from(String(version)))
      .write({ sync: true });
  }
  if (version !== schemaVersion) throw new Error(`there is no migration from schema version ${version}`);
}
