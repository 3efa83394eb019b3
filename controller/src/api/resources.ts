import type { ServerWritableStream } from '@grpc/grpc-js';
import type { weft } from '../../../proto/gen/codecs.js';
import { notFound } from '../../../proto/src/errors.js';
import { optionalId, requireId } from '../model/fields.js';
import type { Plan, Planning } from '../model/plan.js';
import type { TableName, Tables } from '../store/change.js';
import { type Filters, listPage } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { PageTokens } from './page-token.js';
import type { StatusSource } from './status-source.js';
import type { WatchEvent, WatchHub } from './watch-hub.js';
import { serveWatch } from './watch-stream.js';

/** What the services of all resources do alike. */
export class Resources {
  readonly store: Store;
  readonly #status: StatusSource;
  readonly #hub: WatchHub;
  readonly #tokens: PageTokens;
  readonly #onDefect: (error: unknown) => void;

  constructor(store: Store, status: StatusSource, hub: WatchHub, onDefect: (error: unknown) => void) {
    this.store = store;
    this.#status = status;
    this.#hub = hub;
    this.#tokens = new PageTokens(store.clusterId);
    this.#onDefect = onDefect;
  }

  /** Runs a rule as a transaction; the answer is the row that it made, with its status. */
  async put<T extends TableName>(table: T, plan: (p: Planning) => Plan<Tables[T]>): Promise<Tables[T]> {
    const { row } = await this.store.commit(plan);
    return this.#hub.withStatus(table, row);
  }

  /** Runs a deletion; the answer is its revision. */
  async delete<T extends TableName>(plan: (p: Planning) => Plan<Tables[T]>): Promise<{ revision: number }> {
    const { revision } = await this.store.commit(plan);
    return { revision };
  }

  get<T extends TableName>(table: T, id: string): Tables[T] {
    const row = this.store.get(table, requireId(id, 'id'));
    if (!row) throw notFound(table, id);
    return this.#hub.withStatus(table, row);
  }

  async list<T extends TableName>(
    table: T,
    options: weft.v1.ListOptions.$Properties | null | undefined,
    filters: Filters,
  ): Promise<{ rows: Tables[T][]; nextPageToken: string; revision: number }> {
    const checked = checkedFilters(filters);
    const list = `${table} ${JSON.stringify(checked)}`;
    const after = this.#tokens.open(list, options?.pageToken ?? '');
    const limit = Math.min(options?.pageSize || 100, 1000);
    const page = await listPage(this.store, table, checked, after, limit);
    return {
      rows: page.rows.map((row) => this.#hub.withStatus(table, row)),
      nextPageToken: page.next === null ? '' : this.#tokens.seal(list, page.next),
      revision: page.revision,
    };
  }

  watch<T extends TableName, Request, Response>(
    call: ServerWritableStream<Request, Response>,
    table: T,
    filters: Filters,
    message: (event: WatchEvent<T>) => Response,
  ): void {
    serveWatch(
      { store: this.store, hub: this.#hub, onDefect: this.#onDefect },
      call,
      table,
      checkedFilters(filters),
      message,
    );
  }

  /** Nodes that are READY. */
  readyNodes(ready: weft.v1.NodeState): number {
    let count = 0;
    for (const node of this.store.rows('node')) if (this.#status.nodeStatus(node).state === ready) count++;
    return count;
  }
}

/** The filters of a request that are set, each a well-formed id. In a fixed order: they become part of page tokens. */
function checkedFilters(filters: Filters): Filters {
  const checked: { tenant?: string; network?: string; node?: string } = {};
  for (const column of ['tenant', 'network', 'node'] as const) {
    const id = optionalId(filters[column], `${column}_id`);
    if (id !== '') checked[column] = id;
  }
  return checked;
}
