import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { encodeSnapshot, estimateSnapshotBytes } from '../state/encode-snapshot.js';
import { dumpState, emptyState, frameOf } from '../testing/entries.js';
import { compactJournal } from './compaction.js';
import { Journal } from './journal.js';
import { encodeHeader } from './journal-file.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wa-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = () => join(directory, 'journal');
const fdb = (n: number, vtepId = 1): weft.v1.Entry.$Properties => ({
  fdb: { vni: 1, mac: Uint8Array.of(2, 0, 0, 0, n >> 8, n), vtepId, datapathId: n + 1 },
});

/** Writes as the session does; returns the states at each point where the file is complete, by its size then. */
function write(journal: Journal, deltas: number): { bytes: number; dump: unknown; revision: number }[] {
  const { state } = emptyState();
  const complete: { bytes: number; dump: unknown; revision: number }[] = [];
  const welcome = { clusterId: 'c', epoch: 'e', protocol: 1, resume: weft.v1.Resume.SNAPSHOT };
  journal.beginSnapshot(weft.v1.ControllerMessage.encode({ welcome }).finish());
  const frames = [
    { snapshotBegin: { revision: 1, entryCount: 2 } },
    { snapshotChunk: { put: [fdb(0), fdb(1)] } },
    { snapshotEnd: { revision: 1, entryCount: 2 } },
  ];
  for (const message of frames) {
    const frame = frameOf(message);
    state.apply(frame);
    journal.append(frame.bytes);
  }
  journal.commitSnapshot({ clusterId: 'c', epoch: 'e', revision: 1 });
  complete.push({ bytes: journal.bytes, dump: dumpState(state), revision: 1 });
  for (let i = 0; i < deltas; i++) {
    for (const more of [true, false]) {
      const frame = frameOf({ delta: { revision: i + 2, more, put: [fdb(2 * i + Number(more), i + 1)] } });
      state.apply(frame);
      journal.append(frame.bytes);
    }
    journal.commitDelta(i + 2);
    complete.push({ bytes: journal.bytes, dump: dumpState(state), revision: i + 2 });
  }
  return complete;
}

async function read() {
  const { state } = emptyState();
  const journal = new Journal(directory);
  const condition = await journal.open((frame) => {
    state.apply(frame);
  });
  return { journal, condition, dump: dumpState(state) };
}

test('what was written is read back, with cluster, epoch and revision', async () => {
  const journal = new Journal(directory);
  const complete = write(journal, 3);
  journal.close();
  const { condition, dump } = await read();
  expect(condition).toEqual({ kind: 'complete', position: { clusterId: 'c', epoch: 'e', revision: 4 }, cutBytes: 0 });
  expect(dump).toEqual(complete.at(-1)?.dump);
});

test('cut at any byte, the file holds the last state that was complete before, and takes more', async () => {
  const journal = new Journal(directory);
  const complete = write(journal, 4);
  journal.close();
  const whole = readFileSync(path());
  for (let bytes = whole.length; bytes >= 0; bytes--) {
    writeFileSync(path(), whole);
    truncateSync(path(), bytes);
    const { journal: again, condition, dump } = await read();
    const last = complete.findLast((c) => c.bytes <= bytes);
    if (!last) {
      expect(condition.kind).toBe('damaged');
      continue;
    }
    expect(condition).toMatchObject({ kind: 'complete', position: { revision: last.revision } });
    expect(dump).toEqual(last.dump);
    const frame = frameOf({ delta: { revision: 99, put: [fdb(77)] } });
    again.append(frame.bytes);
    again.commitDelta(99);
    again.close();
    expect((await read()).condition).toMatchObject({ position: { revision: 99 }, cutBytes: 0 });
  }
});

