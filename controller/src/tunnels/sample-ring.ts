import { compact, expand } from './compact-number.js';

/** Samples of a view that are shown at most. */
export const SAMPLES_SHOWN = 60;
/** Samples of all views together, of 15 bytes each: 31 MB. Beyond, the oldest go, whosever they are. */
export const SAMPLES_MAX = 2_097_152;
/** Room to begin with. */
const FIRST_ROOM = 4_096;

/** What a view was at one time. */
export interface Sample {
  /** Of a TickClock. */
  readonly tick: number;
  readonly state: number;
  readonly rttP50Us: number;
  readonly lossOutPpm: number;
  readonly lossBackPpm: number;
}

/**
 * The history of all views in one ring: each sample knows how far behind it the one before of the same view is, so views that say more have more,
 * all of them reach equally far back, and nothing has to be allocated or moved. A sample is right as a compact number is.
 */
export class SampleRing {
  readonly #max: number;
  #room = FIRST_ROOM;
  /** Number of the last sample: 32 bits, after the highest comes 0. */
  #last = 0;
  #full = false;
  #ticks = new Uint32Array(FIRST_ROOM);
  /** How many samples before this one the one before of the same view is; 0: there is none. */
  #back = new Uint32Array(FIRST_ROOM);
  #rtt = new Uint16Array(FIRST_ROOM);
  #lossOut = new Uint16Array(FIRST_ROOM);
  #lossBack = new Uint16Array(FIRST_ROOM);
  #states = new Uint8Array(FIRST_ROOM);

  /** `max`: a power of two. */
  constructor(max = SAMPLES_MAX) {
    this.#max = max;
  }

  /**
   * Adds a sample of the view whose last one has the number `before` (0: it has none); returns its number. `views`: how many there are; the ring is not
   * larger than they can show. A view must not be silent for 2^32 samples of others.
   */
  push(sample: Sample, before: number, views: number): number {
    if (this.#full && this.#room < Math.min(this.#max, views * SAMPLES_SHOWN)) this.#grow();
    this.#last = (this.#last + 1) >>> 0;
    const at = this.#last % this.#room;
    if (at === 0) this.#full = true;
    this.#ticks[at] = sample.tick;
    this.#back[at] = before === 0 ? 0 : this.#last - before;
    this.#rtt[at] = compact(sample.rttP50Us);
    this.#lossOut[at] = compact(sample.lossOutPpm);
    this.#lossBack[at] = compact(sample.lossBackPpm);
    this.#states[at] = sample.state;
    return this.#last;
  }

  /** The samples of the view whose last one has this number, oldest first. */
  read(last: number): Sample[] {
    const samples: Sample[] = [];
    let age = (this.#last - last) >>> 0;
    while (last !== 0 && age < this.#room && samples.length < SAMPLES_SHOWN) {
      const at = ((this.#last - age) >>> 0) % this.#room;
      samples.push({
        tick: this.#ticks[at] ?? 0,
        state: this.#states[at] ?? 0,
        rttP50Us: expand(this.#rtt[at] ?? 0),
        lossOutPpm: expand(this.#lossOut[at] ?? 0),
        lossBackPpm: expand(this.#lossBack[at] ?? 0),
      });
      const back = this.#back[at] ?? 0;
      if (back === 0) break;
      age += back;
    }
    return samples.reverse();
  }

  #grow(): void {
    const before = this.#room;
    const room = before * 2;
    const moved = <A extends Uint8Array | Uint16Array | Uint32Array>(from: A, to: A): A => {
      for (let age = 0; age < before; age++) {
        const number = (this.#last - age) >>> 0;
        to[number % room] = from[number % before] ?? 0;
      }
      return to;
    };
    this.#ticks = moved(this.#ticks, new Uint32Array(room));
    this.#back = moved(this.#back, new Uint32Array(room));
    this.#rtt = moved(this.#rtt, new Uint16Array(room));
    this.#lossOut = moved(this.#lossOut, new Uint16Array(room));
    this.#lossBack = moved(this.#lossBack, new Uint16Array(room));
    this.#states = moved(this.#states, new Uint8Array(room));
    this.#room = room;
    this.#full = false;
  }
}
