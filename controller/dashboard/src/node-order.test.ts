import { describe, expect, it } from 'vitest';
import { viewKey, viewValue } from '../../../proto/src/dashboard/view-record.js';
import { SHOWN_MAX, shownNodes } from './node-order.js';
import { ViewTable } from './view-table.js';
import { State } from './words.js';

describe('nodes of the matrix', () => {
  const ids = ['host-10', 'host-2', '', 'edge-1'];
  const shown = (search: string) => shownNodes(ids, new ViewTable(), search, 'name').indexes.map((i) => ids[i]);

  it('are ordered as people count, without those that are no more', () => {
    expect(shown('')).toEqual(['edge-1', 'host-2', 'host-10']);
  });

  it('are those with one of the parts that are searched for', () => {
    expect(shown('HOST')).toEqual(['host-2', 'host-10']);
    expect(shown('-10, edge')).toEqual(['edge-1', 'host-10']);
    expect(shown('nothing')).toEqual([]);
  });

  it('come first where most is wrong, if that is asked for', () => {
    const views = new ViewTable();
    views.set(viewKey(0, 3), viewValue(State.DEGRADED, 1, 1));
    views.set(viewKey(1, 0), viewValue(State.DOWN, 1, 1));
    const { indexes, positions } = shownNodes(ids, views, '', 'trouble');
    expect(indexes.map((i) => ids[i])).toEqual(['host-10', 'host-2', 'edge-1']);
    expect([...positions]).toEqual([0, 1, -1, 2]);
  });

  it('are bounded, and it is known how many there would be', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `n${i}`);
    const { indexes, matching } = shownNodes(many, new ViewTable(), '', 'name');
    expect([indexes.length, matching]).toEqual([SHOWN_MAX, 3_000]);
  });
});
