import type { Key, Value } from '../compiler/entry.js';
import type { EntryList } from '../compiler/update.js';
import { DeltaFrames, ReadyFrames, type Transmission } from './transmission.js';
import { wireOrder } from './wire-order.js';

/** So many recent sets of frames are kept, and so many bytes of them, and only those of one frame. */
const KEPT = 256;
export const KEPT_BYTES = 32 * 1024 * 1024;

/** Makes the frame of a sequence of lists once for all streams that have to send it. */
export class SharedFrames {
  readonly #frames = new Map<string, Buffer>();
  #bytes = 0;
  readonly #frameTargetBytes: number;
  /** Frames that were encoded, and that were taken from here instead. */
  encoded = 0;
  shared = 0;

  constructor(frameTargetBytes: number) {
    this.#frameTargetBytes = frameTargetBytes;
  }

  transmissionOf(lists: readonly EntryList[]): Transmission {
    const revision = lists.at(-1)?.revision ?? 0;
    const id = lists.map((list) => list.id).join();
    const known = this.#frames.get(id);
    if (known) {
      this.shared++;
      return new ReadyFrames(revision, [known]);
    }
    const delta = new DeltaFrames(
      revision,
      { kind: 'merged', ...wireOrder([], [lastValues(lists)]), wholeNetworks: new Set() },
      this.#frameTargetBytes,
    );
    const frames: Buffer[] = [];
    for (let frame = delta.next(); frame; frame = delta.next()) frames.push(frame);
    this.encoded += frames.length;
    const [only] = frames;
    if (only && frames.length === 1) this.#keep(id, only);
    return new ReadyFrames(revision, frames);
  }

  #keep(id: string, frame: Buffer): void {
    this.#frames.set(id, frame);
    this.#bytes += frame.length;
    for (const [oldest, { length }] of this.#frames) {
      if (this.#frames.size <= KEPT && this.#bytes <= KEPT_BYTES) return;
      this.#frames.delete(oldest);
      this.#bytes -= length;
    }
  }
}

function lastValues(lists: readonly EntryList[]): ReadonlyMap<Key, Value | null> {
  const [first] = lists;
  const entries: ReadonlyMap<Key, Value | null> = first?.entries ?? new Map();
  if (lists.length <= 1) return entries;
  const merged = new Map(entries);
  for (const list of lists) for (const [key, value] of list.entries) merged.set(key, value);
  return merged;
}
