import { type RowCodec, rowBytes, rowCodecs, type TableName, type Tables } from './tables.js';

/**
 * The rows of one table by id. Rows are kept as bytes (about a fifth of the objects' memory) and decoded when asked for: each `get` returns a new
 * object, which its caller may change.
 */
export class RowTable<T extends TableName> {
  readonly #table: T;
  readonly #codec: RowCodec<Tables[T]>;
  readonly #rows = new Map<string, Uint8Array>();

  constructor(table: T) {
    this.#table = table;
    this.#codec = rowCodecs[table] as unknown as RowCodec<Tables[T]>;
  }

  get size(): number {
    return this.#rows.size;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  get(id: string): Tables[T] | null {
    const bytes = this.#rows.get(id);
    return bytes ? this.#codec.decode(bytes) : null;
  }

  put(id: string, row: Tables[T]): void {
    this.#rows.set(id, rowBytes(this.#table, row));
  }

  delete(id: string): void {
    this.#rows.delete(id);
  }

  ids(): IterableIterator<string> {
    return this.#rows.keys();
  }
}
