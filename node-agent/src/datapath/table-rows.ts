/** Where a reading of a table goes on. */
export type RowCursor = Uint8Array;

/** Some rows of a table that is read in parts. */
export interface TableRows<Key, Value> {
  readonly count: number;
  /** Bytes of a row's key, valid as long as these rows are. */
  keyBytes(row: number): Buffer;
  key(row: number): Key;
  value(row: number): Value;
  /** Null: these are the last ones. */
  readonly cursor: RowCursor | null;
}
