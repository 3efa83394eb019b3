import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { PolicyActivity } from '../datapath/policy-activity.js';
import type { RowCursor } from '../datapath/table-rows.js';
import { HitBook, type HitState } from './hit-book.js';
import { hitReports } from './hit-reports.js';

const ROUND_INTERVAL_MS = 5_000;
/** Rows that are read at once: some 10 ms. */
const STEP_ROWS = 4_096;

/** Tells the controller what rules do at the ports of this node: every 5 seconds what changed, after Welcome all. */
export class HitReader {
  readonly #activity: PolicyActivity;
  readonly #book: HitBook;
  readonly #send: (message: weft.v1.AgentMessage.$Properties) => boolean;
  readonly #onFull: (message: string) => void;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #step: NodeJS.Immediate | null = null;
  #cursor: RowCursor | null = null;
  #rows = 0;
  /** Rows of rule_hits when they were read last. */
  rows = 0;
  #wasFull = false;

  /** `send`: false if nobody can be told now. */
  constructor(parts: {
    activity: PolicyActivity;
    state: HitState;
    send: (message: weft.v1.AgentMessage.$Properties) => boolean;
    /** There is no room for more rows. */
    onFull: (message: string) => void;
    log: Logger;
  }) {
    this.#activity = parts.activity;
    this.#book = new HitBook(parts.state);
    this.#send = parts.send;
    this.#onFull = parts.onFull;
    this.#log = parts.log;
  }

  /** The state is what it was when the agent ended. Begins to read. */
  start(): void {
    this.#book.restore();
    this.#timer = setInterval(() => this.#beginRound(), ROUND_INTERVAL_MS);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#step) clearImmediate(this.#step);
    this.#timer = null;
    this.#step = null;
  }

  /** The controller has begun a stream: it is told all, in the next round. */
  tellAll(): void {
    this.#book.tellAll();
  }

  get capacity(): number {
    return this.#activity.ruleHitCapacity;
  }

  #beginRound(): void {
    // One that takes longer than this is gone on with.
    if (this.#step) return;
    this.#cursor = null;
    this.#rows = 0;
    this.#takeStep();
  }

  #takeStep(): void {
    this.#step = null;
    try {
      const rows = this.#activity.readRuleHits(this.#cursor, STEP_ROWS);
      this.#rows += rows.count;
      const doomed = this.#book.see(rows);
      this.#activity.removeRuleHits(doomed);
      this.#rows -= doomed.length;
      this.#cursor = rows.cursor;
      if (this.#cursor) this.#step = setImmediate(() => this.#takeStep());
      else this.#endRound();
    } catch (error) {
      this.#log.error({ err: error }, "reading rules' hits failed");
    }
  }

  #endRound(): void {
    this.rows = this.#rows;
    const isFull = this.rows >= this.capacity;
    if (isFull && !this.#wasFull)
      this.#onFull(`rule_hits is full: it holds ${this.capacity}; further rules count no hits`);
    this.#wasFull = isFull;
    const { ports, done } = this.#book.endRound();
    for (const ruleHits of hitReports(ports)) if (!this.#send({ ruleHits })) return;
    done();
  }
}
