import { WeftError } from '../../../proto/src/errors.js';
import type { Planning } from './plan.js';
import { type QuotaKind, quotaLimit, quotaName } from './quota-limits.js';

/** Refuses `more` of a kind if the tenant had more of it then than it may have. */
export function requireQuota(p: Planning, kind: QuotaKind, tenantId: string, more = 1): void {
  const limit = limitOf(p, kind, tenantId);
  const drafted = kind === 'ports' ? (p.draft.portsOfTenant.get(tenantId) ?? 0) : 0;
  const used = p.topology.owned.of(kind, tenantId) + drafted;
  if (used + more <= limit) return;
  const name = quotaName(kind);
  const wanted = more === 1 ? '' : `, and ${more} more are asked for`;
  const description = `tenant ${tenantId} has ${used} ${name}; its quota is ${limit}${wanted}`;
  throw new WeftError('QUOTA_EXCEEDED', description, { quota: { subject: `tenant/${tenantId}/${name}`, description } });
}

function limitOf({ draft, topology, settings }: Planning, kind: QuotaKind, tenantId: string): number {
  const key = `${kind}/${tenantId}`;
  const known = draft.quotaLimits.get(key);
  if (known !== undefined) return known;
  const limit = quotaLimit(kind, topology.get('tenant', tenantId), settings.defaultQuota ?? {});
  draft.quotaLimits.set(key, limit);
  return limit;
}
