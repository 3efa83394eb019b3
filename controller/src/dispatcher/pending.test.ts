import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Key, Value } from '../compiler/entry.js';
import { entryOfValue, entryValue, fdbKey, keyOf, networkKey } from '../compiler/entry.js';
import { EntryTable } from '../compiler/entry-table.js';
import { NeighborClaims } from '../compiler/neighbor-claims.js';
import { type CompiledNetwork, newScope } from '../compiler/topology.js';
import type { EntryList } from '../compiler/update.js';
import { Pending } from './pending.js';
import { SharedFrames } from './shared-frames.js';
import { HeldEntries } from './testing/held-entries.js';
import { DeltaFrames } from './transmission.js';

const networkTable = new EntryTable();
const network: CompiledNetwork = {
  id: 'net',
  vni: 1,
  key: networkKey(1),
  scope: newScope(),
  routers: new Set(),
  table: networkTable,
  portsPerNode: new Map(),
  neighbors: new NeighborClaims(networkTable),
  facts: { vni: 1 },
  portsWithPairs: 0,
};
const key = (n: number): Key => fdbKey(1, Uint8Array.of(0, 0, 0, 0, 0, n));
const value = (n: number, v: number): Value =>
  entryValue({ fdb: { vni: 1, mac: Uint8Array.of(0, 0, 0, 0, 0, n), vtepId: v, datapathId: n } });

let listId = 0;
let revision = 0;

/** Changes a table and returns the list of what changed. */
function change(table: EntryTable, changes: readonly (readonly [number, number])[]): EntryList | null {
  for (const [n, v] of changes) {
    if (v === 0) table.remove(key(n));
    else table.put(key(n), value(n, v));
  }
  const taken = table.takeChanges();
  return taken && { id: ++listId, revision: ++revision, network, ...taken };
}

/** An agent that is at the deltas. */
function agent(): HeldEntries {
  const held = new HeldEntries();
  for (const message of [
    { welcome: { resume: 1, epoch: 'e' } },
    { snapshotBegin: { revision: 0, entryCount: 0 } },
    { snapshotEnd: { revision: 0, entryCount: 0 } },
  ]) {
    held.apply(weft.v1.ControllerMessage.create(message));
  }
  return held;
}

const steps = fc.array(
  fc.record({
    changes: fc.array(fc.tuple(fc.nat(12), fc.nat(3)), { minLength: 1, maxLength: 4 }),
    take: fc.integer({ min: 0, max: 20 }).map((n) => n === 0),
  }),
  { maxLength: 200, size: 'max' },
);

describe('what is pending', () => {
  it('brings a node from what it was told last to what is right, however many lists came between', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const table = new EntryTable();
        const pending = new Pending();
        const shared = new SharedFrames(1000);
        const held = agent();
        for (const { changes, take } of [...sequence, { changes: [], take: true }]) {
          const list = change(table, changes);
          if (list) pending.addList(list);
          if (!take || pending.empty) continue;
          const work = pending.take();
          const frames =
            work.kind === 'lists' ? shared.transmissionOf(work.lists) : new DeltaFrames(revision, work, 1000);
          for (let frame = frames.next(); frame; frame = frames.next()) {
            held.apply(weft.v1.ControllerMessage.decode(frame));
          }
          const right = new Map<Key, Value>();
          const walk = table.walk();
          for (let v = walk.next(); v !== null; v = walk.next()) right.set(keyOf(entryOfValue(v)) as Key, v);
          expect(held.entries).toEqual(right);
          expect(pending.empty).toBe(true);
          expect(pending.size).toBe(0);
        }
      }),
    );
  });

  it('does not grow with what came and went', () => {
    const table = new EntryTable();
    const pending = new Pending();
    change(table, [[1, 1]]);
    for (let n = 2; n < 250; n++) {
      for (const v of [1, 2, 0]) {
        const list = change(table, [[n, v]]);
        if (list) pending.addList(list);
      }
    }
    const list = change(table, [[1, 0]]);
    if (list) pending.addList(list);
    // The lists that were kept as they came, merged: everything in them is over.
    expect(pending.takeMerged()).toMatchObject({ removes: [key(1)], puts: [] });
  });
});
