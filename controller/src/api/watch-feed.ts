import { weft } from '../../../proto/gen/codecs.js';
import type { TableName } from '../store/change.js';
import type { WatchEvent } from './watch-events.js';
import { Queue } from './watch-sending.js';

/**
 * What waits to be sent to one watcher. A feed that catches up takes no changes, because its watcher reads them from the log; of changes of
 * observed state, which have no history, it remembers the rows.
 */
export class WatchFeed<T extends TableName> {
  readonly #queue = new Queue<WatchEvent<T>>();
  #catchingUp: Set<string> | null;
  #wake: () => void = () => undefined;

  constructor(catchingUp: boolean) {
    this.#catchingUp = catchingUp ? new Set() : null;
  }

  /** Events that wait. */
  get size(): number {
    return this.#queue.size;
  }

  push(event: WatchEvent<T>): void {
    if (!this.#catchingUp) {
      this.#queue.push(event);
      this.#wake();
    } else if (event.kind === weft.v1.ChangeKind.STATUS) {
      this.#catchingUp.add(event.row?.metadata?.id ?? '');
    }
  }

  /** The watcher has caught up: from now on it gets every change. Returns the rows whose observed state changed meanwhile. */
  goLive(): Iterable<string> {
    const ids = this.#catchingUp ?? [];
    this.#catchingUp = null;
    return ids;
  }

  /** The next event; null: the feed was woken, look whether it has ended. */
  async next(): Promise<WatchEvent<T> | null> {
    const event = this.#queue.shift();
    if (event) return event;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return null;
  }

  end(): void {
    this.#queue.clear();
    this.#catchingUp?.clear();
    this.#wake();
  }
}
