import type { ServerWritableStream } from '@grpc/grpc-js';
import type { weft } from '../../../proto/gen/codecs.js';
import { notFound } from '../../../proto/src/errors.js';
import { optionalId, requireId } from '../model/fields.js';
import { checkLabels } from '../model/metadata.js';
import type { Plan, Planning } from '../model/plan.js';
import { kindOf } from '../model/tables.js';
import { tenantSees } from '../model/tenancy.js';
import type { TableName, Tables } from '../store/change.js';
import { type Filters, listPage } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { originOf, type WriteCall } from './call-origin.js';
import { type AuthenticatedCall, actingTenant, type IdentityOf } from './identity.js';
import { PageTokens } from './page-token.js';
import type { ProgrammedSource } from './programmed-source.js';
import { checkedWait, untilProgrammed, type WriteRequest } from './programmed-wait.js';
import { type CreateRequest, type RequestCodec, Retries } from './retries.js';
import type { PortHits, StatusSource } from './status-source.js';
import { tenantError, tenantFilters, tenantRow } from './tenant-view.js';
import type { WatchHub } from './watch-hub.js';
import { serveWatch, type TokenedEvent, type WatchRequest } from './watch-stream.js';

/** What the services of all resources stand on. */
export interface ResourceParts {
  readonly store: Store;
  readonly status: StatusSource;
  readonly programmed: ProgrammedSource;
  readonly hub: WatchHub;
  readonly identityOf: IdentityOf;
  readonly onDefect: (error: unknown) => void;
}

/** What the services of all resources do alike. Every way to rows is here, and knows whom it serves: a tenant is served what is its own. */
export class Resources {
  readonly store: Store;
  readonly #status: StatusSource;
  readonly #hub: WatchHub;
  readonly #programmed: ProgrammedSource;
  readonly #identityOf: IdentityOf;
  readonly #tokens: PageTokens;
  readonly #retries: Retries;
  readonly #onDefect: (error: unknown) => void;

  constructor(parts: ResourceParts) {
    this.store = parts.store;
    this.#status = parts.status;
    this.#hub = parts.hub;
    this.#programmed = parts.programmed;
    this.#identityOf = parts.identityOf;
    this.#tokens = new PageTokens(parts.store.clusterId, parts.store.epoch);
    this.#retries = new Retries(parts.store);
    this.#onDefect = parts.onDefect;
  }

  /** Runs the rule of a create as a transaction, unless the call is a retry; the answer is the row that it made, with its status. */
  async create<T extends TableName, Request extends CreateRequest>(
    call: WriteCall<Request>,
    table: T,
    codec: RequestCodec<Request>,
    plan: (p: Planning) => Plan<Tables[T]>,
  ): Promise<Tables[T]> {
    const all = (p: Planning) => {
      const { row, ...changes } = plan(p);
      return { ...changes, row: [row] };
    };
    const { rows } = await this.createAll(call, table, codec, all);
    return rows[0] as Tables[T];
  }

