import { type BpfMap, type BpfRing, close, openRingBuffer, pauseRing, resumeRing } from './native.js';

/** Pause between buffers of records that nobody waits for to the millisecond. At 10,000 new flows a second that is 200 records in each. */
export const RECORDS_PAUSE_MS = 20;

/**
 * The one listener that a ring buffer's records are handed to: whole ones, one buffer per wake-up. With a pause it is handed the first record at once and then
 * what came meanwhile, so that many records cost few wake-ups: a listener that has not read all is not woken by the kernel.
 */
export class RingListener {
  readonly #map: BpfMap;
  readonly #recordBytes: number;
  readonly #what: string;
  readonly #pauseMs: number;
  #ring: BpfRing | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `what`: the records, for people. `pauseMs`: after each buffer; 0: none. */
  constructor(map: BpfMap, recordBytes: number, what: string, pauseMs = 0) {
    this.#map = map;
    this.#recordBytes = recordBytes;
    this.#what = what;
    this.#pauseMs = pauseMs;
  }

  /** Throws if somebody listens already. */
  listen(listener: (records: Buffer) => void): void {
    if (this.#ring) throw new Error(`${this.#what} have a listener already`);
    const ring = openRingBuffer(this.#map, this.#recordBytes, (records) => {
      this.#pause(ring);
      listener(records);
    });
    this.#ring = ring;
  }

  /** Ends listening; the map is not its own. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#ring) close(this.#ring);
    this.#ring = null;
  }

  #pause(ring: BpfRing): void {
    if (this.#pauseMs === 0) return;
    pauseRing(ring);
    this.#timer = setTimeout(() => resumeRing(ring), this.#pauseMs);
  }
}
