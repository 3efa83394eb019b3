import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, WeftError } from '../../../proto/src/errors.js';
import type { AddressSpace } from './address-space.js';
import { duplicateValue, requireReference } from './fields.js';
import type { Planning } from './plan.js';

/** Most subnets of a router. */
export const routerInterfacesLimit = 256;

interface Joined {
  readonly subnetId: string;
  readonly index: number;
  readonly space: AddressSpace;
}

/** The interfaces of a router: subnets of its tenant, each in no other router, none overlapping another. In the order of the request. */
export function checkedInterfaces(
  p: Planning,
  routerId: string,
  tenantId: string,
  input: readonly weft.v1.RouterInterface.$Properties[],
): weft.v1.RouterInterface.$Properties[] {
  if (input.length > routerInterfacesLimit) {
    throw invalidField('router.interfaces', `has ${input.length} subnets; the limit is ${routerInterfacesLimit}`);
  }
  const joined: Joined[] = [];
  const named = new Set<string>();
  const interfaces = input.map((entry, index) => {
    const field = `router.interfaces[${index}].subnet_id`;
    const subnetId = requireReference(p, 'subnet', entry.subnetId, field);
    if (named.has(subnetId)) throw invalidField(field, `subnet ${subnetId} is named twice`);
    named.add(subnetId);
    const subnet = p.topology.get('subnet', subnetId);
    const space = p.topology.spaces.get(subnetId);
    if (!subnet || !space) throw new Error(`subnet ${subnetId} has no address space`);
    if (subnet.tenantId !== tenantId) {
      throw invalidField(field, `subnet ${subnetId} is one of tenant ${subnet.tenantId}, not of ${tenantId}`);
    }
    const owner = p.topology.routerOfSubnet.get(subnetId);
    if (owner !== undefined && owner !== routerId) {
      throw duplicateValue(field, `subnet ${subnetId} is in router ${owner}`, { type: 'router', name: owner });
    }
    joined.push({ subnetId, index, space });
    return { subnetId, address: subnet.gateway ?? null };
  });
  refuseOverlaps(joined);
  return interfaces;
}

function refuseOverlaps(joined: Joined[]): void {
  joined.sort((a, b) => a.space.family - b.space.family || (a.space.first < b.space.first ? -1 : 1));
  let previous: Joined | undefined;
  for (const current of joined) {
    if (previous?.space.family === current.space.family && current.space.first <= previous.space.last) {
      const [earlier, later] = previous.index < current.index ? [previous, current] : [current, previous];
      const field = `router.interfaces[${later.index}].subnet_id`;
      const description = `subnet ${later.subnetId} overlaps subnet ${earlier.subnetId}, which the router has too`;
      throw new WeftError('SUBNET_OVERLAP', `${field}: ${description}`, {
        fields: [{ field, description }],
        preconditions: [{ type: 'SUBNET_OVERLAP', subject: `subnet/${earlier.subnetId}`, description }],
      });
    }
    previous = current;
  }
}
