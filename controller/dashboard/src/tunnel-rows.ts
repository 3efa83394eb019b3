import { lossPpmOfValue, rttUsOfValue, stateOfValue, viewKey } from '../../../proto/src/dashboard/view-record.js';
import { lossText, rttText } from './figures-text.js';
import type { ShownNodes } from './node-order.js';
import type { ViewTable } from './view-table.js';
import { State, stateSigns, stateWord } from './words.js';

/** Both directions of a pair as the table has them. */
export interface TunnelRow {
  readonly nodes: readonly [string, string];
  /** The graver of both views. */
  readonly state: number;
  /** State, round trip and loss, of the first node's view, then of the other's. */
  readonly cells: readonly string[];
}

/** All pairs of the shown nodes, the gravest first, then by name; `limit` of them, and how many there are. */
export function tunnelRows(
  ids: readonly string[],
  { indexes }: ShownNodes,
  views: ViewTable,
  limit: number,
): { rows: TunnelRow[]; total: number } {
  const byState: { first: number; second: number }[][] = [[], [], [], [], []];
  let total = 0;
  for (const [i, first] of indexes.entries()) {
    for (let j = i + 1; j < indexes.length; j++) {
      const second = indexes[j] ?? 0;
      const state = graver(views.get(viewKey(first, second)), views.get(viewKey(second, first)));
      if (state === State.GONE) continue;
      total++;
      const bucket = byState[state];
      if (bucket && bucket.length < limit) bucket.push({ first, second });
    }
  }
  // UNKNOWN is less grave than UP by number, but more worth a look.
  const order = [State.DOWN, State.DEGRADED, State.UNKNOWN, State.UP];
  const pairs = order.flatMap((state) => byState[state] ?? []).slice(0, limit);
  const rows = pairs.map(({ first, second }): TunnelRow => {
    const [there, back] = [views.get(viewKey(first, second)), views.get(viewKey(second, first))];
    return {
      nodes: [ids[first] ?? '', ids[second] ?? ''],
      state: graver(there, back),
      cells: [...cellsOf(there), ...cellsOf(back)],
    };
  });
  return { rows, total };
}

function graver(one: number, other: number): number {
  return Math.max(stateOfValue(one), stateOfValue(other));
}

function cellsOf(value: number): string[] {
  const state = stateOfValue(value);
  const words = `${stateSigns[state] ?? ''} ${stateWord(state)}`.trim();
  const measured = state === State.UP || state === State.DEGRADED;
  return [words, measured ? rttText(rttUsOfValue(value)) : '–', measured ? lossText(lossPpmOfValue(value)) : '–'];
}
