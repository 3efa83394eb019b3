import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { weft } from '../../../proto/gen/codecs.js';
import type { Transition } from '../status/transitions.js';
import type { Change, ChangeSource } from '../store/change.js';
import { auditMessages } from './audit-message.js';
import { type EventMessage, eventMessage, incidentEvent } from './event-message.js';
import { CLOSE_MS, connectNats, type NatsAddress, RETRY_MS } from './nats-connection.js';

/** Events that wait while NATS is slow or away. One more, and the oldest is dropped and counted. */
export const MAX_WAITING_EVENTS = 10_000;
/** Events that are published before nats-server is asked whether it has them. */
const BATCH = 500;

export interface EventPublisherOptions extends NatsAddress {
  readonly source: Pick<ChangeSource, 'epoch' | 'committedRevision'>;
  readonly log: Logger;
  readonly registry: Registry;
}

/**
 * Publishes events on NATS, in order, at least once: a batch that nats-server has not confirmed when the connection breaks is
 * published again. Nothing waits for NATS: `publish` puts the event into a bounded buffer and returns.
 */
export class EventPublisher {
  readonly #options: EventPublisherOptions;
  readonly #waiting: EventMessage[] = [];
  /** Events at the beginning of `#waiting` that are on their way and not confirmed. */
  #inFlight = 0;
  readonly #published: Counter;
  readonly #dropped: Counter;
  #connected = false;
  readonly #stopping = new AbortController();
  readonly #stopped = new Promise<false>((resolve) => {
    this.#stopping.signal.addEventListener('abort', () => resolve(false));
  });
  #wake: () => void = () => {};
  readonly #running: Promise<void>;

  /** Begins to connect; works, and buffers, without nats-server. */
  constructor(options: EventPublisherOptions) {
    this.#options = options;
    const registers = [options.registry];
    this.#published = new Counter({
      name: 'weft_events_published_total',
      help: 'Events that nats-server has',
      registers,
    });
    this.#dropped = new Counter({
      name: 'weft_events_dropped_total',
      help: `Events dropped because ${MAX_WAITING_EVENTS} waited for NATS`,
      registers,
    });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('weft_events_waiting', 'Events that wait for NATS', () => this.#waiting.length);
    gauge('weft_events_connected', '1 while connected to nats-server', () => (this.#connected ? 1 : 0));
    this.#running = this.#run();
  }

  publish(transition: Transition): void {
    const { epoch, committedRevision } = this.#options.source;
    this.#enqueue(eventMessage(transition, epoch, committedRevision));
  }

  /** Publishes that an incident of tunnels begins, changes, or ends. */
  publishIncident(incident: weft.v1.TunnelIncident.$Properties): void {
    const { epoch, committedRevision } = this.#options.source;
    this.#enqueue(incidentEvent(incident, Date.now(), epoch, committedRevision));
  }

  /** Publishes the audit records of committed transactions. */
  publishAudit(changes: readonly Change[]): void {
    for (const change of changes) for (const message of auditMessages(change)) this.#enqueue(message);
  }

  #enqueue(message: EventMessage): void {
    this.#waiting.push(message);
    if (this.#waiting.length > MAX_WAITING_EVENTS) {
      // The oldest of which it is known that nats-server does not have it.
      this.#waiting.splice(this.#inFlight, 1);
      this.#dropped.inc();
    }
    this.#wake();
  }

  /** Publishes what waits, for at most `graceMs`, and closes the connection. */
  async stop(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs;
    while (this.#connected && this.#waiting.length > 0 && performance.now() < deadline) await delay(10);
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, url } = this.#options;
    let complained = false;
    while (!this.#stopping.signal.aborted) {
      try {
        const nats = await connectNats(this.#options);
        complained = false;
        this.#connected = true;
        log.info({ url }, 'connected to NATS');
        try {
          await this.#publishUntilBroken(nats);
        } finally {
          this.#connected = false;
          // A server that does not read would have us wait for ever.
          await Promise.race([nats.close(), delay(CLOSE_MS, undefined, { ref: false })]);
        }
      } catch (error) {
        if (!complained)
          log.warn({ url, err: error, dropped: await this.#droppedSoFar() }, 'NATS is away; events wait');
        complained = true;
        await delay(RETRY_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  /** Returns when this publisher stops, throws when the connection breaks. */
  async #publishUntilBroken(nats: NatsConnection): Promise<void> {
    const broken = nats.closed().then((error) => {
      throw error ?? new Error('the connection to NATS was closed');
    });
    // It is waited for below, perhaps not at once.
    broken.catch(() => {});
    while (!this.#stopping.signal.aborted) {
      if (this.#waiting.length === 0) {
        await Promise.race([this.#somethingWaits(), broken]);
        continue;
      }
      const batch = this.#waiting.slice(0, BATCH);
      for (const { subject, payload } of batch) nats.publish(subject, payload);
      this.#inFlight = batch.length;
      try {
        const confirmed = await Promise.race([nats.flush().then(() => true), broken, this.#stopped]);
        if (!confirmed) return;
        this.#waiting.splice(0, batch.length);
        this.#published.inc(batch.length);
      } finally {
        this.#inFlight = 0;
      }
    }
  }

  #somethingWaits(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #droppedSoFar(): Promise<number> {
    return (await this.#dropped.get()).values[0]?.value ?? 0;
  }
}
