import type { weft } from '../../../proto/gen/codecs.js';
import type {
  EndAnswer,
  PairAnswer,
  SampleAnswer,
  UnderlayAnswer,
  ViewAnswer,
} from '../../../proto/src/dashboard/answers.js';
import { formatIp } from '../../../proto/src/ip.js';
import { unixMsOf } from '../tunnels/tick-clock.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';
import { incidentsOf } from './incident-answers.js';

/** Incidents beside a pair, at most. */
const INCIDENTS_MAX = 20;

/** What is known of the tunnel between two nodes, in whichever order they are named; null if nothing ever was. */
export function pairAnswer(source: TunnelSource, one: string, other: string, nowMs: number): PairAnswer | null {
  const [nodeA, nodeB] = one < other ? [one, other] : [other, one];
  const tunnel = source.tunnel(nodeA, nodeB);
  if (!tunnel) return null;
  return {
    nodeA,
    nodeB,
    timeMs: nowMs,
    state: tunnel.state ?? 0,
    lossAToBPpm: tunnel.lossAToBPpm ?? 0,
    lossBToAPpm: tunnel.lossBToAPpm ?? 0,
    diagnosis: tunnel.diagnosis ?? '',
    a: endAnswer(tunnel.aView, tunnel.aStaleSince, tunnel.aUnderlay, source.history(nodeA, nodeB)),
    b: endAnswer(tunnel.bView, tunnel.bStaleSince, tunnel.bUnderlay, source.history(nodeB, nodeA)),
    incidents: incidentsOf(source, [nodeA, nodeB], INCIDENTS_MAX),
  };
}

function endAnswer(
  view: weft.v1.TunnelReport.$Properties | null | undefined,
  staleSince: weft.v1.Tunnel.$Properties['aStaleSince'],
  underlay: weft.v1.UnderlayView.$Properties | null | undefined,
  history: readonly weft.v1.TunnelSample.$Properties[],
): EndAnswer {
  return {
    view: view ? viewAnswer(view) : null,
    staleSinceMs: unixMsOf(staleSince),
    underlay: underlay ? underlayAnswer(underlay) : null,
    history: history.map(sampleAnswer),
  };
}

const microseconds = (ns: number | null | undefined) => (ns ?? 0) / 1_000;

function viewAnswer(view: weft.v1.TunnelReport.$Properties): ViewAnswer {
  return {
    state: view.state ?? 0,
    sinceMs: unixMsOf(view.since),
    reasons: view.reasons ?? [],
    rttP50Us: microseconds(view.rttP50Ns),
    rttP99Us: microseconds(view.rttP99Ns),
    rttLastUs: microseconds(view.rttLastNs),
    rttMinUs: microseconds(view.rttMinNs),
    rttReferenceUs: microseconds(view.rttReferenceNs),
    jitterUs: microseconds(view.jitterNs),
    lossOutPpm: view.lossOutPpm ?? 0,
    lossBackPpm: view.lossBackPpm ?? 0,
    requests: view.requests ?? 0,
    replies: view.replies ?? 0,
    reordered: view.reordered ?? 0,
    pathMtu: view.pathMtu ?? 0,
    neededMtu: view.neededMtu ?? 0,
    starvedVnis: view.starvedVnis ?? [],
    deadPaths: view.deadPaths ?? [],
    lastReplyMs: unixMsOf(view.lastReply),
    lastHeardMs: unixMsOf(view.lastHeard),
    lastTrafficMs: unixMsOf(view.lastTraffic),
    intervalMs: view.intervalMs ?? 0,
  };
}

function underlayAnswer(underlay: weft.v1.UnderlayView.$Properties): UnderlayAnswer {
  return {
    route: underlay.route ?? '',
    interface: underlay.interface ?? '',
    nextHop: addressText(underlay.nextHop),
    neighborState: underlay.neighborState ?? '',
    neighborMac: underlay.neighborMac ?? '',
    interfaceUp: underlay.interfaceUp ?? false,
    error: underlay.error ?? '',
  };
}

function sampleAnswer(sample: weft.v1.TunnelSample.$Properties): SampleAnswer {
  return {
    timeMs: unixMsOf(sample.time),
    state: sample.state ?? 0,
    rttP50Us: microseconds(sample.rttP50Ns),
    lossOutPpm: sample.lossOutPpm ?? 0,
    lossBackPpm: sample.lossBackPpm ?? 0,
  };
}

/** '' for none. An agent may have said anything: what is no address is shown in hexadecimal. */
export function addressText(address: weft.v1.IpAddress.$Properties | null | undefined): string {
  const bytes = address?.bytes;
  if (!bytes || bytes.length === 0) return '';
  return bytes.length === 4 || bytes.length === 16 ? formatIp(bytes) : Buffer.from(bytes).toString('hex').slice(0, 80);
}
