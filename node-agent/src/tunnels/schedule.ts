/** When tunnels are probed, and what follows from it for how soon a cut is known. Pure. docs/decisions/0005-tunnel-health.md says why. */

/** No tunnel is asked more often: what is lost at random is found in 10 s, and a node wakes 100 times a second. */
export const INTERVAL_MIN_MS = 10;
/** An idle tunnel is asked so much more rarely than a busy one, once the budget is short. */
export const IDLE_FACTOR = 8;
/** A tunnel whose last request contradicts its state is asked at least so often until it is known which one is right. */
export const URGENT_MS = 100;
/** A request without a reply for so long is lost, where round trips take less than half of it. */
export const TIMEOUT_MS = 200;
/** Elsewhere it waits for twice the last round trip, but not longer than this; as long where there was none yet. */
export const TIMEOUT_MAX_MS = 2_000;
/** A tunnel is down when so many requests in a row are lost, the first and the last of them sent at least DOWN_SPAN_MS apart. */
export const DOWN_REQUESTS = 3;
export const DOWN_SPAN_MS = 200;
/** A probe of full size, per tunnel. */
export const SIZE_INTERVAL_MS = 4_000;
/** Part of the budget that probes of size have. */
const SIZE_SHARE = 1 / 8;
/** Part of the budget that is planned with; the rest is for what comes together, and for what is asked again. */
const PLANNED_SHARE = 0.85;
/** Packets are let go at this part of the rate, and the rest of those of a second at once. */
const PACED_SHARE = 0.95;
/** So many packets may wait before one that is due. */
const QUEUED_PACKETS = 4;
/** Intervals vary by so much to both sides, so that nodes do not fall into step. */
export const JITTER = 0.1;
/** Sending and judging happen at most so late while the agent does not lag. */
export const TICK_MS = 10;

export interface Intervals {
  readonly busyMs: number;
  readonly idleMs: number;
  readonly sizeMs: number;
}

/** Time between requests of a tunnel, for so many tunnels that are busy and idle. `rate`: packets/s, above 0. */
export function intervals(busy: number, idle: number, rate: number): Intervals {
  const plannedPerMs = (rate * PLANNED_SHARE) / 1000;
  const shareMs = (busy + idle / IDLE_FACTOR) / (plannedPerMs * (1 - SIZE_SHARE));
  const busyMs = Math.max(INTERVAL_MIN_MS, shareMs);
  const leftPerMs = plannedPerMs * (1 - SIZE_SHARE) - busy / busyMs;
  return {
    busyMs,
    // What busy ones leave: IDLE_FACTOR times their interval, or less where they can't be asked more often.
    idleMs: idle === 0 ? busyMs : Math.max(INTERVAL_MIN_MS, idle / leftPerMs),
    sizeMs: Math.max(SIZE_INTERVAL_MS, (busy + idle) / (plannedPerMs * SIZE_SHARE)),
  };
}

/**
 * The longest that it takes from the cut of a tunnel that was up, both ends' agents running, until its agent tells, when `busy` of a node's
 * `peers` carry traffic: for a busy tunnel and for an idle one.
 */
export function detectionMs(peers: number, rate: number, busy: number): { busyMs: number; idleMs: number } {
  const { busyMs, idleMs } = intervals(busy, peers - busy, rate);
  const queuedMs = DOWN_REQUESTS * Math.min(QUEUED_PACKETS, peers) * (1000 / rate);
  return { busyMs: cutFoundMs(busyMs) + queuedMs, idleMs: cutFoundMs(idleMs) + queuedMs };
}

function cutFoundMs(intervalMs: number): number {
  const longestMs = intervalMs * (1 + JITTER);
  const judgedMs = TIMEOUT_MS + 2 * TICK_MS;
  // The cut comes right behind a request that passed. Once one is lost, the others follow at once and then URGENT_MS apart.
  if (intervalMs > URGENT_MS) return longestMs + judgedMs + (DOWN_REQUESTS - 2) * URGENT_MS * (1 + JITTER) + judgedMs;
  const spanMs = Math.max((DOWN_REQUESTS - 1) * longestMs, DOWN_SPAN_MS + longestMs);
  return longestMs + spanMs + judgedMs;
}

/** How long a request waits for its reply, where the last round trip took so long. `rttNs`: 0 before the first one. */
export function timeoutMs(rttNs: number): number {
  return rttNs === 0 ? TIMEOUT_MAX_MS : Math.min(TIMEOUT_MAX_MS, Math.max(TIMEOUT_MS, (2 * rttNs) / 1e6));
}

/** The next interval, jittered. `random`: in 0..1. */
export function jittered(intervalMs: number, random: number): number {
  return intervalMs * (1 - JITTER + 2 * JITTER * random);
}

/** Packets that may be sent: never more than `rate` within any second. */
export class ProbeBudget {
  readonly #perMs: number;
  readonly #most: number;
  #left: number;
  #atMs: number;

  constructor(rate: number, nowMs: number) {
    this.#perMs = (rate * PACED_SHARE) / 1000;
    this.#most = Math.max(1, rate * (1 - PACED_SHARE));
    this.#left = rate > 0 ? this.#most : 0;
    this.#atMs = nowMs;
  }

  /** Takes one packet, if there is one. */
  take(nowMs: number): boolean {
    this.#left = Math.min(this.#most, this.#left + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
