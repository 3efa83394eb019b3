import { afterEach, expect, test } from 'vitest';
import {
  type BpfMap,
  close,
  createMap,
  deleteEntry,
  lookupSome,
  MapType,
  possibleCpus,
  sumCounters,
  update,
  updateBatch,
} from './native.js';

const maps: BpfMap[] = [];
function make(type: number, maxEntries: number, valueBytes: number): BpfMap {
  const map = createMap('weft_test', { type, keyBytes: 4, valueBytes, maxEntries });
  maps.push(map);
  return map;
}
afterEach(() => {
  for (const map of maps.splice(0)) close(map);
});

const word = (n: number) => Buffer.from(Uint32Array.of(n).buffer);
const words = (numbers: Iterable<number>) => Buffer.from(Uint32Array.from(numbers).buffer);
const refusal = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing was thrown';
};

test('counters are added up over all CPUs, each word by itself, from any element on', () => {
  const map = make(MapType.PERCPU_ARRAY, 1_000, 16);
  const cpus = possibleCpus();
  const put = (slot: number) => {
    const value = Buffer.alloc(16 * cpus);
    for (let cpu = 0; cpu < cpus; cpu++) {
      value.writeBigUInt64LE(BigInt(slot), 16 * cpu);
      value.writeBigUInt64LE(2n ** 40n + BigInt(cpu), 16 * cpu + 8);
    }
    update(map, word(slot), value);
  };
  for (let slot = 0; slot < 1_000; slot++) put(slot);
  const second = cpus * 2 ** 40 + (cpus * (cpus - 1)) / 2;
  for (const [first, count] of [
    [0, 1_000],
    [0, 1],
    [999, 1],
    [255, 2],
    [300, 513],
    [1_000, 0],
  ] as const) {
    const sums = sumCounters(map, first, count);
    expect(sums).toHaveLength(2 * count);
    for (let i = 0; i < count; i++) expect([sums[2 * i], sums[2 * i + 1]]).toEqual([cpus * (first + i), second]);
  }
});

test('what is not there, and what is not per CPU, is refused', () => {
  const map = make(MapType.PERCPU_ARRAY, 10, 8);
  expect(refusal(() => sumCounters(map, 5, 6))).toBe('INVALID_ARGUMENT');
  expect(refusal(() => sumCounters(map, 11, 0))).toBe('INVALID_ARGUMENT');
  expect(refusal(() => sumCounters(map, 1, 4_294_967_295))).toBe('INVALID_ARGUMENT');
  expect(refusal(() => sumCounters(make(MapType.ARRAY, 10, 8), 0, 1))).toBe('INVALID_ARGUMENT');
  close(map);
  expect(refusal(() => sumCounters(map, 0, 1))).toBe('CLOSED');
});

test('a hash is read in parts; entries that stay come once while others come and go', () => {
  const map = make(MapType.HASH, 40_000, 4);
  const stay = Array.from({ length: 20_000 }, (_, i) => i);
  expect(updateBatch(map, words(stay), words(stay), stay.length).failure).toBeNull();
  const seen = new Map<number, number>();
  let cursor: Buffer | null = null;
  let parts = 0;
  do {
    const part: ReturnType<typeof lookupSome> = lookupSome(map, cursor, 1_000);
    for (let i = 0; i < part.count; i++) {
      const key = part.keys.readUInt32LE(4 * i);
      expect(part.values.readUInt32LE(4 * i)).toBe(key);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    cursor = part.cursor;
    update(map, word(100_000 + parts), word(100_000 + parts));
    deleteEntry(map, word(100_000 + parts - 2));
    parts++;
  } while (cursor);
  expect(parts).toBeGreaterThan(15);
  for (const key of stay) expect(seen.get(key)).toBe(1);
});

test('a bucket with more than was asked for comes whole', () => {
  const map = make(MapType.HASH, 64, 4);
  const all = Array.from({ length: 64 }, (_, i) => i);
  updateBatch(map, words(all), words(all), all.length);
  const seen: number[] = [];
  let cursor: Buffer | null = null;
  do {
    const part: ReturnType<typeof lookupSome> = lookupSome(map, cursor, 1);
    for (let i = 0; i < part.count; i++) seen.push(part.keys.readUInt32LE(4 * i));
    cursor = part.cursor;
  } while (cursor);
  expect(seen.toSorted((a, b) => a - b)).toEqual(all);
});

test('parts of what is no hash, of nothing, and from a place that is none are refused', () => {
  const map = make(MapType.HASH, 10, 4);
  expect(lookupSome(map, null, 10)).toMatchObject({ count: 0, cursor: null });
  expect(refusal(() => lookupSome(map, null, 0))).toBe('INVALID_ARGUMENT');
  expect(refusal(() => lookupSome(map, Buffer.alloc(3), 10))).toBe('INVALID_ARGUMENT');
  expect(refusal(() => lookupSome(make(MapType.ARRAY, 10, 4), null, 10))).toBe('INVALID_ARGUMENT');
});
