/** A row by table and id, `port/p-1`, and the etag that names its state. */
export type StoredRows = ReadonlyMap<string, string>;

/** A write that was not answered: it has happened completely, or not at all. */
export interface Doubt {
  /** What becomes of the rows if it has happened. */
  readonly rows: ReadonlyMap<string, 'put' | 'deleted'>;
}

/** What a writer knows about its own rows from the answers it got. */
export class Expectation {
  /** Etag of each row that an answer told of; null: deleted. */
  readonly #known = new Map<string, string | null>();
  /** Rows to which the controller may make one more write by itself. */
  readonly #unsettled = new Set<string>();
  #doubt: Doubt | null = null;
  answered = 0;

  /** A write is about to be sent. */
  begin(rows: ReadonlyMap<string, 'put' | 'deleted'>): void {
    this.#doubt = { rows };
  }

  /** It was answered: these are the states of its rows now. `unsettled`: the controller may make one more write to them by itself. */
  answer(rows: ReadonlyMap<string, string | null>, unsettled = false): void {
    this.#doubt = null;
    this.answered++;
    for (const [row, etag] of rows) {
      this.#known.set(row, etag);
      if (unsettled) this.#unsettled.add(row);
      else this.#unsettled.delete(row);
    }
  }

  /** It was refused, and has changed nothing. */
  refused(): void {
    this.#doubt = null;
  }

  get inDoubt(): boolean {
    return this.#doubt !== null;
  }

  /** The rows of a table that are there. */
  present(table: string): string[] {
    return [...this.#known].flatMap(([row, etag]) =>
      etag !== null && row.startsWith(`${table}/`) ? [row.slice(table.length + 1)] : [],
    );
  }

  /**
   * Compares with what a crash has left and takes that over. Returns what is wrong, and whether a write that was in doubt has happened (null: none
   * was).
   */
  compare(stored: StoredRows): { wrong: string[]; happened: boolean | null } {
    const wrong: string[] = [];
    const doubt = this.#doubt;
    for (const [row, etag] of this.#known) {
      if (doubt?.rows.has(row)) continue;
      const found = stored.get(row) ?? null;
      if (found === etag) continue;
      if (this.#hasFollowed(row, etag, found)) this.#known.set(row, found);
      else wrong.push(`${row} is ${found ?? 'not there'}; ${etag ?? 'its deletion'} was answered`);
    }
    let happened: boolean | null = null;
    if (doubt) {
      const outcomes = [...doubt.rows].map(([row, change]) => this.#outcome(row, change, stored));
      happened = outcomes.every((outcome) => outcome === 'after');
      if (!happened && !outcomes.every((outcome) => outcome === 'before')) {
        wrong.push(`half of a write happened: ${[...doubt.rows.keys()].map((row, i) => `${row} ${outcomes[i]}`)}`);
      }
      for (const row of doubt.rows.keys()) this.#known.set(row, stored.get(row) ?? null);
    }
    this.#doubt = null;
    return { wrong, happened };
  }

  /** Has the controller made its write after the one that was answered? */
  #hasFollowed(row: string, answered: string | null, found: string | null): boolean {
    if (found === null || answered === null || revisionOf(found) <= revisionOf(answered)) return false;
    return this.#unsettled.delete(row);
  }

  #outcome(row: string, change: 'put' | 'deleted', stored: StoredRows): 'before' | 'after' | 'neither' {
    const before = this.#known.get(row) ?? null;
    const found = stored.get(row) ?? null;
    if (found === before) return 'before';
    if (change === 'deleted' && this.#hasFollowed(row, before, found)) return 'before';
    return (change === 'deleted') === (found === null) ? 'after' : 'neither';
  }
}

/** An etag ends with the revision that made it, to the base of 36. */
function revisionOf(etag: string): number {
  return Number.parseInt(etag.split('-').at(-1) ?? '', 36);
}
