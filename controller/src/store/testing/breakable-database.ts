import type { Database, OpenDatabase } from '../database.js';
import { openLevelDatabase } from '../database.js';

type ChainedBatch = ReturnType<Database['batch']>;

/** Real LevelDB whose chained batches can be held back or made to fail. For tests. */
export class BreakableDatabase {
  /** Batches written, failed ones included. */
  writes = 0;
  opens = 0;
  /** Batches that were written without asking for a sync. */
  unsynced = 0;
  /** What the next batches do: fail without having written, or after. */
  failures: ('before' | 'after')[] = [];
  /** Attempts to open that fail before one works. */
  failingOpens = 0;
  #gate: Promise<void> = Promise.resolve();
  #answerGate: Promise<void> = Promise.resolve();

  readonly open: OpenDatabase = async (directory) => {
    this.opens++;
    if (this.failingOpens > 0) {
      this.failingOpens--;
      throw new Error('the disk is still broken');
    }
    const db = await openLevelDatabase(directory);
    return new Proxy(db, {
      get: (target, property) => {
        if (property === 'batch') return () => this.#batch(target);
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };

  /** Holds back the batches that are written from now on, until the returned function is called. */
  hold(): () => void {
    const { gate, release } = closedGate();
    this.#gate = gate;
    return release;
  }

  /** Writes batches but holds back the news that they are written, until the returned function is called. */
  holdAnswers(): () => void {
    const { gate, release } = closedGate();
    this.#answerGate = gate;
    return release;
  }

  #batch(db: Database): ChainedBatch {
    const batch = db.batch();
    const write = batch.write.bind(batch) as (options: unknown) => Promise<void>;
    batch.write = (async (options: unknown) => {
      this.writes++;
      if ((options as { sync?: boolean } | undefined)?.sync !== true) this.unsynced++;
      await this.#gate;
      const failure = this.failures.shift();
      if (failure !== 'before') await write(options);
      await this.#answerGate;
      if (failure) throw new Error('input/output error');
    }) as ChainedBatch['write'];
    return batch;
  }
}

function closedGate(): { gate: Promise<void>; release: () => void } {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { gate, release };
}
