import { expect, it } from 'vitest';
import { viewKey, viewValue } from '../../../proto/src/dashboard/view-record.js';
import { shownNodes } from './node-order.js';
import { tunnelRows } from './tunnel-rows.js';
import { ViewTable } from './view-table.js';
import { State } from './words.js';

it('the table has each pair once, the gravest first, and says how many there are', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const views = new ViewTable();
  const both = (x: number, y: number, there: number, back: number) => {
    views.set(viewKey(x, y), viewValue(there, 150, 0));
    views.set(viewKey(y, x), viewValue(back, 2_500, 12_000));
  };
  both(0, 1, State.UP, State.UP);
  both(0, 2, State.UP, State.DOWN);
  both(1, 2, State.DEGRADED, State.UP);
  views.set(viewKey(3, 0), viewValue(State.UNKNOWN, 0, 0));
  const nodes = shownNodes(ids, views, '', 'name');
  const { rows, total } = tunnelRows(ids, nodes, views, 10);
  expect(total).toBe(4);
  expect(rows.map(({ nodes: pair }) => pair.join(''))).toEqual(['ac', 'bc', 'ad', 'ab']);
  expect(rows[0]?.cells).toEqual(['✓ up', '150 µs', '0 %', '✕ down', '–', '–']);
  expect(rows[1]?.cells).toEqual(['▲ degraded', '150 µs', '0 %', '✓ up', '2.50 ms', '1.2 %']);
  expect(rows[2]?.cells).toEqual(['no tunnel', '–', '–', '? unknown', '–', '–']);
  expect(tunnelRows(ids, nodes, views, 2)).toMatchObject({
    rows: [{ nodes: ['a', 'c'] }, { nodes: ['b', 'c'] }],
    total: 4,
  });
});
