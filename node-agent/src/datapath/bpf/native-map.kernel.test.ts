import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mountBpffs } from './bpffs.js';
import {
  type BpfError,
  type BpfMap,
  close,
  countEntries,
  createMap,
  deleteBatch,
  deleteEntry,
  lookup,
  lookupAll,
  lookupAndDelete,
  lookupEach,
  MapType,
  pin,
  possibleCpus,
  UpdateFlag,
  unpin,
  update,
  updateBatch,
  updateEach,
  updateLater,
} from './native.js';

const words = (...numbers: number[]) => Buffer.from(Uint32Array.from(numbers).buffer);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const caught = (call: () => unknown): BpfError => {
  try {
    call();
  } catch (error) {
    return error as BpfError;
  }
  throw new Error('nothing was thrown');
};

const BPF_F_NO_PREALLOC = 1;
const maps: BpfMap[] = [];
/** A trie of 32-bit prefixes. */
function createTrie(maxEntries: number): BpfMap {
  const map = createMap('weft_test', {
    type: MapType.LPM_TRIE,
    keyBytes: 8,
    valueBytes: 4,
    maxEntries,
    flags: BPF_F_NO_PREALLOC,
  });
  maps.push(map);
  return map;
}
function make(type: number, maxEntries: number, valueBytes = 4, flags = 0): BpfMap {
  const map = createMap('weft_test', { type, keyBytes: 4, valueBytes, maxEntries, flags });
  maps.push(map);
  return map;
}
afterEach(() => {
  for (const map of maps.splice(0)) close(map);
});

/** Entries as a JavaScript map; fails on a key that comes twice. */
function entries(map: BpfMap): Map<number, number> {
  const { keys, values, count } = lookupAll(map);
  expect(keys.length).toBe(count * map.keyBytes);
  expect(values.length).toBe(count * map.valueBytes);
  const found = new Map<number, number>();
  for (let i = 0; i < count; i++) found.set(keys.readUInt32LE(4 * i), values.readUInt32LE(map.valueBytes * i));
  expect(found.size).toBe(count);
  return found;
}

describe('single entries', () => {
  test('flags say what must be there; absence is null or false', () => {
    const map = make(MapType.HASH, 2);
    expect(lookup(map, words(1))).toBeNull();
    expect(caught(() => update(map, words(1), words(1), UpdateFlag.EXIST)).code).toBe('NOT_FOUND');
    update(map, words(1), words(10), UpdateFlag.NOEXIST);
    expect(caught(() => update(map, words(1), words(1), UpdateFlag.NOEXIST)).code).toBe('EXISTS');
    update(map, words(2), words(20));
    expect(caught(() => update(map, words(3), words(30)))).toMatchObject({
      code: 'MAP_FULL',
      errno: 'E2BIG',
      object: 'weft_test',
    });
    expect(lookupAndDelete(map, words(1))).toEqual(words(10));
    expect(lookupAndDelete(map, words(1))).toBeNull();
    expect([deleteEntry(map, words(2)), deleteEntry(map, words(2))]).toEqual([true, false]);
  });

  test('per-CPU values have 8 bytes per possible CPU', () => {
    const map = make(MapType.PERCPU_ARRAY, 3);
    expect(map.valueBytes).toBe(8 * possibleCpus());
    const value = Buffer.alloc(map.valueBytes);
    for (let cpu = 0; cpu < possibleCpus(); cpu++) value.writeUInt32LE(100 + cpu, 8 * cpu);
    update(map, words(1), value);
    expect(lookup(map, words(1))).toEqual(value);
    const all = lookupAll(map);
    expect(all.count).toBe(3);
    expect(all.keys).toEqual(words(0, 1, 2));
    expect(all.values.subarray(map.valueBytes, 2 * map.valueBytes)).toEqual(value);
    expect(all.values.subarray(0, map.valueBytes)).toEqual(Buffer.alloc(map.valueBytes));
  });
});

