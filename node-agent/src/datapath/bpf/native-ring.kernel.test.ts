import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BpfRing, close, closeObject, type LoadedObject, loadObject, openRingBuffer, readRing } from './native.js';
import { runSyscall } from './test-run.js';

const RECORD_BYTES = 12;
const STRIDE_BYTES = 16;
/** A record in the kernel's ring: 8 bytes of header and the record, rounded up to 8. */
const RING_RECORDS = (1 << 20) / 24;

let object: LoadedObject;
let ring: BpfRing | null;
beforeEach(() => {
  object = loadObject(join(import.meta.dirname, '../../../native/build/test/probe.bpf.o'));
  ring = null;
});
afterEach(() => {
  if (ring) close(ring);
  closeObject(object);
});

/** Lets the program write records `first`, `first` + 1, ...; how many found no room. */
function burst(first: number, count: number, shortRecords = false): number {
  const argument = Buffer.alloc(16);
  argument.writeUInt32LE(first, 0);
  argument.writeUInt32LE(count, 4);
  argument.writeUInt32LE(shortRecords ? 1 : 0, 12);
  return runSyscall(object.programs['burst']!, argument).contextOut.readUInt32LE(8);
}

/** Sequence numbers in a Buffer of records; checks the rest of each. */
function sequences(records: Buffer, count: number): number[] {
  expect(records.length).toBe(count * STRIDE_BYTES);
  return Array.from({ length: count }, (_, i) => {
    expect(records.toString('latin1', STRIDE_BYTES * i + 4, STRIDE_BYTES * (i + 1))).toBe('xxxxxxxx\0\0\0\0');
    return records.readUInt32LE(STRIDE_BYTES * i);
  });
}

test('a burst bigger than one Buffer arrives exactly once and in order, in few Buffers', async () => {
  const got: number[] = [];
  let calls = 0;
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (records, count, skipped) => {
    calls++;
    expect(skipped).toBe(0);
    expect(records.length).toBeLessThanOrEqual(256 * 1024);
    got.push(...sequences(records, count));
  });
  expect(burst(0, 40_000)).toBe(0);
  await vi.waitFor(() => expect(got.length).toBe(40_000));
  expect(got.every((sequence, i) => sequence === i)).toBe(true);
  expect(calls).toBe(3);
});

test('a slow reader: what does not fit is lost in the kernel and counted there, the rest arrives, and reading goes on', async () => {
  const got: number[] = [];
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (records, count) => got.push(...sequences(records, count)));
  const lost = burst(0, 60_000);
  expect(60_000 - lost).toBeGreaterThan(RING_RECORDS - 2);
  expect(lost).toBeGreaterThan(0);
  await vi.waitFor(() => expect(got.length).toBe(60_000 - lost));
  expect(burst(100_000, 5)).toBe(0);
  await vi.waitFor(() => expect(got.slice(60_000 - lost)).toEqual([100_000, 100_001, 100_002, 100_003, 100_004]));
  expect(got.slice(0, 60_000 - lost).every((sequence, i) => sequence === i)).toBe(true);
});

test('many small bursts while the loop turns', async () => {
  const got: number[] = [];
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (records, count) => got.push(...sequences(records, count)));
  for (let i = 0; i < 500; i++) {
    burst(3 * i, 3);
    if (i % 7 === 0) await new Promise(setImmediate);
  }
  await vi.waitFor(() => expect(got.length).toBe(1500));
  expect(got.every((sequence, i) => sequence === i)).toBe(true);
});

test('records of another size are skipped and counted', async () => {
  let skippedRecords = 0;
  let good = 0;
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (_records, count, skipped) => {
    good += count;
    skippedRecords += skipped;
  });
  burst(0, 2, true);
  await vi.waitFor(() => expect([good, skippedRecords]).toEqual([2, 1]));
});

test('what is there can be read at once, before closing', () => {
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, () => expect.unreachable());
  burst(7, 3);
  const { records, count } = readRing(ring);
  expect(sequences(records, count)).toEqual([7, 8, 9]);
  expect(readRing(ring).count).toBe(0);
});

test('closing from inside the callback is the last call, and what is left stays in the ring', async () => {
  let calls = 0;
  const closing: BpfRing = openRingBuffer(object.maps['ring']!, RECORD_BYTES, () => {
    calls++;
    close(closing);
    close(closing);
  });
  burst(0, 40_000);
  await vi.waitFor(() => expect(calls).toBe(1));
  const rest: number[] = [];
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (records, count) =>
    rest.push(...sequences(records, count)),
  );
  await vi.waitFor(() => expect(rest.at(-1)).toBe(39_999));
  expect(calls).toBe(1);
  expect(() => readRing(closing)).toThrow('closed');
});

test('the ring outlives the map handle it was opened with', async () => {
  let good = 0;
  ring = openRingBuffer(object.maps['ring']!, RECORD_BYTES, (_records, count) => {
    good += count;
  });
  close(object.maps['ring']!);
  burst(0, 4);
  await vi.waitFor(() => expect(good).toBe(4));
});
