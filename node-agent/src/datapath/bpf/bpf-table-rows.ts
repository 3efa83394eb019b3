import type { RowCursor, TableRows } from '../table-rows.js';
import type { lookupSome } from './native.js';

/** Bytes of a key and of a value of a map, and how they are read. */
export interface RowLayout<Key, Value> {
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly decodeKey: (bytes: Buffer, offset: number) => Key;
  readonly decodeValue: (bytes: Buffer, offset: number) => Value;
}

/** Rows of a map as the addon read them; decoded when they are asked for. */
export class BpfTableRows<Key, Value> implements TableRows<Key, Value> {
  readonly count: number;
  readonly cursor: RowCursor | null;
  readonly #keys: Buffer;
  readonly #values: Buffer;
  readonly #layout: RowLayout<Key, Value>;

  constructor(rows: ReturnType<typeof lookupSome>, layout: RowLayout<Key, Value>) {
    this.count = rows.count;
    this.cursor = rows.cursor;
    this.#keys = rows.keys;
    this.#values = rows.values;
    this.#layout = layout;
  }

  keyBytes(row: number): Buffer {
    const { keyBytes } = this.#layout;
    return this.#keys.subarray(row * keyBytes, (row + 1) * keyBytes);
  }

  key(row: number): Key {
    return this.#layout.decodeKey(this.#keys, row * this.#layout.keyBytes);
  }

  value(row: number): Value {
    return this.#layout.decodeValue(this.#values, row * this.#layout.valueBytes);
  }
}
