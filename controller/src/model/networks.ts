import { weft } from '../../../proto/gen/codecs.js';
import { outOfRange } from '../../../proto/src/errors.js';
import { vni as checkVni } from '../../../proto/src/vni.js';
import type { CursorMove } from './cursors.js';
import { duplicateValue, inUse, requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { allocateNumber } from './numbers.js';
import { type ClusterSettings, type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { requireQuota } from './quotas.js';
import { checkedGroups, sameGroups } from './security-group-references.js';
import { adminsDecide } from './tenancy.js';

/** Limits of a network's MTU in bytes, L3: the least that every IPv4 host takes (RFC 791), and 65,535 less the outer headers. */
export const mtuLimits = { min: 576, max: 65_485 } as const;

/** Bytes that encapsulation adds to an L3 packet: inner Ethernet 14, VXLAN 8, UDP 8, outer IPv4 20 or IPv6 40. */
const encapsulationBytes = { 4: 50, 6: 70 } as const;

/** MTU of a network whose creator chose none, and the most that one can have: larger frames would not fit the underlay. */
export function defaultMtu(settings: ClusterSettings): number {
  return settings.underlayMtu - encapsulationBytes[settings.underlayFamily];
}

export function createNetwork(p: Planning, request: weft.v1.CreateNetworkRequest): Plan<weft.v1.Network> {
  const input = requireMessage(request.network, 'network');
  const tenantId = requireReference(p, 'tenant', input.tenantId, 'network.tenant_id');
  requireQuota(p, 'networks', tenantId);
  const metadata = createdMetadata(p, 'network', input.metadata, 'network');
  const mtu = input.mtu || defaultMtu(p.settings);
  const most = defaultMtu(p.settings);
  if (mtu < mtuLimits.min || mtu > most) throw outOfRange('network.mtu', mtu, mtuLimits.min, most);
  if (input.vni) adminsDecide(p, 'network.vni', 'a VNI');
  const { vni, cursors } = input.vni ? { vni: chosenVni(p, input.vni), cursors: [] } : allocatedVni(p);
  const defaultSecurityGroupIds = defaultGroups(p, tenantId, input);
  const network = weft.v1.Network.create({ metadata, tenantId, vni, mtu, defaultSecurityGroupIds });
  return planPut('network', metadata.id, null, network, cursors);
}

export function updateNetwork(p: Planning, request: weft.v1.UpdateNetworkRequest): Plan<weft.v1.Network> {
  const input = requireMessage(request.network, 'network');
  const id = requireId(input.metadata?.id, 'network.metadata.id');
  const changeable = [...changeableMetadata, 'default_security_group_ids'];
  const paths = updatePaths(request.updateMask, changeable, ['tenant_id', 'vni', 'mtu', 'status']);
  const before = existingRow(p, 'network', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'network');
  const defaultSecurityGroupIds = paths.has('default_security_group_ids')
    ? defaultGroups(p, before.tenantId, input)
    : before.defaultSecurityGroupIds;
  if (!metadata && sameGroups(defaultSecurityGroupIds, before.defaultSecurityGroupIds)) return planNothing(before);
  const after = weft.v1.Network.create({
    ...before,
    defaultSecurityGroupIds,
    metadata: touched(p, metadata ?? before.metadata ?? {}),
  });
  return planPut('network', id, before, after);
}

export function deleteNetwork(p: Planning, request: weft.v1.DeleteNetworkRequest): Plan<weft.v1.Network> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'network', id, request.etag);
  const subnets = p.topology.subnetsOfNetwork.of(id);
  if (subnets.size > 0) throw inUse('network', id, 'subnet', subnets, subnets.size);
  const ports = p.topology.macs.get(id);
  if (ports) throw inUse('network', id, 'port', ports.values(), ports.size);
  return planDelete('network', id, before);
}

function defaultGroups(p: Planning, tenantId: string, input: weft.v1.Network.$Properties): string[] {
  return checkedGroups(p, tenantId, input.defaultSecurityGroupIds ?? [], 'network.default_security_group_ids');
}

function chosenVni(p: Planning, wanted: number): number {
  const vni = checkVni(wanted, 'network.vni');
  if (!p.topology.numbers.vni.has(vni)) return vni;
  const owner = p.topology.networkByVni.get(vni);
  if (owner === undefined) {
    throw duplicateValue('network.vni', `VNI ${vni} was a deleted network's, and a node may still hold entries of it`);
  }
  throw duplicateValue('network.vni', `VNI ${vni} is network ${owner}'s`, { type: 'network', name: owner });
}

function allocatedVni(p: Planning): { vni: number; cursors: CursorMove[] } {
  const { number, cursor } = allocateNumber(p, 'vni');
  return { vni: number, cursors: [cursor] };
}
