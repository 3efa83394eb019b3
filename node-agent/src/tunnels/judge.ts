import { weft } from '../../../proto/gen/codecs.js';
import { CLEAR_REQUESTS, LOSS_ENTER, LOSS_LEAVE, LossWindow, WINDOW_REQUESTS } from './loss-window.js';
import { RoundTripHistory } from './round-trip-history.js';
import { DOWN_REQUESTS, DOWN_SPAN_MS } from './schedule.js';
import { Silence } from './silence.js';

const { TUNNEL_UNKNOWN, TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;
const { NO_REPLY, LOSS_OUT, LOSS_BACK, LATENCY, PATH_MTU, PATH_CUT } = weft.v1.TunnelReason;
export type State = weft.v1.TunnelState;
export type Reason = weft.v1.TunnelReason;

/** Paths that differ in the outer source port. */
export const JUDGED_PATHS = 4;
/** A path is cut when so many of its requests in a row are lost while twice as many of others are answered; it is back after two replies in a row, as a tunnel is. */
export const PATH_CUT_REQUESTS = 5;
/** Replies in a row that end DOWN. */
export const UP_REPLIES = 2;
/** A tunnel that was down before within this time has to give twice as many replies each time, up to UP_REPLIES_MAX. */
export const FLAP_NS = 60e9;
export const UP_REPLIES_MAX = 64;
/** A tunnel that never answered is down only after this time: the other end may not have heard of it yet. */
export const OPENING_NS = 5e9;
/** A direction is named as lossy when it has this share of what was lost. */
const DIRECTION_SHARE = 0.2;

/**
 * What state a tunnel is in, from what became of its requests. Pure: all times are given to it (CLOCK_MONOTONIC, ns). What became of requests is told in any order,
 * as long as that of one path is told in its order; void ones are not told.
 */
export class TunnelJudge {
  readonly losses = new LossWindow();
  readonly roundTrips = new RoundTripHistory();
  readonly #openedNs: number;
  #everReplied: boolean;
  readonly #silence = new Silence();
  readonly #pathSilence = Array.from({ length: JUDGED_PATHS }, () => new Silence());
  readonly #pathReplies = new Array<number>(JUDGED_PATHS).fill(0);
  /** By path: requests that were answered when its silence began. */
  readonly #answeredBefore = new Array<number>(JUDGED_PATHS).fill(0);
  readonly #dead = new Set<number>();
  #answered = 0;
  /** When the newest request that was answered was sent; 0: never. */
  lastAnsweredNs = 0;
  #settled = 0;
  #repliesInRow = 0;
  #downNs: number[] = [];
  /** What was sent before was lost because the tunnel was down. */
  #risenNs = 0;
  #lossy = false;
  /** Frames of the size that is needed do not pass. */
  pathMtuTooSmall = false;
  state: State = TUNNEL_UNKNOWN;
  reasons: readonly Reason[] = [];

  /** @param everReplied it is known from before that the other end answers */
  constructor(openedNs: number, everReplied: boolean) {
    this.#openedNs = openedNs;
    this.#everReplied = everReplied;
  }

  get deadPaths(): number[] {
    return [...this.#dead].sort((a, b) => a - b);
  }

  /** The last requests contradict the state, or there is none yet: more of them will tell. */
  get unsettled(): boolean {
    if (this.state === TUNNEL_UNKNOWN) return true;
    return this.state === TUNNEL_DOWN ? this.#repliesInRow > 0 : this.#silence.requests > 0;
  }

  /** A request was answered; the newest of its path that was answered was sent at `sentNs`. */
  answered(path: number, sentNs: number, nowNs: number): void {
    this.#settled++;
    this.#answered++;
    this.#everReplied = true;
    this.#repliesInRow++;
    this.losses.answered(nowNs);
    this.replied(path, sentNs);
    const replies = (this.#pathReplies[path] ?? 0) + 1;
    this.#pathReplies[path] = replies;
    if (replies >= UP_REPLIES && this.#dead.delete(path)) this.losses.forgetPath(path);
  }

  /** The newest request of a path that was answered was sent at `sentNs`. To be told before what was lost on that path. */
  replied(path: number, sentNs: number): void {
    this.lastAnsweredNs = Math.max(this.lastAnsweredNs, sentNs);
    this.#silence.replied(sentNs);
    this.#pathSilence[path]?.replied(sentNs);
  }

  lost(path: number, sentNs: number, nowNs: number): void {
    this.#settled++;
    this.#repliesInRow = 0;
    this.#pathReplies[path] = 0;
    if (sentNs >= this.#risenNs) this.losses.lost(path, nowNs);
    // What is cut already says nothing of the others.
    if (!this.#dead.has(path)) this.#silence.lost(sentNs);
    const silence = this.#pathSilence[path];
    if (silence?.requests === 0) this.#answeredBefore[path] = this.#answered;
    silence?.lost(sentNs);
  }

  /** A tunnel or path will be called cut unless more is heard: all paths should be read again before that. */
  get suspicious(): boolean {
    return (this.state !== TUNNEL_DOWN && this.#looksDown) || this.#newlyDead().length > 0;
  }

  get #looksDown(): boolean {
    if (!isSilent(this.#silence, DOWN_REQUESTS)) return false;
    return this.#everReplied || this.#silence.lastSentNs - this.#openedNs >= OPENING_NS;
  }

  /** Brings `state` and `reasons` up to date; says whether the state is another one. */
  decide(nowNs: number): boolean {
    const before = this.state;
    this.state = this.#next(nowNs);
    if (this.state === TUNNEL_DOWN && before !== TUNNEL_DOWN) this.#downNs.push(nowNs);
    if (this.state === TUNNEL_DOWN) {
      this.reasons = [NO_REPLY];
      this.#dead.clear();
    }
    return this.state !== before;
  }

  /** Nothing is known any more: probes are not sent. */
  forget(): void {
    this.state = TUNNEL_UNKNOWN;
    this.reasons = [];
    this.#settled = 0;
    this.#repliesInRow = 0;
    this.#lossy = false;
    this.#dead.clear();
    this.losses.forget();
    for (const silence of [this.#silence, ...this.#pathSilence]) silence.clear();
  }

  #next(nowNs: number): State {
    if (this.#looksDown) return TUNNEL_DOWN;
    if (this.state === TUNNEL_DOWN) {
      if (this.#repliesInRow < this.#repliesToRise(nowNs)) return TUNNEL_DOWN;
      // What was lost meanwhile is told as that, also what is yet to be judged.
      this.#risenNs = nowNs;
      this.#lossy = false;
      this.losses.forget();
    }
    if (this.state === TUNNEL_UNKNOWN && (this.#settled < DOWN_REQUESTS || this.#repliesInRow < UP_REPLIES))
      return TUNNEL_UNKNOWN;
    this.reasons = this.#degradations(nowNs);
    return this.reasons.length > 0 ? TUNNEL_DEGRADED : TUNNEL_UP;
  }

  #repliesToRise(nowNs: number): number {
    this.#downNs = this.#downNs.filter((atNs) => nowNs - atNs < FLAP_NS);
    return Math.min(UP_REPLIES_MAX, UP_REPLIES * 2 ** Math.max(0, this.#downNs.length - 1));
  }

  #degradations(nowNs: number): Reason[] {
    for (const path of this.#newlyDead()) this.#dead.add(path);
    const recent = this.losses.count(WINDOW_REQUESTS, this.#dead);
    // What is still silent may be a cut.
    if (recent.all >= LOSS_ENTER && this.#silence.requests === 0) this.#lossy = true;
    if (this.#lossy && this.losses.count(CLEAR_REQUESTS, this.#dead).all <= LOSS_LEAVE) this.#lossy = false;
    return [
      ...(this.#lossy ? this.#lossDirections() : []),
      ...(this.#dead.size > 0 ? [PATH_CUT] : []),
      ...(this.pathMtuTooSmall ? [PATH_MTU] : []),
      ...(this.roundTrips.judge(nowNs) ? [LATENCY] : []),
    ];
  }

  /** Both, while it is not known which. */
  #lossDirections(): Reason[] {
    const { all, out, back } = this.losses.count(CLEAR_REQUESTS, this.#dead);
    const least = Math.max(1, DIRECTION_SHARE * all);
    const both: Reason[] = out >= back ? [LOSS_OUT, LOSS_BACK] : [LOSS_BACK, LOSS_OUT];
    const named = both.filter((reason) => (reason === LOSS_OUT ? out : back) >= least);
    return named.length > 0 ? named : both;
  }

  #newlyDead(): number[] {
    const others = (path: number) => this.#answered - (this.#answeredBefore[path] ?? 0);
    return this.#pathSilence.flatMap((silence, path) =>
      isSilent(silence, PATH_CUT_REQUESTS) && others(path) >= 2 * PATH_CUT_REQUESTS && !this.#dead.has(path)
        ? [path]
        : [],
    );
  }
}

function isSilent(silence: Silence, requests: number): boolean {
  return silence.requests >= requests && silence.spanNs >= DOWN_SPAN_MS * 1e6;
}
