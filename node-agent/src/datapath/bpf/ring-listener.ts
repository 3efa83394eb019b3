import { type BpfMap, type BpfRing, close, openRingBuffer } from './native.js';

/** The one listener that a ring buffer's records are handed to: whole ones, one buffer per wake-up. */
export class RingListener {
  readonly #map: BpfMap;
  readonly #recordBytes: number;
  readonly #what: string;
  #ring: BpfRing | null = null;

  /** `what`: the records, for people. */
  constructor(map: BpfMap, recordBytes: number, what: string) {
    this.#map = map;
    this.#recordBytes = recordBytes;
    this.#what = what;
  }

  /** Throws if somebody listens already. */
  listen(listener: (records: Buffer) => void): void {
    if (this.#ring) throw new Error(`${this.#what} have a listener already`);
    this.#ring = openRingBuffer(this.#map, this.#recordBytes, (records) => listener(records));
  }

  /** Ends listening; the map is not its own. */
  close(): void {
    if (this.#ring) close(this.#ring);
    this.#ring = null;
  }
}
