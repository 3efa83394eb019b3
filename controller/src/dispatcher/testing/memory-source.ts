import type { Change, ChangeSource, Effect, TableName, Tables } from '../../store/change.js';

type Rows = { readonly [T in TableName]: ReadonlyMap<string, Tables[T]> };

/** A ChangeSource in memory that remembers the rows of every revision. For tests. */
export class MemorySource implements ChangeSource {
  readonly clusterId: string;
  epoch: string;
  committedRevision = 0;
  /** While true, `changesAfter` reads but does not answer. */
  holdAnswers = false;
  readonly #history: Rows[] = [emptyRows()];
  #log: Change[] = [];
  #group: Change[] | null = null;
  #compactedTo = 0;
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  #answers: (() => void)[] = [];

  constructor(clusterId = 'cluster-1', epoch = 'epoch-1') {
    this.clusterId = clusterId;
    this.epoch = epoch;
  }

  *rows<T extends TableName>(table: T): Iterable<Tables[T]> {
    yield* this.rowsAt(this.committedRevision).rows(table);
  }

  rowsAt(revision: number): Pick<ChangeSource, 'rows'> {
    const rows = this.#history[revision];
    if (!rows) throw new Error(`no revision ${revision}`);
    return {
      rows: <T extends TableName>(table: T) => (rows[table] as ReadonlyMap<string, Tables[T]>).values(),
    };
  }

  row<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    const rows = this.#history[this.committedRevision];
    return (rows?.[table] as ReadonlyMap<string, Tables[T]> | undefined)?.get(id);
  }

  /** Commits a transaction; listeners hear of it at once, or with the whole group. */
  commit(effects: readonly Effect[]): void {
    const before = this.#history[this.committedRevision] ?? emptyRows();
    const after = { ...before } as Record<TableName, ReadonlyMap<string, Tables[TableName]>>;
    for (const table of new Set(effects.map((effect) => effect.table))) {
      const rows = new Map(after[table]);
      for (const effect of effects) {
        if (effect.table !== table) continue;
        if (effect.after) rows.set(effect.id, effect.after);
        else rows.delete(effect.id);
      }
      after[table] = rows;
    }
    this.#history.push(after as unknown as Rows);
    this.committedRevision++;
    const change = { revision: this.committedRevision, timeUnixMs: this.committedRevision, effects };
    this.#log.push(change);
    if (this.#group) this.#group.push(change);
    else for (const listener of this.#listeners) listener([change]);
  }

  /** What `run` commits is told in one go. */
  inOneGroup(run: () => void): void {
    this.#group = [];
    run();
    const group = this.#group;
    this.#group = null;
    if (group.length > 0) for (const listener of this.#listeners) listener(group);
  }

  /** Goes back to an older state, as a copy of the store's files would: another history. */
  restore(revision: number, epoch: string): void {
    this.epoch = epoch;
    this.committedRevision = revision;
    this.#history.length = revision + 1;
    this.#log = this.#log.filter((change) => change.revision <= revision);
  }

  compact(revision: number): void {
    this.#compactedTo = Math.max(this.#compactedTo, revision);
    this.#log = this.#log.filter((change) => change.revision > this.#compactedTo);
  }

  subscribe(listener: (changes: readonly Change[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changesAfter(after: number): Promise<Change[] | null> {
    const found = after < this.#compactedTo ? null : this.#log.filter((change) => change.revision > after);
    if (!this.holdAnswers) return Promise.resolve(found);
    return new Promise((resolve) => this.#answers.push(() => resolve(found)));
  }

  answer(): void {
    this.holdAnswers = false;
    for (const answer of this.#answers) answer();
    this.#answers = [];
  }
}

function emptyRows(): Rows {
  return {
    tenant: new Map(),
    securityGroup: new Map(),
    network: new Map(),
    subnet: new Map(),
    router: new Map(),
    port: new Map(),
    node: new Map(),
    keyring: new Map(),
  };
}
