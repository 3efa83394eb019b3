import { setTimeout as delay } from 'node:timers/promises';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import { tunnelSubject } from '../../../proto/src/subjects.js';
import { CLOSE_MS, connectNats, type NatsAddress, RETRY_MS } from '../events/nats-connection.js';
import { batchLimits, elementsOf } from './batch-check.js';
import { NodeBudgets } from './node-budgets.js';

/** Refused batches are logged at most so often, in milliseconds. */
const COMPLAINT_MS = 10_000;

/** What takes the batches. */
export interface BatchSink {
  setConnected(connected: boolean): void;
  /** Why a batch that came on a node's subject is not taken; null: it is. */
  receive(nodeId: string, batch: weft.v1.TunnelBatch): string | null;
}

export interface TunnelSubscriberOptions extends NatsAddress {
  readonly sink: BatchSink;
  readonly log: Logger;
}

/**
 * Hears what agents measure of their tunnels, from NATS. Nobody can make it fail: what is not a batch of the node whose subject it came on is counted
 * and forgotten. (Permissions of nats-server see to it that only the node publishes there.)
 */
export class TunnelSubscriber {
  readonly #options: TunnelSubscriberOptions;
  readonly #budgets = new NodeBudgets();
  readonly #stopping = new AbortController();
  readonly #stopped = new Promise<void>((resolve) => {
    this.#stopping.signal.addEventListener('abort', () => resolve());
  });
  readonly #running: Promise<void>;
  #complainedMs = Number.NEGATIVE_INFINITY;
  /** Messages that were not taken. */
  refused = 0;

  /** Begins to connect. */
  constructor(options: TunnelSubscriberOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, url, sink } = this.#options;
    let complained = false;
    while (!this.#stopping.signal.aborted) {
      try {
        const nats = await connectNats(this.#options);
        try {
          await this.#hearUntilBroken(nats, () => {
            complained = false;
            log.info({ url }, 'hears what agents measure of their tunnels');
            sink.setConnected(true);
          });
        } finally {
          sink.setConnected(false);
          await Promise.race([nats.close(), delay(CLOSE_MS, undefined, { ref: false })]);
        }
      } catch (error) {
        if (!complained) log.warn({ url, err: error }, 'NATS is away: nothing is heard of tunnels');
        complained = true;
        await delay(RETRY_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  /** Returns when this subscriber stops, throws when the connection breaks or nats-server does not let it hear. */
  async #hearUntilBroken(nats: NatsConnection, hearing: () => void): Promise<void> {
    const broken = nats.closed().then((error) => {
      throw error ?? new Error('the connection to NATS was closed');
    });
    broken.catch(() => {});
    const refused = new Promise<never>((_resolve, reject) => {
      nats.subscribe(tunnelSubject('*'), {
        callback: (error, message) => {
          if (error) reject(error);
          else this.#take(message);
        },
      });
    });
    refused.catch(() => {});
    const over = Promise.race([broken, refused, this.#stopped]);
    over.catch(() => {});
    await Promise.race([nats.flush(), over]);
    if (this.#stopping.signal.aborted) return;
    hearing();
    await over;
  }

  #take({ subject, data }: Msg): void {
    const nodeId = subject.slice(tunnelSubject('').length);
    let refusal: string | null;
    try {
      refusal = this.#refusalOf(nodeId, data);
    } catch (error) {
      this.#options.log.error({ subject, err: error }, 'defect: a batch of tunnels could not be taken');
      refusal = 'it could not be taken';
    }
    if (refusal === null) return;
    this.refused++;
    const now = performance.now();
    if (now - this.#complainedMs < COMPLAINT_MS) return;
    this.#complainedMs = now;
    this.#options.log.warn(
      { subject, bytes: data.length, reason: refusal, refused: this.refused },
      'a batch of tunnels is refused',
    );
  }

  #refusalOf(nodeId: string, data: Uint8Array): string | null {
    if (data.length > batchLimits.bytes) return `it has ${data.length} bytes; the limit is ${batchLimits.bytes}`;
    if (!this.#budgets.take(nodeId, data.length, performance.now())) return 'the node sends too much';
    const batch = decoded(data);
    if (!(batch instanceof weft.v1.TunnelBatch)) return batch;
    if (!this.#budgets.takeElements(nodeId, elementsOf(batch))) return 'the node tells too much';
    return this.#options.sink.receive(nodeId, batch);
  }
}

/** The batch, or why the bytes are none. */
function decoded(data: Uint8Array): weft.v1.TunnelBatch | string {
  try {
    return weft.v1.TunnelBatch.decode(data);
  } catch (error) {
    return `it is no TunnelBatch: ${error instanceof Error ? error.message : String(error)}`;
  }
}
