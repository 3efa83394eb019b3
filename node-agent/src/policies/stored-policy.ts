import type { PolicyTableName } from '../datapath/datapath.js';
import type { IdRange } from './ascending-ids.js';

/** A policy in the kernel. */
export interface StoredPolicy {
  readonly id: number;
  /** Null: it is not whole, or on its way out. */
  digest: string | null;
  /** Security groups that its rules name as the remote side. */
  readonly namedGroups: ReadonlySet<number>;
  readonly classes: IdRange;
  /** What it has in each table, one key after the other. */
  readonly keys: ReadonlyMap<PolicyTableName, readonly Uint32Array[]>;
}
