import { setTimeout as delay } from 'node:timers/promises';
import { connect, type NatsConnection, type TlsOptions } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { inboxPrefix } from '../../../proto/src/subjects.js';
import type { TlsFiles } from '../session/tls-files.js';
import type { OutboxSource } from './outbox.js';

const RETRY_MS = 1_000;
/** Time that the connection has to close, in milliseconds. */
const CLOSE_MS = 500;
/** A connection is given up when nats-server did not answer two pings, this far apart. */
const PING_INTERVAL_MS = 2_000;
/** Sources are asked this often while there is nothing to do and nobody wakes the publisher. */
const IDLE_MS = 200;

/**
 * Publishes what its sources have, in order, for as long as the agent lives: connects, connects again, and starts without
 * NATS. A batch counts as published once nats-server has confirmed it (flush); what was under way when a connection broke goes
 * back to its source. Sources bound what waits: nothing here holds more than one batch each.
 */
export class NatsPublisher {
  readonly #url: string;
  readonly #tls: TlsFiles | null;
  readonly #nodeId: string;
  readonly #sources: readonly OutboxSource[];
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #connected = false;
  #wake: () => void = () => {};
  /** It was woken while it was not asleep. */
  #woken = false;
  readonly #running: Promise<void>;

  constructor(parts: {
    url: string;
    tls: TlsFiles | null;
    nodeId: string;
    sources: readonly OutboxSource[];
    log: Logger;
  }) {
    this.#url = parts.url;
    this.#tls = parts.tls;
    this.#nodeId = parts.nodeId;
    this.#sources = parts.sources;
    this.#log = parts.log;
    this.#running = this.#run();
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Asks its sources now: one has what should not wait. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Publishes what waits, for at most `graceMs`, and closes the connection. */
  async stop(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs;
    const waits = () => this.#sources.some((source) => source.waiting > 0);
    while (this.#connected && waits() && performance.now() < deadline) await delay(10);
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let complained = false;
    while (!this.#stopping.signal.aborted) {
      try {
        const nats = await this.#connect();
        complained = false;
        this.#connected = true;
        this.#log.info({ url: this.#url }, 'connected to NATS');
        for (const source of this.#sources) source.onConnected?.();
        try {
          await this.#publishUntilBroken(nats);
        } finally {
          this.#connected = false;
          // A server that does not read would have us wait for ever.
          await Promise.race([nats.close(), delay(CLOSE_MS, undefined, { ref: false })]);
        }
      } catch (error) {
        if (!complained)
          this.#log.warn({ url: this.#url, err: error }, 'NATS is away; records wait, then the oldest are lost');
        complained = true;
      }
      await delay(RETRY_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  /** The client's own reconnecting is off: it would buffer without a bound. */
  #connect(): Promise<NatsConnection> {
    return connect({
      servers: this.#url,
      name: `weft-agent ${this.#nodeId}`,
      inboxPrefix: inboxPrefix('node', this.#nodeId),
      reconnect: false,
      timeout: 5_000,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: 2,
      ...(this.#tls && { tls: tlsOptions(this.#tls) }),
    });
  }

  #idle(): Promise<void> {
    if (this.#woken) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Returns when this publisher stops, throws when the connection breaks. */
  async #publishUntilBroken(nats: NatsConnection): Promise<void> {
    const broken = nats.closed().then((error) => {
      throw error ?? new Error('the connection to NATS was closed');
    });
    // It is waited for below, perhaps not at once.
    broken.catch(() => {});
    const stopped = new Promise<false>((resolve) => {
      this.#stopping.signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      const batches = this.#sources.flatMap((source) => source.next() ?? []);
      if (batches.length === 0) {
        await Promise.race([this.#idle(), broken]);
        continue;
      }
      let confirmed = false;
      try {
        for (const { messages } of batches) for (const { subject, payload } of messages) nats.publish(subject, payload);
        confirmed = await Promise.race([nats.flush().then(() => true), broken, stopped]);
      } finally {
        for (const batch of batches) (confirmed ? batch.confirmed : batch.returned)();
      }
    }
  }
}

/** Read anew each time: certificates are renewed. The client hands on to node:tls what it does not know itself. */
function tlsOptions(files: TlsFiles): TlsOptions & { minVersion: 'TLSv1.3' } {
  const { ca, cert, key } = files.current();
  return { ca: ca.toString(), cert: cert.toString(), key: key.toString(), minVersion: 'TLSv1.3' };
}
