import type { weft } from '../../../proto/gen/codecs.js';
import type { TableName } from './tables.js';

/** What a tenant has a quota of, as TenantQuota calls it, with the tables that it is in. */
export const quotaTables = {
  networks: 'network',
  subnets: 'subnet',
  ports: 'port',
  routers: 'router',
  securityGroups: 'securityGroup',
  securityGroupRules: 'securityGroup',
} as const satisfies Record<string, TableName>;
export type QuotaKind = keyof typeof quotaTables;
export const quotaKinds = Object.keys(quotaTables) as QuotaKind[];

/** What a kind is called in requests and answers: `security_groups`. */
export function quotaName(kind: QuotaKind): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What a tenant may have that has no quota of its own. A kind that is absent or 0 is not limited. */
export type DefaultQuota = Readonly<Partial<Record<QuotaKind, number>>>;

/** QuotaUsage.limit of what is not limited: as many as a uint32 can count. */
export const unlimited = 0xff_ff_ff_ff;

/** How much of a kind a tenant may have. */
export function quotaLimit(kind: QuotaKind, tenant: weft.v1.Tenant | null, standard: DefaultQuota): number {
  return tenant?.quota?.[kind] ?? (standard[kind] || unlimited);
}
