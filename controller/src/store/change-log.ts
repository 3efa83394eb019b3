import type { Change } from './change.js';
import { decodeChange } from './change-record.js';
import type { Database } from './database.js';
import { changeKey, changeRange, metaKeys } from './keys.js';

/** The change records by revision: at least the newest `keep` of them. */
export class ChangeLog {
  readonly #keep: number;
  #floor: number;
  #compacting = false;

  /** `floor`: the log has every revision above it. */
  constructor(keep: number, floor: number) {
    this.#keep = keep;
    this.#floor = floor;
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

  /** Cuts the log in the background once it is a tenth longer than it has to be. */
  compact(db: Database, committedRevision: number, onError: (error: unknown) => void): void {
    const floor = committedRevision - this.#keep;
    if (this.#compacting || floor - this.#floor < Math.max(1, this.#keep / 10)) return;
    this.#compacting = true;
    this.#floor = floor;
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
}

/** Every record above `after`, whatever the floor. */
export async function readAllChanges(db: Database, after: number): Promise<Change[]> {
  return (await db.values({ gt: changeKey(after), lt: changeRange.lt }).all()).map(decodeChange);
}
