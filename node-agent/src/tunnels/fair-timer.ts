import type { Logger } from 'pino';
import { LagMeter } from './lag-meter.js';
import type { TunnelClock } from './monotonic-time.js';
import { TICK_MS } from './schedule.js';

/** Calls back when something is due, at least every tenth of a second and at most every TICK_MS, and says how late that is. */
export class FairTimer {
  readonly #clock: TunnelClock;
  readonly #tick: (lagMs: number) => void;
  readonly #nextMs: () => number;
  readonly #log: Logger;
  readonly #lag = new LagMeter();
  #plannedMs = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param nextMs when something is due, by the clock */
  constructor(clock: TunnelClock, tick: (lagMs: number) => void, nextMs: () => number, log: Logger) {
    this.#clock = clock;
    this.#tick = tick;
    this.#nextMs = nextMs;
    this.#log = log;
  }

  start(): void {
    this.#plannedMs = this.#nowMs();
    this.#run();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** How late a tick came, at worst, a short while back. */
  get worstLagMs(): number {
    return this.#lag.worstMs(this.#nowMs());
  }

  #run(): void {
    const startedMs = this.#nowMs();
    const lagMs = Math.max(0, startedMs - this.#plannedMs);
    this.#lag.note(lagMs, startedMs);
    try {
      this.#tick(lagMs);
    } catch (err) {
      this.#log.error({ err }, 'probing tunnels failed');
    }
    const nowMs = this.#nowMs();
    const delayMs = Math.min(Math.max(this.#nextMs() - nowMs, TICK_MS), 10 * TICK_MS);
    this.#plannedMs = nowMs + delayMs;
    this.#timer = setTimeout(() => this.#run(), delayMs);
  }

  #nowMs(): number {
    return this.#clock.nowNs() / 1e6;
  }
}
