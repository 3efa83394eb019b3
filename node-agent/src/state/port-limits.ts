import type { weft } from '../../../proto/gen/codecs.js';
import { BANDWIDTH_BURST_MAX, BANDWIDTH_RATE_MAX, BANDWIDTH_RATE_MIN, type PortLimits } from '../datapath/bandwidth.js';

type Entry = weft.v1.LocalPort.$Properties;

/** Bandwidth limits in the entry of a port that has no defect. */
export function limitsOf(entry: Entry): PortLimits {
  return {
    egress: limit(entry.egressKilobitsPerSecond ?? 0, entry.egressBurstBytes ?? 0),
    ingress: limit(entry.ingressKilobitsPerSecond ?? 0, entry.ingressBurstBytes ?? 0),
  };
}

function limit(kilobitsPerSecond: number, burstBytes: number): PortLimits['egress'] {
  return kilobitsPerSecond === 0 ? null : { kilobitsPerSecond, burstBytes };
}

/** The fields of an entry that say the limits. */
export function limitFields({ egress, ingress }: PortLimits): Entry {
  return {
    ...(egress && { egressKilobitsPerSecond: egress.kilobitsPerSecond, egressBurstBytes: egress.burstBytes }),
    ...(ingress && { ingressKilobitsPerSecond: ingress.kilobitsPerSecond, ingressBurstBytes: ingress.burstBytes }),
  };
}

/** What is wrong with the limits of an entry; null if nothing is. */
export function limitsDefect(entry: Entry): string | null {
  for (const [direction, limit] of Object.entries(limitsOf(entry))) {
    if (limit === null) continue;
    const { kilobitsPerSecond, burstBytes } = limit;
    if (kilobitsPerSecond < BANDWIDTH_RATE_MIN || kilobitsPerSecond > BANDWIDTH_RATE_MAX)
      return `its ${direction} limit of ${kilobitsPerSecond} kbit/s is not in ${BANDWIDTH_RATE_MIN}..${BANDWIDTH_RATE_MAX}`;
    if (burstBytes < 1 || burstBytes > BANDWIDTH_BURST_MAX)
      return `the burst of its ${direction} limit, ${burstBytes} bytes, is not in 1..${BANDWIDTH_BURST_MAX}`;
  }
  return null;
}
