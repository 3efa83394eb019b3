import type { ServerWritableStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { TableName } from '../store/change.js';
import { type Filters, Scan } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { endWithError } from './serve.js';
import type { WatchEvent, WatchHub } from './watch-hub.js';

const { ChangeKind } = weft.v1;

/** Changes that wait for a watcher at most: resource.proto, WatchOptions. */
export const watchQueueLimit = 10_000;
/** Watches at once. */
export const watchersLimit = 1_000;
/** Rows read at once for the state that a watch begins with. */
const scanChunk = 200;

export interface WatchDependencies {
  readonly store: Store;
  readonly hub: WatchHub;
  readonly onDefect: (error: unknown) => void;
}

/** Serves one watch: every row as PUT, SYNCED, then what changes, as fast as the client reads. */
export function serveWatch<T extends TableName, Request, Response>(
  { store, hub, onDefect }: WatchDependencies,
  call: ServerWritableStream<Request, Response>,
  table: T,
  filters: Filters,
  message: (event: WatchEvent<T>) => Response,
): void {
  if (hub.size >= watchersLimit) {
    const description = `${watchersLimit} watches are open, which is the limit`;
    throw new WeftError('LIMIT_REACHED', description, { quota: { subject: 'watches', description } });
  }
  const sending = new Sending(call);
  const queue = new Queue<WatchEvent<T>>();
  let wake: () => void = () => undefined;
  const finish = (error: WeftError | null) => {
    if (sending.ended) return;
    sending.ended = true;
    queue.clear();
    remove();
    wake();
    if (error) endWithError(call, error, onDefect);
  };
  const remove = hub.add({
    table,
    filters,
    push: (event) => {
      if (queue.size < watchQueueLimit) {
        queue.push(event);
        wake();
        return;
      }
      const description = `${watchQueueLimit} changes wait for this watcher, which is the limit; watch again`;
      finish(new WeftError('LIMIT_REACHED', description, { quota: { subject: 'watch', description } }));
    },
    stop: () => finish(new WeftError('STORE_UNAVAILABLE', 'the controller is stopping; watch again')),
  });
  call.on('cancelled', () => finish(null));
  call.on('close', () => finish(null));

  const run = async () => {
    // The scan begins in this turn of the event loop, after subscribing: what it does not see, the queue gets.
    const revision = await store.read(async (db) => {
      const scan = new Scan(db, table, filters);
      try {
        const at = await scan.revision();
        for (let rows = await scan.next(scanChunk); rows && !sending.ended; rows = await scan.next(scanChunk)) {
          for (const row of rows) {
            await sending.send(message({ kind: ChangeKind.PUT, revision: at, row: hub.withStatus(table, row) }));
          }
        }
        return at;
      } finally {
        await scan.close();
      }
    });
    await sending.send(message({ kind: ChangeKind.SYNCED, revision, row: null }));
    while (!sending.ended) {
      const event = queue.shift();
      if (!event) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (event.kind === ChangeKind.STATUS) {
        // The row may have been deleted before the beginning state.
        if (store.committedRow(table, event.row?.metadata?.id ?? '')) await sending.send(message(event));
      } else if (event.revision > revision) {
        await sending.send(message(event));
      }
    }
  };
  run().catch((error: unknown) => {
    if (sending.ended) return;
    finish(null);
    endWithError(call, error, onDefect);
  });
}

/** First in, first out; shifting costs the same however long it is. */
class Queue<Item> {
  #items: Item[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head++];
    if (this.#head >= this.#items.length) this.clear();
    else if (this.#head === 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

/** Writes to a call at its client's pace. */
class Sending<Response> {
  readonly #call: ServerWritableStream<unknown, Response>;
  ended = false;

  constructor(call: ServerWritableStream<unknown, Response>) {
    this.#call = call;
  }

  /** Null if more can be sent at once; otherwise resolves when the client has read enough, or the call has ended. */
  send(message: Response): Promise<void> | null {
    if (this.ended || this.#call.write(message)) return null;
    return new Promise((resolve) => {
      const done = () => {
        this.#call.off('drain', done);
        this.#call.off('close', done);
        this.#call.off('cancelled', done);
        this.#call.off('finish', done);
        resolve();
      };
      this.#call.on('drain', done);
      this.#call.on('close', done);
      this.#call.on('cancelled', done);
      this.#call.on('finish', done);
    });
  }
}
