import { beforeEach, expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { type TableName, tableNames } from '../datapath/datapath.js';
import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import type { DesiredState } from '../state/desired-state.js';
import * as rows from '../state/rows.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { Reconciler } from './reconciler.js';

let datapath: FakeDatapath;
let state: DesiredState;
let reconciler: Reconciler;
let order: string[];

const ip = (n: number) => ({ bytes: Uint8Array.of(10, 0, 0, n) });
const mac = (n: number) => Uint8Array.of(2, 0, 0, 0, 0, n);
const endpoint = (n: number, vtepId = 1) => [
  { fdb: { vni: 1, mac: mac(n), vtepId, datapathId: n } },
  { neighbor: { vni: 1, address: ip(n), mac: mac(n) } },
];
let revision = 0;
const put = (...entries: weft.v1.Entry.$Properties[]) =>
  state.apply(frameOf({ delta: { revision: ++revision, put: entries } }));

/** Notes in which order tables are written and deleted from. */
function watch(d: FakeDatapath): void {
  for (const name of tableNames) {
    const table = d.tables[name];
    const { write, remove } = table;
    table.write = (...args) => {
      order.push(`+${name}`);
      return write.apply(table, args);
    };
    table.remove = (...args) => {
      order.push(`-${name}`);
      return remove.apply(table, args);
    };
  }
}

beforeEach(() => {
  order = [];
  ({ state, datapath } = emptyState({ maxEndpoints: 4, maxPorts: 4, maxFlows: 16, maxRoutes: 100 }));
  reconciler = new Reconciler(datapath, state.tables);
  watch(datapath);
});

const counters = (name: TableName) => reconciler.counters[name];

test('what is referred to is written before what refers to it, and deleted after it', async () => {
  put({ member: { vni: 1, vtepId: 1 } }, { vtep: { vtepId: 1, addresses: [ip(9)] } }, ...endpoint(1));
  await reconciler.flush();
  expect(order).toEqual(['+vtep', '+vtep_by_ip4', '+member', '+flood_remote', '+fdb', '+neighbor4']);
  order = [];
  state.apply(frameOf({ delta: { revision: 9, remove: [{ network: { vni: 1 } }, { vtep: { vtepId: 1 } }] } }));
  await reconciler.flush();
  expect(order).toEqual(['-neighbor4', '-fdb', '-flood_remote', '-member', '-vtep_by_ip4', '-vtep']);
});

test('a row whose value programs write is not written again, whatever it says', async () => {
  const { pending_port: pending, departing_port: departing } = state.tables.all;
  datapath.tables.pending_port.write(rows.u32(7), Uint32Array.of(5, 6), 1);
  datapath.tables.departing_port.write(rows.u32(7), rows.u32Value(3), 1);
  order = [];
  pending.put(rows.u32(7), rows.pendingPort());
  departing.put(rows.u32(7), rows.u32Value(4));
  reconciler.load();
  await reconciler.flush();
  expect(order).toEqual(['+departing_port']);
  expect(datapath.tables.pending_port.get(rows.u32(7))).toEqual(Uint32Array.of(5, 6));
  pending.remove(rows.u32(7));
  await reconciler.flush();
  expect(datapath.tables.pending_port.get(rows.u32(7))).toBeNull();
});

test('an entry that moves to a new VTEP is never without one', async () => {
  put({ vtep: { vtepId: 1, addresses: [ip(8)] } }, ...endpoint(1, 1));
  await reconciler.flush();
  order = [];
  const delta = {
    revision: 9,
    remove: [{ vtep: { vtepId: 1 } }],
    put: [{ vtep: { vtepId: 2, addresses: [ip(9)] } }, ...endpoint(1, 2)],
  };
  state.apply(frameOf({ delta }));
  await reconciler.flush();
  expect(order).toEqual(['+vtep', '+vtep_by_ip4', '+fdb', '-vtep_by_ip4', '-vtep']);
});

test('what is right already is not written again, after any number of frames or a restart', async () => {
  put(...endpoint(1), ...endpoint(2));
  await reconciler.flush();
  expect(counters('fdb')).toEqual({ writes: 2, deletes: 0 });
  put(...endpoint(1), ...endpoint(2));
  await reconciler.flush();
  expect(counters('fdb')).toEqual({ writes: 2, deletes: 0 });

  const { state: restarted } = emptyState();
  const again = new Reconciler(datapath, restarted.tables);
  restarted.apply(frameOf({ delta: { revision: 1, put: [...endpoint(1), ...endpoint(2)] } }));
  again.load();
  await again.flush();
  again.doomUnwanted();
  await again.flush();
  for (const name of tableNames) expect(again.counters[name], name).toEqual({ writes: 0, deletes: 0 });
});

test('what an earlier run left is deleted only once the state is complete', async () => {
  put(...endpoint(1), ...endpoint(2));
  await reconciler.flush();
  const { state: restarted } = emptyState();
  const again = new Reconciler(datapath, restarted.tables);
  again.load();
  restarted.apply(frameOf({ snapshotBegin: { revision: 5, entryCount: 3 } }));
  restarted.apply(frameOf({ snapshotChunk: { put: [...endpoint(2), endpoint(3)[0] ?? {}] } }));
  await again.flush();
  expect(datapath.tables.fdb.size).toBe(3);
  expect(again.counters.fdb).toEqual({ writes: 1, deletes: 0 });
  restarted.apply(frameOf({ snapshotEnd: { revision: 5, entryCount: 3 } }));
  again.doomUnwanted();
  await again.flush();
  expect(datapath.tables.fdb.size).toBe(2);
  expect(again.counters.fdb).toEqual({ writes: 1, deletes: 1 });
  expect(again.counters.neighbor4).toEqual({ writes: 0, deletes: 1 });
});

test('a full table refuses by name and capacity, does not hold up the others, and takes what waits when there is room', async () => {
  put(...[1, 2, 3, 4, 5].flatMap((n) => endpoint(n)));
  await reconciler.flush();
  expect(datapath.tables.fdb.size).toBe(4);
  expect(datapath.tables.neighbor4.size).toBe(4);
  const failures = [...reconciler.failures()];
  expect(failures.map((f) => f.table)).toEqual(['fdb', 'neighbor4']);
  expect(failures[0]).toMatchObject({ reason: 'MAP_FULL', key: { fdb: { vni: 1, mac: mac(5) } } });
  expect(failures[0]?.message).toBe('fdb is full: it holds 4');
  // An entry that is there can still be changed.
  put({ fdb: { vni: 1, mac: mac(1), vtepId: 9, datapathId: 1 } });
  await reconciler.flush();
  expect(reconciler.failureCount).toBe(2);
  const remove = [{ fdb: { vni: 1, mac: mac(2) } }, { neighbor: { vni: 1, address: ip(2) } }];
  state.apply(frameOf({ delta: { revision: 50, remove } }));
  await reconciler.flush();
  expect(reconciler.failureCount).toBe(0);
  expect(datapath.tables.fdb.size).toBe(4);
  expect(state.tables.all.fdb.kernel).toBe(4);
});

test('an entry that the kernel refuses does not hold up the others, and is tried again', async () => {
  datapath.tables.vtep.refused.add('00000002');
  put(...[1, 2, 3].map((n) => ({ vtep: { vtepId: n, addresses: [ip(n)] } })));
  await reconciler.flush();
  expect(datapath.tables.vtep.size).toBe(2);
  expect([...reconciler.failures()]).toMatchObject([{ reason: 'KERNEL_ERROR', key: { vtep: { vtepId: 2 } } }]);
  datapath.tables.vtep.refused.clear();
  expect(reconciler.retryFailed()).toBe(true);
  await reconciler.flush();
  expect(datapath.tables.vtep.size).toBe(3);
  expect(reconciler.failureCount).toBe(0);
});

test('a refused entry that is no longer wanted is forgotten', async () => {
  datapath.tables.vtep.refused.add('00000002');
  put({ vtep: { vtepId: 2, addresses: [ip(2)] } });
  await reconciler.flush();
  state.apply(frameOf({ delta: { revision: 50, remove: [{ vtep: { vtepId: 2 } }] } }));
  await reconciler.flush();
  expect(reconciler.failureCount).toBe(0);
  expect(reconciler.retryFailed()).toBe(false);
});

test('a large flush lets timers have their turn', async () => {
  const { state: large, datapath: roomy } = emptyState({
    maxEndpoints: 60_000,
    maxPorts: 4,
    maxFlows: 16,
    maxRoutes: 100,
  });
  const entries = Array.from({ length: 50_000 }, (_, n) => ({
    fdb: { vni: 1, mac: Uint8Array.of(2, 0, 0, n >> 16, n >> 8, n), vtepId: 1, datapathId: n + 1 },
  }));
  large.apply(frameOf({ delta: { revision: 1, put: entries } }));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await new Reconciler(roomy, large.tables).flush();
  clearInterval(timer);
  expect(roomy.tables.fdb.size).toBe(50_000);
  expect(turns).toBeGreaterThan(2);
});

test('a snapshot over maps of which nothing is known does not shorten a flood list on its way', async () => {
  const members = [1, 2, 3].map((vtepId) => ({ member: { vni: 1, vtepId } }));
  put(...members);
  await reconciler.flush();
  const { state: restarted } = emptyState();
  const again = new Reconciler(datapath, restarted.tables);
  again.load();
  restarted.apply(frameOf({ snapshotBegin: { revision: 5, entryCount: 3 } }));
  for (const member of members) {
    restarted.apply(frameOf({ snapshotChunk: { put: [member] } }));
    await again.flush();
    expect(datapath.tables.flood_remote.get(Uint32Array.of(1))?.[0]).toBe(3);
  }
  restarted.apply(frameOf({ snapshotEnd: { revision: 5, entryCount: 3 } }));
  again.doomUnwanted();
  await again.flush();
  expect(again.counters.flood_remote).toEqual({ writes: 0, deletes: 0 });
});

test('what is written behind is in the order of a flush, and the next one waits for it', async () => {
  put({ vtep: { vtepId: 1, addresses: [ip(9)] } }, ...endpoint(1));
  await reconciler.flushBehind();
  expect(order).toEqual([]);
  // Changes while it is on its way.
  put(...endpoint(2), { fdb: { vni: 1, mac: mac(1), vtepId: 2, datapathId: 1 } });
  await reconciler.flushBehind();
  expect(order).toEqual(['+vtep', '+vtep_by_ip4', '+fdb', '+neighbor4']);
  expect(datapath.tables.fdb.size).toBe(1);
  await reconciler.settled();
  expect(datapath.tables.fdb.size).toBe(2);
  expect(order.slice(4)).toEqual(['+fdb', '+neighbor4']);
  expect(counters('fdb')).toEqual({ writes: 3, deletes: 0 });
  await reconciler.flush();
  expect(order).toHaveLength(6);
});

test('what is no longer wanted when it is written goes with the next flush', async () => {
  put(...endpoint(1), ...endpoint(2));
  await reconciler.flushBehind();
  state.apply(frameOf({ delta: { revision: 50, remove: [{ fdb: { vni: 1, mac: mac(1) } }] } }));
  await reconciler.flush();
  expect(datapath.tables.fdb.size).toBe(1);
  expect(counters('fdb')).toEqual({ writes: 2, deletes: 1 });
  expect(state.tables.all.fdb.kernel).toBe(1);
});

test('deletes that wait are done before more is written', async () => {
  put(...[1, 2, 3, 4].flatMap((n) => endpoint(n)));
  await reconciler.flush();
  state.apply(frameOf({ delta: { revision: 50, remove: [{ fdb: { vni: 1, mac: mac(1) } }] } }));
  await reconciler.flushBehind();
  expect(datapath.tables.fdb.size).toBe(3);
  put({ fdb: { vni: 1, mac: mac(5), vtepId: 1, datapathId: 5 } });
  await reconciler.flushBehind();
  await reconciler.settled();
  expect(datapath.tables.fdb.size).toBe(4);
  expect(reconciler.failureCount).toBe(0);
});

test('written behind, entries that are refused are nacked one by one, and do not hold up the others', async () => {
  datapath.tables.vtep.refused.add('00000002');
  datapath.tables.vtep.refused.add('00000004');
  put(
    ...[1, 2, 3, 4].map((n) => ({ vtep: { vtepId: n, addresses: [ip(n)] } })),
    ...[1, 2, 3, 4, 5].flatMap((n) => endpoint(n)),
  );
  await reconciler.flushBehind();
  await reconciler.settled();
  expect(datapath.tables.vtep.size).toBe(2);
  expect(datapath.tables.neighbor4.size).toBe(4);
  expect([...reconciler.failures()].map((f) => [f.reason, f.message])).toEqual([
    ['MAP_FULL', 'fdb is full: it holds 4'],
    ['MAP_FULL', 'neighbor4 is full: it holds 4'],
    ['KERNEL_ERROR', 'vtep: ENOMEM'],
    ['KERNEL_ERROR', 'vtep: ENOMEM'],
  ]);
  datapath.tables.vtep.refused.clear();
  expect(reconciler.retryFailed()).toBe(true);
  await reconciler.flush();
  expect(datapath.tables.vtep.size).toBe(4);
});

test('a batch that the kernel does not take at all is nacked, not lost', async () => {
  const { writeLater } = datapath;
  datapath.writeLater = () => Promise.reject(new Error('EFAULT'));
  put({ vtep: { vtepId: 1, addresses: [ip(1)] } });
  await reconciler.flushBehind();
  await reconciler.settled();
  expect([...reconciler.failures()].map((f) => f.reason)).toEqual(['KERNEL_ERROR', 'KERNEL_ERROR']);
  datapath.writeLater = writeLater;
  reconciler.retryFailed();
  await reconciler.flushBehind();
  await reconciler.settled();
  await reconciler.flush();
  expect(datapath.tables.vtep.size).toBe(1);
  expect(reconciler.failureCount).toBe(0);
});
