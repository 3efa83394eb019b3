import type { BlockRange } from './block-room.js';

/** A policy in the kernel. */
export interface StoredPolicy {
  readonly id: number;
  /** Null: it is on its way out. */
  digest: string | null;
  /** Security groups that its rules name as the remote side. */
  readonly namedGroups: ReadonlySet<number>;
  readonly blocks: BlockRange;
}
