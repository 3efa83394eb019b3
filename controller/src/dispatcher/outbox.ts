import {
  COALESCE_MS,
  MAX_UNACKED_BYTES,
  MAX_UNACKED_DELTAS,
  MAX_WRITES_IN_FLIGHT,
  MAX_WRITTEN_BYTES_IN_FLIGHT,
} from './limits.js';
import { Pending, type PendingWork } from './pending.js';
import type { Transmission } from './transmission.js';

export interface OutboxOptions {
  /** Writes a frame; calls back once it has left for the network. */
  write(frame: Buffer, written: () => void): void;
  /** The frames of what waited, as of now. */
  transmissionOf(work: PendingWork): Transmission;
  /** Milliseconds, monotonic. */
  now(): number;
  onFrame(bytes: number): void;
  onSnapshotSent(): void;
  /** `ms` passed from the last frame of a transmission to its ack. */
  onAcked(ms: number): void;
}

/**
 * What one stream sends, and when. One transmission at a time, its frames only as fast as the network takes them. The next one begins
 *  - at once if the agent has acked everything,
 *  - otherwise when it has, or COALESCE_MS after the first change that waits, unless too much is unacked,
 * but not sooner after the beginning of the last one than the spacing says.
 */
export class Outbox {
  readonly pending = new Pending();
  readonly #options: OutboxOptions;
  #transmission: Transmission | null = null;
  #transmittedBytes = 0;
  #writes = 0;
  #writtenBytes = 0;
  readonly #unacked: { readonly revision: number; readonly bytes: number; readonly sentMs: number }[] = [];
  #unackedBytes = 0;
  #pendingSinceMs: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timerDueMs = 0;
  #spacingMs = 0;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #lastSent = 0;
  #lastAcked = 0;
  /** Nothing is sent before `begin`. */
  #begun = false;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Revision of the last transmission that was written completely. */
  get lastSentRevision(): number {
    return this.#lastSent;
  }

  /** Revision of the last transmission that was acked; 0 if none was. */
  get lastAckedRevision(): number {
    return this.#lastAcked;
  }

  get unackedTransmissions(): number {
    return this.#unacked.length + (this.#transmission ? 1 : 0);
  }

  get unackedBytes(): number {
    return this.#unackedBytes + this.#transmittedBytes;
  }

  /** Nothing may come between the frames of a snapshot. */
  get sendsSnapshot(): boolean {
    return this.#transmission?.kind === 'snapshot';
  }

  /** Everything was sent and acked: the node holds what is right now. */
  get inSync(): boolean {
    return this.#begun && this.pending.empty && this.#transmission === null && this.#unacked.length === 0;
  }

  /** The first transmission, after Welcome. What is pending already follows it. */
  begin(first: Transmission): void {
    this.#begun = true;
    this.#transmission = first;
    this.pump();
  }

  /** Sends a transmission besides what is pending; only while in sync. */
  sendNow(transmission: Transmission): void {
    this.#transmission = transmission;
    this.pump();
  }

  /** To be called after something was put into `pending`. Transmissions begin at least `spacingMs` apart, from now on. */
  changed(spacingMs = 0): void {
    this.#spacingMs = spacingMs;
    this.#pendingSinceMs ??= this.#options.now();
    this.pump();
  }

  /** Returns false for a revision that was not sent. Older ones than the last ack are ignored: acks are cumulative. */
  acked(revision: number): boolean {
    if (revision > this.#lastSent) return false;
    let i = 0;
    for (const sent of this.#unacked) {
      if (sent.revision > revision) break;
      this.#unackedBytes -= sent.bytes;
      this.#lastAcked = sent.revision;
      this.#options.onAcked(this.#options.now() - sent.sentMs);
      i++;
    }
    this.#unacked.splice(0, i);
    this.pump();
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#transmission?.close();
    this.#transmission = null;
    this.pending.clear();
    this.#disarm();
  }

  /** Sends what may be sent now. */
  pump(): void {
    while (!this.#closed && this.#begun) {
      if (this.#writes >= MAX_WRITES_IN_FLIGHT || this.#writtenBytes >= MAX_WRITTEN_BYTES_IN_FLIGHT) return;
      if (!this.#transmission && !this.#startPending()) return;
      this.#writeNext();
    }
  }

  #startPending(): boolean {
    if (this.pending.empty) return false;
    if (this.#unacked.length >= MAX_UNACKED_DELTAS || this.#unackedBytes >= MAX_UNACKED_BYTES) return false;
    const nowMs = this.#options.now();
    const coalescedMs = this.#unacked.length > 0 ? (this.#pendingSinceMs ?? 0) + COALESCE_MS : 0;
    const dueMs = Math.max(coalescedMs, this.#lastStartMs + this.#spacingMs);
    if (dueMs > nowMs) {
      this.#arm(dueMs, nowMs);
      return false;
    }
    this.#lastStartMs = nowMs;
    this.#pendingSinceMs = null;
    this.#disarm();
    this.#transmission = this.#options.transmissionOf(this.pending.take());
    return true;
  }

  #writeNext(): void {
    const transmission = this.#transmission;
    const frame = transmission?.next();
    if (!transmission || !frame) throw new Error('a transmission that is not done has a next frame');
    this.#transmittedBytes += frame.length;
    this.#writes++;
    this.#writtenBytes += frame.length;
    // Before the write: the ack may come before the write is known to be done.
    if (transmission.done) this.#finish(transmission);
    this.#options.onFrame(frame.length);
    this.#options.write(frame, () => {
      this.#writes--;
      this.#writtenBytes -= frame.length;
      this.pump();
    });
  }

  #finish({ revision, kind }: Transmission): void {
    this.#transmission = null;
    this.#lastSent = revision;
    this.#unacked.push({ revision, bytes: this.#transmittedBytes, sentMs: this.#options.now() });
    this.#unackedBytes += this.#transmittedBytes;
    this.#transmittedBytes = 0;
    if (kind === 'snapshot') this.#options.onSnapshotSent();
  }

  /** Pumps at `dueMs`, or before if that was to be. */
  #arm(dueMs: number, nowMs: number): void {
    if (this.#timer && this.#timerDueMs <= dueMs) return;
    this.#disarm();
    this.#timerDueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.pump();
    }, dueMs - nowMs);
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
