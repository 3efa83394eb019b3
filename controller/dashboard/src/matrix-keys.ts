import { stateOfValue, viewKey } from '../../../proto/src/dashboard/view-record.js';
import type { Cell } from './grid-window.js';
import type { ShownNodes } from './node-order.js';
import type { ViewTable } from './view-table.js';
import { State } from './words.js';

/** Cells that a larger step goes. */
const LEAP = 10;

export interface Key {
  readonly key: string;
  readonly shift: boolean;
  readonly control: boolean;
}

/** Where a key moves the cursor of an n by n matrix; null: nowhere. Shift goes ten cells, Home and End to the row's ends, with Control to the corners. */
export function movedBy({ key, shift, control }: Key, { row, column }: Cell, n: number): Cell | null {
  const step = shift ? LEAP : 1;
  const within = (i: number) => Math.min(Math.max(i, 0), n - 1);
  const to = (r: number, c: number): Cell => ({ row: within(r), column: within(c) });
  switch (key) {
    case 'ArrowUp':
      return to(row - step, column);
    case 'ArrowDown':
      return to(row + step, column);
    case 'ArrowLeft':
      return to(row, column - step);
    case 'ArrowRight':
      return to(row, column + step);
    case 'PageUp':
      return to(row - LEAP, column);
    case 'PageDown':
      return to(row + LEAP, column);
    case 'Home':
      return to(control ? 0 : row, 0);
    case 'End':
      return to(control ? n - 1 : row, n - 1);
    default:
      return null;
  }
}

/** The next cell (or the one before), row by row and around, that is down or degraded; null: there is none. */
export function nextTrouble(
  views: ViewTable,
  { indexes }: ShownNodes,
  { row, column }: Cell,
  direction: 1 | -1,
): Cell | null {
  const n = indexes.length;
  const cells = n * n;
  for (let step = 1; step <= cells; step++) {
    const at = (row * n + column + direction * step + cells) % cells;
    const [from, to] = [indexes[Math.floor(at / n)] ?? 0, indexes[at % n] ?? 0];
    if (from === to) continue;
    const state = stateOfValue(views.get(viewKey(from, to)));
    if (state === State.DOWN || state === State.DEGRADED) return { row: Math.floor(at / n), column: at % n };
  }
  return null;
}
