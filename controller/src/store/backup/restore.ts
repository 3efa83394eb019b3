import { mkdir, readdir } from 'node:fs/promises';
import { WeftError } from '../../../../proto/src/errors.js';
import { type Database, openLevelDatabase } from '../database.js';
import { metaKeys, schemaVersion } from '../keys.js';
import type { BackupHead } from './format.js';
import { readBackup } from './read.js';

export interface Restored extends BackupHead {
  readonly entries: number;
}

/**
 * Makes a store of a backup in a directory that is empty or does not exist. The store begins its own epoch when it is opened: only then is it known which
 * numbers allocators may jump to. What identifies a store is written last, so a directory that a failed restore leaves is
 * none, and the controller refuses it. STORE_INCOMPATIBLE if the backup is not whole, or of a newer schema.
 */
export async function restoreBackup(source: AsyncIterable<Uint8Array>, directory: string): Promise<Restored> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new WeftError('STORE_INCOMPATIBLE', `${directory} is not empty: restore into a new directory`);
  }
  let db: Database | null = null;
  try {
    let head: BackupHead | null = null;
    let schema: Buffer | null = null;
    let entries = 0;
    for await (const part of readBackup(source)) {
      if ('head' in part) {
        head = part.head;
        refuseNewer(head);
        continue;
      }
      db ??= await openLevelDatabase(directory);
      const batch = db.batch();
      for (const [key, value] of part.entries) {
        if (key === metaKeys.schema) schema = Buffer.from(value);
        else batch.put(key, value);
      }
      entries += part.entries.length;
      await batch.write({ sync: true });
    }
    if (!db || !head || !schema) throw new WeftError('STORE_INCOMPATIBLE', "can't use the backup: it holds no store");
    await db.batch().put(metaKeys.restored, Buffer.alloc(0)).put(metaKeys.schema, schema).write({ sync: true });
    return { ...head, entries };
  } finally {
    await db?.close();
  }
}

function refuseNewer(head: BackupHead): void {
  if (head.schema <= schemaVersion) return;
  const versions = `the schema version of its store is ${head.schema}, this version of weft has ${schemaVersion}`;
  throw new WeftError('STORE_INCOMPATIBLE', `can't use the backup: ${versions}`);
}
