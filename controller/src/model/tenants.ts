import { weft } from '../../../proto/gen/codecs.js';
import { inUse, requireId, requireMessage, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { type QuotaKind, quotaKinds, quotaName } from './quota-limits.js';

type Quota = weft.v1.TenantQuota.$Properties | null;

/** Paths of single kinds: an update of `quota` replaces all of them. */
const quotaPaths: ReadonlyMap<string, QuotaKind> = new Map(
  quotaKinds.map((kind) => [`quota.${quotaName(kind)}`, kind]),
);

export function createTenant(p: Planning, request: weft.v1.CreateTenantRequest): Plan<weft.v1.Tenant> {
  const input = requireMessage(request.tenant, 'tenant');
  const metadata = createdMetadata(p, 'tenant', input.metadata, 'tenant');
  return planPut('tenant', metadata.id, null, weft.v1.Tenant.create({ metadata, quota: input.quota ?? null }));
}

export function updateTenant(p: Planning, request: weft.v1.UpdateTenantRequest): Plan<weft.v1.Tenant> {
  const input = requireMessage(request.tenant, 'tenant');
  const id = requireId(input.metadata?.id, 'tenant.metadata.id');
  const paths = updatePaths(request.updateMask, [...changeableMetadata, 'quota', ...quotaPaths.keys()], ['usage']);
  const before = existingRow(p, 'tenant', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'tenant');
  const quota = updatedQuota(before.quota ?? null, input.quota ?? null, paths);
  if (!metadata && sameQuota(before.quota ?? null, quota)) return planNothing(before);
  const after = weft.v1.Tenant.create({ ...before, quota, metadata: touched(p, metadata ?? before.metadata ?? {}) });
  return planPut('tenant', id, before, after);
}

export function deleteTenant(p: Planning, request: weft.v1.DeleteTenantRequest): Plan<weft.v1.Tenant> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'tenant', id, request.etag);
  const networks = p.topology.networksOfTenant.of(id);
  if (networks.size > 0) throw inUse('tenant', id, 'network', networks, networks.size);
  const routers = p.topology.routersOfTenant.of(id);
  if (routers.size > 0) throw inUse('tenant', id, 'router', routers, routers.size);
  const groups = p.topology.securityGroupsOfTenant.of(id);
  if (groups.size > 0) throw inUse('tenant', id, 'securityGroup', groups, groups.size);
  return planDelete('tenant', id, before);
}

function updatedQuota(before: Quota, input: Quota, paths: ReadonlySet<string>): Quota {
  if (paths.has('quota')) return input;
  const changed = [...quotaPaths].filter(([path]) => paths.has(path));
  if (changed.length === 0) return before;
  return { ...before, ...Object.fromEntries(changed.map(([, kind]) => [kind, input?.[kind] ?? null])) };
}

function sameQuota(a: Quota, b: Quota): boolean {
  return (a === null) === (b === null) && quotaKinds.every((kind) => (a?.[kind] ?? null) === (b?.[kind] ?? null));
}
