import type { Client } from '@grpc/grpc-js';
import type { weft } from '../../../../proto/gen/codecs.js';
import * as services from '../../../../proto/gen/services.js';
import { callUnary, openServerStream } from '../../../../proto/src/call.js';
import { parseIp } from '../../../../proto/src/ip.js';

const { NetworkService, NodeService, PortService, RouterService, SecurityGroupService, SubnetService, TenantService } =
  services;

/** What all kinds of resources have in common, as far as tests of all of them need it. */
export interface AnyRow {
  readonly metadata?: weft.v1.Metadata.$Properties | null;
  readonly tenantId?: string;
  readonly networkId?: string;
  readonly nodeId?: string;
}

/** What a list or a watch can be narrowed to, besides labels. */
export type FilterField = 'tenantId' | 'networkId' | 'nodeId';
export type AnyFilter = Partial<Record<FilterField, string>> & { readonly options?: object };

type AnyMethod = Parameters<typeof callUnary>[1];
type Answer = Record<string, unknown>;

/** A kind of resource, by its methods. */
export class Kind {
  constructor(
    readonly name: 'tenant' | 'network' | 'subnet' | 'router' | 'securityGroup' | 'port' | 'node',
    readonly filters: readonly FilterField[],
    private readonly service: object,
    /** A further one, among what `populate` has made. */
    readonly another: (id: string) => object,
  ) {}

  #call(client: Client, verb: string, request: object, plural = ''): Promise<Answer> {
    const name = `${verb}${this.name[0]?.toUpperCase()}${this.name.slice(1)}${plural}`;
    const method = (this.service as Record<string, AnyMethod>)[name];
    if (!method) throw new Error(`there is no ${name}`);
    return callUnary(client, method, request, { timeoutMs: 10_000 }) as Promise<Answer>;
  }

  create(client: Client, row: object, requestId = ''): Promise<AnyRow> {
    return this.#call(client, 'create', { [this.name]: row, requestId }) as Promise<AnyRow>;
  }

  get(client: Client, id: string): Promise<AnyRow> {
    return this.#call(client, 'get', { id }) as Promise<AnyRow>;
  }

  rename(client: Client, id: string, name: string, etag = ''): Promise<AnyRow> {
    const request = { [this.name]: { metadata: { id, name, etag } }, updateMask: { paths: ['metadata.name'] } };
    return this.#call(client, 'update', request) as Promise<AnyRow>;
  }

  delete(client: Client, id: string, etag = ''): Promise<unknown> {
    return this.#call(client, 'delete', { id, etag });
  }

  async list(client: Client, filter: AnyFilter): Promise<{ rows: AnyRow[]; nextPageToken: string }> {
    const answer = await this.#call(client, 'list', filter, 's');
    return { rows: answer[`${this.name}s`] as AnyRow[], nextPageToken: answer.nextPageToken as string };
  }

  /** What a watch sends: kind of change and id. `cancel` ends it. */
  watch(client: Client, filter: AnyFilter): { seen: (readonly [weft.v1.ChangeKind, string])[]; cancel: () => void } {
    const name = `watch${this.name[0]?.toUpperCase()}${this.name.slice(1)}s`;
    const method = (this.service as Record<string, AnyMethod>)[name];
    if (!method) throw new Error(`there is no ${name}`);
    const stream = openServerStream(client, method, filter);
    const seen: (readonly [weft.v1.ChangeKind, string])[] = [];
    stream.on('data', (message: Answer & { kind: weft.v1.ChangeKind }) => {
      seen.push([message.kind, (message[this.name] as AnyRow | null)?.metadata?.id ?? '']);
    });
    // Cancelled.
    stream.on('error', () => undefined);
    return { seen, cancel: () => stream.cancel() };
  }
}

/** In an order in which each refers only to those before it. */
export const kinds: readonly Kind[] = [
  new Kind('tenant', [], TenantService, (id) => ({ metadata: { id } })),
  new Kind('securityGroup', ['tenantId'], SecurityGroupService, (id) => ({
    metadata: { id },
    tenantId: 'acme',
    rules: [
      { direction: 1, protocol: 6, firstL4Port: 22 },
      { direction: 1, remoteSecurityGroupId: 'acme-servers' },
    ],
  })),
  new Kind('network', ['tenantId'], NetworkService, (id) => ({ metadata: { id }, tenantId: 'acme' })),
  new Kind('subnet', ['tenantId', 'networkId'], SubnetService, (id) => ({
    metadata: { id },
    networkId: 'acme-1',
    prefix: prefix(99),
  })),
  new Kind('router', ['tenantId'], RouterService, (id) => ({ metadata: { id }, tenantId: 'acme' })),
  new Kind('node', [], NodeService, (id) => ({ metadata: { id }, vteps: [{ bytes: parseIp('192.0.2.99') }] })),
  new Kind('port', ['tenantId', 'networkId', 'nodeId'], PortService, (id) => ({
    metadata: { id },
    networkId: 'acme-1',
    nodeId: 'h1',
  })),
];

/** Two tenants with two networks each, in each a subnet and three ports: on h1, on h2, on no node; a router and two security groups each. Labels: colour, red or blue in turn. */
export async function populate(client: Client): Promise<void> {
  const made = new Map<string, number>();
  const make = (name: Kind['name'], id: string, more: object) => {
    const count = made.get(name) ?? 0;
    made.set(name, count + 1);
    const labels = { colour: count % 2 === 0 ? 'red' : 'blue', [id]: '' };
    return kinds.find((kind) => kind.name === name)?.create(client, { metadata: { id, labels }, ...more });
  };
  for (const i of [1, 2]) await make('node', `h${i}`, { vteps: [{ bytes: parseIp(`192.0.2.${i}`) }] });
  for (const tenantId of ['acme', 'other']) {
    await make('tenant', tenantId, {});
    for (const role of ['clients', 'servers']) await make('securityGroup', `${tenantId}-${role}`, { tenantId });
    for (const i of [1, 2]) {
      const networkId = `${tenantId}-${i}`;
      await make('network', networkId, { tenantId });
      await make('subnet', `${networkId}-v4`, { networkId, prefix: prefix(i) });
      for (const nodeId of ['h1', 'h2', '']) await make('port', `${networkId}-on${nodeId}`, { networkId, nodeId });
    }
    await make('router', `${tenantId}-router`, { tenantId, interfaces: [{ subnetId: `${tenantId}-1-v4` }] });
  }
}

function prefix(i: number): object {
  return { address: { bytes: parseIp(`10.0.${i}.0`) }, length: 24 };
}
