import { WeftError } from '../../../proto/src/errors.js';
import type { Planning } from './plan.js';
import type { TableName, Tables } from './tables.js';

/**
 * What a tenant sees: its own row, and rows that are its own. For everything else a call of a tenant is answered as if it did not exist, whether
 * it does or not. Ids are unique in the cluster, so one thing can't be hidden: ALREADY_EXISTS tells that an id which the tenant asked for is taken,
 * and nothing about what has it. Generated ids do not clash.
 */

/** Whose a row is; null for what belongs to no tenant. */
export function tenantOf<T extends TableName>(table: T, row: Tables[T]): string | null {
  if (table === 'tenant') return row.metadata?.id ?? null;
  return 'tenantId' in row && row.tenantId !== '' ? row.tenantId : null;
}

/** Whether the row exists for a caller that acts for `tenant`; null is an admin, for whom everything does. */
export function tenantSees<T extends TableName>(tenant: string | null, table: T, row: Tables[T]): boolean {
  return tenant === null || tenantOf(table, row) === tenant;
}

/** PERMISSION_DENIED if the transaction is a tenant's: `field` says what the underlay does, which is not the tenant's to choose. */
export function adminsDecide(p: Planning, field: string, what: string): void {
  if (p.tenant === null) return;
  const description = `only an admin decides ${what}`;
  throw new WeftError('PERMISSION_DENIED', `${field}: ${description}`, { fields: [{ field, description }] });
}
