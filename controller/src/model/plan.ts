import type { CursorMove } from './cursors.js';
import type { Draft } from './draft.js';
import type { DefaultQuota } from './quota-limits.js';
import type { Effect, TableName, Tables } from './tables.js';
import type { Topology } from './topology.js';

/** What the operator chose for the cluster, as far as rules depend on it. */
export interface ClusterSettings {
  /** VNIs are allocated from vniFirst..vniLast. */
  readonly vniFirst: number;
  readonly vniLast: number;
  /** MTU of the underlay in bytes, L3. */
  readonly underlayMtu: number;
  /** Address family of the VTEPs: what the outer header costs. */
  readonly underlayFamily: 4 | 6;
  /** Absent: tenants without a quota of their own are not limited. */
  readonly defaultQuota?: DefaultQuota;
}

/** Everything that a rule may look at: the state before, and what the store chose for this transaction. Rules change nothing but the draft. */
export interface Planning {
  readonly topology: Topology;
  /** The tenant that the transaction is for: what others have does not exist for it. Null: an admin's, who sees everything. */
  readonly tenant: string | null;
  readonly settings: ClusterSettings;
  /** What this transaction has made so far. */
  readonly draft: Draft;
  /** The revision that the transaction will have. */
  readonly revision: number;
  readonly timeUnixMs: number;
  /** The etag of every row that the transaction puts. */
  readonly etag: string;
  /** A fresh random id that begins with `prefix`; the caller checks that it is not taken. */
  newId(prefix: string): string;
}

/** What a transaction does, and the row that its caller gets as the answer. */
export interface Plan<Row> {
  readonly effects: readonly Effect[];
  readonly cursors: readonly CursorMove[];
  readonly row: Row;
}

/** The last number that an allocator gave out, in this transaction or before it. */
export function cursorOf({ draft, topology }: Planning, name: string): number | undefined {
  return draft.cursor(name) ?? topology.cursors.get(name);
}

/** The plan that puts one row and nothing else. */
export function planPut<T extends TableName>(
  table: T,
  id: string,
  before: Tables[T] | null,
  after: Tables[T],
  cursors: readonly CursorMove[] = [],
): Plan<Tables[T]> {
  return { effects: [{ table, id, before, after } as Effect], cursors, row: after };
}

/** The plan that deletes one row. */
export function planDelete<T extends TableName>(
  table: T,
  id: string,
  before: Tables[T],
  cursors: readonly CursorMove[] = [],
): Plan<Tables[T]> {
  return { effects: [{ table, id, before, after: null } as Effect], cursors, row: before };
}

/** The plan that changes nothing: the request asks for what is. */
export function planNothing<Row>(row: Row): Plan<Row> {
  return { effects: [], cursors: [], row };
}
