import { afterEach, expect, test } from 'vitest';
import {
  type BpfMap,
  close,
  countEntries,
  createMap,
  deleteBatch,
  lookup,
  lookupAll,
  MapType,
  update,
  updateBatch,
  updateEach,
} from './native.js';

/** Longest-prefix tries (routes) through the addon: what differs from hashes, and what must not. */

const BPF_F_NO_PREALLOC = 1;
const maps: BpfMap[] = [];
/** Of IPv4 prefixes: key = length, address in network order. */
function make(maxEntries: number): BpfMap {
  const layout = { type: MapType.LPM_TRIE, keyBytes: 8, valueBytes: 4, maxEntries, flags: BPF_F_NO_PREALLOC };
  const map = createMap('weft_trie', layout);
  maps.push(map);
  return map;
}
afterEach(() => {
  for (const map of maps.splice(0)) close(map);
});

interface Prefix {
  readonly length: number;
  readonly address: number;
}

function keysOf(prefixes: readonly Prefix[]): Buffer {
  const keys = Buffer.alloc(8 * prefixes.length);
  for (const [i, { length, address }] of prefixes.entries()) {
    keys.writeUInt32LE(length, 8 * i);
    keys.writeUInt32BE(address, 8 * i + 4);
  }
  return keys;
}
const valuesOf = (values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer);
const write = (map: BpfMap, prefixes: readonly Prefix[], values: readonly number[]) =>
  updateBatch(map, keysOf(prefixes), valuesOf(values), prefixes.length);

/** `address/length` -> value; fails on a prefix that comes twice. */
function entries(map: BpfMap): Map<string, number> {
  const { keys, values, count } = lookupAll(map);
  const found = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    found.set(`${keys.readUInt32BE(8 * i + 4)}/${keys.readUInt32LE(8 * i)}`, values.readUInt32LE(4 * i));
  }
  expect(found.size).toBe(count);
  return found;
}

/** Nested ones too: each /24 with the /20 and the /16 around it. */
const many: Prefix[] = Array.from({ length: 10_000 }, (_, i) => [
  { length: 24, address: 0x0a000000 + 256 * i },
  ...(i % 16 === 0 ? [{ length: 20, address: 0x0a000000 + 256 * i }] : []),
  ...(i % 256 === 0 ? [{ length: 16, address: 0x0a000000 + 256 * i }] : []),
]).flat();

test('more prefixes than a chunk are read, nested ones too, each exactly once', () => {
  const map = make(20_000);
  const values = many.map((_, i) => i);
  expect(write(map, many, values)).toEqual({ done: many.length, failure: null });
  expect(countEntries(map)).toBe(many.length);
  expect(entries(map)).toEqual(new Map(many.map(({ length, address }, i) => [`${address}/${length}`, i])));
});

test('an empty trie, and the default route alone', () => {
  const map = make(4);
  expect(lookupAll(map).count).toBe(0);
  expect(countEntries(map)).toBe(0);
  write(map, [{ length: 0, address: 0 }], [9]);
  expect(entries(map)).toEqual(new Map([['0/0', 9]]));
  // A look-up finds the longest prefix, not the key.
  expect(lookup(map, keysOf([{ length: 32, address: 0x01020304 }]))?.readUInt32LE()).toBe(9);
});

test('batches replace and delete exactly the prefix that they name; absent ones are counted', () => {
  const map = make(100);
  const nested = [8, 16, 24, 32].map((length) => ({ length, address: 0x0a000000 }));
  write(map, nested, [8, 16, 24, 32]);
  write(map, nested.slice(1, 2), [99]);
  expect(entries(map).get(`${0x0a000000}/16`)).toBe(99);
  const gone = [...nested.slice(1, 3), { length: 25, address: 0x0a000000 }];
  expect(deleteBatch(map, keysOf(gone), 3)).toEqual({ deleted: 2, missing: 1 });
  expect([...entries(map).keys()].sort()).toEqual([`${0x0a000000}/32`, `${0x0a000000}/8`]);
  expect(lookup(map, keysOf([{ length: 32, address: 0x0a000005 }]))?.readUInt32LE()).toBe(8);
});

test('a full trie stops the batch at the prefix that did not fit, still replaces, and has room again after a delete', () => {
  const map = make(100);
  const some = many.slice(0, 150);
  const values = some.map((_, i) => i);
  expect(write(map, some, values)).toMatchObject({ done: 100, failure: { index: 100, errno: 'ENOSPC' } });
  expect(countEntries(map)).toBe(100);
  const first = some.slice(0, 1);
  expect(write(map, first, [7])).toEqual({ done: 1, failure: null });
  expect(() => update(map, keysOf(some.slice(120, 121)), valuesOf([1]))).toThrow(/ENOSPC/);
  expect(deleteBatch(map, keysOf(first), 1)).toEqual({ deleted: 1, missing: 0 });
  expect(write(map, some.slice(120, 121), [1])).toEqual({ done: 1, failure: null });
});

test('a prefix that can not be is refused by itself', () => {
  const map = make(10);
  const prefixes = [
    { length: 8, address: 0x0a000000 },
    { length: 33, address: 0 },
    { length: 16, address: 0x0a000000 },
  ];
  expect(write(map, prefixes, [1, 2, 3])).toMatchObject({ done: 1, failure: { index: 1, errno: 'EINVAL' } });
  const errors = updateEach(map, keysOf(prefixes), valuesOf([1, 2, 3]), 3);
  expect([...(errors ?? [])]).toEqual([0, 22, 0]);
  expect(countEntries(map)).toBe(2);
});
