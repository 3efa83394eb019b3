import { WeftError } from '../../../proto/src/errors.js';
import { type Identity, identityUri } from '../../../proto/src/identity.js';
import type { Caller } from './identity.js';

/** Who may call what: the one place that says so. */

type Role = Identity['role'];

/** Roles that may call a service besides admins, who may call everything. A service that isn't named is for admins. */
const allowedRoles: Readonly<Record<string, readonly Role[]>> = {
  'weft.v1.NodeSync': ['node'],
  'grpc.health.v1.Health': ['node', 'tenant', 'controller'],
};

/**
 * Refuses a call that its caller may not make: UNAUTHENTICATED without an identity, PERMISSION_DENIED without the right. `path` is
 * /<service>/<method>. NodeSync checks further that a node speaks for itself.
 */
export function authorize(path: string, caller: Caller): WeftError | null {
  if (caller === 'loopback') return null;
  if (caller === null) {
    return new WeftError(
      'UNAUTHENTICATED',
      "the client's certificate has no weft identity (a URI like weft://admin/name)",
    );
  }
  const service = path.split('/')[1] ?? '';
  if (caller.role === 'admin' || allowedRoles[service]?.includes(caller.role)) return null;
  return new WeftError('PERMISSION_DENIED', `${identityUri(caller)} may not call ${path}`);
}
