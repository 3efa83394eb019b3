import type { BatchOutcome, Table, TableError, TableName } from '../datapath.js';
import { type BpfMap, deleteBatch, lookupAll, updateBatch } from './native.js';
import { BpfError } from './native-error.js';

/** What a full LPM trie answers; other maps say E2BIG. */
const TRIE_FULL = 'ENOSPC';

/** A pinned map as a table. */
export class BpfTable implements Table {
  readonly name: TableName;
  readonly map: BpfMap;

  constructor(name: TableName, map: BpfMap) {
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
    if (!failure) return { done, error: null };
    const error: TableError =
      failure.code === 'MAP_FULL' || failure.code === 'NO_MEMORY' || failure.errno === TRIE_FULL
        ? { kind: 'FULL', message: `${this.name} is full: it holds ${this.capacity} (${failure.errno})` }
        : { kind: 'KERNEL', message: `${this.name}: ${failure.errno}` };
    return { done, error };
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

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function wordsOf(bytes: Buffer): Uint32Array {
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const copy = new Uint8Array(bytes);
  return new Uint32Array(copy.buffer, 0, copy.length / 4);
}
