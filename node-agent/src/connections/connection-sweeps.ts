import type { Logger } from 'pino';
import type { TableUsage } from '../datapath/datapath.js';
import type { ConnectionTableName, PolicyActivity } from '../datapath/policy-activity.js';
import type { AgentEvents } from '../events/agent-events.js';

const SWEEP_INTERVAL_MS = 1_000;
/** Connections that found no room are told as an event at most this often. */
const FULL_EVENT_INTERVAL_MS = 10_000;

/** Has connections expire once a second, and tells when there is no room for new ones. */
export class ConnectionSweeps {
  readonly #activity: PolicyActivity;
  readonly #events: Pick<AgentEvents, 'emit'>;
  readonly #log: Logger;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;
  #toldDrops = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    activity: PolicyActivity;
    events: Pick<AgentEvents, 'emit'>;
    log: Logger;
    now?: () => number;
  }) {
    this.#activity = parts.activity;
    this.#events = parts.events;
    this.#log = parts.log;
    this.#now = parts.now ?? (() => performance.now());
  }

  start(): void {
    this.#toldDrops = this.#activity.connectionsFull();
    this.#timer = setInterval(() => this.sweep(), SWEEP_INTERVAL_MS);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** As the last sweep found it. */
  usage(): Readonly<Record<ConnectionTableName, TableUsage>> {
    return this.#activity.connectionUsage();
  }

  sweep(): void {
    try {
      this.#activity.sweepConnections();
      this.#tellFull();
    } catch (error) {
      this.#log.error({ err: error }, 'sweeping connections failed');
    }
  }

  #tellFull(): void {
    const nowMs = this.#now();
    if (nowMs - this.#toldAtMs < FULL_EVENT_INTERVAL_MS) return;
    const drops = this.#activity.connectionsFull();
    // A slot that was given to another port counts from zero.
    if (drops <= this.#toldDrops) {
      this.#toldDrops = drops;
      return;
    }
    const { connection4, connection6 } = this.usage();
    const used = [connection4, connection6].map(({ entries, capacity }) => `${entries} of ${capacity}`);
    this.#events.emit(
      'MAP_FULL',
      `${drops - this.#toldDrops} packets were dropped because their connections found no room: ` +
        `connection4 has ${used[0]}, connection6 ${used[1]}; or a port has as many as it may have (CONNECTIONS_FULL in its counters)`,
    );
    this.#toldDrops = drops;
    this.#toldAtMs = nowMs;
  }
}
