import type { BatchOutcome, PartsOutcome, PolicyTableName, Table, TableError, TableName } from '../datapath.js';
import { type BpfMap, deleteBatch, lookupAll, updateBatch, updateLater } from './native.js';
import { BpfError, type BpfErrorCode } from './native-error.js';

/** What a full LPM trie answers; other maps say E2BIG. */
const TRIE_FULL = 'ENOSPC';

/** A pinned map as a table. */
export class BpfTable implements Table {
  readonly name: TableName | PolicyTableName;
  readonly map: BpfMap;

  constructor(name: TableName | PolicyTableName, map: BpfMap) {
    this.name = name;
    this.map = map;
  }

  get keySize(): number {
    return this.map.keyBytes;
  }

  get valueSize(): number {
    return this.map.valueBytes;
  }

  get capacity(): number {
    return this.map.maxEntries;
  }

  readAll(batch: (keys: Uint32Array, values: Uint32Array, count: number) => void): void {
    const { keys, values, count } = lookupAll(this.map);
    batch(wordsOf(keys), wordsOf(values), count);
  }

  write(keys: Uint32Array, values: Uint32Array, count: number): BatchOutcome {
    const { done, failure } = updateBatch(this.map, bytesOf(keys), bytesOf(values), count);
    return { done, error: failure && this.errorOf(failure) };
  }

  /** Why the map refused an entry. */
  errorOf({ code, errno }: { code: BpfErrorCode; errno: string }): TableError {
    return code === 'MAP_FULL' || code === 'NO_MEMORY' || errno === TRIE_FULL
      ? { kind: 'FULL', message: `${this.name} is full: it holds ${this.capacity} (${errno})` }
      : { kind: 'KERNEL', message: `${this.name}: ${errno}` };
  }

  remove(keys: Uint32Array, count: number): BatchOutcome {
    try {
      deleteBatch(this.map, bytesOf(keys), count);
      return { done: count, error: null };
    } catch (error) {
      if (!(error instanceof BpfError)) throw error;
      return { done: 0, error: { kind: 'KERNEL', message: error.message } };
    }
  }
}

/** Datapath.writeLater for tables that are maps. */
export async function writeTablesLater(
  parts: readonly {
    readonly table: BpfTable;
    readonly keys: Uint32Array;
    readonly values: Uint32Array;
    readonly count: number;
  }[],
): Promise<PartsOutcome> {
  const result = await updateLater(
    parts.map(({ table, keys, values, count }) => ({
      map: table.map,
      keys: bytesOf(keys),
      values: bytesOf(values),
      count,
    })),
  );
  const error = result.failure && (parts[result.parts]?.table.errorOf(result.failure) ?? null);
  return { parts: result.parts, done: result.done, error };
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function wordsOf(bytes: Buffer): Uint32Array {
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const copy = new Uint8Array(bytes);
  return new Uint32Array(copy.buffer, 0, copy.length / 4);
}
