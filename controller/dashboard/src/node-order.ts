import { keyFrom, keyTo, stateOfValue } from '../../../proto/src/dashboard/view-record.js';
import type { ViewTable } from './view-table.js';
import { State } from './words.js';

/** Nodes that the matrix shows at once; the search brings up the others. */
export const SHOWN_MAX = 1_024;

export type Order = 'name' | 'trouble';

/** Nodes as the matrix shows them, by position from above and from the left. */
export interface ShownNodes {
  /** Indexes by position. */
  readonly indexes: readonly number[];
  /** Positions by index; -1: not shown. */
  readonly positions: Int32Array;
  /** Nodes that the search lets through. */
  readonly matching: number;
}

const byName = new Intl.Collator('en', { numeric: true });

/** Which nodes are shown, and in which order. `search`: parts of ids, separated by blanks or commas; any of them does. */
export function shownNodes(ids: readonly string[], views: ViewTable, search: string, order: Order): ShownNodes {
  const parts = search
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const matches = (id: string) => id !== '' && (parts.length === 0 || parts.some((part) => id.includes(part)));
  const indexes = [...ids.keys()].filter((i) => matches(ids[i] ?? ''));
  const names = (x: number, y: number) => byName.compare(ids[x] ?? '', ids[y] ?? '');
  if (order === 'trouble') {
    const trouble = troubleOf(ids.length, views);
    indexes.sort((x, y) => (trouble[y] ?? 0) - (trouble[x] ?? 0) || names(x, y));
  } else {
    indexes.sort(names);
  }
  const shown = indexes.slice(0, SHOWN_MAX);
  const positions = new Int32Array(ids.length).fill(-1);
  for (const [position, index] of shown.entries()) positions[index] = position;
  return { indexes: shown, positions, matching: indexes.length };
}

/** How much is wrong with the tunnels of each node: one that is down counts more than all that are degraded. */
function troubleOf(nodes: number, views: ViewTable): Float64Array {
  const trouble = new Float64Array(nodes);
  views.forEach((key, value) => {
    const state = stateOfValue(value);
    const weight = state === State.DOWN ? 1e6 : state === State.DEGRADED ? 1 : 0;
    if (weight === 0) return;
    for (const i of [keyFrom(key), keyTo(key)]) trouble[i] = (trouble[i] ?? 0) + weight;
  });
  return trouble;
}
