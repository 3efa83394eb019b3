import { weft } from '../../../proto/gen/codecs.js';
import type { Change, TableName, Tables } from '../store/change.js';
import { type Filters, matches } from '../store/lists.js';
import type { LogPosition } from './resume-token.js';

const { ChangeKind } = weft.v1;

/** One message of a watch. `row` is null with SYNCED only. */
export interface WatchEvent<T extends TableName> {
  readonly kind: weft.v1.ChangeKind;
  readonly revision: number;
  readonly row: Tables[T] | null;
  /** Where a watch continues that has handled this event; null: nowhere. */
  readonly position: LogPosition | null;
}

/** What an effect of a committed transaction is to those who watch a table with filters: a row that no longer matches is gone; null: nothing. */
export function effectEvent<T extends TableName>(
  { revision, effects }: Change,
  index: number,
  table: T,
  filters: Filters,
): WatchEvent<T> | null {
  const effect = effects[index];
  if (effect?.table !== table) return null;
  const before = effect.before as Tables[T] | null;
  const after = effect.after as Tables[T] | null;
  const position = { revision, effects: index + 1 === effects.length ? null : index + 1 };
  if (after && matches(table, after, filters)) return { kind: ChangeKind.PUT, revision, row: after, position };
  if (before && matches(table, before, filters)) return { kind: ChangeKind.DELETED, revision, row: before, position };
  return null;
}
