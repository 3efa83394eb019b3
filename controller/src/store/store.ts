import { randomBytes } from 'node:crypto';
import { WeftError } from '../../../proto/src/errors.js';
import { Draft } from '../model/draft.js';
import type { BuriedNumber } from '../model/graveyard.js';
import type { Plan, Planning } from '../model/plan.js';
import { quotaKinds, quotaLimit, quotaName } from '../model/quota-limits.js';
import type { Topology } from '../model/topology.js';
import { AuditLog, addAuditRecord } from './audit.js';
import { addChange } from './batch.js';
import type { Change, ChangeSource, Origin, TableName, Tables } from './change.js';
import { ChangeLog } from './change-log.js';
import { encodeChange } from './change-record.js';
import { CommittedView } from './committed-view.js';
import { type Database, isLocked, openLevelDatabase } from './database.js';
import { DiskReserve } from './disk-reserve.js';
import { renewEpoch } from './epoch.js';
import { readOrCreateIdentity, type StoreIdentity } from './identity.js';
import { graveyardKey, metaKeys } from './keys.js';
import { loadTopology } from './load.js';
import type { StoreOptions } from './options.js';
import { Pauses } from './pauses.js';
import { reload, reopen } from './reopening.js';
import { addAnsweredRequest, RequestLog, type RequestName } from './requests.js';
import { oversizeNetworks, requireUnderlayFamily } from './underlay.js';
import { WriteGate } from './write-gate.js';

export type { StoreObserver, StoreOptions } from './options.js';

/** Transactions that may wait for their sync; beyond it callers get LIMIT_REACHED. */
const waitingLimit = 50_000;
/** Transactions in one batch. */
const groupLimit = 5_000;
/** Default of `changeLogBytes`. */
const standardLogBytes = 512 * 1024 * 1024;
/** Default size of the room that is held for a full disk. */
const standardReserveBytes = 64 * 1024 * 1024;
/** Numbers of the graveyard that one group commit releases. */
const releaseLimit = 10_000;

interface Waiting {
  /** Null: nothing to write; the caller only waits for what it has seen. */
  readonly change: Change | null;
  /** What a retry of the change's call is known by. */
  readonly request?: RequestName | undefined;
  readonly resolve: () => void;
  readonly reject: (error: WeftError) => void;
}

/**
 * The controller's database. `commit` is the only writer: it runs a rule on the state in memory, at once and alone, and answers when the rule's
 * effects are on disk; all transactions that wait share one synced batch. Nobody sees or is told of a state that is not on disk.
 *
 * After a failed batch nothing is answered (STORE_UNAVAILABLE): what is on disk is unknown. The database is then opened again and memory loaded
 * from it, until that works. If the disk is full then, reads are answered, and writes are refused until there is room again.
 */
export class Store implements ChangeSource {
  readonly clusterId: string;
  readonly epoch: string;
  readonly #options: StoreOptions;
  #db: Database;
  #topology: Topology;
  #view: CommittedView;
  #state: 'open' | 'failed' | 'closed' = 'open';
  #committedRevision: number;
  #assignedRevision: number;
  readonly #log: ChangeLog;
  readonly #requests = new RequestLog();
  readonly #audit: AuditLog;
  #waiting: Waiting[] = [];
  #released: BuriedNumber[] = [];
  #flushing: Promise<void> | null = null;
  #reopening: Promise<void> | null = null;
  readonly #reserve: DiskReserve;
  readonly #pauses = new Pauses();
  readonly #gate: WriteGate;
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  #ackedFloor: () => number = () => 0;

  private constructor(
    options: StoreOptions,
    db: Database,
    reserve: DiskReserve,
    identity: StoreIdentity,
    topology: Topology,
  ) {
    this.#options = options;
    this.#reserve = reserve;
    const gated = {
      directory: options.directory,
      state: () => this.#state,
      tryWrite: () => this.#tryWrite(),
      failed: (error: unknown) => this.#fail(error, []),
    };
    this.#gate = new WriteGate(gated, reserve, this.#pauses, options.reopenDelayMs ?? 1_000, options.observer);
    this.#db = db;
    this.#topology = topology;
    this.#view = new CommittedView(topology);
    this.clusterId = identity.clusterId;
    this.epoch = identity.epoch;
    this.#committedRevision = identity.revision;
    this.#assignedRevision = identity.revision;
    this.#audit = new AuditLog(options.auditLogRevisions ?? 1_000_000);
    const { changeLogRevisions = 100_000, changeLogBytes = standardLogBytes } = options;
    this.#log = new ChangeLog(changeLogRevisions, changeLogBytes, identity.logFloor, identity.revision);
  }

