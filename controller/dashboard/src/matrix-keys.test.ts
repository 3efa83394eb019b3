import { expect, it } from 'vitest';
import { viewKey, viewValue } from '../../../proto/src/dashboard/view-record.js';
import { movedBy, nextTrouble } from './matrix-keys.js';
import { shownNodes } from './node-order.js';
import { ViewTable } from './view-table.js';
import { State } from './words.js';

const press = (key: string, modifiers: { shift?: boolean; control?: boolean } = {}) =>
  movedBy({ key, shift: false, control: false, ...modifiers }, { row: 5, column: 3 }, 30);

it('keys move the cursor, and not out of the matrix', () => {
  expect(press('ArrowUp')).toEqual({ row: 4, column: 3 });
  expect(press('ArrowDown')).toEqual({ row: 6, column: 3 });
  expect(press('ArrowLeft', { shift: true })).toEqual({ row: 5, column: 0 });
  expect(press('ArrowRight', { shift: true })).toEqual({ row: 5, column: 13 });
  expect(press('PageUp')).toEqual({ row: 0, column: 3 });
  expect(press('PageDown')).toEqual({ row: 15, column: 3 });
  expect(press('Home')).toEqual({ row: 5, column: 0 });
  expect(press('End', { control: true })).toEqual({ row: 29, column: 29 });
  expect(press('x')).toBeNull();
});

it('the next trouble is found in both directions, and around', () => {
  const views = new ViewTable();
  const ids = ['a', 'b', 'c', 'd'];
  views.set(viewKey(0, 2), viewValue(State.DOWN, 0, 0));
  views.set(viewKey(3, 1), viewValue(State.DEGRADED, 1, 1));
  views.set(viewKey(1, 0), viewValue(State.UP, 1, 1));
  const nodes = shownNodes(ids, views, '', 'name');
  const [down, degraded] = [
    { row: 0, column: 2 },
    { row: 3, column: 1 },
  ];
  expect(nextTrouble(views, nodes, { row: 0, column: 0 }, 1)).toEqual(down);
  expect(nextTrouble(views, nodes, down, 1)).toEqual(degraded);
  expect(nextTrouble(views, nodes, degraded, 1)).toEqual(down);
  expect(nextTrouble(views, nodes, down, -1)).toEqual(degraded);
  expect(nextTrouble(new ViewTable(), nodes, down, 1)).toBeNull();
});
