import { invalidField } from './errors.js';

/** Longest resource id in bytes (RFC 1123 label). */
export const RESOURCE_ID_MAX = 63;

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Checks an id; it is a token of NATS subjects and a file name, so nothing else than an RFC 1123 label passes. */
export function resourceId(id: string, field: string): string {
  if (!label.test(id)) {
    const shown = JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}...` : id);
    throw invalidField(
      field,
      `${shown} is not an id: 1 to ${RESOURCE_ID_MAX} of [a-z0-9-], beginning and ending with a letter or digit`,
    );
  }
  return id;
}
