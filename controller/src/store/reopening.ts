import { WeftError } from '../../../proto/src/errors.js';
import type { Topology } from '../model/topology.js';
import type { Change } from './change.js';
import { readAllChanges } from './change-log.js';
import type { Database } from './database.js';
import { readOrCreateIdentity } from './identity.js';
import { loadTopology } from './load.js';
import type { StoreObserver } from './options.js';
import type { Pauses } from './pauses.js';

/** Pause between two attempts at most, in milliseconds. */
const longestDelayMs = 5_000;

/** Opening a failed database again. */
export interface Reopening {
  /** False: it is open, or the store was closed. */
  readonly wanted: () => boolean;
  /** One attempt: opens the database and takes its state. */
  readonly attempt: () => Promise<void>;
  readonly pauses: Pauses;
  /** After the first attempt that fails; it doubles. */
  readonly firstDelayMs: number;
  readonly observer: StoreObserver | undefined;
}

/** Tries until it works or is no longer wanted. A database that this process can't go on with ends it too (`lost`). */
export async function reopen({ wanted, attempt, pauses, firstDelayMs, observer }: Reopening): Promise<void> {
  let delayMs = firstDelayMs;
  while (wanted()) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (error instanceof WeftError && error.code === 'STORE_INCOMPATIBLE') {
        observer?.lost?.(error);
        return;
      }
      observer?.failed?.(error);
    }
    await pauses.pause(delayMs);
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }
}

/** What is on disk after a failed batch. */
export interface Reloaded {
  readonly topology: Topology;
  readonly revision: number;
  /** The batch that failed may have reached the disk: then these are the changes that nobody was told of. */
  readonly missed: readonly Change[];
}

/** Reads all again. STORE_INCOMPATIBLE if it is another history, or one that has lost committed revisions. */
export async function reload(
  db: Database,
  directory: string,
  known: { readonly epoch: string; readonly committedRevision: number },
): Promise<Reloaded> {
  const { epoch, revision } = await readOrCreateIdentity(db, directory);
  if (epoch !== known.epoch || revision < known.committedRevision) {
    const found = `epoch ${epoch}, revision ${revision}`;
    const expected = `epoch ${known.epoch}, revision ${known.committedRevision}`;
    throw new WeftError('STORE_INCOMPATIBLE', `the store in ${directory} has ${found}; it had ${expected}`);
  }
  const topology = await loadTopology(db);
  return { topology, revision, missed: await readAllChanges(db, known.committedRevision) };
}
