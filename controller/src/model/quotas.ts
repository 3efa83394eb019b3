import { WeftError } from '../../../proto/src/errors.js';
import type { Planning } from './plan.js';
import { type QuotaKind, quotaLimit, quotaTables } from './quota-limits.js';

/** Refuses one more resource of a kind if the tenant has as many as it may have. */
export function requireQuota(p: Planning, kind: QuotaKind, tenantId: string): void {
  const limit = limitOf(p, kind, tenantId);
  const drafted = kind === 'ports' ? (p.draft.portsOfTenant.get(tenantId) ?? 0) : 0;
  const used = p.topology.owned[quotaTables[kind]].of(tenantId) + drafted;
  if (used < limit) return;
  const description = `tenant ${tenantId} has ${used} ${kind}; its quota is ${limit}`;
  throw new WeftError('QUOTA_EXCEEDED', description, { quota: { subject: `tenant/${tenantId}/${kind}`, description } });
}

function limitOf({ draft, topology, settings }: Planning, kind: QuotaKind, tenantId: string): number {
  const key = `${kind}/${tenantId}`;
  const known = draft.quotaLimits.get(key);
  if (known !== undefined) return known;
  const limit = quotaLimit(kind, topology.get('tenant', tenantId), settings.defaultQuota ?? {});
  draft.quotaLimits.set(key, limit);
  return limit;
}
