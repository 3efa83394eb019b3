import type { RowCursor, TableRows } from '../table-rows.js';

/** A row, and the bytes of its key. */
export interface FakeRow<Key, Value> {
  readonly bytes: Buffer;
  readonly key: Key;
  readonly value: Value;
}

/** At most `max` rows of a table behind the cursor, by the bytes of their keys (latin1), which the table is keyed by. */
export function fakeTableRows<Key, Value>(
  table: ReadonlyMap<string, FakeRow<Key, Value>>,
  cursor: RowCursor | null,
  max: number,
): TableRows<Key, Value> {
  const ids = [...table.keys()].sort();
  const from = cursor ? ids.findIndex((id) => id > Buffer.from(cursor).toString('latin1')) : 0;
  const part = from < 0 ? [] : ids.slice(from, from + max);
  const last = part.at(-1);
  const rowOf = (row: number) => {
    const found = table.get(part[row] ?? '');
    if (!found) throw new RangeError(`no row ${row}`);
    return found;
  };
  return {
    count: part.length,
    keyBytes: (row) => rowOf(row).bytes,
    key: (row) => rowOf(row).key,
    value: (row) => rowOf(row).value,
    cursor: last !== undefined && last !== ids.at(-1) ? Buffer.from(last, 'latin1') : null,
  };
}
