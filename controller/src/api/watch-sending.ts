import type { ServerWritableStream } from '@grpc/grpc-js';

/** First in, first out; shifting costs the same however long it is. */
export class Queue<Item> {
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
export class Sending<Response> {
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
