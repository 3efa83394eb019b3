import { WeftError } from '../../../proto/src/errors.js';
import { type Identity, identityUri } from '../../../proto/src/identity.js';
import type { Caller } from './identity.js';

/**
 * Who may call what: the one place that says so. Admins may call everything. What tenants may call shows and changes only what is theirs: see
 * `Resources.as`, which is where their calls get their tenant.
 */

type Role = Identity['role'];

const tenants: readonly Role[] = ['tenant'];
const anybody: readonly Role[] = ['node', 'tenant', 'controller'];

const kindsOfTenants = ['Network', 'Subnet', 'Router', 'SecurityGroup', 'Port'];

/** Methods by /<service>/<method>, with the roles that may call them besides admins. A method that isn't named is for admins. */
const allowedRoles: ReadonlyMap<string, readonly Role[]> = new Map<string, readonly Role[]>([
  ['/weft.v1.NodeSync/Sync', ['node']],
  ['/grpc.health.v1.Health/Check', anybody],
  ['/grpc.health.v1.Health/List', anybody],
  ['/grpc.health.v1.Health/Watch', anybody],
  ['/weft.v1.TenantService/GetTenant', tenants],
  ...['Create', 'Get', 'Update', 'Delete'].flatMap((verb) =>
    kindsOfTenants.map((kind) => forTenants(kind, `${verb}${kind}`)),
  ),
  ...['List', 'Watch'].flatMap((verb) => kindsOfTenants.map((kind) => forTenants(kind, `${verb}${kind}s`))),
  forTenants('Audit', 'ListAudit'),
  forTenants('SecurityGroup', 'AddSecurityGroupRules'),
  forTenants('SecurityGroup', 'RemoveSecurityGroupRules'),
  forTenants('Port', 'BatchCreatePorts'),
  forTenants('Port', 'BatchDeletePorts'),
  forTenants('Port', 'ListPortRules'),
]);

function forTenants(kind: string, method: string): [string, readonly Role[]] {
  return [`/weft.v1.${kind}Service/${method}`, tenants];
}

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
  if (caller.role === 'admin' || allowedRoles.get(path)?.includes(caller.role)) return null;
  return new WeftError('PERMISSION_DENIED', `${identityUri(caller)} may not call ${path}`);
}
