import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeObject, type LoadedObject, loadObject } from './native.js';
import { RingListener } from './ring-listener.js';
import { runSyscall } from './test-run.js';

const RECORD_BYTES = 12;
const STRIDE_BYTES = 16;
const PAUSE_MS = 100;

let object: LoadedObject;
let listener: RingListener;
let calls: number[][];
beforeEach(() => {
  object = loadObject(join(import.meta.dirname, '../../../native/build/test/probe.bpf.o'));
  calls = [];
});
afterEach(() => {
  listener.close();
  closeObject(object);
});

/** Lets the program write records `first`, `first` + 1, ... */
function burst(first: number, count: number): void {
  const argument = Buffer.alloc(16);
  argument.writeUInt32LE(first, 0);
  argument.writeUInt32LE(count, 4);
  runSyscall(object.programs['burst']!, argument);
}

function listen(pauseMs: number): void {
  listener = new RingListener(object.maps['ring']!, RECORD_BYTES, 'records', pauseMs);
  listener.listen((records) => {
    calls.push(Array.from({ length: records.length / STRIDE_BYTES }, (_, i) => records.readUInt32LE(STRIDE_BYTES * i)));
  });
}

/** Single records, the event loop turning between them. */
async function trickle(first: number, end: number): Promise<number> {
  const began = performance.now();
  for (let i = first; i < end; i++) {
    burst(i, 1);
    await new Promise(setImmediate);
  }
  return performance.now() - began;
}

test('with a pause many records are few calls, the first one at once, and none is lost or told twice', async () => {
  listen(PAUSE_MS);
  burst(0, 1);
  await vi.waitFor(() => expect(calls).toEqual([[0]]));
  const tookMs = await trickle(1, 2_000);
  await vi.waitFor(() => expect(calls.flat()).toEqual(Array.from({ length: 2_000 }, (_, i) => i)));
  expect(calls.length).toBeLessThanOrEqual(2 + tookMs / PAUSE_MS + 1);
});

test('without a pause each turn of the event loop that finds records is a call', async () => {
  listen(0);
  await trickle(0, 200);
  await vi.waitFor(() => expect(calls.flat().length).toBe(200));
  expect(calls.length).toBeGreaterThan(100);
});

test('has one listener, and is silent once it is closed, also while it pauses', async () => {
  listen(PAUSE_MS);
  expect(() => listener.listen(() => {})).toThrow('records have a listener already');
  burst(0, 1);
  await vi.waitFor(() => expect(calls).toEqual([[0]]));
  burst(1, 1);
  listener.close();
  await new Promise((resolve) => setTimeout(resolve, 2 * PAUSE_MS));
  expect(calls).toEqual([[0]]);
});
