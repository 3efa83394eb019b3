import type { Logger } from 'pino';
import type { Datapath, FlowLossCounts } from '../datapath/datapath.js';
import type { AgentEvents } from '../events/agent-events.js';
import type { RuleDirectory } from '../hits/rule-directory.js';
import { decodeDeniedRecords } from './denied-record.js';
import type { FlowOutbox } from './flow-outbox.js';
import { decodeFlowRecords } from './flow-record.js';
import { MonotonicClock } from './monotonic-clock.js';
import type { PortDirectory } from './port-directory.js';

const SWEEP_INTERVAL_MS = 1_000;
/** Losses are told as an event at most this often. */
const LOSS_EVENT_INTERVAL_MS = 10_000;

/** Takes records of flows and of denied packets from the kernel to the outbox, and has flows expire once a second. Never waits for anybody. */
export class FlowCollector {
  readonly #datapath: Datapath;
  readonly #directory: PortDirectory;
  readonly #rules: RuleDirectory;
  readonly #outbox: FlowOutbox | null;
  readonly #events: AgentEvents;
  readonly #log: Logger;
  readonly #clock = new MonotonicClock();
  readonly #losses: () => FlowLossCounts;
  readonly #timer: NodeJS.Timeout;
  #toldLosses = 0;
  #toldAtMs = -LOSS_EVENT_INTERVAL_MS;
  /** Records of ports that nobody knows. */
  unknown = 0;

  constructor(parts: {
    datapath: Datapath;
    directory: PortDirectory;
    rules: RuleDirectory;
    /** Null: records are not wanted. */
    outbox: FlowOutbox | null;
    events: AgentEvents;
    /** The kernel's losses since the agent started. */
    losses: () => FlowLossCounts;
    log: Logger;
  }) {
    this.#datapath = parts.datapath;
    this.#directory = parts.directory;
    this.#rules = parts.rules;
    this.#outbox = parts.outbox;
    this.#events = parts.events;
    this.#log = parts.log;
    this.#losses = parts.losses;
    this.#datapath.onFlowRecords((bytes) => {
      if (!this.#outbox) return;
      const { records, unknown } = decodeFlowRecords(bytes, this.#directory, this.#clock.offsetNs());
      this.unknown += unknown;
      this.#outbox.push(records);
    });
    this.#datapath.policy.onDeniedRecords((bytes) => {
      if (!this.#outbox) return;
      const { records, unknown } = decodeDeniedRecords(bytes, this.#directory, this.#rules, this.#clock.offsetNs());
      this.unknown += unknown;
      this.#outbox.push(records);
    });
    this.#timer = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    try {
      this.#datapath.sweepFlows();
      this.#tellLosses();
    } catch (error) {
      this.#log.error({ err: error }, 'sweeping flows failed');
    }
  }

  #tellLosses(): void {
    if (!this.#outbox) return;
    const { tableFull, ringFull } = this.#losses();
    const { dropped } = this.#outbox;
    const total = tableFull + ringFull + dropped;
    if (total === this.#toldLosses || performance.now() - this.#toldAtMs < LOSS_EVENT_INTERVAL_MS) return;
    this.#toldLosses = total;
    this.#toldAtMs = performance.now();
    this.#events.emit(
      'FLOW_RECORDS_LOST',
      `lost so far: ${tableFull} packets with the flow table full, ${ringFull} records with the ring buffer full, ` +
        `${dropped} records while NATS was slow or away`,
    );
  }
}

/** Losses between two readings. */
export function lossesSince(now: FlowLossCounts, before: FlowLossCounts): FlowLossCounts {
  return { tableFull: now.tableFull - before.tableFull, ringFull: now.ringFull - before.ringFull };
}
