import type { BatchOutcome, PolicyTableName, Table, TableError, TableName } from '../datapath.js';

/** A table in memory with a kernel map's limits. Every `write` and `remove` is noted, so that tests see what was asked for. */
export class FakeTable implements Table {
  readonly name: TableName | PolicyTableName;
  readonly keySize: number;
  readonly valueSize: number;
  readonly capacity: number;
  /** An array's elements are always there. */
  readonly #isArray: boolean;
  readonly #entries = new Map<string, { key: Uint32Array; value: Uint32Array }>();
  /** Keys (hex) that the table refuses, as a kernel would that runs out of memory. */
  readonly refused = new Set<string>();

  constructor(
    name: TableName | PolicyTableName,
    layout: { keySize: number; valueSize: number; capacity: number; isArray?: boolean },
  ) {
    this.name = name;
    this.keySize = layout.keySize;
    this.valueSize = layout.valueSize;
    this.capacity = layout.capacity;
    this.#isArray = layout.isArray ?? false;
  }

  get size(): number {
    return this.#isArray ? this.capacity : this.#entries.size;
  }

  /** The value of a key, or null. */
  get(key: Uint32Array): Uint32Array | null {
    return this.#entries.get(hex(key))?.value ?? (this.#isArray ? new Uint32Array(this.valueSize / 4) : null);
  }

  /** Everything, as text: `key -> value` in hex, sorted. */
  dump(): string[] {
    const rows: string[] = [];
    for (const { key, value } of this.#rows()) rows.push(`${hex(key)} -> ${hex(value)}`);
    return rows.sort();
  }

  readAll(batch: (keys: Uint32Array, values: Uint32Array, count: number) => void): void {
    const keys = new Uint32Array((this.size * this.keySize) / 4);
    const values = new Uint32Array((this.size * this.valueSize) / 4);
    let i = 0;
    for (const { key, value } of this.#rows()) {
      keys.set(key, (i * this.keySize) / 4);
      values.set(value, (i * this.valueSize) / 4);
      i++;
    }
    batch(keys, values, this.size);
  }

  *#rows(): Generator<{ key: Uint32Array; value: Uint32Array }> {
    if (!this.#isArray) {
      yield* this.#entries.values();
      return;
    }
    for (let i = 0; i < this.capacity; i++) {
      const key = Uint32Array.of(i);
      yield { key, value: this.get(key) ?? new Uint32Array(this.valueSize / 4) };
    }
  }

  write(keys: Uint32Array, values: Uint32Array, count: number): BatchOutcome {
    for (let i = 0; i < count; i++) {
      const key = slice(keys, i, this.keySize);
      const error = this.#refusal(key);
      if (error) return { done: i, error };
      this.#entries.set(hex(key), { key, value: slice(values, i, this.valueSize) });
    }
    return { done: count, error: null };
  }

  remove(keys: Uint32Array, count: number): BatchOutcome {
    if (this.#isArray) return { done: 0, error: { kind: 'KERNEL', message: `${this.name}: EINVAL` } };
    for (let i = 0; i < count; i++) this.#entries.delete(hex(slice(keys, i, this.keySize)));
    return { done: count, error: null };
  }

  #refusal(key: Uint32Array): TableError | null {
    if (this.refused.has(hex(key))) return { kind: 'KERNEL', message: `${this.name}: ENOMEM` };
    if (this.#isArray ? (key[0] ?? 0) < this.capacity : this.#entries.has(hex(key))) return null;
    if (!this.#isArray && this.#entries.size < this.capacity) return null;
    return { kind: 'FULL', message: `${this.name} is full: it holds ${this.capacity} (E2BIG)` };
  }
}

function slice(words: Uint32Array, index: number, size: number): Uint32Array {
  return words.slice((index * size) / 4, ((index + 1) * size) / 4);
}

/** Words as text. */
export function hex(words: Uint32Array): string {
  return Array.from(words, (w) => w.toString(16).padStart(8, '0')).join('');
}