describe('batches', () => {
  test('a full map stops the batch at the entry that did not fit', () => {
    const map = make(MapType.HASH, 100);
    const all = range(0, 150);
    expect(updateBatch(map, words(...all), words(...all), 150)).toEqual({
      done: 100,
      failure: { index: 100, errno: 'E2BIG', code: 'MAP_FULL' },
    });
    expect(entries(map)).toEqual(new Map(range(0, 100).map((n) => [n, n])));
  });

  test('flags hold in batches too', () => {
    const map = make(MapType.HASH, 10);
    update(map, words(2), words(99));
    expect(updateBatch(map, words(0, 1, 2, 3), words(0, 1, 2, 3), 4, UpdateFlag.NOEXIST)).toEqual({
      done: 2,
      failure: { index: 2, errno: 'EEXIST', code: 'EXISTS' },
    });
    expect(updateBatch(map, words(0, 1), words(5, 5), 2, UpdateFlag.EXIST)).toEqual({ done: 2, failure: null });
  });

  test('each entry by itself: one refused entry does not stop the others', () => {
    const map = make(MapType.ARRAY, 4);
    expect(updateEach(map, words(0, 9, 3), words(1, 2, 3), 3)).toEqual(Int32Array.of(0, 7, 0));
    expect(updateEach(map, words(0, 3), words(1, 3), 2)).toBeNull();
    expect(entries(map)).toEqual(
      new Map([
        [0, 1],
        [1, 0],
        [2, 0],
        [3, 3],
      ]),
    );
    const { values, errors } = lookupEach(map, words(3, 9), 2);
    expect([values, errors]).toEqual([words(3, 0), Int32Array.of(0, 2)]);
  });

  test('deleting counts what was not there, wherever it stands', () => {
    const map = make(MapType.HASH, 10);
    updateBatch(map, words(1, 2, 3), words(1, 2, 3), 3);
    expect(deleteBatch(map, words(7, 1, 8, 9, 3, 6), 6)).toEqual({ deleted: 2, missing: 4 });
    expect(entries(map)).toEqual(new Map([[2, 2]]));
    expect(deleteBatch(map, words(), 0)).toEqual({ deleted: 0, missing: 0 });
  });

  test('buffers that are too small for the count are refused before anything is written', () => {
    const map = make(MapType.HASH, 10);
    expect(caught(() => updateBatch(map, words(1), words(1, 2), 2)).message).toContain(
      'keys has 4 bytes, 2 entries need 8',
    );
    expect(caught(() => updateBatch(map, words(1, 2), words(1), 2)).code).toBe('INVALID_ARGUMENT');
    expect(caught(() => deleteBatch(map, words(1), 2)).code).toBe('INVALID_ARGUMENT');
    expect(countEntries(map)).toBe(0);
  });

  test('map types without batches: written one by one, read by their slots', () => {
    const map = make(MapType.PROG_ARRAY, 4);
    expect(caught(() => updateBatch(map, words(0), words(0), 1)).code).toMatch(/NOT_SUPPORTED|SYSCALL|REFUSED/);
    expect(updateEach(map, words(0), words(2 ** 31 - 1), 1)).toEqual(Int32Array.of(9));
    expect(entries(map)).toEqual(new Map());
  });
});

