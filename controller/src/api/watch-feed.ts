import { weft } from '../../../proto/gen/codecs.js';
import type { TableName } from '../store/change.js';
import type { WatchEvent } from './watch-events.js';
import { Queue } from './watch-sending.js';

/** Changes that wait for one watcher at most: with one more it falls behind, and reads them from the log. */
export const watchQueueLimit = 10_000;
/** Rules of security groups in these changes at most: a group may be megabytes. */
export const watchRulesLimit = 100_000;
/** Rows of which a feed remembers, while it is behind, that their observed state changed: with one more it is that of all. */
export const changedStatusLimit = 10_000;

/** Rows whose observed state changed while a feed was behind: these, or it may be any. */
export type ChangedStatus = ReadonlySet<string> | 'any';

/**
 * What waits to be sent to one watcher, in bounded memory. A feed is live, or it is behind: then it takes no changes, because its watcher reads them
 * from the log; of changes of observed state, which have no history, it remembers the rows. It begins behind.
 */
export class WatchFeed<T extends TableName> {
  readonly #committedRevision: () => number;
  readonly #queue = new Queue<WatchEvent<T>>();
  #rules = 0;
  /** Null: live. */
  #behind: Set<string> | 'any' | null = new Set();
  #since = 0;
  #wake: () => void = () => undefined;

  /** `committedRevision`: that of the newest change that was pushed to any feed. */
  constructor(committedRevision: () => number) {
    this.#committedRevision = committedRevision;
  }

  get isBehind(): boolean {
    return this.#behind !== null;
  }

  /** A revision up to which the feed has given everything, if its watcher took all that it could: what it fell behind at. */
  get behindSince(): number {
    return this.#since;
  }

  push(event: WatchEvent<T>): void {
    const full = this.#queue.size >= watchQueueLimit || this.#rules >= watchRulesLimit;
    if (!this.#behind && full) this.#fallBehind(event);
    if (this.#behind) {
      this.#remember(event);
      return;
    }
    this.#queue.push(event);
    this.#rules += rulesOf(event);
    this.#wake();
  }

  /** The watcher has caught up: from now on it gets every change. Returns the rows whose observed state changed meanwhile. */
  goLive(): ChangedStatus {
    const changed = this.#behind ?? new Set<string>();
    this.#behind = null;
    return changed;
  }

  /** The next event; null: the feed was woken, look whether it has ended or fallen behind. */
  async next(): Promise<WatchEvent<T> | null> {
    const event = this.#queue.shift();
    if (event) {
      this.#rules -= rulesOf(event);
      return event;
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return null;
  }

  end(): void {
    this.#queue.clear();
    this.#rules = 0;
    this.#behind = new Set();
    this.#wake();
  }

  #fallBehind(newest: WatchEvent<T>): void {
    this.#behind = new Set();
    this.#rules = 0;
    let oldestChange: number | null = null;
    for (let event: WatchEvent<T> | undefined = this.#queue.shift() ?? newest; event; event = this.#queue.shift()) {
      if (event.kind === weft.v1.ChangeKind.STATUS) this.#remember(event);
      else oldestChange ??= event.revision;
    }
    if (newest.kind !== weft.v1.ChangeKind.STATUS) oldestChange ??= newest.revision;
    this.#since = oldestChange === null ? this.#committedRevision() : oldestChange - 1;
    this.#wake();
  }

  #remember(event: WatchEvent<T>): void {
    if (event.kind !== weft.v1.ChangeKind.STATUS || !(this.#behind instanceof Set)) return;
    this.#behind.add(event.row?.metadata?.id ?? '');
    if (this.#behind.size > changedStatusLimit) this.#behind = 'any';
  }
}

function rulesOf({ row }: WatchEvent<TableName>): number {
  return row && 'rules' in row ? row.rules.length : 0;
}
