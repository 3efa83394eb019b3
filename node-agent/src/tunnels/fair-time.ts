/** A tick that comes so late was not fair to what waits: the agent, or all of its host, did not run. */
const LAG_MS = 50;
/** After a stop of so long what was asked before is void. */
const STOP_MS = 1_000;
/** No request waits for longer, even if half of the time is lag. */
const KEPT_NS = 10e9;

/** Time as it is fair to requests: while the agent lags, none of it passes. Pure; CLOCK_MONOTONIC in ns. */
export class FairTime {
  /** Requests without a reply that were sent before say nothing. */
  fromNs: number;
  /** Newest first. */
  #lags: { readonly fromNs: number; readonly endNs: number }[] = [];

  constructor(nowNs: number) {
    this.fromNs = nowNs;
  }

  /** A tick came so late; returns by how much what is planned has to be put off. */
  late(lagMs: number, nowNs: number): number {
    if (lagMs <= LAG_MS) return 0;
    if (lagMs >= STOP_MS) {
      this.fromNs = nowNs;
      return 0;
    }
    const lag = { fromNs: nowNs - lagMs * 1e6, endNs: nowNs };
    this.#lags = [lag, ...this.#lags.filter(({ endNs }) => nowNs - endNs < KEPT_NS)];
    return lagMs;
  }

  /** Requests that were sent up to this time, and have no reply now, have waited for `timeoutMs`: they are lost. */
  lostUpToNs(nowNs: number, timeoutMs: number): number {
    let untilNs = nowNs;
    let waitNs = timeoutMs * 1e6;
    for (const { fromNs, endNs } of this.#lags) {
      if (untilNs - endNs >= waitNs) break;
      waitNs -= untilNs - endNs;
      untilNs = fromNs;
    }
    return untilNs - waitNs;
  }
}
