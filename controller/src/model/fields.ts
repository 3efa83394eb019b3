import type { google } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField, WeftError } from '../../../proto/src/errors.js';
import { resourceId } from '../../../proto/src/resource-id.js';
import type { Planning } from './plan.js';
import { kindOf, type TableName } from './tables.js';
import { tenantSees } from './tenancy.js';

/** Rules of single fields that all resources share. */

/** A message that must be there. */
export function requireMessage<M>(message: M | null | undefined, field: string): M {
  if (message === null || message === undefined) throw requiredField(field);
  return message;
}

/** An id that must be there and well-formed. */
export function requireId(id: string | null | undefined, field: string): string {
  if (!id) throw requiredField(field);
  return resourceId(id, field);
}

/** An id that may be empty (a filter, an optional reference). */
export function optionalId(id: string | null | undefined, field: string): string {
  return id ? resourceId(id, field) : '';
}

/** The row that a field of the request refers to; REFERENCE_NOT_FOUND names the field. */
export function requireReference<T extends TableName>(
  p: Planning,
  table: T,
  id: string | null | undefined,
  field: string,
): string {
  const checked = requireId(id, field);
  const row = p.topology.get(table, checked);
  if (row && tenantSees(p.tenant, table, row)) return checked;
  const description = `${kindOf(table)} ${JSON.stringify(checked)} does not exist`;
  throw new WeftError('REFERENCE_NOT_FOUND', `${field}: ${description}`, {
    fields: [{ field, description }],
    resource: { type: kindOf(table), name: checked },
  });
}

/** DUPLICATE_VALUE: another resource has what `field` asks for. */
export function duplicateValue(field: string, description: string, owner?: { type: string; name: string }): WeftError {
  return new WeftError('DUPLICATE_VALUE', `${field}: ${description}`, {
    fields: [{ field, description }],
    ...(owner && { resource: owner }),
  });
}

/** Users of a resource that an IN_USE error names at most. */
const usersNamed = 10;

/** IN_USE: `users` (ids of `userKind`, `count` of them) still need the resource. The error names the first of them. */
export function inUse(
  kind: TableName,
  id: string,
  userKind: TableName,
  users: Iterable<string>,
  count: number,
): WeftError {
  const preconditions = [];
  const [what, userWhat] = [kindOf(kind), kindOf(userKind)];
  for (const user of users) {
    if (preconditions.length === usersNamed) break;
    preconditions.push({
      type: 'IN_USE',
      subject: `${userWhat}/${user}`,
      description: `${userWhat} ${user} uses ${what} ${id}`,
    });
  }
  const first = preconditions.map((p) => p.subject).join(', ');
  const more = count > preconditions.length ? `, ... (${count} in all)` : '';
  return new WeftError('IN_USE', `${what} ${JSON.stringify(id)} is in use by ${first}${more}`, { preconditions });
}

/**
 * The paths of an update mask; an absent or empty mask means every changeable field. A path of the resource that can't be changed is IMMUTABLE_FIELD,
 * any other path INVALID_FIELD.
 */
export function updatePaths(
  mask: google.protobuf.FieldMask.$Properties | null | undefined,
  changeable: readonly string[],
  immutable: readonly string[],
): ReadonlySet<string> {
  const paths = mask?.paths ?? [];
  if (paths.length === 0) return new Set(changeable);
  for (const path of paths) {
    if (changeable.includes(path)) continue;
    const shown = JSON.stringify(path.slice(0, 80));
    const description = `${shown} can't be updated; what can: ${changeable.join(', ')}`;
    const known = immutable.some((f) => path === f || path.startsWith(`${f}.`)) || path.startsWith('metadata');
    if (!known) throw invalidField('update_mask', description);
    throw new WeftError('IMMUTABLE_FIELD', `update_mask: ${description}`, {
      fields: [{ field: 'update_mask', description }],
    });
  }
  return new Set(paths);
}
