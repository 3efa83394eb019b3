import type { weft } from '../../../proto/gen/codecs.js';

/**
 * What a committed transaction did, completely: applying it needs no clock, no randomness and nothing but the state before. The compiler,
 * watchers and reconnecting agents all live on these records.
 */

/** The tables of the store and the type of their rows: resources with their desired state, without `status`. */
export interface Tables {
  tenant: weft.v1.Tenant;
  network: weft.v1.Network;
  subnet: weft.v1.Subnet;
  port: weft.v1.Port;
  node: weft.v1.Node;
}
export type TableName = keyof Tables;

/** One row put or deleted: `before` is null for a creation, `after` is null for a deletion. Rows are never mutated. */
export type Effect = {
  [T in TableName]: {
    readonly table: T;
    readonly id: string;
    readonly before: Tables[T] | null;
    readonly after: Tables[T] | null;
  };
}[TableName];

/** One transaction. Effects are in the order in which they were made; a row occurs at most once. */
export interface Change {
  readonly revision: number;
  /** Milliseconds since the epoch, the controller's clock at commit. */
  readonly timeUnixMs: number;
  readonly effects: readonly Effect[];
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
