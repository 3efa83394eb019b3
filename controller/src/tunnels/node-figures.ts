import { weft } from '../../../proto/gen/codecs.js';
import { expand } from './compact-number.js';
import type { TunnelViews } from './tunnel-views.js';

const { TUNNEL_DEGRADED, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** What a node measures of its tunnels, all together. */
export interface NodeFigures {
  /** Median of its tunnels' medians, in microseconds; 0: it has measured none. */
  readonly rttP50Us: number;
  /** Mean of what it loses on the way to the others, in millionths; of tunnels that are up or degraded. */
  readonly lossOutPpm: number;
}

/** The figures of each node by its index, in two passes over all views: quick also with a million of them. */
export function nodeFigures(views: TunnelViews, nodes: number): NodeFigures[] {
  const { columns, pairs } = views;
  const end = 2 * pairs.slots;
  const counts = new Uint32Array(nodes + 1);
  const losses = new Float64Array(nodes);
  const measured = new Uint32Array(nodes);
  for (let view = 0; view < end; view++) {
    const state = columns.state(view);
    if (state === TUNNEL_UNKNOWN) continue;
    const from = views.from(view);
    if (columns.rttP50Compact(view) > 0) counts[from] = (counts[from] ?? 0) + 1;
    if (state !== TUNNEL_UP && state !== TUNNEL_DEGRADED) continue;
    losses[from] = (losses[from] ?? 0) + columns.lossOutPpm(view);
    measured[from] = (measured[from] ?? 0) + 1;
  }
  // Where the round trips of each node begin among those of all.
  const starts = new Uint32Array(nodes + 1);
  for (let node = 0; node < nodes; node++) starts[node + 1] = (starts[node] ?? 0) + (counts[node] ?? 0);
  const next = starts.slice();
  const trips = new Uint16Array(starts[nodes] ?? 0);
  for (let view = 0; view < end; view++) {
    const trip = columns.rttP50Compact(view);
    if (trip === 0 || columns.state(view) === TUNNEL_UNKNOWN) continue;
    const from = views.from(view);
    const at = next[from] ?? 0;
    trips[at] = trip;
    next[from] = at + 1;
  }
  return Array.from({ length: nodes }, (_, node) => {
    // Compact numbers are in the order of what they stand for.
    const own = trips.subarray(starts[node], starts[node + 1]).sort();
    return {
      rttP50Us: expand(own[Math.floor((own.length - 1) / 2)] ?? 0),
      lossOutPpm: (losses[node] ?? 0) / Math.max(1, measured[node] ?? 0),
    };
  });
}
