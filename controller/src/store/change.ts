import type { CursorMove } from '../model/cursors.js';
import type { Effect, TableName, Tables } from '../model/tables.js';

export type { CursorMove } from '../model/cursors.js';
export type { Effect, TableName, Tables } from '../model/tables.js';

/**
 * What a committed transaction did, completely: applying it needs no clock, no randomness and nothing but the state before. The compiler,
 * watchers and reconnecting agents all live on these records.
 */

/** Where a transaction comes from: for audit. */
export interface Origin {
  /** Identity of the caller (`weft://admin/alice`), or `plaintext:<address>`. */
  readonly actor: string;
  /** Full method: `/weft.v1.PortService/CreatePort`. */
  readonly method: string;
  /** Empty if the caller gave none. */
  readonly requestId: string;
}

/** One transaction. Effects are in the order in which they were made; a row occurs at most once. */
export interface Change {
  readonly revision: number;
  /** Milliseconds since the epoch, the controller's clock at commit. */
  readonly timeUnixMs: number;
  readonly effects: readonly Effect[];
  /** Absent for what the controller did by itself. */
  readonly origin?: Origin;
  /** How far allocators have come. Only the store and the model care. */
  readonly cursors?: readonly CursorMove[];
}

/** What the rest of the controller sees of the store. */
export interface ChangeSource {
  readonly clusterId: string;
  readonly epoch: string;
  /** The last revision that is on disk. */
  readonly committedRevision: number;
  /** The rows of a table as of committedRevision, ordered by id. */
  rows<T extends TableName>(table: T): Iterable<Tables[T]>;
  /**
   * Calls back for each change once it is on disk, in order of revisions, synchronously in one go per group commit.
   * Returns what ends the subscription.
   */
  subscribe(listener: (changes: readonly Change[]) => void): () => void;
  /** All changes with a revision above `after` that are on disk, ascending; null if they were compacted away (a snapshot is needed). */
  changesAfter(after: number): Promise<Change[] | null>;
}
