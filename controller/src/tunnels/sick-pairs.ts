import { weft } from '../../../proto/gen/codecs.js';
import type { SickEnd, SickPair } from './sick-groups.js';
import type { TunnelBoard } from './tunnel-board.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;

/** What both ends say of a pair that is down or degraded. */
export function sickPair({ views }: TunnelBoard, pair: number): SickPair {
  const state = views.pairState(pair);
  const end = (view: number): SickEnd => {
    const says = views.columns.state(view) === state;
    return { node: views.from(view), says, reasons: says ? views.columns.reasons(view) : [] };
  };
  return { pair, down: state === TUNNEL_DOWN, ends: [end(2 * pair), end(2 * pair + 1)] };
}

/** When an agent first found one of the tunnels to be as it is, by our clock. */
export function sickSinceMs({ views, nodes }: TunnelBoard, pairs: readonly number[], nowMs: number): number {
  let since = nowMs;
  for (const pair of pairs) {
    for (let view = 2 * pair; view <= 2 * pair + 1; view++) {
      if (views.columns.state(view) !== views.pairState(pair)) continue;
      const atMs = views.columns.since(view) - (nodes.at(views.from(view))?.clockAheadMs ?? 0);
      if (atMs > 0) since = Math.min(since, atMs);
    }
  }
  return since;
}

/** All that is wrong with the tunnels, the gravest first. */
export function sickReasons({ views }: TunnelBoard, pairs: readonly number[]): weft.v1.TunnelReason[] {
  const all = new Set<weft.v1.TunnelReason>();
  // Most have the same ones.
  let seen = 0;
  for (const pair of pairs) {
    for (let view = 2 * pair; view <= 2 * pair + 1; view++) {
      const bits = views.columns.reasonBits(view);
      if (bits === seen || views.columns.state(view) < TUNNEL_DEGRADED) continue;
      seen = bits;
      for (const reason of views.columns.reasons(view)) all.add(reason);
    }
  }
  return [...all].sort((x, y) => x - y);
}
