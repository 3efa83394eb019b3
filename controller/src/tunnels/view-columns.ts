import { weft } from '../../../proto/gen/codecs.js';
import { compact, expand } from './compact-number.js';
import { grown } from './pair-table.js';
import { type TickClock, timestampOf, unixMsOf } from './tick-clock.js';

type Report = weft.v1.TunnelReport.$Properties;
const { TUNNEL_UNKNOWN } = weft.v1.TunnelState;

/** Longest round trip that fits, in nanoseconds: that of the agents' histograms. */
const RTT_MAX_NS = 0xff_ff_ff_ff;
/** Reasons and paths that a report can name: what is beyond is not of this protocol. */
const REASONS = 6;
const PATHS = 4;
/** `paths_and_reasons`: 4 bits of paths, then 4 for each reason. */
const PATH_BITS = 4;

/**
 * What was told of each view, by column: 79 bytes a view, where an object would take ten times that. Quantiles, references and jitter are right to
 * 1/2,048 (agents know them to 1/8), times to 50 ms, totals up to 2^32 - 1.
 */
export class ViewColumns {
  readonly clock: TickClock;
  #states = new Uint8Array(0);
  #told = new Uint32Array(0);
  #stale = new Uint32Array(0);
  #lastSample = new Uint32Array(0);
  #since = new Float64Array(0);
  #reasons = new Uint32Array(0);
  #rttP50 = new Uint16Array(0);
  #rttP99 = new Uint16Array(0);
  #rttReference = new Uint16Array(0);
  #jitter = new Uint16Array(0);
  #rttLast = new Uint32Array(0);
  #rttMin = new Uint32Array(0);
  #lossOut = new Uint32Array(0);
  #lossBack = new Uint32Array(0);
  #requests = new Uint32Array(0);
  #replies = new Uint32Array(0);
  #reordered = new Uint32Array(0);
  #pathMtu = new Uint16Array(0);
  #neededMtu = new Uint16Array(0);
  #interval = new Uint16Array(0);
  #lastReply = new Uint32Array(0);
  #lastHeard = new Uint32Array(0);
  #lastTraffic = new Uint32Array(0);

  constructor(clock: TickClock) {
    this.clock = clock;
  }

  grow(views: number): void {
    this.#states = grown(this.#states, new Uint8Array(views));
    this.#told = grown(this.#told, new Uint32Array(views));
    this.#stale = grown(this.#stale, new Uint32Array(views));
    this.#lastSample = grown(this.#lastSample, new Uint32Array(views));
    this.#since = grown(this.#since, new Float64Array(views));
    this.#reasons = grown(this.#reasons, new Uint32Array(views));
    this.#rttP50 = grown(this.#rttP50, new Uint16Array(views));
    this.#rttP99 = grown(this.#rttP99, new Uint16Array(views));
    this.#rttReference = grown(this.#rttReference, new Uint16Array(views));
    this.#jitter = grown(this.#jitter, new Uint16Array(views));
    this.#rttLast = grown(this.#rttLast, new Uint32Array(views));
    this.#rttMin = grown(this.#rttMin, new Uint32Array(views));
    this.#lossOut = grown(this.#lossOut, new Uint32Array(views));
    this.#lossBack = grown(this.#lossBack, new Uint32Array(views));
    this.#requests = grown(this.#requests, new Uint32Array(views));
    this.#replies = grown(this.#replies, new Uint32Array(views));
    this.#reordered = grown(this.#reordered, new Uint32Array(views));
    this.#pathMtu = grown(this.#pathMtu, new Uint16Array(views));
    this.#neededMtu = grown(this.#neededMtu, new Uint16Array(views));
    this.#interval = grown(this.#interval, new Uint16Array(views));
    this.#lastReply = grown(this.#lastReply, new Uint32Array(views));
    this.#lastHeard = grown(this.#lastHeard, new Uint32Array(views));
    this.#lastTraffic = grown(this.#lastTraffic, new Uint32Array(views));
  }

  /** What was told now; the view is fresh. */
  write(view: number, report: Report, toldTick: number): void {
    const { clock } = this;
    this.#states[view] = report.state ?? TUNNEL_UNKNOWN;
    this.#told[view] = toldTick;
    this.#stale[view] = 0;
    this.#since[view] = unixMsOf(report.since);
    this.#reasons[view] = packed(report.reasons, report.deadPaths);
    this.#rttP50[view] = compact((report.rttP50Ns ?? 0) / 1000);
    this.#rttP99[view] = compact((report.rttP99Ns ?? 0) / 1000);
    this.#rttReference[view] = compact((report.rttReferenceNs ?? 0) / 1000);
    this.#jitter[view] = compact((report.jitterNs ?? 0) / 1000);
    this.#rttLast[view] = atMost(report.rttLastNs, RTT_MAX_NS);
    this.#rttMin[view] = atMost(report.rttMinNs, RTT_MAX_NS);
    this.#lossOut[view] = atMost(report.lossOutPpm, 1_000_000);
    this.#lossBack[view] = atMost(report.lossBackPpm, 1_000_000);
    this.#requests[view] = atMost(report.requests, 0xff_ff_ff_ff);
    this.#replies[view] = atMost(report.replies, 0xff_ff_ff_ff);
    this.#reordered[view] = atMost(report.reordered, 0xff_ff_ff_ff);
    this.#pathMtu[view] = atMost(report.pathMtu, 0xff_ff);
    this.#neededMtu[view] = atMost(report.neededMtu, 0xff_ff);
    this.#interval[view] = atMost(report.intervalMs, 0xff_ff);
    this.#lastReply[view] = clock.of(unixMsOf(report.lastReply));
    this.#lastHeard[view] = clock.of(unixMsOf(report.lastHeard));
    this.#lastTraffic[view] = clock.of(unixMsOf(report.lastTraffic));
  }

