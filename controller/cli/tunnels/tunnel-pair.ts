import { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { formatAge } from '../table.js';
import { sparkline } from './sparkline.js';
import { formatIncidents } from './tunnel-incidents.js';
import { formatNs, formatPpm, isoTime, reasonNames, stateLetter, stateName } from './tunnel-values.js';

type View = weft.v1.TunnelReport.$Properties;
type Underlay = weft.v1.UnderlayView.$Properties;
type Sample = weft.v1.TunnelSample.$Properties;
type Maybe<T> = T | null | undefined;

/** What one end knows. */
interface End {
  readonly view: Maybe<View>;
  readonly staleSince: weft.v1.Tunnel.$Properties['aStaleSince'];
  readonly underlay: Maybe<Underlay>;
  readonly history: readonly Sample[];
}

const when = (time: View['since']) => (time ? `${isoTime(time)} (${formatAge(time)})` : '');

/** Rows of a view, in their order. */
const viewRows: readonly (readonly [string, (view: View) => string])[] = [
  ['state', (v) => stateName(v.state)],
  ['since', (v) => when(v.since)],
  ['reasons', (v) => reasonNames(v.reasons)],
  ['RTT p50, p99', (v) => list(formatNs(v.rttP50Ns), formatNs(v.rttP99Ns))],
  ['RTT last, least', (v) => list(formatNs(v.rttLastNs), formatNs(v.rttMinNs))],
  ['RTT reference', (v) => formatNs(v.rttReferenceNs)],
  ['jitter', (v) => formatNs(v.jitterNs)],
  ['loss out, back', (v) => list(formatPpm(v.lossOutPpm), formatPpm(v.lossBackPpm))],
  ['requests, replies', (v) => list(String(v.requests ?? 0), String(v.replies ?? 0))],
  ['out of order here', (v) => String(v.reordered ?? 0)],
  ['path MTU', (v) => (v.pathMtu ? `${v.pathMtu}, needed ${v.neededMtu ?? 0}` : `not measured, needed ${v.neededMtu}`)],
  ['VNIs starved', (v) => (v.starvedVnis ?? []).join(', ')],
  ['paths cut', (v) => (v.deadPaths ?? []).join(', ')],
  ['last reply', (v) => when(v.lastReply)],
  ['last request heard', (v) => when(v.lastHeard)],
  ['last tenant packet', (v) => when(v.lastTraffic)],
  ['interval', (v) => (v.intervalMs ? `${v.intervalMs} ms` : '')],
];

/** The underlay as it was when the end saw the tunnel go down. */
const underlayRows: readonly (readonly [string, (underlay: Underlay) => string])[] = [
  ['route', (u) => u.error || u.route || ''],
  ['interface', (u) => (u.interface ? `${u.interface}, ${u.interfaceUp ? 'up' : 'down'}` : '')],
  ['next hop', (u) => (u.nextHop?.bytes?.length ? formatIp(u.nextHop.bytes) : u.route ? 'on the link' : '')],
  ['neighbor', (u) => [u.neighborState || 'none', u.neighborMac].filter((text) => text).join(' ')],
];

/** Figures of a tunnel that is down are those of before. */
const isDown = ({ state }: Sample) => state === weft.v1.TunnelState.TUNNEL_DOWN;

const historyRows: readonly (readonly [string, (samples: readonly Sample[]) => string])[] = [
  ['states', (samples) => samples.map(({ state }) => stateLetter(state)).join('')],
  ['RTT', (samples) => drawn(samples, (sample) => (isDown(sample) ? null : sample.rttP50Ns || null), formatNs)],
  [
    'loss out',
    (samples) => drawn(samples, (sample) => (isDown(sample) ? null : (sample.lossOutPpm ?? 0)), formatPpm, 0),
  ],
  [
    'loss back',
    (samples) => drawn(samples, (sample) => (isDown(sample) ? null : (sample.lossBackPpm ?? 0)), formatPpm, 0),
  ],
];

/** Both views of a tunnel in full, one column for each end; then how it went, and what was wrong. */
export function formatPair({ tunnel, aHistory, bHistory, incidents }: weft.v1.GetTunnelResponse): string {
  const { nodeA, nodeB, state, diagnosis, lossAToBPpm, lossBToAPpm } = tunnel ?? {};
  const ends: End[] = [
    { view: tunnel?.aView, staleSince: tunnel?.aStaleSince, underlay: tunnel?.aUnderlay, history: aHistory },
    { view: tunnel?.bView, staleSince: tunnel?.bStaleSince, underlay: tunnel?.bUnderlay, history: bHistory },
  ];
  const lines = [
    ['', ...[nodeA, nodeB].map((node) => `${node} says`)],
    ...viewRows.map(([name, cell]) => [name, ...ends.map(({ view }) => (view ? cell(view) : ''))]),
    ...rowsIf(ends, 'out of date since', ({ staleSince }) => when(staleSince)),
    ...underlayRows.flatMap(([name, cell]) =>
      rowsIf(ends, `when down: ${name}`, ({ underlay }) => (underlay ? cell(underlay) : '')),
    ),
    ...historyRows.flatMap(([name, cell]) => rowsIf(ends, name, ({ history }) => cell(history))),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const table = lines.map((line) =>
    line
      .map((text, i) => (i > 0 && text === '' ? '-' : text).padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const head = [
    `${nodeA} - ${nodeB}: ${stateName(state)}${diagnosis ? `, ${diagnosis}` : ''}`,
    `loss ${nodeA} -> ${nodeB} ${formatPpm(lossAToBPpm)}, ${nodeB} -> ${nodeA} ${formatPpm(lossBToAPpm)}`,
  ];
  const wrong = incidents.length > 0 ? ['', formatIncidents(incidents, true)] : [];
  return [...head, '', ...table, ...wrong].join('\n');
}

/** The row, if an end has something to say there. */
function rowsIf(ends: readonly End[], name: string, cell: (end: End) => string): string[][] {
  const cells = ends.map(cell);
  return cells.some((text) => text !== '') ? [[name, ...cells]] : [];
}

/** `▁▂▃ 83us..120us`: least and greatest of the samples. */
function drawn(
  samples: readonly Sample[],
  read: (sample: Sample) => number | null,
  format: (value: number) => string,
  floor?: number,
): string {
  const values = samples.map(read);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const [least, greatest] = [Math.min(...known), Math.max(...known)].map(format);
  return `${sparkline(values, floor)} ${least === greatest ? least : `${least}..${greatest}`}`;
}

function list(...parts: string[]): string {
  return parts.every((part) => part === '') ? '' : parts.map((part) => part || '-').join(', ');
}
