import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange } from '../../../proto/src/errors.js';
import { checkPrefix, formatPrefix } from '../../../proto/src/ip.js';
import { formatMac, GATEWAY_MAC, type Mac, macFromBytes, macToNumber, requireUnicast } from '../../../proto/src/mac.js';
import { duplicateValue, requireMessage } from './fields.js';
import { requireIp } from './ip4.js';
import type { Planning } from './plan.js';

/** Most allowed address pairs of a port. */
export const addressPairsLimit = 16;
/** Broadcast, multicast and unknown frames a second. */
export const floodLimits = { max: 1_000_000, standard: 1_000 } as const;

type Pair = weft.v1.AddressPair.$Properties;

/** The pairs of a port with that MAC. A pair's MAC is empty where it is the port's own. */
export function checkedPairs(
  p: Planning,
  networkId: string,
  port: { readonly id: string; readonly mac: Mac },
  input: readonly Pair[],
): Pair[] {
  const list = 'port.allowed_address_pairs';
  if (input.length > addressPairsLimit) {
    throw invalidField(list, `has ${input.length} pairs; the limit is ${addressPairsLimit}`);
  }
  const seen = new Set<string>();
  return input.map((pair, i) => {
    const field = `${list}[${i}]`;
    const address = requireIp(requireMessage(pair.prefix, `${field}.prefix`).address, `${field}.prefix.address`);
    const prefix = checkPrefix(address, pair.prefix?.length ?? 0, `${field}.prefix`);
    const mac = pair.mac?.length ? pairMac(p, networkId, port, pair.mac, `${field}.mac`) : new Uint8Array();
    const name = `${formatPrefix(prefix)} ${formatMac(mac)}`;
    if (seen.has(name)) throw invalidField(field, `${formatPrefix(prefix)} with that MAC is named twice`);
    seen.add(name);
    return { prefix: { address: { bytes: address }, length: prefix.length }, mac };
  });
}

function pairMac(
  p: Planning,
  networkId: string,
  port: { readonly id: string; readonly mac: Mac },
  bytes: Uint8Array,
  field: string,
): Uint8Array {
  const mac = usableMac(bytes, field);
  if (formatMac(mac) === formatMac(port.mac)) return new Uint8Array();
  refuseTaken(p, networkId, mac, field, port.id);
  return mac;
}

/** A MAC that a port can have, or a pair of one. */
export function usableMac(bytes: Uint8Array, field: string): Mac {
  const mac = requireUnicast(macFromBytes(bytes, field), field);
  if (formatMac(mac) === formatMac(GATEWAY_MAC))
    throw invalidField(field, `${formatMac(mac)} is the MAC of all gateways`);
  return mac;
}

/** DUPLICATE_VALUE if a port of the network other than `self` has the MAC, or a pair with it. */
export function refuseTaken(p: Planning, networkId: string, mac: Mac, field: string, self: string): void {
  const owner = macOwner(p, networkId, mac);
  if (owner === undefined || owner === self) return;
  throw duplicateValue(field, `${formatMac(mac)} is port ${owner}'s in network ${networkId}`, {
    type: 'port',
    name: owner,
  });
}

/** The port of the network that has the MAC, or a pair with it. */
export function macOwner(p: Planning, networkId: string, mac: Mac): string | undefined {
  const n = macToNumber(mac);
  const { macs, pairMacs } = p.topology;
  return macs.get(networkId)?.get(n) ?? pairMacs.get(networkId)?.get(n) ?? p.draft.macOwner(networkId, n);
}

/** How many packets a second a port may flood; 0: the standard. */
export function checkedFloodLimit(packetsPerSecond: number): number {
  if (packetsPerSecond <= floodLimits.max) return packetsPerSecond;
  throw outOfRange('port.flood_packets_per_second', packetsPerSecond, 0, floodLimits.max);
}
