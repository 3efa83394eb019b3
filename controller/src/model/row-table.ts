import { type RowCodec, rowBytes, rowCodecs, type TableName, type Tables } from './tables.js';

/**
 * The rows of one table by id. Rows are kept encoded, as Latin-1 strings (one character a byte), and decoded when asked for: each `get` returns a new
 * object, which its caller may change. A string costs its bytes and a header; a Buffer costs a hundred bytes more, and keeps the 8 KB pool alive that
 * Node.js has cut it from.
 */
export class RowTable<T extends TableName> {
  readonly #table: T;
  readonly #codec: RowCodec<Tables[T]>;
  readonly #rows = new Map<string, string>();

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
    const text = this.#rows.get(id);
    return text === undefined ? null : this.#codec.decode(Buffer.from(text, 'latin1'));
  }

  put(id: string, row: Tables[T]): void {
    const { buffer, byteOffset, byteLength } = rowBytes(this.#table, row);
    this.#rows.set(id, Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
  }

  delete(id: string): void {
    this.#rows.delete(id);
  }

  ids(): IterableIterator<string> {
    return this.#rows.keys();
  }
}
