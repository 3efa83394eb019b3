import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { kindOf } from '../model/tables.js';
import type { TableName, Tables } from '../store/change.js';
import { columnsOf } from '../store/keys.js';
import type { Filters } from '../store/lists.js';

/**
 * What a tenant is shown of its own rows: nothing of the underlay. Which node a port lives on, its interface there, what nodes say of
 * resources, VNIs and numbers of the datapath are the operator's. Of its subnets and routers it is told which entries are not applied everywhere.
 */
export function tenantRow<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
  switch (table) {
    case 'securityGroup':
      return weft.v1.SecurityGroup.create({ ...(row as weft.v1.SecurityGroup), datapathId: 0 }) as Tables[T];
    case 'network':
      return weft.v1.Network.create({ ...(row as weft.v1.Network), vni: 0, status: null }) as Tables[T];
    case 'subnet': {
      const subnet = row as weft.v1.Subnet;
      return weft.v1.Subnet.create({ ...subnet, status: tenantNacks(subnet.status) }) as Tables[T];
    }
    case 'router': {
      const router = row as weft.v1.Router;
      return weft.v1.Router.create({ ...router, datapathId: 0, status: tenantNacks(router.status) }) as Tables[T];
    }
    case 'port': {
      const port = row as weft.v1.Port;
      const status = port.status && { ...port.status, interface: '', message: '', ...unmoved };
      const bindings = { activeBinding: null, pendingBinding: null, departingBinding: null };
      const hidden = { nodeId: '', ...bindings, datapathId: 0 };
      return weft.v1.Port.create({ ...port, ...hidden, status: status ?? null }) as Tables[T];
    }
    default:
      return row;
  }
}

/** What a status says of a pending binding: that there is none. */
const unmoved = { pendingPlugged: false, pendingProgrammed: false, pendingHasConnections: false, pendingMessage: '' };

/** Which entries, and why by code, each once: how many nodes there are, which, and what they say in their own words is the operator's. */
function tenantNacks(status: weft.v1.RouterStatus.$Properties | null | undefined) {
  if (!status) return null;
  const told = new Map<string, weft.v1.NackedEntry.$Properties>();
  for (const { revision = 0, entry, reason = '' } of status.nacks ?? []) {
    const text = entry ?? '';
    told.delete(text);
    told.set(text, { revision, entry: text, reason });
  }
  return { nacks: [...told.values()], nackCount: told.size };
}

/**
 * The filters of a tenant's list or watch: its own rows only. Asking for another tenant's, or by node, is refused whether there is such a tenant or
 * node or not.
 */
export function tenantFilters(tenant: string, table: TableName, filters: Filters): Filters {
  if (!columnsOf(table).some(([column]) => column === 'tenant')) {
    throw new WeftError('PERMISSION_DENIED', `a tenant may not list ${kindOf(table)}s`);
  }
  requireOwn(tenant, filters.tenant);
  if (filters.node) throw notForTenants('node_id', 'a tenant does not see where ports live');
  return { ...filters, tenant };
}

/** Refuses a tenant that asks for another tenant's, whether there is such a tenant or not. */
export function requireOwn(tenant: string, asked: string | undefined): void {
  if (asked && asked !== tenant) throw notForTenants('tenant_id', 'a tenant lists only its own');
}

/** An error as a tenant is told it: which nodes are behind is the operator's to know. */
export function tenantError(error: unknown): unknown {
  if (!(error instanceof WeftError) || error.code !== 'NOT_PROGRAMMED') return error;
  const { revision = '' } = error.details.metadata ?? {};
  return new WeftError(error.code, 'committed, but not programmed everywhere in time', { metadata: { revision } });
}

function notForTenants(field: string, description: string): WeftError {
  return new WeftError('PERMISSION_DENIED', `${field}: ${description}`, { fields: [{ field, description }] });
}
