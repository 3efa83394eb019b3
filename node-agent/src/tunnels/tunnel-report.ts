import type { weft } from '../../../proto/gen/codecs.js';
import type { TunnelReading } from '../datapath/tunnel-probes.js';
import { JUDGED_PATHS } from './judge.js';
import { WINDOW_REQUESTS } from './loss-window.js';
import { type TunnelClock, timestamp, timestampOf } from './monotonic-time.js';
import type { Tunnel } from './tunnel.js';

const STARVED_MAX = 16;
const NO_PATHS: ReadonlySet<number> = new Set();

/** All that is told of a tunnel. `reading`: as the kernel has it now. */
export function tunnelReport(
  tunnel: Tunnel,
  reading: TunnelReading,
  lastTrafficNs: number,
  clock: TunnelClock,
): weft.v1.TunnelReport.$Properties {
  const { judge, peer } = tunnel;
  const rows = reading.paths.slice(0, JUDGED_PATHS);
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const newest = rows.reduce((a, b) => (b.lastReplyNs > a.lastReplyNs ? b : a));
  const least = rows.flatMap(({ minRttNs }) => (minRttNs > 0 ? [minRttNs] : []));
  const measured = rows.filter(({ lastReplyNs }) => lastReplyNs > 0);
  const trips = tunnel.marks.since(reading.roundTrips, clock.nowNs());
  const lost = judge.losses.count(WINDOW_REQUESTS, NO_PATHS);
  const ppm = (count: number) => Math.round((1e6 * count) / Math.max(1, judge.losses.requests));
  return {
    remoteVtepId: peer.vtepId,
    remoteNodeId: peer.nodeId,
    state: judge.state,
    since: timestamp(tunnel.sinceUnixMs),
    reasons: [...judge.reasons],
    rttP50Ns: Math.round(trips.quantileNs(0.5) ?? 0),
    rttP99Ns: Math.round(trips.quantileNs(0.99) ?? 0),
    rttLastNs: newest.lastRttNs,
    rttMinNs: least.length > 0 ? Math.min(...least) : 0,
    rttReferenceNs: judge.roundTrips.referenceNs,
    jitterNs: Math.round(sum(({ jitter16Ns }) => jitter16Ns) / 16 / Math.max(1, measured.length)),
    lossOutPpm: ppm(lost.out),
    lossBackPpm: ppm(lost.back),
    requests: sum(({ number }) => number),
    replies: sum(({ answered }) => answered),
    reordered: sum(({ reordered }) => reordered),
    pathMtu: tunnel.pathMtu.pathMtu,
    neededMtu: tunnel.neededMtu,
    starvedVnis: starvedVnis(tunnel),
    deadPaths: judge.deadPaths,
    lastReply: timestampOf(newest.lastReplyNs, clock),
    lastHeard: timestampOf(Math.max(0, ...reading.peers.map((row) => row?.lastHeardNs ?? 0)), clock),
    lastTraffic: timestampOf(lastTrafficNs, clock),
    intervalMs: Math.max(1, Math.round(tunnel.intervalMs)),
  };
}

/** VNIs of networks whose packets do not all pass. */
function starvedVnis({ peer, pathMtu }: Tunnel): number[] {
  if (!pathMtu.tooSmall || pathMtu.pathMtu === 0) return [];
  const starved = [...peer.networks].filter(([, mtu]) => mtu > pathMtu.pathMtu).map(([vni]) => vni);
  return starved.sort((a, b) => a - b).slice(0, STARVED_MAX);
}
