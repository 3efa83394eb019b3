import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { emptyState, frameOf } from '../testing/entries.js';
import type { DesiredState } from './desired-state.js';
import * as rows from './rows.js';

const mac = (last: number) => Uint8Array.of(2, 0, 0, 0, 0, last);
const fdb = (vni: number, last: number, datapathId: number, ...groupIds: number[]) => ({
  fdb: { vni, mac: mac(last), vtepId: 1, datapathId, groupIds },
});
const fdbKey = (vni: number, last: number) => ({ fdb: { vni, mac: mac(last) } });
const delta = (
  state: DesiredState,
  put: weft.v1.Entry.$Properties[],
  remove: weft.v1.EntryKey.$Properties[] = [],
): void => {
  state.apply(frameOf({ delta: { revision: 1, put, remove } }));
};
const groupsOf = (state: DesiredState, datapathId: number) => {
  const row = state.tables.fromController.port_groups.get(rows.u32(datapathId));
  return row && [...rows.groupsOf(row)];
};
const left = (state: DesiredState) => [...state.portGroups.takeLeft()].sort();

test("only the entry that named a port's groups takes them away", () => {
  const { state } = emptyState();
  delta(state, [fdb(7, 1, 11, 3, 5), fdb(7, 2, 11)]);
  expect(groupsOf(state, 11)).toEqual([3, 5]);
  expect(state.portGroups.entryOf(11)).toEqual({ vni: 7, mac: mac(1) });
  delta(state, [], [fdbKey(7, 2)]);
  delta(state, [fdb(7, 2, 11)]);
  expect(groupsOf(state, 11)).toEqual([3, 5]);
  expect(left(state)).toEqual([]);
  delta(state, [fdb(7, 1, 11)]);
  expect([groupsOf(state, 11), left(state)]).toEqual([null, [3, 5]]);
});

test('what a port leaves is told, and what it joins is not', () => {
  const { state } = emptyState();
  delta(state, [fdb(7, 1, 11, 3)]);
  delta(state, [fdb(7, 1, 11, 3, 5)]);
  expect(left(state)).toEqual([]);
  delta(state, [fdb(7, 1, 11, 5, 6)]);
  expect([groupsOf(state, 11), left(state)]).toEqual([[5, 6], [3]]);
  delta(state, [fdb(7, 1, 12, 5)]);
  expect([groupsOf(state, 11), groupsOf(state, 12), left(state)]).toEqual([null, [5], [5, 6]]);
  delta(state, [], [fdbKey(7, 1)]);
  expect([groupsOf(state, 12), left(state)]).toEqual([null, [5]]);
});

test('with its network, or a snapshot that does not name it, a membership goes', () => {
  const { state } = emptyState();
  delta(state, [fdb(7, 1, 11, 3), fdb(8, 1, 12, 4), fdb(8, 2, 13, 5)]);
  delta(state, [], [{ network: { vni: 7 } }]);
  expect([groupsOf(state, 11), left(state)]).toEqual([null, [3]]);
  for (const message of [
    { snapshotBegin: { revision: 2, entryCount: 1 } },
    { snapshotChunk: { put: [fdb(8, 2, 13, 5)] } },
    { snapshotEnd: { revision: 2, entryCount: 1 } },
  ])
    state.apply(frameOf(message));
  expect([groupsOf(state, 12), groupsOf(state, 13), left(state)]).toEqual([null, [5], [4]]);
});

test('an entry whose groups make no sense is refused, and what it named before no longer holds', () => {
  const { state } = emptyState();
  const wrong: [number[], RegExp][] = [
    [[2, 1], /not ascending/],
    [[0], /not ascending/],
    [Array.from({ length: 17 }, (_, i) => i + 1), /17 security groups; the limit is 16/],
  ];
  for (const [groupIds, why] of wrong) {
    delta(state, [fdb(7, 1, 11, 3)]);
    delta(state, [fdb(7, 1, 11, ...groupIds)]);
    expect([...state.bad.values()].map((b) => b.message)).toEqual([expect.stringMatching(why)]);
    expect(groupsOf(state, 11)).toBeNull();
  }
  delta(state, [fdb(7, 1, 0, 3)]);
  expect([...state.bad.values()][0]?.message).toMatch(/groups of no port/);
});

test('after a restart: what differs from what the kernel has was left, and what nobody wants there goes last', () => {
  const { state, datapath } = emptyState();
  const table = datapath.table('port_groups');
  const kernel = (datapathId: number, ...ids: number[]) => table.write(rows.u32(datapathId), rows.portGroups(ids), 1);
  kernel(11, 3, 4);
  kernel(12, 5);
  kernel(13, 6);
  delta(state, [fdb(7, 1, 11, 4), fdb(7, 2, 12, 5, 9), fdb(7, 3, 14, 8), fdb(7, 3, 15, 8)]);
  table.readAll((keys, values, count) => {
    state.tables.fromController.port_groups.loadKernel(keys, values, count);
    state.portGroups.compare(keys, values, count);
  });
  expect(left(state)).toEqual([3]);
  state.portGroups.doomUnwanted();
  expect(left(state)).toEqual([6]);
});
