import { weft } from '../../../proto/gen/codecs.js';
import type { TunnelBoard } from './tunnel-board.js';
import type { NodeIndex } from './tunnel-source.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** So long is waited for what the other tunnels of a node say before several that are down at once are taken for what they are, in milliseconds. */
export const HOLD_MS = 3_000;
/** Tunnels that are down which speak for themselves then, if nothing speaks against them. */
const SPEAKS_FOR_ITSELF = 3;
/** After two intervals and so much a tunnel that is down would have been found down, in milliseconds: agents tell that at once. */
const FOUND_MS = 1_000;
/** Intervals are at most 30 s: after so long all tunnels have had their chance, in milliseconds. */
const DECIDED_MS = 2 * 30_000 + FOUND_MS;

/** What is known of the tunnels of a node some of which are down. */
export interface Evidence {
  /** Tunnels of which it is known how they are since the first one is down, those among them. */
  readonly known: number;
  /** It is too early to say whether it is the node. */
  readonly early: boolean;
}

/**
 * Whether a node is unreachable is asked of its tunnels as they are since the first of them went down: agents find a cut at different times, in a large
 * fleet over many seconds, and what they said before says nothing. A tunnel is all right since then if a reply came later, or if it had a fair chance to
 * be found down.
 */
export function downEvidence(
  board: TunnelBoard,
  node: NodeIndex,
  down: number,
  sinceMs: number,
  nowMs: number,
): Evidence {
  const all = knownTunnels(board, node);
  // Of a node that is dead, and when all has been decided long ago, nothing has to be looked at.
  if (down * 2 >= all || nowMs - sinceMs > DECIDED_MS) return { known: all, early: false };
  let fine = 0;
  let undecided = 0;
  for (const pair of board.views.pairs.pairsOf(node)) {
    const state = board.views.pairState(pair);
    if (state === TUNNEL_DOWN || state === TUNNEL_UNKNOWN) continue;
    if (isFineSince(board, pair, sinceMs, nowMs)) fine++;
    else undecided++;
  }
  if (down * 2 < down + fine) return { known: all, early: false };
  if (nowMs - sinceMs < HOLD_MS) return { known: all, early: down >= 2 };
  return { known: down + fine + (down >= SPEAKS_FOR_ITSELF ? 0 : undecided), early: false };
}

/** Tunnels of a node of which anything is known. */
export function knownTunnels(board: TunnelBoard, node: NodeIndex): number {
  const count = (state: weft.v1.TunnelState) => board.views.pairsOfIn(node, state);
  return count(TUNNEL_UP) + count(TUNNEL_DEGRADED) + count(TUNNEL_DOWN);
}

function isFineSince(board: TunnelBoard, pair: number, sinceMs: number, nowMs: number): boolean {
  const { columns } = board.views;
  for (const view of [2 * pair, 2 * pair + 1]) {
    if (columns.state(view) === TUNNEL_UNKNOWN) continue;
    const node = board.nodes.at(board.views.from(view));
    const replyMs = columns.lastReplyMs(view) - (node?.clockAheadMs ?? 0);
    if (replyMs > sinceMs) return true;
    if (nowMs - sinceMs > 2 * columns.intervalMs(view) + FOUND_MS) return true;
  }
  return false;
}
