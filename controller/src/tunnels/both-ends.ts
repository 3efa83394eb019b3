import { weft } from '../../../proto/gen/codecs.js';
import { unixMsOf } from './tick-clock.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { LATENCY, LOSS_BACK, LOSS_OUT, PATH_CUT, PATH_MTU } = weft.v1.TunnelReason;

/** What one end knows of a tunnel. */
export interface End {
  readonly nodeId: string;
  /** Null: it told nothing, or what it told is out of date. */
  readonly report: weft.v1.TunnelReport.$Properties | null;
  /** When the report was told, by the clock of the node that told it. */
  readonly toldMs: number;
}

/** A tunnel with what both ends know put together. */
export interface BothEnds {
  readonly state: weft.v1.TunnelState;
  readonly lossAToBPpm: number;
  readonly lossBToAPpm: number;
  readonly diagnosis: string;
}

/** Where packets are lost: which direction they go in no more, as far as that is known. */
type Cut = 'a to b' | 'b to a' | 'both' | 'replies' | 'unknown';

/** What was heard counts as later than the last reply if it is so much later, beside an interval: before, the tunnel may have been whole. */
const OVERLAP_MS = 150;
const OVERLAP_INTERVALS = 1.1;
/** Agents read once a second what tenants' packets came: they came up to so much earlier than is told. */
const TRAFFIC_READ_MS = 1_000;
/** What was heard is of now if it is no older than four intervals and so much more, in milliseconds. */
const RECENT_MS = 1_500;

/** How grave a state is: the graver of two is that of the pair. */
export function graver(a: weft.v1.TunnelState, b: weft.v1.TunnelState): weft.v1.TunnelState {
  return Math.max(a, b, TUNNEL_UNKNOWN);
}

/** Puts together what both ends know of their tunnel. */
export function joinEnds(a: End, b: End): BothEnds {
  const state = graver(stateOf(a), stateOf(b));
  const cut = state === TUNNEL_DOWN ? whereCut(a, b) : null;
  return {
    state,
    lossAToBPpm: cut === 'a to b' || cut === 'both' ? 1_000_000 : lossBetween(a, b),
    lossBToAPpm: cut === 'b to a' || cut === 'both' ? 1_000_000 : lossBetween(b, a),
    diagnosis: cut ? cutInWords(cut, a, b) : inWords(state, a, b),
  };
}

function stateOf({ report }: End): weft.v1.TunnelState {
  return report?.state ?? TUNNEL_UNKNOWN;
}

/** Loss from one end to the other: what either counted, the more of it; but not what one counted whose requests nobody answers. */
function lossBetween(from: End, to: End): number {
  const out = { told: stateOf(from), ppm: from.report?.lossOutPpm ?? 0 };
  const back = { told: stateOf(to), ppm: to.report?.lossBackPpm ?? 0 };
  const known = [out, back].filter(({ told }) => told !== TUNNEL_UNKNOWN);
  const answered = known.filter(({ told }) => told !== TUNNEL_DOWN);
  return Math.max(0, ...(answered.length > 0 ? answered : known).map(({ ppm }) => ppm));
}

/** Does this end take packets of the other one although its own requests are not answered? Null: it can't be told. */
function hears(end: End, other: End): boolean | null {
  const { report } = end;
  if (!report || report.state === TUNNEL_UNKNOWN) return null;
  if (report.state !== TUNNEL_DOWN) return true;
  const intervalMs = other.report?.intervalMs || report.intervalMs || 0;
  const heardMs = Math.max(unixMsOf(report.lastHeard), unixMsOf(report.lastTraffic) - TRAFFIC_READ_MS, 0);
  if (heardMs === 0) return false;
  const recent = end.toldMs - heardMs <= 4 * intervalMs + RECENT_MS;
  return recent && heardMs > unixMsOf(report.lastReply) + OVERLAP_INTERVALS * intervalMs + OVERLAP_MS;
}

/** Of a tunnel that is down. */
function whereCut(a: End, b: End): Cut {
  const aHears = hears(a, b);
  const bHears = hears(b, a);
  const aDown = stateOf(a) === TUNNEL_DOWN;
  const bDown = stateOf(b) === TUNNEL_DOWN;
  if (aDown && bDown) {
    if (aHears && bHears) return 'replies';
    if (aHears) return 'a to b';
    if (bHears) return 'b to a';
    return 'both';
  }
  // One end gets replies, or says nothing.
  if (aDown && bHears === null) return aHears ? 'a to b' : 'unknown';
  if (bDown && aHears === null) return bHears ? 'b to a' : 'unknown';
  // One is answered by the other, which is not answered: packets pass in both directions, or did a moment ago.
  return 'unknown';
}

