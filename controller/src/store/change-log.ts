import type { Change } from './change.js';
import { decodeChange } from './change-record.js';
import type { Database } from './database.js';
import { changeKey, changeRange, metaKeys } from './keys.js';
import { RecordSizes } from './record-sizes.js';

/** Records whose sizes are read at once. */
const chunk = 500;

/** The change records by revision: at least the newest `keep` of them, or fewer where they have more than `keepBytes` bytes. */
export class ChangeLog {
  readonly #keep: number;
  readonly #keepBytes: number;
  readonly #sizes: RecordSizes;
  #floor: number;
  #compacting = false;

  /** `floor`: the log has every revision above it, up to `revision`. */
  constructor(keep: number, keepBytes: number, floor: number, revision: number) {
    this.#keep = keep;
    this.#keepBytes = keepBytes;
    this.#floor = floor;
    this.#sizes = new RecordSizes(revision);
  }

  /** Bytes of its records, as far as they are measured. */
  get bytes(): number {
    return this.#sizes.total;
  }

  /** Takes the sizes of the records that were there when it was opened. */
  async measure(db: Database): Promise<void> {
    const sizes: number[] = [];
    const [from, until] = [this.#floor, this.#sizes.after];
    const iterator = db.values({ gt: changeKey(from), lte: changeKey(until) });
    try {
      for (let part = await iterator.nextv(chunk); part.length > 0; part = await iterator.nextv(chunk)) {
        for (const value of part) sizes.push(value.length);
      }
    } finally {
      await iterator.close();
    }
    // It may have been cut meanwhile, also behind all of them.
    const isWhole = sizes.length === until - from && this.#sizes.after === until;
    if (isWhole) this.#sizes.unshift(sizes.slice(this.#floor - from));
  }

  /** The next revision is on disk. */
  committed(bytes: number): void {
    this.#sizes.push(bytes);
  }

  /** The changes above `after` up to `until`, ascending; null if some of them are compacted away. */
  async read(db: Database, after: number, until: number): Promise<Change[] | null> {
    if (after < this.#floor) return null;
    const values = await db.values({ gt: changeKey(after), lte: changeKey(until) }).all();
    // Compaction may have passed by while the range was read.
    return after < this.#floor ? null : values.map(decodeChange);
  }

  has(after: number): boolean {
    return after >= this.#floor;
  }

  /** Cuts the log in the background once it is a tenth longer than it has to be, or has more bytes than it may. */
  compact(db: Database, committedRevision: number, onError: (error: unknown) => void): void {
    const floor = this.#floorAt(committedRevision);
    if (this.#compacting || floor <= this.#floor) return;
    this.#compacting = true;
    this.#floor = floor;
    this.#sizes.forget(floor);
    // Synced: records whose deletion survives a power loss must not be above the floor.
    db.batch()
      .put(metaKeys.logFloor, Buffer.from(String(floor)))
      .write({ sync: true })
      .then(() => db.clear({ gte: changeRange.gte, lte: changeKey(floor) }))
      .catch(onError)
      .finally(() => {
        this.#compacting = false;
      });
  }

  /** What the floor should be now. The newest record stays, whatever its size. */
  #floorAt(committedRevision: number): number {
    const byCount = committedRevision - this.#keep;
    const due = byCount - this.#floor >= Math.max(1, this.#keep / 10);
    const tooLarge = this.#sizes.total > this.#keepBytes;
    // A tenth more than has to be, so that it is not cut for each record.
    const byBytes = tooLarge ? Math.min(this.#sizes.behind(this.#keepBytes * 0.9), committedRevision - 1) : 0;
    return Math.max(this.#floor, due ? byCount : 0, byBytes);
  }
}

/** Every record above `after`, whatever the floor. */
export async function readAllChanges(db: Database, after: number): Promise<Change[]> {
  return (await db.values({ gt: changeKey(after), lt: changeRange.lt }).all()).map(decodeChange);
}
