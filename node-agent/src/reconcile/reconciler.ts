import type { weft } from '../../../proto/gen/codecs.js';
import type { Datapath, TableError, TableName } from '../datapath/datapath.js';
import { tableNames } from '../datapath/datapath.js';
import { entryKeyOf, type SubnetWithGateway } from '../state/entry-key.js';
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
 * round: what moves is never gone in between. Not reentrant: callers serialize.
 */
export class Reconciler {
  readonly #datapath: Datapath;
  readonly #tables: Tables;
  readonly #subnetWithGateway: SubnetWithGateway;
  readonly counters: Readonly<Record<TableName, TableCounters>>;
  /** By table and row. */
  readonly #failed = new Map<TableName, Map<number, FailedEntry>>();
  /** Raised by every change of `failures`. */
  failureChanges = 0;
  #yieldAtMs = 0;

  /** `subnetWithGateway`: what the rows of gateways are made of. */
  constructor(datapath: Datapath, tables: Tables, subnetWithGateway: SubnetWithGateway = () => null) {
    this.#datapath = datapath;
    this.#tables = tables;
    this.#subnetWithGateway = subnetWithGateway;
    this.counters = Object.fromEntries(tableNames.map((name) => [name, { writes: 0, deletes: 0 }])) as Record<
      TableName,
      TableCounters
    >;
  }

  /** Reads what the kernel holds into the mirrors. Once, before the first flush, after the last good state was loaded. */
  load(): void {
    for (const name of tableNames) {
      const mirror = this.#tables.all[name];
      this.#datapath.table(name).readAll((keys, values, count) => mirror.loadKernel(keys, values, count));
    }
  }

  /** The state is complete: what the kernel holds beyond it goes with the next flush. */
  doomUnwanted(): void {
    // The configuration is one element of an array: it is replaced, never deleted.
    for (const name of tableNames) if (name !== 'config') this.#tables.all[name].doomUnwanted();
  }

  /** Writes and deletes what is queued. Resolves when every row was tried; refused ones are in `failures`. */
  async flush(): Promise<void> {
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
    // Rows for new elements beyond the capacity would be refused one by one: they need not be tried.
    let room = table.capacity - mirror.kernel;
    const fitting: number[] = [];
    for (const row of rows) {
      if (!mirror.isNewInKernel(row) || room-- > 0) fitting.push(row);
      else this.#refuse(name, mirror, row, { kind: 'FULL', message: `${name} is full: it holds ${table.capacity}` });
    }
    for (let from = 0; from < fitting.length; ) {
      const part = from === 0 ? fitting : fitting.slice(from);
      const { keys, values } = gather(mirror, part);
      const { done, error } = table.write(keys, values, part.length);
      for (let i = 0; i < done; i++) {
        const row = part[i];
        if (row !== undefined) mirror.written(row);
      }
      this.counters[name].writes += done;
      const refused = part[done];
      if (!error || refused === undefined) return;
      this.#refuse(name, mirror, refused, error);
      from += done + 1;
    }
  }

  #refuse(name: TableName, mirror: MirrorTable, row: number, error: TableError): void {
    mirror.failed(row);
    let rows = this.#failed.get(name);
    if (!rows) {
      rows = new Map();
      this.#failed.set(name, rows);
    }
    this.failureChanges++;
    rows.set(row, {
      table: name,
      key: entryKeyOf(name, mirror.keyOf(row), mirror.valueOf(row), this.#subnetWithGateway),
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
