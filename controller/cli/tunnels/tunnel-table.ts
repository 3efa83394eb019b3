import { weft } from '../../../proto/gen/codecs.js';
import { type Column, formatAge } from '../table.js';
import { formatNs, formatPpm, reasonNames, stateName } from './tunnel-values.js';

type Tunnel = weft.v1.Tunnel.$Properties;
type View = weft.v1.TunnelReport.$Properties;

/** What both ends say, as far as it is known. */
export function viewsOf({ aView, bView }: Tunnel): View[] {
  return [aView, bView].filter((view) => view !== null && view !== undefined);
}

/** Since when it is in its state: the earlier word of the ends that say so. */
export function sinceOf(tunnel: Tunnel): View['since'] {
  const times = viewsOf(tunnel)
    .filter((view) => view.state === tunnel.state)
    .map(({ since }) => since)
    .filter((since) => since !== null && since !== undefined);
  return times.sort((x, y) => (x.seconds ?? 0) - (y.seconds ?? 0))[0];
}

/** Why it is ill, as both ends say it, each reason once. */
export function reasonsOf(tunnel: Tunnel): string {
  return reasonNames([...new Set(viewsOf(tunnel).flatMap(({ reasons }) => reasons ?? []))]);
}

/** The least path MTU that an end has measured. */
function pathMtu(tunnel: Tunnel): string {
  const measured = viewsOf(tunnel).flatMap(({ pathMtu: mtu }) => mtu || []);
  return measured.length > 0 ? String(Math.min(...measured)) : '';
}

const worst = (tunnel: Tunnel, read: (view: View) => number | null | undefined) =>
  Math.max(0, ...viewsOf(tunnel).map((view) => read(view) ?? 0));

export const tunnelColumns: readonly Column<Tunnel>[] = [
  { heading: 'NODE-A', cell: (t) => t.nodeA ?? '' },
  { heading: 'NODE-B', cell: (t) => t.nodeB ?? '' },
  { heading: 'STATE', cell: (t) => stateName(t.state) },
  { heading: 'SINCE', cell: (t) => formatAge(sinceOf(t)) },
  { heading: 'RTT', cell: (t) => formatNs(worst(t, (view) => view.rttP50Ns)) },
  { heading: 'P99', cell: (t) => formatNs(worst(t, (view) => view.rttP99Ns)) },
  { heading: 'LOSS-A-B', cell: (t) => formatPpm(t.lossAToBPpm) },
  { heading: 'LOSS-B-A', cell: (t) => formatPpm(t.lossBToAPpm) },
  { heading: 'MTU', cell: pathMtu },
  { heading: 'REASONS', cell: reasonsOf },
  { heading: 'JITTER', cell: (t) => formatNs(worst(t, (view) => view.jitterNs)), wide: true },
  { heading: 'INTERVAL', cell: (t) => formatNs(worst(t, (view) => view.intervalMs) * 1e6), wide: true },
  { heading: 'DIAGNOSIS', cell: (t) => t.diagnosis ?? '', wide: true },
];

/** How many are in which state; `12 tunnels: 10 up, 2 down`. */
export function summaryLine(tunnels: weft.v1.TunnelSummary.$Properties): string {
  const { up = 0, degraded = 0, down = 0, unknown = 0 } = tunnels;
  const counts = { up, degraded, down, unknown };
  const all = Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const shown = Object.entries(counts).filter(([state, count]) => (count ?? 0) > 0 || state === 'up');
  return `${all} tunnels: ${shown.map(([state, count]) => `${count} ${state}`).join(', ')}`;
}

/** The same of tunnels that are here. */
export function countStates(tunnels: Iterable<Tunnel>): weft.v1.TunnelSummary.$Properties {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const { state } of tunnels) {
    if (state === weft.v1.TunnelState.TUNNEL_UP) counts.up++;
    else if (state === weft.v1.TunnelState.TUNNEL_DEGRADED) counts.degraded++;
    else if (state === weft.v1.TunnelState.TUNNEL_DOWN) counts.down++;
    else counts.unknown++;
  }
  return counts;
}