  /** The same for a rule that makes several rows. */
  async createAll<T extends TableName, Request extends CreateRequest>(
    call: WriteCall<Request>,
    table: T,
    codec: RequestCodec<Request>,
    plan: (p: Planning) => Plan<readonly Tables[T][]>,
  ): Promise<{ rows: Tables[T][]; revision: number }> {
    const origin = originOf(call, this.#identityOf);
    const tenant = this.#tenantOf(call);
    const waiting = checkedWait(call);
    const { rows, revision } = await this.#retries.answer(origin, table, call.request, codec, async (request) => {
      const committed = await this.store.commit(plan, { origin, tenant, ...(request && { request }) });
      return { rows: committed.row, revision: committed.revision };
    });
    await this.#programmedFor(tenant, waiting, revision);
    return { rows: rows.map((row) => this.#shown(tenant, table, row)), revision };
  }

  /** Runs the rule of an update as a transaction; the answer is the row as it is then, with its status. */
  async update<T extends TableName>(
    call: WriteCall<WriteRequest>,
    table: T,
    plan: (p: Planning) => Plan<Tables[T]>,
  ): Promise<Tables[T]> {
    const waiting = checkedWait(call);
    const tenant = this.#tenantOf(call);
    const { row } = await this.store.commit(plan, { origin: originOf(call, this.#identityOf), tenant });
    // An update that asks for what is waits for what made it so.
    await this.#programmedFor(tenant, waiting, row.metadata?.revision ?? 0);
    return this.#shown(tenant, table, row);
  }

  /** Runs a deletion; the answer is its revision. */
  async delete(call: WriteCall<WriteRequest>, plan: (p: Planning) => Plan<unknown>): Promise<{ revision: number }> {
    const waiting = checkedWait(call);
    const tenant = this.#tenantOf(call);
    const { revision } = await this.store.commit(plan, { origin: originOf(call, this.#identityOf), tenant });
    await this.#programmedFor(tenant, waiting, revision);
    return { revision };
  }

  get<T extends TableName>(call: AuthenticatedCall, table: T, id: string): Tables[T] {
    const tenant = this.#tenantOf(call);
    const row = this.store.get(table, requireId(id, 'id'));
    if (!row || !tenantSees(tenant, table, row)) throw notFound(kindOf(table), id);
    return this.#shown(tenant, table, row);
  }

  async list<T extends TableName>(
    call: AuthenticatedCall,
    table: T,
    options: weft.v1.ListOptions.$Properties | null | undefined,
    filters: Filters,
  ): Promise<{ rows: Tables[T][]; nextPageToken: string; revision: number }> {
    const tenant = this.#tenantOf(call);
    const checked = filtersFor(tenant, table, filters, options?.labels);
    const list = `${table} ${JSON.stringify(checked)}`;
    const after = this.#tokens.open(list, options?.pageToken ?? '');
    const limit = Math.min(options?.pageSize || 100, 1000);
    const page = await listPage(this.store, table, checked, after, limit);
    return {
      rows: page.rows.map((row) => this.#shown(tenant, table, row)),
      nextPageToken: page.next === null ? '' : this.#tokens.seal(list, page.next),
      revision: page.revision,
    };
  }

  watch<T extends TableName, Request extends WatchRequest, Response>(
    call: ServerWritableStream<Request, Response>,
    table: T,
    filters: Filters,
    message: (event: TokenedEvent<T>) => Response,
  ): void {
    const tenant = this.#tenantOf(call);
    serveWatch(
      { store: this.store, hub: this.#hub, onDefect: this.#onDefect },
      call,
      table,
      filtersFor(tenant, table, filters, call.request.options?.labels),
      tenant === null ? message : (event) => message({ ...event, row: event.row && tenantRow(table, event.row) }),
    );
  }

  /** The tenant that a call acts for; null for a caller that sees everything. */
  #tenantOf(call: AuthenticatedCall): string | null {
    return actingTenant(this.#identityOf(call));
  }

  /** A row with its status, as far as its caller may know. */
  #shown<T extends TableName>(tenant: string | null, table: T, row: Tables[T]): Tables[T] {
    const whole = this.#hub.withStatus(table, row);
    return tenant === null ? whole : tenantRow(table, whole);
  }

  async #programmedFor(tenant: string | null, waiting: Parameters<typeof untilProgrammed>[1], revision: number) {
    try {
      await untilProgrammed(this.#programmed, waiting, revision);
    } catch (error) {
      throw tenant === null ? error : tenantError(error);
    }
  }

  /** What rules did for a port; null: its node has not told. */
  ruleHits(portId: string): PortHits | null {
    return this.#status.ruleHits(portId);
  }

  /** Nodes that are READY. */
  readyNodes(ready: weft.v1.NodeState): number {
    let count = 0;
    for (const node of this.store.rows('node')) if (this.#status.nodeStatus(node).state === ready) count++;
    return count;
  }
}

function filtersFor(
  tenant: string | null,
  table: TableName,
  filters: Filters,
  labels: Readonly<Record<string, string>> | null | undefined,
): Filters {
  const checked = checkedFilters(filters, labels ?? {});
  return tenant === null ? checked : tenantFilters(tenant, table, checked);
}

/** Labels that a list or a watch can ask for at most: resource.proto, ListOptions. */
const labelFiltersLimit = 16;

/** The filters of a request that are set, each well-formed. In a fixed order: they become part of page tokens. */
function checkedFilters(filters: Filters, labels: Readonly<Record<string, string>>): Filters {
  const checked: { tenant?: string; network?: string; node?: string; labels?: [string, string][] } = {};
  for (const column of ['tenant', 'network', 'node'] as const) {
    const id = optionalId(filters[column], `${column}_id`);
    if (id !== '') checked[column] = id;
  }
  const wanted = Object.entries(checkLabels(labels, 'options.labels', labelFiltersLimit));
  if (wanted.length > 0) checked.labels = wanted.sort(([a], [b]) => (a < b ? -1 : 1));
  return checked;
}
