import { weft } from '../../../proto/gen/codecs.js';
import type { TunnelBoard } from './tunnel-board.js';

const { TUNNEL_DOWN } = weft.v1.TunnelState;

/** At most `count` of some pairs: first those that are down, then those that lose most, then those that take longest. */
export function worstPairs({ views }: TunnelBoard, pairs: Iterable<number>, count: number): number[] {
  const { columns } = views;
  const badness = (pair: number) => {
    const [a, b] = [2 * pair, 2 * pair + 1];
    const loss = Math.max(...[a, b].flatMap((view) => [columns.lossOutPpm(view), columns.lossBackPpm(view)]));
    const rtt = Math.max(columns.rttP50Us(a), columns.rttP50Us(b));
    return (views.pairState(pair) === TUNNEL_DOWN ? 2e6 : 0) + loss + Math.min(rtt, 1e6) / 1e6;
  };
  const worst: { pair: number; badness: number }[] = [];
  for (const pair of pairs) {
    const own = badness(pair);
    if (worst.length === count && own <= (worst.at(-1)?.badness ?? 0)) continue;
    const behind = worst.findIndex((other) => other.badness < own);
    worst.splice(behind < 0 ? worst.length : behind, 0, { pair, badness: own });
    if (worst.length > count) worst.pop();
  }
  return worst.map(({ pair }) => pair);
}
