import { weft } from '../../../proto/gen/codecs.js';
import { tunnelSubject } from '../../../proto/src/subjects.js';
import type { OutboxBatch, OutboxSource } from '../events/outbox.js';
import { type TunnelClock, timestamp } from './monotonic-time.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { BATCH_MIN_MS, CATCH_UP_PER_S, cadence, ToldTunnels } from './told-tunnels.js';
import { WaitingTransitions } from './waiting-transitions.js';

/** A message has at most so many of each; with long ids it stays below 500 KB. */
const REPORTS_MAX = 400;
const TRANSITIONS_MAX = 200;
const COUNTERS_MAX = 800;
const CLOSED_MAX = 4_096;
/** Messages that are made at a time; the rest comes with the next call. */
const MESSAGES_MAX = 4;

/** What the outbox tells of. */
export interface ToldSource {
  vtepIds(): Iterable<number>;
  report(vtepId: number): weft.v1.TunnelReport.$Properties | null;
  /** Probes as TunnelBatch counts them. */
  probes(): { readonly sent: number; readonly answered: number; readonly drops: Record<string, number> };
}

export interface TunnelOutboxParts {
  readonly nodeId: string;
  readonly agentInstance: string;
  readonly ownVtepId: () => number;
  readonly source: ToldSource;
  readonly passive: PassiveTraffic;
  readonly clock: TunnelClock;
  /** Has the publisher ask now. */
  readonly wake: () => void;
}

/**
 * TunnelBatch messages on their way to NATS: transitions at once, all tunnels in turn. What is told is made when it is asked for, so that only transitions ever wait: bounded, the oldest
 * dropped first and counted.
 */
export class TunnelOutbox implements OutboxSource {
  readonly #parts: TunnelOutboxParts;
  readonly transitions: WaitingTransitions;
  readonly #told = new ToldTunnels();
  readonly #closed = new Set<number>();
  #returned: OutboxBatch['messages'] | null = null;
  #underWay = 0;
  #sequence = 0;
  #nextMs = 0;
  /** Tunnels that are still to be told of before the usual pace holds. */
  #catchUp = 0;
  /** What the batch that is due still has to tell. */
  #reportsLeft = 0;
  /** Messages that nats-server has. */
  published = 0;

  constructor(parts: TunnelOutboxParts) {
    this.#parts = parts;
    this.transitions = new WaitingTransitions(parts.wake);
  }

  /** Transitions that wait, and messages that are under way: what comes round again anyway is not worth waiting for. */
  get waiting(): number {
    return this.transitions.size + this.#underWay + (this.#returned?.length ?? 0);
  }

  closed(vtepId: number): void {
    this.#closed.add(vtepId);
    // Who is not told of it sees that it is told of no more.
    for (const oldest of this.#closed) if (this.#closed.size > CLOSED_MAX) this.#closed.delete(oldest);
  }

  /** Whoever listens may know nothing: all is told again. */
  tellAll(): void {
    this.#catchUp = [...this.#parts.source.vtepIds()].length;
    this.#nextMs = 0;
    this.#parts.wake();
  }

  onConnected(): void {
    this.tellAll();
  }

  next(): OutboxBatch | null {
    const messages = this.#returned ?? this.#make();
    this.#returned = null;
    if (messages.length === 0) return null;
    this.#underWay = messages.length;
    return {
      messages,
      confirmed: () => {
        this.#underWay = 0;
        this.published += messages.length;
      },
      returned: () => {
        this.#underWay = 0;
        this.#returned = messages;
      },
    };
  }

  #make(): OutboxBatch['messages'] {
    const nowMs = this.#parts.clock.nowNs() / 1e6;
    const due = nowMs >= this.#nextMs;
    if (!due && this.#reportsLeft === 0 && this.transitions.size === 0) return [];
    const there = new Set(this.#parts.source.vtepIds());
    const pace = cadence(there.size);
    if (due) this.#begin(nowMs, pace.batchMs, pace.reports);
    const messages: { subject: string; payload: Uint8Array }[] = [];
    for (let first = due; messages.length < MESSAGES_MAX; first = false) {
      const transitions = this.transitions.take(TRANSITIONS_MAX);
      if (!first && transitions.length === 0 && this.#reportsLeft === 0) break;
      messages.push({
        subject: tunnelSubject(this.#parts.nodeId),
        payload: this.#encode(transitions, there, pace, first),
      });
    }
    return messages;
  }

  #begin(nowMs: number, batchMs: number, reports: number): void {
    const catchingUp = this.#catchUp > 0;
    const perBatch = (CATCH_UP_PER_S * BATCH_MIN_MS) / 1000;
    this.#reportsLeft = catchingUp ? Math.max(reports, perBatch) : reports;
    this.#catchUp = Math.max(0, this.#catchUp - this.#reportsLeft);
    const spacingMs = catchingUp ? BATCH_MIN_MS : batchMs;
    // On its own beat, not on that of who asks.
    this.#nextMs = nowMs - this.#nextMs < spacingMs ? this.#nextMs + spacingMs : nowMs + spacingMs;
  }

  #encode(
    transitions: weft.v1.TunnelTransition.$Properties[],
    there: ReadonlySet<number>,
    pace: { batchMs: number; repeatMs: number },
    first: boolean,
  ): Uint8Array {
    const { nodeId, agentInstance, ownVtepId, source, passive, clock } = this.#parts;
    const nowNs = clock.nowNs();
    const taken = this.#told.take(Math.min(this.#reportsLeft, REPORTS_MAX), there);
    this.#reportsLeft = taken.length < REPORTS_MAX ? 0 : this.#reportsLeft - taken.length;
    const { innerFlowsFull, trafficFull } = passive.losses();
    const probes = source.probes();
    return weft.v1.TunnelBatch.encode({
      nodeId,
      vtepId: ownVtepId(),
      agentInstance,
      sequence: ++this.#sequence,
      time: timestamp(clock.unixMs()),
      tunnels: there.size,
      repeatMs: Math.round(pace.repeatMs),
      batchMs: Math.round(pace.batchMs),
      reports: taken.flatMap((vtepId) => source.report(vtepId) ?? []),
      transitions,
      closedVtepIds: this.#takeClosed(there),
      traffic: first ? passive.takeTraffic(COUNTERS_MAX, nowNs, pace.repeatMs) : [],
      innerFlows: first ? passive.takeInnerFlows(COUNTERS_MAX, nowNs, pace.repeatMs) : [],
      losses: { innerFlowsFull, trafficFull, publishDropped: this.transitions.dropped },
      probesSent: probes.sent,
      probesAnswered: probes.answered,
      probeDrops: probes.drops,
    }).finish();
  }

  #takeClosed(there: ReadonlySet<number>): number[] {
    const closed = [...this.#closed];
    this.#closed.clear();
    // One that is open again is told of as that.
    return closed.filter((vtepId) => !there.has(vtepId));
  }
}