  /** Opens or creates the store of a directory. STORE_UNAVAILABLE if it is locked or unreadable, STORE_INCOMPATIBLE if it is not for this version. */
  static async open(options: StoreOptions): Promise<Store> {
    const reserve = new DiskReserve(options.directory, options.reserveBytes ?? standardReserveBytes);
    const open = () => (options.openDatabase ?? openLevelDatabase)(options.directory);
    const db = await open().catch(async (error: unknown) => {
      if (isLocked(error) || !(await reserve.release())) throw error;
      return open();
    });
    try {
      let identity = await readOrCreateIdentity(db, options.directory);
      const topology = await loadTopology(db);
      requireUnderlayFamily(topology, options.settings, options.directory);
      if (options.renewEpoch || identity.restored)
        identity = { ...identity, epoch: await renewEpoch(db, topology, options.settings) };
      const store = new Store(options, db, reserve, identity, topology);
      await store.#gate.holdReserve();
      void store.#measureLog();
      return store;
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  get committedRevision(): number {
    return this.#committedRevision;
  }

  /** False while nothing is answered. */
  get available(): boolean {
    return this.#state === 'open';
  }

  /** Where `commit` learns which numbers of deleted resources no node holds any more. */
  useAckedRevisionFloor(floor: () => number): void {
    this.#ackedFloor = floor;
  }

  /** Networks whose MTU is above `most`. */
  oversizeNetworks(most: number): string[] {
    return oversizeNetworks(this.#topology, most);
  }

  /** Bytes of the change log. */
  get changeLogBytes(): number {
    return this.#log.bytes;
  }

  /** Numbers of deleted resources that are not free yet. */
  get heldNumbers(): number {
    return this.#topology.graveyard.size;
  }

  /**
   * Runs `plan` on the latest state and makes its effects one transaction. Resolves with the plan's row when they, and all that the plan saw, are on
   * disk. Rejects with what the plan throws (also only then: an answer like ALREADY_EXISTS tells of the other's state).
   */
  async commit<Row>(
    plan: (planning: Planning) => Plan<Row>,
    call: { readonly origin?: Origin; readonly tenant?: string | null; readonly request?: RequestName } = {},
  ): Promise<{ row: Row; revision: number }> {
    this.#requireAvailable();
    this.#gate.requireOpen();
    if (this.#waiting.length >= waitingLimit) {
      const description = `${waitingLimit} transactions wait to be written, which is the limit; try again later`;
      throw new WeftError('LIMIT_REACHED', description, { quota: { subject: 'store', description } });
    }
    if (!this.#flushing && this.#waiting.length === 0) {
      this.#releaseNumbers();
    }
    const revision = this.#assignedRevision + 1;
    const timeUnixMs = (this.#options.clock ?? Date.now)();
    let planned: Plan<Row>;
    try {
      planned = plan({
        topology: this.#topology,
        tenant: call.tenant ?? null,
        settings: this.#options.settings,
        draft: new Draft(),
        revision,
        timeUnixMs,
        etag: `${this.epoch.slice(0, 8)}-${revision.toString(36)}`,
        newId: (prefix) => `${prefix}-${randomBytes(6).toString('hex')}`,
      });
    } catch (error) {
      await this.#settled(null);
      throw error;
    }
    const { effects, cursors, row } = planned;
    if (effects.length === 0) {
      await this.#settled(null);
      return { row, revision: this.#committedRevision };
    }
    const change: Change = { revision, timeUnixMs, effects, cursors, ...(call.origin && { origin: call.origin }) };
    this.#topology.apply(revision, effects, cursors);
    this.#view.begin(change);
    this.#assignedRevision = revision;
    await this.#settled(change, call.request);
    return { row, revision };
  }

  /** A row as it is on disk, or null. */
  get<T extends TableName>(table: T, id: string): Tables[T] | null {
    this.#requireAvailable();
    return this.#view.get(table, id);
  }

  /** Like `get`, also while nothing is answered: the row as it was last known to be on disk. Not for answers. */
  committedRow<T extends TableName>(table: T, id: string): Tables[T] | null {
    return this.#view.get(table, id);
  }

  /** Number of rows of a table on disk. */
  size(table: TableName): number {
    return this.#view.size(table);
  }

  /** What a tenant has on disk of each kind that it has a quota of, and may have. */
  usage(tenant: Tables['tenant']): { kind: string; used: number; limit: number }[] {
    const standard = this.#options.settings.defaultQuota ?? {};
    return quotaKinds.map((kind) => ({
      kind: quotaName(kind),
      used: this.#view.owned(kind, tenant.metadata?.id ?? ''),
      limit: quotaLimit(kind, tenant, standard),
    }));
  }

  rows<T extends TableName>(table: T): Iterable<Tables[T]> {
    return this.#view.rows(table);
  }

  subscribe(listener: (changes: readonly Change[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async changesAfter(after: number): Promise<Change[] | null> {
    const until = this.#committedRevision;
    if (after > until || !this.#log.has(after)) return null;
    return after === until ? [] : this.read((db) => this.#log.read(db, after, until));
  }

  /** The changes above `after` up to `until`, which is on disk; null if some are compacted away. */
  async changesBetween(after: number, until: number): Promise<Change[] | null> {
    return this.#log.has(after) ? this.read((db) => this.#log.read(db, after, until)) : null;
  }

  /** Runs a read of the database. A failure of a store that is no longer open is STORE_UNAVAILABLE. */
  async read<R>(query: (db: Database) => Promise<R>): Promise<R> {
    this.#requireAvailable();
    const db = this.#db;
    try {
      const result = await query(db);
      if (db === this.#db) this.#requireAvailable();
      return result;
    } catch (error) {
      if (db !== this.#db || this.#state !== 'open') throw unavailable(error);
      throw error;
    }
  }

  /** Ends the store when what waits is on disk. Idempotent. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    while (this.#flushing) await this.#flushing;
    this.#pauses.endAll();
    await this.#reopening;
    await this.#gate.settled();
    await this.#db.close();
  }

  /** Frees numbers in memory; the next batch deletes them on disk, not later than the batch of a transaction that uses them anew. */
  #releaseNumbers(): void {
    this.#released.push(...this.#topology.release(this.#ackedFloor(), releaseLimit));
  }

  #requireAvailable(): void {
    if (this.#state !== 'open') throw unavailable();
  }

  /** Resolves when the change, or with null the last assigned revision, is on disk. */
  #settled(change: Change | null, request?: RequestName): Promise<void> {
    if (!change && this.#assignedRevision === this.#committedRevision) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, request, resolve, reject });
      // Calls that arrived in the same turn of the event loop join the group.
      this.#flushing ??= new Promise((done) => setImmediate(() => this.#flush().then(done)));
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, groupLimit);
      const changes = group.flatMap((w) => w.change ?? []);
      const last = changes.at(-1);
      if (last) {
        const released = this.#released.splice(0);
        const started = performance.now();
        try {
          await this.#write(group, last.revision, released);
        } catch (error) {
          this.#flushing = null;
          this.#fail(error, group);
          return;
        }
        for (const change of changes) this.#view.commit(change);
        this.#committedRevision = last.revision;
        this.#options.observer?.committed?.(changes.length, (performance.now() - started) / 1000);
        this.#notify(changes);
      }
      for (const waiting of group) waiting.resolve();
      this.#releaseNumbers();
      const onError = (error: unknown) => this.#options.observer?.defect?.(error);
      this.#log.compact(this.#db, this.#committedRevision, onError);
      this.#audit.compact(this.#db, this.#committedRevision, onError);
      this.#requests.forget(this.#db, (this.#options.clock ?? Date.now)(), onError);
    }
    this.#flushing = null;
  }

  /** In the background: what was in the log before is not needed to be known at once. */
  async #measureLog(): Promise<void> {
    const db = this.#db;
    try {
      await this.#log.measure(db);
    } catch (error) {
      // Of a store that was closed or has failed meanwhile there is nothing to say.
      if (db === this.#db && this.#state === 'open') this.#options.observer?.defect?.(error);
    }
  }

  async #write(group: readonly Waiting[], revision: number, released: readonly BuriedNumber[]): Promise<void> {
    const batch = this.#db.batch();
    const sizes: number[] = [];
    for (const { change, request } of group) {
      if (change) {
        sizes.push(addChange(batch, change));
        addAuditRecord(batch, change);
      }
      if (change && request) addAnsweredRequest(batch, change, request);
    }
    for (const r of released) batch.del(graveyardKey(r.revision, r.kind, r.number));
    batch.put(metaKeys.revision, Buffer.from(String(revision)));
    await batch.write({ sync: true });
    for (const bytes of sizes) this.#log.committed(bytes);
  }

  #notify(changes: readonly Change[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(changes);
      } catch (error) {
        this.#options.observer?.defect?.(error);
      }
    }
  }

  #fail(error: unknown, group: readonly Waiting[]): void {
    this.#state = 'failed';
    const rejected = [...group, ...this.#waiting];
    this.#waiting = [];
    this.#released = [];
    this.#options.observer?.failed?.(error);
    for (const waiting of rejected) waiting.reject(unavailable(error));
    this.#reopening = reopen({
      wanted: () => this.#state === 'failed',
      attempt: () => this.#openAgain(),
      pauses: this.#pauses,
      firstDelayMs: this.#options.reopenDelayMs ?? 100,
      observer: this.#options.observer,
    });
  }

  async #openAgain(): Promise<void> {
    const { directory, openDatabase, observer } = this.#options;
    await this.#db.close();
    // If the disk is full, this makes the room that opening needs.
    await this.#reserve.release();
    this.#db = await (openDatabase ?? openLevelDatabase)(directory);
    const { topology, revision, missed } = await reload(this.#db, directory, this);
    await this.#gate.holdReserve();
    if (this.#state !== 'failed') return;
    this.#topology = topology;
    this.#view = new CommittedView(topology);
    this.#committedRevision = revision;
    this.#assignedRevision = revision;
    for (const change of missed) this.#log.committed(encodeChange(change).length);
    this.#state = 'open';
    observer?.recovered?.();
    if (missed.length > 0) this.#notify(missed);
  }

  async #tryWrite(): Promise<void> {
    const revision = Buffer.from(String(this.#committedRevision));
    await this.#db.batch().put(metaKeys.revision, revision).write({ sync: true });
  }
}

function unavailable(cause?: unknown): WeftError {
  const details = cause === undefined ? {} : { cause };
  return new WeftError('STORE_UNAVAILABLE', 'the store is not available: its disk failed, or it is closing', details);
}
