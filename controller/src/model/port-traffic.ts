import { weft } from '../../../proto/gen/codecs.js';
import type { Mac } from '../../../proto/src/mac.js';
import { checkedFloodLimit, checkedPairs } from './address-pairs.js';
import { checkedBandwidthLimit } from './bandwidth-limit.js';
import type { Planning } from './plan.js';
import { checkedGroups } from './security-group-references.js';

type Input = weft.v1.Port.$Properties;

/** What a port may send and get. All of it can be changed. */
type Traffic = Pick<
  weft.v1.Port,
  'allowedAddressPairs' | 'floodPacketsPerSecond' | 'egressLimit' | 'ingressLimit' | 'securityGroupIds'
>;

/** Whose traffic it is. */
interface TrafficOwner {
  readonly id: string;
  readonly networkId: string;
  readonly tenantId: string;
  readonly mac: Mac;
}

/** How each part of it is read from a request, by its path in an update mask. */
const readers = {
  allowed_address_pairs: (p, { id, networkId, mac }, input) => ({
    allowedAddressPairs: checkedPairs(p, networkId, { id, mac }, input.allowedAddressPairs ?? []),
  }),
  flood_packets_per_second: (_p, _port, input) => ({
    floodPacketsPerSecond: checkedFloodLimit(input.floodPacketsPerSecond ?? 0),
  }),
  egress_limit: (_p, _port, input) => ({
    egressLimit: checkedBandwidthLimit(input.egressLimit, 'port.egress_limit'),
  }),
  ingress_limit: (_p, _port, input) => ({
    ingressLimit: checkedBandwidthLimit(input.ingressLimit, 'port.ingress_limit'),
  }),
  security_group_ids: (p, { tenantId }, input) => ({
    securityGroupIds: checkedGroups(p, tenantId, input.securityGroupIds ?? [], 'port.security_group_ids'),
  }),
} as const satisfies Record<string, (p: Planning, port: TrafficOwner, input: Input) => Partial<Traffic>>;

/** Paths of its parts in an update mask. */
export const trafficPaths = Object.keys(readers) as readonly (keyof typeof readers)[];

/** The parts that `paths` name, of a request. */
export function checkedTraffic(
  p: Planning,
  port: TrafficOwner,
  input: Input,
  paths: readonly (keyof typeof readers)[] = trafficPaths,
): Partial<Traffic> {
  return Object.assign({}, ...paths.map((path) => readers[path](p, port, input)));
}

/** What an update of `paths` changes; null: nothing. */
export function changedTraffic(
  p: Planning,
  before: weft.v1.Port,
  input: Input,
  paths: ReadonlySet<string>,
): Partial<Traffic> | null {
  const { networkId, tenantId } = before;
  const port = { id: before.metadata?.id ?? '', networkId, tenantId, mac: before.mac as Mac };
  const named = trafficPaths.filter((path) => paths.has(path));
  const traffic = checkedTraffic(p, port, input, named);
  return Buffer.compare(bytesOf(before), bytesOf({ ...before, ...traffic })) === 0 ? null : traffic;
}

function bytesOf({
  allowedAddressPairs,
  floodPacketsPerSecond,
  egressLimit = null,
  ingressLimit = null,
  securityGroupIds,
}: Traffic): Uint8Array {
  const traffic = { allowedAddressPairs, floodPacketsPerSecond, egressLimit, ingressLimit, securityGroupIds };
  return weft.v1.Port.encode(weft.v1.Port.create(traffic)).finish();
}
