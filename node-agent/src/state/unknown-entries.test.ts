import fc from 'fast-check';
import { Reader, Writer } from 'protobufjs/minimal.js';
import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { readFrame } from '../session/frame.js';
import { anyEntry, dumpState, emptyState, frameOf, keyOfEntry } from '../testing/entries.js';
import type { DesiredState } from './desired-state.js';
import { encodeSnapshot } from './encode-snapshot.js';
import { MAX_UNKNOWN_ENTRIES } from './unknown-entries.js';

/** An Entry or EntryKey whose kind has number `kind` and fields 1 (a number) and, for an entry, 9 (a text). */
function later(kind: number, id: number, value?: string): Uint8Array {
  const body = Writer.create().uint32(8).uint32(id);
  if (value !== undefined) body.uint32((9 << 3) | 2).string(value);
  return Writer.create()
    .uint32((kind << 3) | 2)
    .bytes(body.finish())
    .finish();
}

function delta(puts: Uint8Array[], removes: Uint8Array[] = [], revision = 2): Uint8Array {
  const body = Writer.create().uint32(8).uint64(revision);
  for (const bytes of removes) body.uint32((2 << 3) | 2).bytes(bytes);
  for (const bytes of puts) body.uint32((3 << 3) | 2).bytes(bytes);
  return Writer.create()
    .uint32((5 << 3) | 2)
    .bytes(body.finish())
    .finish();
}

const keysOf = (state: DesiredState) =>
  [...state.bad.values()].map(({ key }) => Buffer.from(weft.v1.EntryKey.encode(key).finish()).toString('hex')).sort();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('each entry of a kind that came later is named by its own bytes, whose first fields are its key', () => {
  const { state } = emptyState();
  state.apply(readFrame(delta([later(31, 1, 'a'), later(31, 2, 'a'), later(32, 1, 'a')])));
  expect(keysOf(state)).toEqual([later(31, 1, 'a'), later(31, 2, 'a'), later(32, 1, 'a')].map(hex).sort());
  expect([...state.bad.values()].every(({ reason }) => reason === 'UNKNOWN_ENTRY')).toBe(true);
});

test('every kind keeps to it: an entry reads as its key, and begins with the fields of its key', () => {
  const { Entry, EntryKey } = weft.v1;
  const bodyOf = (bytes: Uint8Array) => Reader.create(bytes).skip(1).bytes();
  fc.assert(
    fc.property(anyEntry, (entry) => {
      const bytes = Entry.encode(entry).finish();
      const key = EntryKey.encode(keyOfEntry(entry)).finish();
      expect(hex(EntryKey.encode(EntryKey.decode(bytes)).finish())).toBe(hex(key));
      expect(hex(bodyOf(bytes)).startsWith(hex(bodyOf(key)))).toBe(true);
    }),
  );
});

test('removing such a key forgets its entry and no other; removing one that is not held is nothing', () => {
  const { state } = emptyState();
  state.apply(readFrame(delta([later(31, 1, 'a'), later(31, 2, 'a'), later(32, 1, 'a')])));
  state.apply(readFrame(delta([], [later(31, 1), later(33, 1), later(31, 300)])));
  expect(keysOf(state)).toEqual([later(31, 2, 'a'), later(32, 1, 'a')].map(hex).sort());
});

test('entries that came later survive compaction with every byte, the newest value of a key last', () => {
  const one = fc.record({ kind: fc.integer({ min: 20, max: 22 }), id: fc.nat(300), value: fc.string() });
  fc.assert(
    fc.property(fc.array(one), (entries) => {
      const { state } = emptyState();
      for (const { kind, id, value } of entries) state.apply(readFrame(delta([later(kind, id, value)])));
      const { state: again } = emptyState();
      for (const bytes of encodeSnapshot(state, 3)) again.apply(readFrame(bytes));
      expect([...again.bad.values()].map(({ key }) => weft.v1.EntryKey.encode(key).finish())).toEqual(
        [...state.bad.values()].map(({ key }) => weft.v1.EntryKey.encode(key).finish()),
      );
      expect(dumpState(again)).toEqual(dumpState(state));
      const last = entries.at(-1);
      const kept = [...state.bad.values()].at(-1)?.entry;
      if (last && kept) {
        expect(hex(weft.v1.Entry.encode(kept).finish())).toBe(hex(later(last.kind, last.id, last.value)));
      }
    }),
    { numRuns: 100 },
  );
});

test('a snapshot that does not name them ends them', () => {
  const { state } = emptyState();
  state.apply(readFrame(delta([later(31, 1, 'a')])));
  state.apply(frameOf({ snapshotBegin: { revision: 3 } }));
  state.apply(frameOf({ snapshotEnd: { revision: 3 } }));
  expect(state.bad.size).toBe(0);
});

test('beyond the limit one nack that names none says so', () => {
  const { state } = emptyState();
  const entries = Array.from({ length: MAX_UNKNOWN_ENTRIES + 5 }, (_, i) => later(31, i + 1, 'a'));
  state.apply(readFrame(delta(entries)));
  expect(state.bad.size).toBe(MAX_UNKNOWN_ENTRIES + 1);
  expect([...state.bad.values()].at(-1)).toMatchObject({ key: {}, reason: 'UNKNOWN_ENTRY' });
});

test('the kind is found beside other fields that came later, wherever they stand', () => {
  const { state } = emptyState();
  const beside = Uint8Array.of(
    ...Writer.create()
      .uint32((1000 << 3) | 2)
      .string('beside')
      .uint32(1001 << 3)
      .uint32(1)
      .finish(),
  );
  state.apply(readFrame(delta([Buffer.concat([beside, later(31, 1, 'a')])])));
  expect(state.bad.size).toBe(1);
  state.apply(readFrame(delta([], [Buffer.concat([later(31, 1), beside])])));
  expect(state.bad.size).toBe(0);
});
