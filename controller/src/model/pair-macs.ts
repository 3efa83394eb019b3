import type { weft } from '../../../proto/gen/codecs.js';
import { macToNumber } from '../../../proto/src/mac.js';

/** The MACs of a port's pairs that are not its own, as numbers, each once. */
export function pairMacsOf(port: Pick<weft.v1.Port, 'allowedAddressPairs'> | null): Set<number> {
  const macs = new Set<number>();
  for (const { mac } of port?.allowedAddressPairs ?? []) if (mac?.length) macs.add(macToNumber(mac));
  return macs;
}
