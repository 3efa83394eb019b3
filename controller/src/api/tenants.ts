import { weft } from '../../../proto/gen/codecs.js';
import type { TenantService } from '../../../proto/gen/services.js';
import { createTenant, deleteTenant, updateTenant } from '../model/tenants.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function tenantHandlers(r: Resources): Handlers<typeof TenantService> {
  return {
    createTenant: (request, call) =>
      r.create(call, 'tenant', weft.v1.CreateTenantRequest, (p) => createTenant(p, request)),
    getTenant: async (request, call) => r.get(call, 'tenant', request.id),
    listTenants: async (request, call) => {
      const { rows: tenants, nextPageToken, revision } = await r.list(call, 'tenant', request.options, {});
      return weft.v1.ListTenantsResponse.create({ tenants, nextPageToken, revision });
    },
    updateTenant: (request, call) => r.update(call, 'tenant', (p) => updateTenant(p, request)),
    deleteTenant: async (request, call) =>
      weft.v1.DeleteTenantResponse.create(await r.delete(call, (p) => deleteTenant(p, request))),
    watchTenants: (call) =>
      r.watch(call, 'tenant', {}, ({ kind, revision, row, resumeToken }) =>
        weft.v1.TenantChange.create({ kind, revision, tenant: row, resumeToken }),
      ),
  };
}