function cutInWords(cut: Cut, { nodeId: a, ...aEnd }: End, { nodeId: b, ...bEnd }: End): string {
  const known = ({ report }: Pick<End, 'report'>) => report !== null && report.state !== TUNNEL_UNKNOWN;
  const oneWay = (from: string, to: string, toIsKnown: boolean) =>
    toIsKnown
      ? `${from} hears ${to}, ${to} does not hear ${from}: the direction ${from} to ${to} is cut`
      : `${from} hears ${to} but gets no replies: the direction ${from} to ${to} is cut, or ${to} does not answer`;
  const silent = (from: string, to: string) =>
    `${from} hears nothing of ${to}, and what ${to} knows is missing or out of date: ${to} is off, or cut off`;
  const oneSided = (from: string, to: string) =>
    `${from} gets no replies from ${to}; ${to} has not found it down so far`;
  switch (cut) {
    case 'a to b':
      return oneWay(a, b, known(bEnd));
    case 'b to a':
      return oneWay(b, a, known(aEnd));
    case 'both':
      return 'neither end hears the other: both directions are cut';
    case 'replies':
      return `${a} and ${b} hear each other's requests, but no replies return`;
    case 'unknown':
      if (!known(bEnd)) return silent(a, b);
      if (!known(aEnd)) return silent(b, a);
      return aEnd.report?.state === TUNNEL_DOWN ? oneSided(a, b) : oneSided(b, a);
  }
}

/** Of a tunnel that is not down. */
function inWords(state: weft.v1.TunnelState, a: End, b: End): string {
  const unknown = [a, b].filter((end) => stateOf(end) === TUNNEL_UNKNOWN).map(({ nodeId }) => nodeId);
  const missing = unknown.length === 1 ? `; what ${unknown[0]} knows is missing or out of date` : '';
  if (state === TUNNEL_UNKNOWN) return 'too little is known of either end';
  if (state === TUNNEL_UP) return `packets pass in both directions${missing}`;
  const said = [
    ...lossInWords(a, b),
    ...lossInWords(b, a),
    ...[a, b].flatMap((end) => othersInWords(end, end === a ? b : a)),
  ];
  return `${said.join('; ') || 'it is degraded'}${missing}`;
}

function lossInWords(from: End, to: End): string[] {
  const told =
    (stateOf(from) === TUNNEL_DEGRADED && from.report?.reasons?.includes(LOSS_OUT)) ||
    (stateOf(to) === TUNNEL_DEGRADED && to.report?.reasons?.includes(LOSS_BACK));
  if (!told) return [];
  return [`${percent(lossBetween(from, to))} of packets from ${from.nodeId} to ${to.nodeId} are lost`];
}

function othersInWords({ nodeId, report }: End, { nodeId: other }: End): string[] {
  if (report?.state !== TUNNEL_DEGRADED) return [];
  const reasons = report.reasons ?? [];
  const said: string[] = [];
  if (reasons.includes(LATENCY)) {
    const formerly = report.rttReferenceNs ? `, formerly ${roundTrip(report.rttReferenceNs)}` : '';
    said.push(`round trips from ${nodeId} take ${roundTrip(report.rttP50Ns ?? 0)}${formerly}`);
  }
  if (reasons.includes(PATH_MTU)) {
    said.push(
      `from ${nodeId} to ${other} packets of ${report.pathMtu} bytes pass, of ${report.neededMtu} that are needed`,
    );
  }
  if (reasons.includes(PATH_CUT)) {
    const paths = report.deadPaths ?? [];
    said.push(`${paths.length} of 4 paths from ${nodeId} to ${other} are cut (${paths.join(', ')})`);
  }
  return said;
}

/** A share in millionths, for people. */
export function percent(ppm: number): string {
  return `${(ppm / 10_000).toFixed(ppm < 100_000 ? 2 : 0)} %`;
}

/** Nanoseconds, for people. */
export function roundTrip(ns: number): string {
  if (ns < 1e6) return `${Math.round(ns / 1e3)} us`;
  return `${(ns / 1e6).toFixed(ns < 1e7 ? 2 : 0)} ms`;
}