test('with any byte changed, the file is moved aside or holds a state that was right, never another', async () => {
  const journal = new Journal(directory);
  const complete = write(journal, 3);
  journal.close();
  const whole = readFileSync(path());
  let aside = 0;
  for (let at = 0; at < whole.length; at++) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    writeFileSync(path(), bytes);
    let outcome: Awaited<ReturnType<typeof read>>;
    try {
      outcome = await read();
    } catch (error) {
      // A changed format version that still has its checksum can't be; anything else is a failure.
      throw new Error(`byte ${at}`, { cause: error });
    }
    outcome.journal.close();
    if (outcome.condition.kind === 'damaged') {
      aside++;
      expect(readdirSync(directory)).toContain('journal.damaged');
      expect(readdirSync(directory)).not.toContain('journal');
    } else expect(complete.map((c) => c.dump)).toContainEqual(outcome.dump);
  }
  expect(aside).toBeGreaterThan(whole.length / 2);
});

test('a newer format is refused and left alone', async () => {
  writeFileSync(path(), encodeHeader(2));
  await expect(read()).rejects.toMatchObject({ code: 'STORE_INCOMPATIBLE' });
  expect(readFileSync(path())).toEqual(encodeHeader(2));
});

test('a snapshot that did not end leaves the old state, in this run and the next', async () => {
  const journal = new Journal(directory);
  const complete = write(journal, 1);
  journal.beginSnapshot(frameOf({ welcome: { clusterId: 'c', epoch: 'e2', protocol: 1 } }).bytes);
  journal.append(frameOf({ snapshotBegin: { revision: 9, entryCount: 1 } }).bytes);
  // Killed here.
  const { condition, dump } = await read();
  expect(condition).toMatchObject({ position: { epoch: 'e', revision: 2 } });
  expect(dump).toEqual(complete.at(-1)?.dump);
  journal.close();
});

test('compaction keeps the state and makes the file small', async () => {
  const journal = new Journal(directory);
  write(journal, 1);
  const { state } = emptyState();
  journal.close();
  const again = new Journal(directory);
  await again.open((frame) => {
    state.apply(frame);
  });
  const wanted = () => again.wantsCompaction(estimateSnapshotBytes(state));
  expect(wanted()).toBe(false);
  for (let i = 0; !wanted(); i++) {
    const put = Array.from({ length: 1000 }, (_, n) => fdb(n, i + 1));
    const frame = frameOf({ delta: { revision: 10 + i, put } });
    state.apply(frame);
    again.append(frame.bytes);
    again.commitDelta(10 + i);
  }
  const before = again.bytes;
  const { position } = again;
  await compactJournal(again, state);
  expect(again.bytes).toBeLessThan(before / 2);
  expect(again.position).toEqual(position);
  again.close();
  const { condition, dump } = await read();
  expect(condition).toMatchObject({ kind: 'complete', position });
  expect(dump).toEqual(dumpState(state));
});

test('what one delta brings is not written again, and nothing is compacted inside a delta', () => {
  const journal = new Journal(directory);
  write(journal, 0);
  const { state } = emptyState();
  const apply = (revision: number, more: boolean, vtepId: number) => {
    const put = Array.from({ length: 60_000 }, (_, n) => fdb(n, vtepId));
    const frame = frameOf({ delta: { revision, more, put } });
    state.apply(frame);
    journal.append(frame.bytes);
    if (!more) journal.commitDelta(revision);
  };
  const wanted = () => journal.wantsCompaction(estimateSnapshotBytes(state));
  apply(2, false, 1);
  expect(journal.bytes).toBeGreaterThan(1 << 20);
  expect(wanted()).toBe(false);
  for (let vtepId = 2; vtepId < 6; vtepId++) apply(3, true, vtepId);
  expect(wanted()).toBe(false);
  apply(3, false, 7);
  expect(wanted()).toBe(true);
  journal.close();
});

test('the estimate of a snapshot is not below it, and not far above', () => {
  const { state } = emptyState();
  const put = Array.from({ length: 1_000 }, (_, n) => fdb(n, 0xffff_ffff));
  state.apply(frameOf({ delta: { revision: 1, put } }));
  const bytes = [...encodeSnapshot(state, 1)].reduce((sum, frame) => sum + frame.length, 0);
  expect(estimateSnapshotBytes(state)).toBeGreaterThanOrEqual(bytes - 100);
  expect(estimateSnapshotBytes(state)).toBeLessThan(2 * bytes);
});
