import type { weft } from '../../../proto/gen/codecs.js';
import type { Datapath, PartsOutcome, TableError, TableName } from '../datapath/datapath.js';
import { tableNames } from '../datapath/datapath.js';
import { entryKeyOf, type RowOrigins } from '../state/entry-key.js';
import type { MirrorTable } from '../state/mirror-table.js';
import type { Tables } from '../state/tables.js';

/** An entry that the kernel did not take. */
export interface FailedEntry {
  readonly table: TableName;
  readonly key: weft.v1.EntryKey.$Properties | null;
  readonly reason: 'MAP_FULL' | 'KERNEL_ERROR';
  readonly message: string;
}

export interface TableCounters {
  /** Entries written (created or changed) since the agent started. */
  writes: number;
  deletes: number;
}

/**
 * Brings kernel tables to what the mirrors want: only differences, in batches, in an order in which nothing refers to what is
 * not there yet. Puts go first, from what is referred to (VTEPs) to what refers (neighbors, ports); then deletes, the other way
 * round: what moves is never gone in between. Not reentrant: callers serialize. Mirrors may change while rows are written behind.
 */
export class Reconciler {
  readonly #datapath: Datapath;
  readonly #tables: Tables;
  readonly #origins: RowOrigins;
  readonly counters: Readonly<Record<TableName, TableCounters>>;
  /** By table and row. */
  readonly #failed = new Map<TableName, Map<number, FailedEntry>>();
  /** Raised by every change of `failures`. */
  failureChanges = 0;
  #yieldAtMs = 0;
  /** Never rejects. */
  #behind: Promise<void> = Promise.resolve();

  constructor(datapath: Datapath, tables: Tables, origins: RowOrigins = NO_ORIGINS) {
    this.#datapath = datapath;
    this.#tables = tables;
    this.#origins = origins;
    this.counters = Object.fromEntries(tableNames.map((name) => [name, { writes: 0, deletes: 0 }])) as Record<
      TableName,
      TableCounters
    >;
  }

