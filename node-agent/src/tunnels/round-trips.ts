import { RTT_BUCKETS, RTT_FIRST_OCTAVE, RTT_OCTAVE_BUCKETS } from '../datapath/bpf/layout.gen.js';

/** Where a bucket of the kernel's histogram begins, in ns (modules/include/weft/tunnel_types.h); it ends where the next one begins. */
export function bucketStartNs(bucket: number): number {
  if (bucket === 0) return 0;
  const octave = Math.floor((bucket - 1) / RTT_OCTAVE_BUCKETS);
  const step = (bucket - 1) % RTT_OCTAVE_BUCKETS;
  return 2 ** (RTT_FIRST_OCTAVE + octave) * (1 + step / RTT_OCTAVE_BUCKETS);
}

/** Round trips of a tunnel between two readings of its histogram. */
export class RoundTrips {
  readonly #counts: readonly number[];
  readonly count: number;

  /** @param earlier the histogram at the beginning; null: since the tunnel was opened */
  constructor(later: readonly number[], earlier: readonly number[] | null) {
    if (later.length !== RTT_BUCKETS)
      throw new RangeError(`a histogram has ${RTT_BUCKETS} buckets, not ${later.length}`);
    this.#counts = later.map((count, bucket) => count - (earlier?.[bucket] ?? 0));
    this.count = this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * A value that the given share (above 0, up to 1) of round trips did not exceed, in ns: within its bucket they are taken to be spread evenly, so it is right to
   * 12.5 %. Null if there were none. Of the last bucket, which has no end, its beginning.
   */
  quantileNs(share: number): number | null {
    if (this.count === 0) return null;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [bucket, count] of this.#counts.entries()) {
      if (count < left) {
        left -= count;
        continue;
      }
      const start = bucketStartNs(bucket);
      if (bucket === RTT_BUCKETS - 1) return start;
      return start + (bucketStartNs(bucket + 1) - start) * (left / count);
    }
    throw new RangeError('a histogram lost round trips: its readings are not in order');
  }
}
