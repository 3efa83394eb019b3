import { weft } from '../../../proto/gen/codecs.js';
import { outOfRange } from '../../../proto/src/errors.js';

type Limit = weft.v1.BandwidthLimit.$Properties;

/** What a limit may say beside nothing, which is 0. */
export const bandwidthLimits = {
  kilobitsPerSecond: { min: 64, max: 400_000_000 },
  /** From a frame before segmentation on. */
  burstBytes: { min: 65_536, max: 1_073_741_824 },
} as const;

/** The least that a port may send or get at once where its limit does not say. */
const STANDARD_BURST_BYTES_MIN = 262_144;
/**
 * How long the rate takes for the standard burst. A sender of TCP that met the limit is often silent until its retransmission timeout, in Linux
 * 200 ms and a tick; a bucket that is full by then would overflow, and the connection stay below its limit.
 */
const STANDARD_BURST_MS = 250;

/** The limit that a request asks for; null: none. `field`: port.egress_limit or port.ingress_limit. */
export function checkedBandwidthLimit(input: Limit | null | undefined, field: string): weft.v1.BandwidthLimit | null {
  const kilobitsPerSecond = input?.kilobitsPerSecond ?? 0;
  const burstBytes = input?.burstBytes ?? 0;
  require(kilobitsPerSecond, bandwidthLimits.kilobitsPerSecond, `${field}.kilobits_per_second`);
  require(burstBytes, bandwidthLimits.burstBytes, `${field}.burst_bytes`);
  if (kilobitsPerSecond > 0) return weft.v1.BandwidthLimit.create({ kilobitsPerSecond, burstBytes });
  if (burstBytes > 0) throw outOfRange(`${field}.burst_bytes`, burstBytes, 0, 0);
  return null;
}

function require(value: number, { min, max }: { min: number; max: number }, field: string): void {
  if (value !== 0 && (value < min || value > max)) throw outOfRange(field, value, min, max);
}

/** What a limit comes to; null: not limited. */
export function effectiveLimit(
  limit: Limit | null | undefined,
): { kilobitsPerSecond: number; burstBytes: number } | null {
  const kilobitsPerSecond = limit?.kilobitsPerSecond ?? 0;
  if (kilobitsPerSecond === 0) return null;
  return { kilobitsPerSecond, burstBytes: limit?.burstBytes || standardBurst(kilobitsPerSecond) };
}

/** A kilobit a second is a bit in a millisecond. */
function standardBurst(kilobitsPerSecond: number): number {
  const bytes = Math.ceil((kilobitsPerSecond * STANDARD_BURST_MS) / 8);
  return Math.min(Math.max(bytes, STANDARD_BURST_BYTES_MIN), bandwidthLimits.burstBytes.max);
}
