import type { TunnelPath } from '../datapath/bpf/layout.gen.js';
import type { FairTime } from './fair-time.js';
import type { TunnelJudge } from './judge.js';
import { requestsAfter } from './requests.js';
import { TIMEOUT_MS, timeoutMs } from './schedule.js';

/** Requests of one path of a tunnel, from one reading of its row to the next, as its judge wants to hear of them. */
export class PathAccount {
  readonly #path: number;
  readonly #judge: TunnelJudge;
  /** Requests up to this number are settled. */
  #settled: number;
  /** The row when it was known last what was lost where. */
  #base: TunnelPath;
  #newestAnswered: number;
  /** Requests of the last row wait for their replies, and longer than TIMEOUT_MS. */
  waitsLonger = false;

  /** @param row as it is now: what was sent before is not judged */
  constructor(path: number, row: TunnelPath, judge: TunnelJudge) {
    this.#path = path;
    this.#judge = judge;
    this.#settled = row.number;
    this.#base = row;
    this.#newestAnswered = row.newestAnswered;
  }

  /** Takes what is new in the row; returns its last round trip if that is new, else 0. */
  read(row: TunnelPath, nowNs: number, fair: FairTime): number {
    const judge = this.#judge;
    const isNew = row.newestAnswered !== this.#newestAnswered;
    this.#newestAnswered = row.newestAnswered;
    if (isNew) judge.roundTrips.add(row.lastReplyNs, row.lastRttNs);
    const answeredNs = row.lastReplyNs - row.lastRttNs;
    if (row.lastReplyNs > 0) judge.replied(this.#path, answeredNs);
    const waitMs = timeoutMs(row.lastRttNs);
    const lostUpToNs = fair.lostUpToNs(nowNs, waitMs);
    for (const { number, outcome, sentNs } of requestsAfter(row, this.#settled, lostUpToNs, fair.fromNs)) {
      if (outcome === 'waiting') break;
      this.#settled = number;
      if (outcome === 'answered') judge.answered(this.#path, answeredNs, nowNs);
      else if (outcome === 'lost') judge.lost(this.#path, sentNs, nowNs);
    }
    this.waitsLonger = waitMs > TIMEOUT_MS && this.#settled < row.number;
    this.#attribute(row);
    return isNew ? row.lastRttNs : 0;
  }

  /** Once nothing waits that is older than the newest reply, what is missing up to there was lost for good: the reply says how much of it on the way out. */
  #attribute(row: TunnelPath): void {
    if (row.newestAnswered > this.#settled || row.newestAnswered === this.#base.newestAnswered) return;
    const sent = row.newestAnswered - this.#base.newestAnswered;
    const taken = row.remoteReceived - this.#base.remoteReceived;
    // Another session, or the other end counts anew.
    if (row.session === this.#base.session && taken >= 0)
      this.#judge.losses.attribute(this.#path, Math.max(0, sent - taken));
    this.#base = row;
  }
}
