import type { weft } from '../../../proto/gen/codecs.js';
import type { TunnelBoard } from './tunnel-board.js';

/** Pairs that are looked at for a page: one for which few match ends early, perhaps empty. */
const SCAN_LIMIT = 200_000;

/** Which pairs: those of a node, those in one of the states; all if undefined, empty. */
export interface PairFilter {
  readonly nodeId: string;
  readonly states: ReadonlySet<weft.v1.TunnelState>;
}

/** Both ends, by id. */
export interface PairPlace {
  readonly a: string;
  readonly b: string;
}

export function pairMatches(board: TunnelBoard, pair: number, { nodeId, states }: PairFilter): boolean {
  const state = board.views.pairState(pair);
  if (state === 0 || (states.size > 0 && !states.has(state))) return false;
  if (nodeId === '') return true;
  return (
    board.nodes.idAt(board.views.from(2 * pair)) === nodeId || board.nodes.idAt(board.views.to(2 * pair)) === nodeId
  );
}

/** At most `limit` pairs behind a place, ordered by the ids of their ends; `next`: where the next page begins, null if there is none. */
export function listPairs(
  board: TunnelBoard,
  filter: PairFilter,
  after: PairPlace | null,
  limit: number,
): { pairs: number[]; next: PairPlace | null } {
  const { nodes, views } = board;
  const pairs: number[] = [];
  let last: PairPlace | null = after;
  let scanned = 0;
  for (const node of firstEnds(board, filter)) {
    if (after && node.id < after.a) continue;
    const own: { pair: number; b: string }[] = [];
    const only = filter.nodeId === '' || filter.nodeId === node.id ? null : nodes.byId(filter.nodeId);
    const candidates = only ? [views.pairs.find(node.index, only.index)] : views.pairs.pairsOf(node.index);
    for (const pair of candidates) {
      if (pair < 0) continue;
      scanned++;
      const b = nodes.idAt(views.pairs.peer(pair, node.index));
      if (b < node.id || (after && node.id === after.a && b <= after.b)) continue;
      if (pairMatches(board, pair, filter)) own.push({ pair, b });
    }
    own.sort((x, y) => (x.b < y.b ? -1 : 1));
    for (const { pair, b } of own) {
      if (pairs.length === limit) return { pairs, next: last };
      pairs.push(pair);
      last = { a: node.id, b };
    }
    if (scanned >= SCAN_LIMIT) return { pairs, next: { a: node.id, b: '~' } };
  }
  return { pairs, next: null };
}

/** Nodes that can be the first of a pair, ordered by id. */
function firstEnds(board: TunnelBoard, { nodeId }: PairFilter) {
  const all = board.nodes.sorted();
  return nodeId === '' ? all : all.filter(({ id }) => id <= nodeId && board.nodes.byId(nodeId) !== undefined);
}
