import type { WeftError } from '../../../proto/src/errors.js';
import type { ClusterSettings } from '../model/plan.js';
import type { OpenDatabase } from './database.js';

export interface StoreOptions {
  readonly directory: string;
  readonly settings: ClusterSettings;
  /** Revisions that the change log keeps at least. */
  readonly changeLogRevisions?: number;
  /** Bytes of the change log at most, also if it has fewer revisions then. Default 512 MiB. */
  readonly changeLogBytes?: number;
  /** Revisions whose audit records are kept at least. */
  readonly auditLogRevisions?: number;
  /** Begin a new epoch: the directory was restored from an older copy. */
  readonly renewEpoch?: boolean;
  /** Room held on the disk for a full disk; 0: none. Default 64 MiB. See DiskReserve. */
  readonly reserveBytes?: number;
  readonly openDatabase?: OpenDatabase;
  readonly clock?: () => number;
  readonly observer?: StoreObserver;
  /** First pause before a failed store is opened again; doubles up to 5 s. */
  readonly reopenDelayMs?: number;
}

/** What the process around the store wants to know: for logs, metrics, health. */
export interface StoreObserver {
  committed?(transactions: number, seconds: number): void;
  /** Nothing is answered from now on, until `recovered`. */
  failed?(error: unknown): void;
  recovered?(): void;
  /** The disk is full: writes are refused from now on, until `accepting`. Reads are answered. */
  refusing?(error: WeftError): void;
  accepting?(): void;
  /** The store can't go on in this process (it has lost committed revisions): the process should end. */
  lost?(error: WeftError): void;
  /** A subscriber threw; or the change log could not be compacted. The store goes on. */
  defect?(error: unknown): void;
}
