import type { weft } from '../../proto/gen/codecs.js';
import {
  NetworkService,
  NodeService,
  PortService,
  RouterService,
  SecurityGroupService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import type { MethodShape } from '../../proto/src/method.js';
import type { Connection } from './connection.js';
import type { waitOf } from './write-options.js';

/** What `list` and `watch` can be narrowed to; which of them a kind of resource has is in `filters`. */
export interface Filter {
  tenantId?: string;
  networkId?: string;
  nodeId?: string;
}

/** A page of a list. */
export interface Page<Resource> {
  readonly items: readonly Resource[];
  readonly nextPageToken: string;
}

/** One message of a watch. */
export interface Change<Resource> {
  readonly kind: weft.v1.ChangeKind;
  readonly revision: number;
  readonly resource: Resource | null;
}

/** What every kind of resource can be asked for in the same way. */
export interface ResourceCalls<Resource> {
  readonly filters: readonly (keyof Filter)[];
  readonly get: (c: Connection, id: string) => Promise<Resource>;
  readonly list: (c: Connection, options: weft.v1.ListOptions.$Properties, filter: Filter) => Promise<Page<Resource>>;
  readonly remove: (c: Connection, id: string, etag: string, wait: ReturnType<typeof waitOf>) => Promise<unknown>;
  readonly watch: (
    c: Connection,
    filter: Filter & { readonly options?: weft.v1.WatchOptions.$Properties },
    onChange: (change: Change<Resource>) => boolean,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** A method, as far as its caller sees it. */
type Method<Request, Response> = MethodShape<Request, unknown, never, Response>;

/** A row of the table: the methods, and where their answers have the resources. */
interface Row<Resource, ListResponse, WatchMessage> {
  readonly filters: readonly (keyof Filter)[];
  readonly get: Method<{ id: string }, Resource>;
  readonly list: Method<Filter & { options: weft.v1.ListOptions.$Properties }, ListResponse>;
  readonly items: (response: ListResponse) => readonly Resource[];
  readonly remove: Method<{ id: string; etag: string } & ReturnType<typeof waitOf>, unknown>;
  readonly watch: Method<Filter & { options?: weft.v1.WatchOptions.$Properties }, WatchMessage>;
  readonly item: (message: WatchMessage) => Resource | null | undefined;
}

function calls<
  Resource,
  ListResponse extends { nextPageToken: string },
  WatchMessage extends { kind: weft.v1.ChangeKind; revision: number },
>(row: Row<Resource, ListResponse, WatchMessage>): ResourceCalls<Resource> {
  return {
    filters: row.filters,
    get: (c, id) => c.call(row.get, { id }),
    list: async (c, options, filter) => {
      const response = await c.call(row.list, { options, ...filter });
      return { items: row.items(response), nextPageToken: response.nextPageToken };
    },
    remove: (c, id, etag, wait) => c.call(row.remove, { id, etag, ...wait }),
    watch: (c, filter, onChange, signal) =>
      c.follow(
        row.watch,
        filter,
        (m) => onChange({ kind: m.kind, revision: m.revision, resource: row.item(m) ?? null }),
        signal,
      ),
  };
}

/** The calls of every kind of resource. */
export const resourceCalls = {
  tenant: calls<weft.v1.Tenant.$Properties, weft.v1.ListTenantsResponse, weft.v1.TenantChange>({
    filters: [],
    get: TenantService.getTenant,
    list: TenantService.listTenants,
    items: (response) => response.tenants,
    remove: TenantService.deleteTenant,
    watch: TenantService.watchTenants,
    item: (message) => message.tenant,
  }),
  network: calls<weft.v1.Network.$Properties, weft.v1.ListNetworksResponse, weft.v1.NetworkChange>({
    filters: ['tenantId'],
    get: NetworkService.getNetwork,
    list: NetworkService.listNetworks,
    items: (response) => response.networks,
    remove: NetworkService.deleteNetwork,
    watch: NetworkService.watchNetworks,
    item: (message) => message.network,
  }),
  subnet: calls<weft.v1.Subnet.$Properties, weft.v1.ListSubnetsResponse, weft.v1.SubnetChange>({
    filters: ['tenantId', 'networkId'],
    get: SubnetService.getSubnet,
    list: SubnetService.listSubnets,
    items: (response) => response.subnets,
    remove: SubnetService.deleteSubnet,
    watch: SubnetService.watchSubnets,
    item: (message) => message.subnet,
  }),
  router: calls<weft.v1.Router.$Properties, weft.v1.ListRoutersResponse, weft.v1.RouterChange>({
    filters: ['tenantId'],
    get: RouterService.getRouter,
    list: RouterService.listRouters,
    items: (response) => response.routers,
    remove: RouterService.deleteRouter,
    watch: RouterService.watchRouters,
    item: (message) => message.router,
  }),
  securityGroup: calls<
    weft.v1.SecurityGroup.$Properties,
    weft.v1.ListSecurityGroupsResponse,
    weft.v1.SecurityGroupChange
  >({
    filters: ['tenantId'],
    get: SecurityGroupService.getSecurityGroup,
    list: SecurityGroupService.listSecurityGroups,
    items: (response) => response.securityGroups,
    remove: SecurityGroupService.deleteSecurityGroup,
    watch: SecurityGroupService.watchSecurityGroups,
    item: (message) => message.securityGroup,
  }),
  port: calls<weft.v1.Port.$Properties, weft.v1.ListPortsResponse, weft.v1.PortChange>({
    filters: ['tenantId', 'networkId', 'nodeId'],
    get: PortService.getPort,
    list: PortService.listPorts,
    items: (response) => response.ports,
    remove: PortService.deletePort,
    watch: PortService.watchPorts,
    item: (message) => message.port,
  }),
  node: calls<weft.v1.Node.$Properties, weft.v1.ListNodesResponse, weft.v1.NodeChange>({
    filters: [],
    get: NodeService.getNode,
    list: NodeService.listNodes,
    items: (response) => response.nodes,
    remove: NodeService.deleteNode,
    watch: NodeService.watchNodes,
    item: (message) => message.node,
  }),
} as const;
