import { Level } from 'level';
import { WeftError } from '../../../proto/src/errors.js';

/** The database under the store: LevelDB, or in tests something that fails on purpose. */
export type Database = Level<string, Buffer>;

export type OpenDatabase = (directory: string) => Promise<Database>;

/** Opens (or creates) the LevelDB of a directory. STORE_UNAVAILABLE says in one line why it can't be opened. */
export async function openLevelDatabase(directory: string): Promise<Database> {
  const db: Database = new Level<string, Buffer>(directory, {
    keyEncoding: 'utf8',
    valueEncoding: 'buffer',
    cacheSize: 64 * 1024 * 1024,
    writeBufferSize: 16 * 1024 * 1024,
  });
  try {
    await db.open();
  } catch (error) {
    const { code, message } = rootCause(error);
    const why = code === 'LEVEL_LOCKED' ? 'another process has it open' : message;
    throw new WeftError('STORE_UNAVAILABLE', `can't open the store in ${directory}: ${why}`, { cause: error });
  }
  return db;
}

/** Whether a database could not be opened because another process has it open. */
export function isLocked(error: unknown): boolean {
  return rootCause(error).code === 'LEVEL_LOCKED';
}

function rootCause(error: unknown): { code: string | undefined; message: string } {
  const e = error as { code?: string; message?: string; cause?: unknown };
  return e.cause ? rootCause(e.cause) : { code: e.code, message: e.message ?? String(error) };
}
