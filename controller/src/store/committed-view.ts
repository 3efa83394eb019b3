import { Owned } from '../model/owned.js';
import type { QuotaKind } from '../model/quota-limits.js';
import type { RowTable } from '../model/row-table.js';
import type { Effect, TableName, Tables } from '../model/tables.js';
import type { Topology } from '../model/topology.js';
import type { Change } from './change.js';

/** A row that memory has in a newer state than the disk. */
interface Override {
  /** The row as it is on disk; null: it isn't. */
  committed: Tables[TableName] | null;
  /** The last transaction in memory that changed it. */
  latestRevision: number;
}

/**
 * The topology as it is on disk. Memory runs ahead of it by the transactions that wait for their sync; this holds the older state of just the
 * rows that those change.
 */
export class CommittedView {
  readonly #topology: Topology;
  readonly #overrides = new Map<TableName, Map<string, Override>>();
  readonly #sizes = new Map<TableName, number>();
  /** What tenants own on disk less what they own in memory. */
  readonly #owned = new Owned();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  /** A transaction is in memory, not yet on disk. Called after `Topology.apply`. */
  begin(change: Change): void {
    for (const effect of change.effects) {
      const overrides = this.#overrides.get(effect.table) ?? new Map<string, Override>();
      this.#overrides.set(effect.table, overrides);
      const override = overrides.get(effect.id);
      if (override) override.latestRevision = change.revision;
      else overrides.set(effect.id, { committed: effect.before, latestRevision: change.revision });
      this.#grow(effect, -1);
    }
  }

  /** The oldest transaction that had begun is on disk. */
  commit(change: Change): void {
    for (const effect of change.effects) {
      const overrides = this.#overrides.get(effect.table);
      const override = overrides?.get(effect.id);
      if (override?.latestRevision === change.revision) overrides?.delete(effect.id);
      else if (override) override.committed = effect.after;
      this.#grow(effect, 1);
    }
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | null {
    const override = this.#overrides.get(table)?.get(id);
    return override ? (override.committed as Tables[T] | null) : this.#topology.get(table, id);
  }

  /** Number of rows of a table on disk. */
  size(table: TableName): number {
    return this.#topology.rows[table].size + (this.#sizes.get(table) ?? 0);
  }

  /** How much of a kind a tenant has on disk. */
  owned(kind: QuotaKind, tenantId: string): number {
    return this.#topology.owned.of(kind, tenantId) + this.#owned.of(kind, tenantId);
  }

  /** Rows of a table ordered by id. The ids are those of now; rows are read while iterating, so it is to be done in one go. */
  *rows<T extends TableName>(table: T): Generator<Tables[T]> {
    const ids = [...(this.#topology.rows[table] as unknown as RowTable<T>).ids()];
    for (const id of this.#overrides.get(table)?.keys() ?? []) {
      if (!this.#topology.rows[table].has(id)) ids.push(id);
    }
    ids.sort();
    for (const id of ids) {
      const row = this.get(table, id);
      if (row) yield row;
    }
  }

  #grow(effect: Effect, sign: 1 | -1): void {
    const { table, before, after } = effect;
    const by = sign * ((after ? 1 : 0) - (before ? 1 : 0));
    if (by !== 0) this.#sizes.set(table, (this.#sizes.get(table) ?? 0) + by);
    this.#owned.count(effect, sign);
  }
}
