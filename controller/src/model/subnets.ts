import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, WeftError } from '../../../proto/src/errors.js';
import { formatPrefix, type Ip } from '../../../proto/src/ip.js';
import {
  type AddressNumber,
  addressOf,
  familyOf,
  lastOfPrefix,
  numberOf,
  plus,
  rangesOverlap,
} from './address-number.js';
import { inUse, requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { requireIp } from './ip4.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { requireQuota } from './quotas.js';
import { changeableOptions, checkedAddressMode, checkedOptions, type OptionsContext } from './subnet-options.js';
import { allocationPools } from './subnet-pools.js';
import { type CheckedPrefix, checkedPrefix, hostAddress } from './subnet-prefix.js';

/** Least MTU of a network with an IPv6 subnet (RFC 8200 section 5). */
export const ip6MinimumMtu = 1280;

export function createSubnet(p: Planning, request: weft.v1.CreateSubnetRequest): Plan<weft.v1.Subnet> {
  const input = requireMessage(request.subnet, 'subnet');
  const networkId = requireReference(p, 'network', input.networkId, 'subnet.network_id');
  const network = p.topology.get('network', networkId);
  const tenantId = network?.tenantId ?? '';
  requireQuota(p, 'subnets', tenantId);
  const metadata = createdMetadata(p, 'subnet', input.metadata, 'subnet');
  const checked = checkedPrefix(input.prefix, 'subnet.prefix');
  const { prefix, span, text } = checked;
  const family = familyOf(span.first);
  const mtu = network?.mtu ?? 0;
  if (family === 6 && mtu < ip6MinimumMtu) {
    throw invalidField(
      'subnet.prefix',
      `${text} is IPv6, which needs an MTU of ${ip6MinimumMtu}; the network's is ${mtu}`,
    );
  }
  refuseOverlap(p, networkId, checked);
  const gateway = input.gateway?.bytes?.length
    ? hostAddress(requireIp(input.gateway, 'subnet.gateway'), span, text, 'subnet.gateway')
    : plus(span.first, 1);
  const pools = allocationPools(input.allocationPools ?? [], checked, gateway);
  const context: OptionsContext = { ...checked, family };
  const subnet = weft.v1.Subnet.create({
    metadata,
    networkId,
    tenantId,
    prefix,
    gateway: { bytes: addressOf(gateway) },
    allocationPools: pools,
    ...checkedOptions(context, input, new Set(changeableOptions), weft.v1.Subnet.create({})),
    ip6AddressMode: checkedAddressMode(context, input.ip6AddressMode ?? 0),
  });
  return planPut('subnet', metadata.id, null, subnet);
}

export function updateSubnet(p: Planning, request: weft.v1.UpdateSubnetRequest): Plan<weft.v1.Subnet> {
  const input = requireMessage(request.subnet, 'subnet');
  const id = requireId(input.metadata?.id, 'subnet.metadata.id');
  const immutable = ['network_id', 'tenant_id', 'prefix', 'gateway', 'allocation_pools', 'ip6_address_mode', 'status'];
  const paths = updatePaths(request.updateMask, [...changeableMetadata, ...changeableOptions], immutable);
  const before = existingRow(p, 'subnet', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'subnet');
  const options = changeableOptions.some((path) => paths.has(path))
    ? checkedOptions(contextOf(before), input, paths, before)
    : {};
  const changed = weft.v1.Subnet.create({ ...before, ...options });
  if (!metadata && sameRow(before, changed)) return planNothing(before);
  changed.metadata = touched(p, metadata ?? before.metadata ?? {});
  return planPut('subnet', id, before, changed);
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

function contextOf({ prefix }: weft.v1.Subnet): OptionsContext {
  const first: AddressNumber = numberOf(prefix?.address);
  const length = prefix?.length ?? 0;
  const text = formatPrefix({ address: (prefix?.address?.bytes ?? new Uint8Array()) as Ip, length });
  return { span: { first, last: lastOfPrefix(first, length) }, length, text, family: familyOf(first) };
}

function sameRow(a: weft.v1.Subnet, b: weft.v1.Subnet): boolean {
  return Buffer.compare(weft.v1.Subnet.encode(a).finish(), weft.v1.Subnet.encode(b).finish()) === 0;
}

function refuseOverlap(p: Planning, networkId: string, { span, text }: CheckedPrefix): void {
  const overlapping: string[] = [];
  for (const id of p.topology.subnetsOfNetwork.of(networkId)) {
    const other = p.topology.spaces.get(id);
    if (other && rangesOverlap(other.first, other.last, span.first, span.last)) overlapping.push(id);
  }
  if (overlapping.length === 0) return;
  const description = `${text} overlaps subnet ${overlapping.join(', ')} of network ${networkId}`;
  throw new WeftError('SUBNET_OVERLAP', `subnet.prefix: ${description}`, {
    fields: [{ field: 'subnet.prefix', description }],
    preconditions: overlapping
      .slice(0, 10)
      .map((id) => ({ type: 'SUBNET_OVERLAP', subject: `subnet/${id}`, description })),
  });
}
