import { copyFile, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WeftError } from '../../../../proto/src/errors.js';
import { type Database, openLevelDatabase } from '../database.js';

/**
 * Runs `use` on a database that has what a directory has, without writing there: LevelDB replays its log into tables when it opens a database,
 * and it has no read-only mode. So it opens a temporary directory with links to the tables (LevelDB never changes one, and
 * deleting a link leaves the table) and copies of the rest, which are about as large as the log: some 10 MB. STORE_UNAVAILABLE if there is no database, or if
 * somebody wrote to it meanwhile.
 */
export async function withPrivateCopy<R>(directory: string, use: (db: Database) => Promise<R>): Promise<R> {
  const before = await fingerprint(directory);
  const copy = await mkdtemp(join(tmpdir(), 'weft-store-check-'));
  let outcome: { result: R } | { error: unknown };
  try {
    for (const name of databaseFiles(before)) {
      const file = join(resolve(directory), name);
      if (isTable(name)) await symlink(file, join(copy, name));
      else await copyFile(file, join(copy, name));
    }
    const db = await openLevelDatabase(copy);
    try {
      outcome = { result: await use(db) };
    } finally {
      await db.close();
    }
  } catch (error) {
    outcome = { error };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  const after = await fingerprint(directory);
  if (before.size !== after.size || [...before].some(([name, mark]) => after.get(name) !== mark)) {
    throw new WeftError('STORE_UNAVAILABLE', `the store in ${directory} changed meanwhile: stop the controller first`);
  }
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function isTable(name: string): boolean {
  return /\.(ldb|sst)$/.test(name);
}

/** The files that are the database; not its lock, its text log, nor what is no part of it. */
function databaseFiles(files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((name) => isTable(name) || /^(CURRENT|MANIFEST-\d+|\d+\.log)$/.test(name));
}

/** Size and time of every file. */
async function fingerprint(directory: string): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  try {
    for (const name of (await readdir(directory)).sort()) {
      const file = await stat(join(directory, name), { bigint: true });
      marks.set(name, `${file.size} ${file.mtimeNs}`);
    }
  } catch (error) {
    throw new WeftError('STORE_UNAVAILABLE', `can't read the store in ${directory}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (!marks.has('CURRENT')) throw new WeftError('STORE_UNAVAILABLE', `there is no store in ${directory}`);
  return marks;
}
