import { BANDWIDTH_FRACTION_SHIFT, BANDWIDTH_TIME_SHIFT, type PortBandwidth } from './bpf/layout.gen.js';

/** A token bucket: rate, and what may pass at once. */
export interface BandwidthLimit {
  readonly kilobitsPerSecond: number;
  readonly burstBytes: number;
}

/** What a port may send and get; null: not limited. */
export interface PortLimits {
  readonly egress: BandwidthLimit | null;
  readonly ingress: BandwidthLimit | null;
}

/** kbit/s and bytes that the programs can count with. */
export const BANDWIDTH_RATE_MIN = 64;
export const BANDWIDTH_RATE_MAX = 400_000_000;
export const BANDWIDTH_BURST_MAX = 1_073_741_824;

/** A limit as the programs work with it: in time (modules/include/weft/bandwidth.h). */
export function portBandwidth({ egress, ingress }: PortLimits): PortBandwidth {
  return { egress: bandwidth(egress), ingress: bandwidth(ingress) };
}

function bandwidth(limit: BandwidthLimit | null): PortBandwidth['egress'] {
  if (limit === null) return { unitsPerByte: 0, burstUnits: 0 };
  // Rounded to the nearest: at 400 Gbit/s a byte takes 1.3 million, so that the rate is right to less than one in a million.
  const unitsPerByte = (UNITS_TIMES_RATE + BigInt(limit.kilobitsPerSecond) / 2n) / BigInt(limit.kilobitsPerSecond);
  const burstUnits = (BigInt(limit.burstBytes) * unitsPerByte) >> BigInt(BANDWIDTH_FRACTION_SHIFT);
  return { unitsPerByte: Number(unitsPerByte), burstUnits: Number(burstUnits) };
}

/** Time units that a byte takes at 1 kbit/s: 8 ms. */
const UNITS_TIMES_RATE = 8_000_000n << BigInt(BANDWIDTH_TIME_SHIFT + BANDWIDTH_FRACTION_SHIFT);
