import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Planning } from './plan.js';
import type { TableName } from './tables.js';

/** Kinds of resources that a tenant has a quota of, as TenantQuota calls them, and the tables that they are in. */
export const quotaTables = {
  networks: 'network',
  subnets: 'subnet',
  ports: 'port',
  routers: 'router',
} as const satisfies Record<string, TableName>;
export type QuotaKind = keyof typeof quotaTables;
export const quotaKinds = Object.keys(quotaTables) as QuotaKind[];

/** What a tenant may have that has no quota of its own. A kind that is absent or 0 is not limited. */
export type DefaultQuota = Readonly<Partial<Record<QuotaKind, number>>>;

/** QuotaUsage.limit of what is not limited: as many as a uint32 can count. */
export const unlimited = 0xff_ff_ff_ff;

/** How many resources of a kind a tenant may have. */
export function quotaLimit(kind: QuotaKind, tenant: weft.v1.Tenant | null, standard: DefaultQuota): number {
  return tenant?.quota?.[kind] ?? (standard[kind] || unlimited);
}

/** Refuses one more resource of a kind if the tenant has as many as it may have. */
export function requireQuota(p: Planning, kind: QuotaKind, tenantId: string): void {
  const limit = quotaLimit(kind, p.topology.get('tenant', tenantId), p.settings.defaultQuota ?? {});
  const drafted = kind === 'ports' ? (p.draft.portsOfTenant.get(tenantId) ?? 0) : 0;
  const used = p.topology.owned[quotaTables[kind]].of(tenantId) + drafted;
  if (used < limit) return;
  const description = `tenant ${tenantId} has ${used} ${kind}; its quota is ${limit}`;
  throw new WeftError('QUOTA_EXCEEDED', description, { quota: { subject: `tenant/${tenantId}/${kind}`, description } });
}
