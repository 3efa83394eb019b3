import { weft } from '../../../proto/gen/codecs.js';
import type { Change, TableName, Tables } from '../store/change.js';
import { type Filters, matches } from '../store/lists.js';
import type { Store } from '../store/store.js';
import type { NackedTable, StatusChange, StatusSource } from './status-source.js';
import { effectEvent, type WatchEvent } from './watch-events.js';

const { ChangeKind } = weft.v1;
type Row = Tables[TableName];
type NackedStatus = weft.v1.NetworkStatus.$Properties;
const withNacked = {
  network: (row: Row, status: NackedStatus) => weft.v1.Network.create({ ...row, status }),
  subnet: (row: Row, status: NackedStatus) => weft.v1.Subnet.create({ ...row, status }),
  router: (row: Row, status: NackedStatus) => weft.v1.Router.create({ ...row, status }),
} satisfies Record<NackedTable, unknown>;

function isNackedTable(table: TableName): table is NackedTable {
  return table in withNacked;
}

/** Takes the events of one watch, in order. */
export interface Watcher<T extends TableName> {
  readonly table: T;
  readonly filters: Filters;
  push(event: WatchEvent<T>): void;
  /** The controller stops. */
  stop(): void;
}

/**
 * Hands committed changes and changes of observed state to watchers. It is the store's first subscriber, so that a watcher
 * hears of a row before it hears of the row's status.
 */
export class WatchHub {
  readonly #store: Store;
  #status: StatusSource | null = null;
  readonly #watchers = new Set<Watcher<TableName>>();

  constructor(store: Store) {
    this.#store = store;
    store.subscribe((changes) => this.#onChanges(changes));
  }

  /** Where status comes from; called once, before anything is served. (The source subscribes to the store too, behind the hub.) */
  useStatus(status: StatusSource): void {
    this.#status = status;
    status.subscribe((changes) => this.#onStatus(changes));
  }

  get size(): number {
    return this.#watchers.size;
  }

  add<T extends TableName>(watcher: Watcher<T>): () => void {
    const any = watcher as unknown as Watcher<TableName>;
    this.#watchers.add(any);
    return () => this.#watchers.delete(any);
  }

  stop(): void {
    for (const watcher of [...this.#watchers]) watcher.stop();
  }

  /** The row with its observed state now, a tenant with what it has. */
  withStatus<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    if (this.#status && table === 'port') {
      const port = row as weft.v1.Port;
      return weft.v1.Port.create({ ...port, status: this.#status.portStatus(port) }) as Tables[T];
    }
    if (this.#status && isNackedTable(table)) {
      const status = this.#status.nackedStatus(table, row.metadata?.id ?? '');
      return withNacked[table](row, status) as Tables[T];
    }
    if (this.#status && table === 'node') {
      const node = row as weft.v1.Node;
      return weft.v1.Node.create({ ...node, status: this.#status.nodeStatus(node) }) as Tables[T];
    }
    if (table === 'tenant') {
      const tenant = row as weft.v1.Tenant;
      return weft.v1.Tenant.create({ ...tenant, usage: this.#store.usage(tenant) }) as Tables[T];
    }
    return row;
  }

  /** A change with the state that its row is observed in now. */
  withStatusNow<T extends TableName>(table: T, event: WatchEvent<T>): WatchEvent<T> {
    if (event.kind !== ChangeKind.PUT || !event.row) return event;
    return { ...event, row: this.withStatus(table, event.row) };
  }

  #onChanges(changes: readonly Change[]): void {
    if (this.#watchers.size === 0) return;
    for (const change of changes) {
      for (const index of change.effects.keys()) {
        for (const watcher of this.#watchers) {
          const event = effectEvent(change, index, watcher.table, watcher.filters);
          if (event) watcher.push(this.withStatusNow(watcher.table, event));
        }
      }
    }
  }

  #onStatus(changes: readonly StatusChange[]): void {
    if (this.#watchers.size === 0) return;
    for (const { table, id } of changes) {
      const stored = this.#store.committedRow(table, id);
      if (!stored) continue;
      const row = this.withStatus(table, stored);
      const revision = row.metadata?.revision ?? 0;
      for (const watcher of this.#watchers) {
        if (watcher.table === table && matches(table, stored, watcher.filters)) {
          watcher.push({ kind: ChangeKind.STATUS, revision, row, position: null });
        }
      }
    }
  }
}