  /** The report as it was told, but for the remote end and the VNIs. */
  read(view: number): Report {
    const { clock } = this;
    const time = (tick: number | undefined) => timestampOf(clock.unixMs(tick ?? 0));
    const { reasons, deadPaths } = unpacked(this.#reasons[view] ?? 0);
    return {
      state: this.#states[view] ?? 0,
      since: timestampOf(this.since(view)),
      reasons,
      rttP50Ns: this.rttP50Us(view) * 1000,
      rttP99Ns: expand(this.#rttP99[view] ?? 0) * 1000,
      rttLastNs: this.#rttLast[view] ?? 0,
      rttMinNs: this.#rttMin[view] ?? 0,
      rttReferenceNs: expand(this.#rttReference[view] ?? 0) * 1000,
      jitterNs: expand(this.#jitter[view] ?? 0) * 1000,
      lossOutPpm: this.lossOutPpm(view),
      lossBackPpm: this.lossBackPpm(view),
      requests: this.#requests[view] ?? 0,
      replies: this.#replies[view] ?? 0,
      reordered: this.#reordered[view] ?? 0,
      pathMtu: this.#pathMtu[view] ?? 0,
      neededMtu: this.#neededMtu[view] ?? 0,
      deadPaths,
      lastReply: time(this.#lastReply[view]),
      lastHeard: time(this.#lastHeard[view]),
      lastTraffic: time(this.#lastTraffic[view]),
      intervalMs: this.intervalMs(view),
    };
  }

  /** Nothing was ever told. */
  clear(view: number): void {
    this.#states[view] = 0;
    this.#told[view] = 0;
    this.#stale[view] = 0;
    this.#lastSample[view] = 0;
    this.#reasons[view] = 0;
  }

  isTold(view: number): boolean {
    return this.#told[view] !== 0;
  }

  toldMs(view: number): number {
    return this.clock.unixMs(this.#told[view] ?? 0);
  }

  /** 0: it is fresh, or was never told. */
  staleMs(view: number): number {
    return this.clock.unixMs(this.#stale[view] ?? 0);
  }

  /** What was told is out of date from then on; 0: it is not. */
  setStale(view: number, unixMs: number): void {
    this.#stale[view] = this.clock.of(unixMs);
  }

  /** TUNNEL_UNKNOWN where nothing was told or it is out of date. */
  state(view: number): weft.v1.TunnelState {
    if (this.#told[view] === 0 || this.#stale[view] !== 0) return TUNNEL_UNKNOWN;
    return this.#states[view] ?? TUNNEL_UNKNOWN;
  }

  reasons(view: number): weft.v1.TunnelReason[] {
    return unpacked(this.#reasons[view] ?? 0).reasons;
  }

  /** Equal for equal reasons and paths. */
  reasonBits(view: number): number {
    return this.#reasons[view] ?? 0;
  }

  since(view: number): number {
    return this.#since[view] ?? 0;
  }

  /** As a compact number, in microseconds. */
  rttP50Compact(view: number): number {
    return this.#rttP50[view] ?? 0;
  }

  rttP50Us(view: number): number {
    return expand(this.#rttP50[view] ?? 0);
  }

  pathMtu(view: number): number {
    return this.#pathMtu[view] ?? 0;
  }

  lossOutPpm(view: number): number {
    return this.#lossOut[view] ?? 0;
  }

  lossBackPpm(view: number): number {
    return this.#lossBack[view] ?? 0;
  }

  intervalMs(view: number): number {
    return this.#interval[view] ?? 0;
  }

  /** By the clock of the node that told it; 0: never. */
  lastReplyMs(view: number): number {
    return this.clock.unixMs(this.#lastReply[view] ?? 0);
  }

  lastSample(view: number): number {
    return this.#lastSample[view] ?? 0;
  }

  setLastSample(view: number, number: number): void {
    this.#lastSample[view] = number;
  }
}

function atMost(n: number | null | undefined, max: number): number {
  return n && n > 0 ? Math.min(n, max) : 0;
}

function packed(reasons: readonly number[] | null | undefined, paths: readonly number[] | null | undefined): number {
  let bits = 0;
  for (const path of paths ?? []) if (path < PATHS) bits |= 1 << path;
  let at = PATH_BITS;
  for (const reason of reasons ?? []) {
    if (!(reason >= 1 && reason <= REASONS) || at >= PATH_BITS * (1 + REASONS)) continue;
    bits |= reason << at;
    at += 4;
  }
  return bits;
}

function unpacked(bits: number): { reasons: weft.v1.TunnelReason[]; deadPaths: number[] } {
  const reasons: weft.v1.TunnelReason[] = [];
  for (let rest = bits >>> PATH_BITS; rest !== 0; rest >>>= 4) reasons.push(rest & 0xf);
  const deadPaths: number[] = [];
  for (let path = 0; path < PATHS; path++) if (bits & (1 << path)) deadPaths.push(path);
  return { reasons, deadPaths };
}
