import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField } from '../../../proto/src/errors.js';
import { checkPrefix, family, formatIp, formatPrefix, type Ip } from '../../../proto/src/ip.js';
import { addressNumber } from './address-number.js';
import { requireMessage } from './fields.js';
import { requireIp } from './ip4.js';
import type { Planning } from './plan.js';
import { hostAddress } from './subnet-prefix.js';

/** Most static routes of a router. */
export const staticRoutesLimit = 256;

/** The static routes of a router that has `interfaces`. A prefix occurs once; a next hop is a host of one of the router's subnets. */
export function checkedRoutes(
  p: Planning,
  input: readonly weft.v1.StaticRoute.$Properties[],
  interfaces: readonly weft.v1.RouterInterface.$Properties[],
): weft.v1.StaticRoute.$Properties[] {
  if (input.length > staticRoutesLimit) {
    throw invalidField('router.routes', `has ${input.length} routes; the limit is ${staticRoutesLimit}`);
  }
  const seen = new Set<string>();
  return input.map((route, i) => {
    const field = `router.routes[${i}]`;
    const { prefix, text } = routePrefix(route.prefix, `${field}.prefix`);
    if (seen.has(text)) throw invalidField(`${field}.prefix`, `${text} has a route already`);
    seen.add(text);
    return { prefix, nextHop: nextHop(p, prefix, route.nextHop, interfaces, `${field}.next_hop`) };
  });
}

function routePrefix(
  input: weft.v1.IpPrefix.$Properties | null | undefined,
  field: string,
): { prefix: weft.v1.IpPrefix.$Properties; text: string } {
  const address = requireIp(requireMessage(input, field).address, `${field}.address`);
  const { length } = checkPrefix(address, input?.length ?? 0, field);
  const text = formatPrefix({ address, length });
  return { prefix: { address: { bytes: address }, length }, text };
}

function nextHop(
  p: Planning,
  prefix: weft.v1.IpPrefix.$Properties,
  input: weft.v1.IpAddress.$Properties | null | undefined,
  interfaces: readonly weft.v1.RouterInterface.$Properties[],
  field: string,
): weft.v1.IpAddress.$Properties {
  const ip = requireIp(input, field);
  if (family(ip) !== family((prefix.address?.bytes ?? ip) as Ip)) {
    throw invalidField(field, `${formatIp(ip)} is not of the family of the route's prefix`);
  }
  const n = addressNumber(ip);
  for (const { subnetId } of interfaces) {
    const space = p.topology.spaces.get(subnetId ?? '');
    if (!space?.contains(n)) continue;
    hostAddress(ip, space, `subnet ${subnetId}`, field);
    if (n === space.gateway) throw invalidField(field, `${formatIp(ip)} is the gateway of subnet ${subnetId}`);
    return { bytes: ip };
  }
  throw invalidField(field, `${formatIp(ip)} is in none of the router's subnets`);
}
