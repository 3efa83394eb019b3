import { weft } from '../../../proto/gen/codecs.js';
import { inUse, requireId, requireMessage, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';

export function createTenant(p: Planning, request: weft.v1.CreateTenantRequest): Plan<weft.v1.Tenant> {
  const input = requireMessage(request.tenant, 'tenant');
  const metadata = createdMetadata(p, 'tenant', input.metadata, 'tenant');
  return planPut('tenant', metadata.id, null, weft.v1.Tenant.create({ metadata }));
}

export function updateTenant(p: Planning, request: weft.v1.UpdateTenantRequest): Plan<weft.v1.Tenant> {
  const input = requireMessage(request.tenant, 'tenant');
  const id = requireId(input.metadata?.id, 'tenant.metadata.id');
  const paths = updatePaths(request.updateMask, changeableMetadata, []);
  const before = existingRow(p, 'tenant', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'tenant');
  if (!metadata) return planNothing(before);
  return planPut('tenant', id, before, weft.v1.Tenant.create({ ...before, metadata: touched(p, metadata) }));
}

export function deleteTenant(p: Planning, request: weft.v1.DeleteTenantRequest): Plan<weft.v1.Tenant> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'tenant', id, request.etag);
  const networks = p.topology.networksOfTenant.of(id);
  if (networks.size > 0) throw inUse('tenant', id, 'network', networks, networks.size);
  const routers = p.topology.routersOfTenant.of(id);
  if (routers.size > 0) throw inUse('tenant', id, 'router', routers, routers.size);
  return planDelete('tenant', id, before);
}