  /** Reads what the kernel holds into the mirrors. Once, before the first flush, after the last good state was loaded. */
  load(): void {
    for (const name of tableNames) {
      const mirror = this.#tables.all[name];
      const isKeysOnly = KEYS_ONLY.includes(name);
      this.#datapath.table(name).readAll((keys, values, count) => {
        mirror.loadKernel(keys, isKeysOnly ? new Uint32Array(values.length) : values, count);
      });
    }
  }

  /** The state is complete: what the kernel holds beyond it goes with the next flush. */
  doomUnwanted(): void {
    for (const name of tableNames) if (!SINGLE.includes(name)) this.#tables.all[name].doomUnwanted();
  }

  /** Writes and deletes what is queued. Resolves when every row was tried; refused ones are in `failures`. */
  async flush(): Promise<void> {
    await this.settled();
    this.#yieldAtMs = performance.now() + SLICE_MS;
    for (const name of tableNames) await this.#flushPuts(name);
    let deleted = 0;
    for (const name of [...tableNames].reverse()) deleted += await this.#flushDeletes(name);
    if (deleted > 0 && this.#failed.size > 0) {
      this.retryFailed();
      for (const name of tableNames) await this.#flushPuts(name);
    }
    this.#forgetResolved();
  }

  /**
   * As flush, for when more is to come: resolves when what was begun before is written, while a thread writes what is queued now. Deletes wait for
   * a flush; where there are any already, this is one.
   */
  async flushBehind(): Promise<void> {
    await this.settled();
    const mirrors = Object.values(this.#tables.all);
    if (mirrors.some((mirror) => mirror.hasDeletes)) return this.flush();
    const parts: Part[] = [];
    for (const name of tableNames) {
      const mirror = this.#tables.all[name];
      const rows = this.#fitting(name, mirror, mirror.takePuts(BEHIND_ROWS));
      if (rows.length > 0) parts.push({ name, mirror, rows, ...gather(mirror, rows) });
    }
    if (parts.length > 0) this.#behind = this.#writeBehind(parts);
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#behind;
  }

  /** Queues refused entries again. False if there are none. */
  retryFailed(): boolean {
    let any = false;
    for (const [name, rows] of this.#failed) {
      for (const row of rows.keys()) any = this.#tables.all[name].retry(row) || any;
    }
    return any;
  }

  /** Entries that are wanted and that the kernel refused. */
  *failures(): Iterable<FailedEntry> {
    for (const rows of this.#failed.values()) yield* rows.values();
  }

  get failureCount(): number {
    let count = 0;
    for (const rows of this.#failed.values()) count += rows.size;
    return count;
  }

  async #flushPuts(name: TableName): Promise<void> {
    const mirror = this.#tables.all[name];
    const batch = batchRows(mirror);
    for (;;) {
      const rows = mirror.takePuts(batch);
      if (rows.length === 0) return;
      this.#writeRows(name, mirror, rows);
      await this.#breathe();
    }
  }

  /** Writes rows; one that is refused does not hold up the others. */
  #writeRows(name: TableName, mirror: MirrorTable, rows: readonly number[]): void {
    const table = this.#datapath.table(name);
    let rest = this.#fitting(name, mirror, rows);
    while (rest.length > 0) {
      const { keys, values } = gather(mirror, rest);
      const { done, error } = table.write(keys, values, rest.length);
      rest = this.#settle(name, mirror, rest, done, error);
    }
  }

  async #writeBehind(parts: readonly Part[]): Promise<void> {
    let rest = parts;
    while (rest.length > 0) {
      const { parts: whole, done, error } = await this.#writeLater(rest);
      for (const { name, mirror, rows } of rest.slice(0, whole)) this.#settle(name, mirror, rows, rows.length, null);
      const broken = rest[whole];
      rest = rest.slice(whole + 1);
      if (!broken) continue;
      const { name, mirror } = broken;
      const rows = this.#settle(name, mirror, broken.rows, done, error);
      const from = broken.rows.length - rows.length;
      const keys = broken.keys.subarray(from * mirror.keyWords);
      const values = broken.values.subarray(from * mirror.valueWords);
      if (rows.length > 0) rest = [{ name, mirror, rows, keys, values }, ...rest];
    }
  }

  /** As the datapath's; a part that the kernel does not take at all is refused entry by entry. */
  async #writeLater(parts: readonly Part[]): Promise<PartsOutcome> {
    try {
      return await this.#datapath.writeLater(
        parts.map(({ name, rows, keys, values }) => ({ table: name, keys, values, count: rows.length })),
      );
    } catch (error) {
      return { parts: 0, done: 0, error: { kind: 'KERNEL', message: `${parts[0]?.name}: ${String(error)}` } };
    }
  }

  /** Notes that `done` rows are written and the one after them is refused, if any; returns those that were not tried. */
  #settle(name: TableName, mirror: MirrorTable, rows: readonly number[], done: number, error: TableError | null) {
    for (let i = 0; i < done; i++) {
      const row = rows[i];
      if (row !== undefined) mirror.written(row);
    }
    this.counters[name].writes += done;
    const refused = rows[done];
    if (!error || refused === undefined) return [];
    this.#refuse(name, mirror, refused, error);
    return rows.slice(done + 1);
  }

  /** Rows for new elements beyond the capacity would be refused one by one: they need not be tried. */
  #fitting(name: TableName, mirror: MirrorTable, rows: readonly number[]): readonly number[] {
    const { capacity } = this.#datapath.table(name);
    let room = capacity - mirror.kernel;
    const error: TableError = { kind: 'FULL', message: `${name} is full: it holds ${capacity}` };
    return rows.filter((row) => {
      const fits = !mirror.isNewInKernel(row) || room-- > 0;
      if (!fits) this.#refuse(name, mirror, row, error);
      return fits;
    });
  }

  #refuse(name: TableName, mirror: MirrorTable, row: number, error: TableError): void {
    if (!mirror.failed(row)) return;
    let rows = this.#failed.get(name);
    if (!rows) {
      rows = new Map();
      this.#failed.set(name, rows);
    }
    this.failureChanges++;
    rows.set(row, {
      table: name,
      key: entryKeyOf(name, mirror.keyOf(row), mirror.valueOf(row), this.#origins),
      reason: error.kind === 'FULL' ? 'MAP_FULL' : 'KERNEL_ERROR',
      message: error.message,
    });
  }

  async #flushDeletes(name: TableName): Promise<number> {
    const mirror = this.#tables.all[name];
    const table = this.#datapath.table(name);
    const batch = batchRows(mirror);
    let deleted = 0;
    const refused: number[] = [];
    for (;;) {
      const rows = mirror.takeDeletes(batch);
      if (rows.length === 0) break;
      const { keys } = gather(mirror, rows);
      const { done, error } = table.remove(keys, rows.length);
      for (const [i, row] of rows.entries()) {
        if (i < done) mirror.deleted(row);
        else refused.push(row);
      }
      deleted += done;
      this.counters[name].deletes += done;
      if (error) {
        for (const row of refused) mirror.deleteFailed(row);
        throw new Error(`${name}: the kernel refused to delete an entry: ${error.message}`);
      }
      await this.#breathe();
    }
    return deleted;
  }

  #forgetResolved(): void {
    for (const [name, rows] of this.#failed) {
      const mirror = this.#tables.all[name];
      for (const row of rows.keys()) {
        if (!mirror.isFailed(row) && rows.delete(row)) this.failureChanges++;
      }
      if (rows.size === 0) this.#failed.delete(name);
    }
  }

  /** Lets timers and sockets have their turn. */
  async #breathe(): Promise<void> {
    if (performance.now() < this.#yieldAtMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#yieldAtMs = performance.now() + SLICE_MS;
  }
}

/** Longest time that a flush keeps the event loop, apart from one batch. */
const SLICE_MS = 10;
const BATCH_ROWS = 4096;
const BATCH_BYTES = 1 << 20;

/** One element of an array: it is replaced, never deleted. */
const SINGLE: readonly TableName[] = ['config', 'policy_config'];

/** Programs write the values, zero at first: what is wanted is a row. */
const KEYS_ONLY: readonly TableName[] = ['pending_port'];

const NO_ORIGINS: RowOrigins = { subnetWithGateway: () => null, entryWithGroups: () => null };

/** Of one table, at most; a frame brings fewer. */
const BEHIND_ROWS = 65_536;

/** Rows of a table on their way to the kernel. */
interface Part {
  readonly name: TableName;
  readonly mirror: MirrorTable;
  readonly rows: readonly number[];
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
}

function batchRows(mirror: MirrorTable): number {
  return Math.min(BATCH_ROWS, Math.ceil(BATCH_BYTES / (4 * (mirror.keyWords + mirror.valueWords))));
}

function gather(mirror: MirrorTable, rows: readonly number[]): { keys: Uint32Array; values: Uint32Array } {
  const keys = new Uint32Array(rows.length * mirror.keyWords);
  const values = new Uint32Array(rows.length * mirror.valueWords);
  for (const [i, row] of rows.entries()) {
    keys.set(mirror.keyOf(row), i * mirror.keyWords);
    values.set(mirror.valueOf(row), i * mirror.valueWords);
  }
  return { keys, values };
}
