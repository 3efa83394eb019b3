import { invalidField } from '../../../proto/src/errors.js';
import { requireId, requireReference } from './fields.js';
import type { Planning } from './plan.js';

/** Most security groups of a port, and default ones of a network. */
export const portGroupsLimit = 16;

/** The group that a field names, if it is one of the tenant: REFERENCE_NOT_FOUND, or INVALID_FIELD of another tenant's that the caller sees. */
export function requireGroupOf(p: Planning, tenantId: string, id: string | null | undefined, field: string): string {
  // Rows of groups are large: the index tells without them.
  const named = requireId(id, field);
  if (p.topology.securityGroupsOfTenant.of(tenantId).has(named)) return named;
  requireReference(p, 'securityGroup', named, field);
  const owner = p.topology.get('securityGroup', named)?.tenantId;
  throw invalidField(field, `security group ${named} is one of tenant ${owner}, not of ${tenantId}`);
}

/** Lists in another order are not the same: the order is the one that they are told in. */
export function sameGroups(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** The groups that a list of a request names, in its order. */
export function checkedGroups(p: Planning, tenantId: string, input: readonly string[], list: string): string[] {
  if (input.length > portGroupsLimit) {
    throw invalidField(list, `has ${input.length} security groups; the limit is ${portGroupsLimit}`);
  }
  const named = new Set<string>();
  for (const [i, id] of input.entries()) {
    const field = `${list}[${i}]`;
    if (named.has(requireGroupOf(p, tenantId, id, field))) throw invalidField(field, `${id} is named twice`);
    named.add(id);
  }
  return [...named];
}
