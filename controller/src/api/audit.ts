import { weft } from '../../../proto/gen/codecs.js';
import type { AuditService } from '../../../proto/gen/services.js';
import { listAudit } from '../store/audit-list.js';
import type { Store } from '../store/store.js';
import { actingTenant, type IdentityOf } from './identity.js';
import { PageTokens } from './page-token.js';
import type { Handlers } from './serve.js';
import { requireOwn } from './tenant-view.js';

export function auditHandlers(store: Store, identityOf: IdentityOf): Handlers<typeof AuditService> {
  const tokens = new PageTokens(store.clusterId, store.epoch, 'page_token');
  return {
    listAudit: async ({ tenantId, kind, id, actor, pageSize, pageToken }, call) => {
      const tenant = actingTenant(identityOf(call));
      if (tenant !== null) requireOwn(tenant, tenantId);
      const filters = { tenantId, kind, id, actor };
      const list = `audit ${JSON.stringify([tenant, filters])}`;
      const below = tokens.open(list, pageToken);
      const limit = Math.min(pageSize || 100, 1000);
      const page = await listAudit(store, filters, tenant, below === '' ? null : Number(below), limit);
      const nextPageToken = page.below === null ? '' : tokens.seal(list, String(page.below));
      return weft.v1.ListAuditResponse.create({ records: page.records, nextPageToken });
    },
  };
}
