import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Key, Value } from '../compiler/entry.js';
import type { EntryList } from '../compiler/update.js';
import { COALESCE_MS, MAX_UNACKED_DELTAS, MAX_WRITES_IN_FLIGHT } from './limits.js';
import { Outbox } from './outbox.js';
import type { PendingWork } from './pending.js';
import { ReadyFrames } from './transmission.js';

let revision = 0;
function list(size = 1): EntryList {
  revision++;
  const entries = new Map<Key, Value>();
  for (let i = 0; i < size; i++) entries.set(`k${revision}-${i}` as Key, 'v' as Value);
  return { id: revision, revision, network: null, entries, created: new Set() };
}

/** An outbox whose frames tell the revision, and whose network takes them when `take` is called. */
class Fixture {
  readonly written: string[] = [];
  readonly #done: (() => void)[] = [];
  networkTakesAll = true;
  readonly outbox = new Outbox({
    write: (frame, done) => {
      this.written.push(frame.toString());
      if (this.networkTakesAll) queueMicrotask(done);
      else this.#done.push(done);
    },
    transmissionOf: (work: PendingWork) => new ReadyFrames(revision, [Buffer.from(`${revision} ${work.kind}`)]),
    now: () => Date.now(),
    onFrame: () => {},
    onSnapshotSent: () => {},
    onAcked: () => {},
  });

  begin(frames = 1): void {
    const all = Array.from({ length: frames }, (_, i) => Buffer.from(`begin ${i}`));
    this.outbox.begin(new ReadyFrames(revision, all));
  }

  change(spacingMs?: number): void {
    this.outbox.pending.addList(list());
    this.outbox.changed(spacingMs);
  }

  take(): void {
    this.#done.shift()?.();
  }
}

beforeEach(() => {
  revision = 100;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('the outbox', () => {
  it('of an idle stream sends a change at once', () => {
    const f = new Fixture();
    f.begin();
    expect(f.outbox.acked(100)).toBe(true);
    expect(f.outbox.inSync).toBe(true);
    f.change();
    expect(f.written).toEqual(['begin 0', '101 lists']);
    expect(f.outbox.inSync).toBe(false);
  });

  it('of a busy stream waits for the ack, and sends all that came meanwhile as one', () => {
    const f = new Fixture();
    f.begin();
    for (let i = 0; i < 5; i++) f.change();
    expect(f.written).toHaveLength(1);
    f.outbox.acked(100);
    expect(f.written).toEqual(['begin 0', '105 lists']);
  });

  it('waits for the ack no longer than the stated time', () => {
    const f = new Fixture();
    f.begin();
    f.change();
    vi.advanceTimersByTime(COALESCE_MS - 1);
    f.change();
    expect(f.written).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(f.written).toEqual(['begin 0', '102 lists']);
  });

  it('begins transmissions as far apart as the spacing says, and what comes after a pause at once', () => {
    const f = new Fixture();
    f.begin();
    f.outbox.acked(100);
    f.change(20);
    expect(f.written).toEqual(['begin 0', '101 lists']);
    f.outbox.acked(101);
    f.change(20);
    f.change(20);
    vi.advanceTimersByTime(19);
    expect(f.written).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(f.written).toEqual(['begin 0', '101 lists', '103 lists']);
    f.outbox.acked(103);
    vi.advanceTimersByTime(20);
    f.change(20);
    expect(f.written.at(-1)).toBe('104 lists');
  });

  it('stops when too much is unacked, and goes on with the ack', async () => {
    const f = new Fixture();
    f.begin();
    for (let i = 0; i < MAX_UNACKED_DELTAS + 10; i++) {
      f.change();
      await vi.advanceTimersByTimeAsync(COALESCE_MS);
    }
    expect(f.written).toHaveLength(MAX_UNACKED_DELTAS);
    const last = revision;
    expect(f.outbox.lastSentRevision).toBe(100 + MAX_UNACKED_DELTAS - 1);
    expect(f.outbox.acked(101)).toBe(true);
    expect(f.written.at(-1)).toBe(`${last} lists`);
    expect(f.written).toHaveLength(MAX_UNACKED_DELTAS + 1);
  });

  it('writes no more than the network takes', () => {
    const f = new Fixture();
    f.networkTakesAll = false;
    f.begin(10);
    expect(f.written).toHaveLength(MAX_WRITES_IN_FLIGHT);
    expect(f.outbox.acked(100)).toBe(false);
    f.take();
    expect(f.written).toHaveLength(MAX_WRITES_IN_FLIGHT + 1);
    for (let i = 0; i < 20; i++) f.take();
    expect(f.written).toHaveLength(10);
    expect(f.outbox.acked(100)).toBe(true);
    expect(f.outbox.inSync).toBe(true);
  });

  it('knows which acks are for what it sent, and that they are cumulative', () => {
    const f = new Fixture();
    f.begin();
    expect(f.outbox.acked(101)).toBe(false);
    expect(f.outbox.acked(100)).toBe(true);
    f.change();
    f.change();
    vi.advanceTimersByTime(COALESCE_MS);
    expect(f.outbox.unackedTransmissions).toBe(2);
    expect(f.outbox.acked(102)).toBe(true);
    expect(f.outbox.unackedTransmissions).toBe(0);
    expect(f.outbox.acked(101)).toBe(true);
    expect(f.outbox.unackedBytes).toBe(0);
  });

  it('that is closed writes nothing', () => {
    const f = new Fixture();
    f.begin();
    f.change();
    f.outbox.close();
    f.outbox.acked(100);
    vi.advanceTimersByTime(1_000);
    expect(f.written).toEqual(['begin 0']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
