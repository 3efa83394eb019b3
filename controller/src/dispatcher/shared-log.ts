import type { Change, ChangeSource } from '../store/change.js';

/** What was read of the log stays at hand for so long after it was last used. */
const KEPT_MS = 10_000;

interface Request {
  readonly after: number;
  readonly resolve: (changes: readonly Change[] | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads the change log for many agents at once: when all of them come back together, what they missed is read once. One read at a time, from the
 * lowest revision that anybody waits for; who asks later for no more than was read gets it from memory.
 */
export class SharedLog {
  readonly #source: Pick<ChangeSource, 'changesAfter'>;
  #waiting: Request[] = [];
  #reading = false;
  /** All changes above `after`, up to the last one that was committed. */
  #known: { readonly after: number; readonly changes: Change[] } | null = null;
  /** Committed during a read. */
  #late: Change[] = [];
  readonly #timer: NodeJS.Timeout;
  /** Reads of the store. */
  reads = 0;

  constructor(source: Pick<ChangeSource, 'changesAfter'>) {
    this.#source = source;
    this.#timer = setTimeout(() => this.#forget(), KEPT_MS);
    this.#timer.unref();
  }

  /** To be called for everything that is committed. */
  committed(changes: readonly Change[]): void {
    if (this.#reading) this.#late.push(...changes);
    else this.#known?.changes.push(...changes);
  }

  /** All changes above the revision that are committed, ascending; null if they were compacted away. */
  changesAfter(after: number): Promise<readonly Change[] | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ after, resolve, reject });
      if (!this.#reading) void this.#serve();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#forget();
  }

  async #serve(): Promise<void> {
    this.#reading = true;
    while (this.#waiting.length > 0) {
      const lowest = this.#waiting.reduce((min, { after }) => Math.min(min, after), Number.POSITIVE_INFINITY);
      if (!this.#known || lowest < this.#known.after) {
        try {
          this.reads++;
          const changes = await this.#source.changesAfter(lowest);
          this.#known = changes && { after: lowest, changes };
        } catch (error) {
          this.#known = null;
          this.#answer((request) => request.reject(error));
          continue;
        }
        if (!this.#known) {
          this.#answer((request) => request.resolve(null), lowest);
          continue;
        }
      }
      this.#addLate(this.#known.changes);
      this.#timer.refresh();
      const { after: first, changes } = this.#known;
      this.#answer((request) => {
        if (request.after < first) this.#waiting.push(request);
        else request.resolve(changes.slice(indexAbove(changes, request.after)));
      });
    }
    this.#reading = false;
    if (this.#known) this.#addLate(this.#known.changes);
    this.#late = [];
  }

  #addLate(changes: Change[]): void {
    const last = changes.at(-1)?.revision ?? 0;
    for (const change of this.#late) if (change.revision > last) changes.push(change);
    this.#late = [];
  }

  /** Answers those that wait now, up to a revision. */
  #answer(how: (request: Request) => void, upTo = Number.POSITIVE_INFINITY): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) {
      if (request.after <= upTo) how(request);
      else this.#waiting.push(request);
    }
  }

  #forget(): void {
    if (!this.#reading) this.#known = null;
  }
}

/** Of ascending changes, the index of the first one above the revision. */
function indexAbove(changes: readonly Change[], revision: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.revision ?? 0) > revision) high = middle;
    else low = middle + 1;
  }
  return low;
}
