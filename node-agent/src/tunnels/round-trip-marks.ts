import { WINDOW_NS, WINDOW_REQUESTS } from './loss-window.js';
import { RoundTrips } from './round-trips.js';

/** A reading is kept when so many round trips have come since the one kept last. */
const MARK_TRIPS = 100;

/** Readings of a tunnel's histogram, as far back as WINDOW_REQUESTS and WINDOW_NS: for quantiles of what is new. */
export class RoundTripMarks {
  #marks: { readonly atNs: number; readonly trips: number; readonly buckets: Float32Array }[] = [];

  /** Round trips since the beginning of the window: up to MARK_TRIPS more than WINDOW_REQUESTS. */
  since(buckets: readonly number[], nowNs: number): RoundTrips {
    const trips = buckets.reduce((sum, count) => sum + count, 0);
    const newest = this.#marks.at(-1);
    if (!newest || trips - newest.trips >= MARK_TRIPS)
      this.#marks.push({ atNs: nowNs, trips, buckets: Float32Array.from(buckets) });
    // The second one begins early enough, or the first one is too old.
    while (this.#marks.length > 1) {
      const [first, second] = this.#marks;
      if (!first || !second || (trips - second.trips < WINDOW_REQUESTS && nowNs - first.atNs < WINDOW_NS)) break;
      this.#marks.shift();
    }
    const oldest = this.#marks[0];
    return new RoundTrips(buckets, oldest && oldest.trips < trips ? [...oldest.buckets] : null);
  }
}
