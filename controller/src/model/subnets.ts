import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange, WeftError } from '../../../proto/src/errors.js';
import { checkPrefix, family, formatIp, formatPrefix, type Ip } from '../../../proto/src/ip.js';
import { inUse, requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { ip4FromNumber, ip4ToNumber, requireIp, unusableIp4 } from './ip4.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { requireQuota } from './quotas.js';

/** Limits of an IPv4 subnet's prefix length in bits. */
export const prefixLengthLimits = { min: 8, max: 30 } as const;
/** Most allocation pools of a subnet. */
export const poolsLimit = 64;

/** A subnet's prefix as numbers: `first` is the network address, `last` the broadcast address. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export function createSubnet(p: Planning, request: weft.v1.CreateSubnetRequest): Plan<weft.v1.Subnet> {
  const input = requireMessage(request.subnet, 'subnet');
  const networkId = requireReference(p, 'network', input.networkId, 'subnet.network_id');
  const tenantId = p.topology.get('network', networkId)?.tenantId ?? '';
  requireQuota(p, 'subnets', tenantId);
  const metadata = createdMetadata(p, 'subnet', input.metadata, 'subnet');
  const { prefix, span } = checkedPrefix(input.prefix);
  refuseOverlap(p, networkId, span);
  const gateway = input.gateway?.bytes?.length ? chosenGateway(input.gateway, span) : span.first + 1;
  const pools = input.allocationPools?.length ? chosenPools(input.allocationPools, span) : defaultPools(span, gateway);
  const subnet = weft.v1.Subnet.create({
    metadata,
    networkId,
    tenantId,
    prefix,
    gateway: { bytes: ip4FromNumber(gateway) },
    allocationPools: pools.map(([first, last]) => ({
      first: { bytes: ip4FromNumber(first) },
      last: { bytes: ip4FromNumber(last) },
    })),
    dhcp: weft.v1.DhcpMode.DHCP_ENABLED,
    dhcpLeaseSeconds: 86_400,
  });
  return planPut('subnet', metadata.id, null, subnet);
}

export function updateSubnet(p: Planning, request: weft.v1.UpdateSubnetRequest): Plan<weft.v1.Subnet> {
  const input = requireMessage(request.subnet, 'subnet');
  const id = requireId(input.metadata?.id, 'subnet.metadata.id');
  const immutable = ['network_id', 'tenant_id', 'prefix', 'gateway', 'allocation_pools'];
  const paths = updatePaths(request.updateMask, changeableMetadata, immutable);
  const before = existingRow(p, 'subnet', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'subnet');
  if (!metadata) return planNothing(before);
  return planPut('subnet', id, before, weft.v1.Subnet.create({ ...before, metadata: touched(p, metadata) }));
}

export function deleteSubnet(p: Planning, request: weft.v1.DeleteSubnetRequest): Plan<weft.v1.Subnet> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'subnet', id, request.etag);
  const space = p.topology.spaces.get(id);
  if (space && space.size > 0) throw inUse('subnet', id, 'port', new Set(space.owners()), space.size);
  const router = p.topology.routerOfSubnet.get(id);
  if (router !== undefined) throw inUse('subnet', id, 'router', [router], 1);
  return planDelete('subnet', id, before);
}

function checkedPrefix(input: weft.v1.IpPrefix.$Properties | null | undefined): {
  prefix: weft.v1.IpPrefix.$Properties;
  span: Span;
} {
  const field = 'subnet.prefix';
  const address = requireIp(requireMessage(input, field).address, `${field}.address`);
  const { length } = checkPrefix(address, input?.length ?? 0, field);
  if (family(address) === 6) {
    const description = `${formatPrefix({ address, length })} is IPv6; this version has IPv4 only`;
    throw new WeftError('UNIMPLEMENTED', `${field}: ${description}`, { fields: [{ field, description }] });
  }
  if (length < prefixLengthLimits.min || length > prefixLengthLimits.max) {
    throw outOfRange(`${field}.length`, length, prefixLengthLimits.min, prefixLengthLimits.max);
  }
  const first = ip4ToNumber(address);
  const span = { first, last: first + 2 ** (32 - length) - 1, text: formatPrefix({ address, length }) };
  const why = unusableIp4(span.first, span.last);
  if (why) throw invalidField(field, `${span.text} overlaps ${why}, which hosts can't have`);
  return { prefix: { address: { bytes: address }, length }, span };
}

function refuseOverlap(p: Planning, networkId: string, span: Span): void {
  const overlapping: string[] = [];
  for (const id of p.topology.subnetsOfNetwork.of(networkId)) {
    const other = p.topology.spaces.get(id);
    if (other && other.first <= span.last && other.last >= span.first) overlapping.push(id);
  }
  if (overlapping.length === 0) return;
  const description = `${span.text} overlaps subnet ${overlapping.join(', ')} of network ${networkId}`;
  throw new WeftError('SUBNET_OVERLAP', `subnet.prefix: ${description}`, {
    fields: [{ field: 'subnet.prefix', description }],
    preconditions: overlapping
      .slice(0, 10)
      .map((id) => ({ type: 'SUBNET_OVERLAP', subject: `subnet/${id}`, description })),
  });
}

/** An IPv4 address that a host of the subnet can have: in the prefix, neither network nor broadcast address. */
export function hostAddress(ip: Ip, span: { first: number; last: number }, text: string, field: string): number {
  const n = ip4ToNumber(ip);
  if (family(ip) !== 4 || n < span.first || n > span.last)
    throw invalidField(field, `${formatIp(ip)} is not in ${text}`);
  if (n === span.first) throw invalidField(field, `${formatIp(ip)} is the network address of ${text}`);
  if (n === span.last) throw invalidField(field, `${formatIp(ip)} is the broadcast address of ${text}`);
  return n;
}

function chosenGateway(input: weft.v1.IpAddress.$Properties, span: Span): number {
  return hostAddress(requireIp(input, 'subnet.gateway'), span, span.text, 'subnet.gateway');
}

type Pool = readonly [first: number, last: number];

function chosenPools(input: readonly weft.v1.IpRange.$Properties[], span: Span): Pool[] {
  if (input.length > poolsLimit) {
    throw invalidField('subnet.allocation_pools', `has ${input.length} pools; the limit is ${poolsLimit}`);
  }
  const pools = input.map((range, i): Pool => {
    const field = `subnet.allocation_pools[${i}]`;
    const first = hostAddress(requireIp(range.first, `${field}.first`), span, span.text, `${field}.first`);
    const last = hostAddress(requireIp(range.last, `${field}.last`), span, span.text, `${field}.last`);
    if (first > last) throw invalidField(field, 'its first address is behind its last');
    return [first, last];
  });
  const order = [...pools.keys()].sort((a, b) => (pools[a]?.[0] ?? 0) - (pools[b]?.[0] ?? 0));
  for (const [at, i] of order.entries()) {
    const previous = order[at - 1];
    if (previous === undefined) continue;
    if ((pools[i]?.[0] ?? 0) <= (pools[previous]?.[1] ?? 0)) {
      const [low, high] = [Math.min(i, previous), Math.max(i, previous)];
      throw invalidField(`subnet.allocation_pools[${high}]`, `overlaps allocation_pools[${low}]`);
    }
  }
  return pools;
}

/** All host addresses of the subnet, on both sides of the gateway. */
function defaultPools(span: Span, gateway: number): Pool[] {
  const pools: Pool[] = [
    [span.first + 1, gateway - 1],
    [gateway + 1, span.last - 1],
  ];
  return pools.filter(([first, last]) => first <= last);
}