describe('whole maps', () => {
  test('entries that stay come exactly once while others come and go', async () => {
    const stay = range(0, 5_000);
    mountBpffs();
    const map = make(MapType.HASH, 40_000);
    updateBatch(map, words(...stay), words(...stay), stay.length);
    const path = `/sys/fs/bpf/weft_native_churn_${process.pid}`;
    pin(map, path);
    // Flags: 0 = the churn runs since; 1 = it must end.
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(
      `const { workerData: { addon: file, path, flags } } = require('node:worker_threads');
      const addon = require(file);
      addon.bind(Error);
      const map = addon.openPinned(path);
      const keys = Buffer.from(Uint32Array.from({ length: 20000 }, (_, i) => 100000 + i).buffer);
      while (Atomics.load(flags, 1) === 0) {
        addon.updateBatch(map, keys, keys, 20000, 0);
        addon.deleteBatch(map, keys, 20000);
        Atomics.add(flags, 0, 1);
        Atomics.notify(flags, 0);
      }
      addon.close(map);`,
      {
        eval: true,
        workerData: { addon: join(import.meta.dirname, '../../../native/build/weft_bpf.node'), path, flags },
      },
    );
    const failed = new Promise((_, reject) => worker.once('error', reject));
    try {
      await Promise.race([vi.waitFor(() => expect(Atomics.load(flags, 0)).toBeGreaterThan(0)), failed]);
      let others = 0;
      for (let i = 0; i < 50; i++) {
        const found = entries(map);
        expect(stay.every((n) => found.get(n) === n)).toBe(true);
        others += found.size - stay.length;
      }
      expect(others).toBeGreaterThan(0);
    } finally {
      Atomics.store(flags, 1, 1);
      await worker.terminate();
      unpin(path);
    }
  });

  test('more entries than a chunk, all exactly once', () => {
    const map = make(MapType.HASH, 50_000);
    const all = range(0, 50_000);
    expect(updateBatch(map, words(...all), words(...all.map((n) => n * 3)), all.length)).toEqual({
      done: 50_000,
      failure: null,
    });
    expect(countEntries(map)).toBe(50_000);
    expect(entries(map)).toEqual(new Map(all.map((n) => [n, n * 3])));
  });

  test('an empty map gives empty buffers', () => {
    expect(lookupAll(make(MapType.HASH, 5))).toEqual({ keys: Buffer.alloc(0), values: Buffer.alloc(0), count: 0 });
  });

  test('bytes of the result stay valid after garbage and more calls', () => {
    const map = make(MapType.HASH, 1000);
    updateBatch(map, words(...range(0, 1000)), words(...range(0, 1000)), 1000);
    const results = Array.from({ length: 200 }, () => lookupAll(map));
    const first = results[0]!.values.toString('hex');
    expect(results.every((r) => r.values.toString('hex') === first)).toBe(true);
  });
});

describe('entries written by a thread', () => {
  const part = (map: BpfMap, keys: number[], values: number[]) => ({
    map,
    keys: Buffer.from(Uint32Array.from(keys).buffer),
    values: Buffer.from(Uint32Array.from(values).buffer),
    count: keys.length,
  });

  test('all parts are written while this thread goes on, also if a map is closed meanwhile', async () => {
    const [first, second] = [make(MapType.HASH, 200_000), make(MapType.HASH, 10)];
    const many = range(0, 200_000);
    const writing = updateLater([part(first, many, many), part(second, [1], [2])]);
    close(second);
    expect(await writing).toEqual({ parts: 2, done: 0, failure: null });
    expect(countEntries(first)).toBe(200_000);
  });

  test('they stop at the first entry that is refused, of any kind of map', async () => {
    const [hash, trie] = [make(MapType.HASH, 3), createTrie(2)];
    expect(await updateLater([part(hash, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), part(hash, [1], [9])])).toEqual({
      parts: 0,
      done: 3,
      failure: { errno: 'E2BIG', code: 'MAP_FULL' },
    });
    expect(entries(hash).get(1)).toBe(1);
    const prefixes = Buffer.from(Uint32Array.of(32, 1, 32, 2, 32, 3).buffer);
    const result = await updateLater([
      part(hash, [1], [7]),
      { map: trie, keys: prefixes, values: words(1, 2, 3), count: 3 },
    ]);
    expect(result).toMatchObject({ parts: 1, done: 2, failure: { errno: 'ENOSPC' } });
    expect(entries(hash).get(1)).toBe(7);
  });

  test('no parts are nothing; wrong sizes and closed maps are errors before anything is written', async () => {
    expect(await updateLater([])).toEqual({ parts: 0, done: 0, failure: null });
    const map = make(MapType.HASH, 3);
    const short = { map, keys: words(1), values: words(1), count: 2 };
    await expect(updateLater([part(map, [1], [1]), short])).rejects.toThrow(/2 entries need 8/);
    const closed = createMap('weft_test', { type: MapType.HASH, keyBytes: 4, valueBytes: 4, maxEntries: 1 });
    close(closed);
    await expect(updateLater([part(map, [1], [1]), part(closed, [1], [1])])).rejects.toMatchObject({ code: 'CLOSED' });
    expect(countEntries(map)).toBe(0);
  });
});
