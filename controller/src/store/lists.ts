import { rowBytes, rowCodecs } from '../model/tables.js';
import type { TableName, Tables } from './change.js';
import type { Database } from './database.js';
import { columnsOf, idOfKey, indexRange, type ListColumn, metaKeys, rowKey, rowRange } from './keys.js';
import type { Store } from './store.js';

/** Which rows: those whose column has the value, for every column named, and that have all the labels. Empty values don't filter. */
export type Filters = Readonly<Partial<Record<ListColumn, string>>> & {
  readonly labels?: readonly (readonly [key: string, value: string])[];
};

/** Whether a row is one that the filters ask for. */
export function matches<T extends TableName>(table: T, row: Tables[T], filters: Filters): boolean {
  if (!columnsOf(table).every(([column, read]) => !filters[column] || read(row) === filters[column])) return false;
  if (!filters.labels) return true;
  const labels = row.metadata?.labels ?? {};
  return filters.labels.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

export interface Page<Row> {
  readonly rows: Row[];
  /** Id behind which the next page begins; null: this was the last one. A page may be short, or empty, and have a next one. */
  readonly next: string | null;
  /** The page is the state of this revision. */
  readonly revision: number;
}

/** Bytes of rows in a page at most (one row more): grpc-js clients refuse messages over 4 MB. */
const pageBytes = 2 * 1024 * 1024;
/** Rows that are looked at for a page: one for which few rows match ends early, perhaps empty. */
const pageScanLimit = 20_000;

/** At most `limit` rows with ids above `after`, by id; fewer if they are large. */
export function listPage<T extends TableName>(
  store: Store,
  table: T,
  filters: Filters,
  after: string,
  limit: number,
): Promise<Page<Tables[T]>> {
  return store.read(async (db) => {
    const scan = new Scan(db, table, filters, after);
    try {
      const revision = await scan.revision();
      const rows: Tables[T][] = [];
      let bytes = 0;
      // One more than asked for tells whether there is a next page.
      for (
        let part = await scan.next(limit + 1);
        part;
        part = await scan.next(Math.max(100, limit + 1 - rows.length))
      ) {
        for (const row of part) {
          if (rows.length === limit || bytes > pageBytes) {
            return { rows, next: rows.at(-1)?.metadata?.id ?? null, revision };
          }
          rows.push(row);
          bytes += rowBytes(table, row).length;
        }
        if (scan.scanned >= pageScanLimit) return { rows, next: scan.lastId, revision };
      }
      return { rows, next: null, revision };
    } finally {
      await scan.close();
    }
  });
}

/** One walk over the rows of a table that match, by id, all of one revision. To be closed. */
export class Scan<T extends TableName> {
  readonly #db: Database;
  readonly #table: T;
  readonly #filters: Filters;
  readonly #snapshot: ReturnType<Database['snapshot']>;
  readonly #iterator: { nextv(count: number): Promise<[string, Buffer][]>; close(): Promise<void> };
  readonly #indexed: boolean;
  /** Rows that were looked at, and the last of them. */
  scanned = 0;
  lastId = '';

  constructor(db: Database, table: T, filters: Filters, after = '') {
    this.#db = db;
    this.#table = table;
    this.#filters = filters;
    this.#snapshot = db.snapshot();
    const column = columnsOf(table).find(([name]) => filters[name])?.[0];
    this.#indexed = column !== undefined;
    const range = column ? indexRange(table, column, filters[column] ?? '') : rowRange(table);
    this.#iterator = db.iterator<string, Buffer>({
      ...(after === '' ? { gte: range.gte } : { gt: range.gte + after }),
      lt: range.lt,
      snapshot: this.#snapshot,
    });
  }

  /** The revision that the rows are of. */
  async revision(): Promise<number> {
    const value = await this.#db.get(metaKeys.revision, { snapshot: this.#snapshot });
    return Number(value?.toString());
  }

  /** Reads up to `count` further rows; those that match. Null: there are no more. */
  async next(count: number): Promise<Tables[T][] | null> {
    const entries = await this.#iterator.nextv(Math.max(1, count));
    if (entries.length === 0) return null;
    this.scanned += entries.length;
    this.lastId = idOfKey(entries.at(-1)?.[0] ?? '');
    const values = this.#indexed
      ? await this.#db.getMany(
          entries.map(([key]) => rowKey(this.#table, idOfKey(key))),
          { snapshot: this.#snapshot },
        )
      : entries.map(([, value]) => value);
    const rows: Tables[T][] = [];
    for (const value of values) {
      if (!value) continue;
      const row = rowCodecs[this.#table].decode(value) as Tables[T];
      if (matches(this.#table, row, this.#filters)) rows.push(row);
    }
    return rows;
  }

  async close(): Promise<void> {
    await this.#iterator.close();
    await this.#snapshot.close();
  }
}
