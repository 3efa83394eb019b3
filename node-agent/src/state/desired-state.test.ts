import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { readFrame } from '../session/frame.js';
import { anyEntry, anyKey, dumpState, emptyState, frameOf, keyOfEntry } from '../testing/entries.js';
import { keyId } from './bad-entries.js';
import { encodeSnapshot } from './encode-snapshot.js';

/** A change as a delta carries it. */
const anyDelta = fc.record({
  remove: fc.array(anyKey, { maxLength: 3 }),
  put: fc.uniqueArray(anyEntry, { maxLength: 5, selector: (e) => keyId(keyOfEntry(e)) }),
});
type Delta = { remove: weft.v1.EntryKey.$Properties[]; put: weft.v1.Entry.$Properties[] };

function stateAfter(deltas: readonly Delta[]) {
  const { state } = emptyState();
  for (const [i, delta] of deltas.entries()) state.apply(frameOf({ delta: { revision: i + 1, ...delta } }));
  return state;
}

/** Ports of one id under two numbers or with two entries that name their groups, and VTEPs with one address, are never in a right state: the newer word counts. */
function ambiguous(deltas: readonly Delta[]): boolean {
  const portOf = new Map<string, number>();
  const ipOf = new Map<string, number>();
  const entryOf = new Map<number, string>();
  for (const { localPort, vtep, fdb } of deltas.flatMap((d) => d.put)) {
    if (fdb && (fdb.groupIds?.length ?? 0) > 0) {
      const entry = keyId({ fdb: { vni: fdb.vni ?? 0, mac: fdb.mac ?? new Uint8Array() } });
      const other = entryOf.get(fdb.datapathId ?? 0);
      if (other !== undefined && other !== entry) return true;
      entryOf.set(fdb.datapathId ?? 0, entry);
    }
    if (localPort) {
      const other = portOf.get(localPort.portId ?? '');
      if (other !== undefined && other !== localPort.datapathId) return true;
      portOf.set(localPort.portId ?? '', localPort.datapathId ?? 0);
    }
    for (const a of vtep?.addresses ?? []) {
      const ip = Buffer.from(a.bytes ?? []).toString('hex');
      const other = ipOf.get(ip);
      if (other !== undefined && other !== vtep?.vtepId) return true;
      ipOf.set(ip, vtep?.vtepId ?? 0);
    }
  }
  return false;
}

test('deltas that are repeated end in the same state', () => {
  fc.assert(
    fc.property(fc.array(anyDelta, { maxLength: 8 }), (deltas) => {
      const twice = deltas.flatMap((d) => [d, d]);
      expect(dumpState(stateAfter(twice))).toEqual(dumpState(stateAfter(deltas)));
      expect(dumpState(stateAfter([...deltas, ...deltas.slice(-1)]))).toEqual(dumpState(stateAfter(deltas)));
    }),
    { numRuns: 300 },
  );
});

test('a delta that is split into several frames ends in the same state', () => {
  fc.assert(
    fc.property(fc.array(anyDelta, { maxLength: 6 }), (deltas) => {
      fc.pre(!ambiguous(deltas));
      const split = deltas.flatMap(({ remove, put }) => [
        { remove, put: [] },
        ...put.map((entry) => ({ remove: [], put: [entry] })),
      ]);
      expect(dumpState(stateAfter(split))).toEqual(dumpState(stateAfter(deltas)));
    }),
    { numRuns: 300 },
  );
});

test('values that were replaced before they were sent change nothing in the end', () => {
  fc.assert(
    fc.property(fc.array(anyDelta, { maxLength: 8 }), (deltas) => {
      fc.pre(!ambiguous(deltas));
      // Squash as a dispatcher does: the last word on each key; the key of a network speaks for all of its entries.
      const last = new Map<string, Delta>();
      for (const { remove, put } of deltas) {
        for (const key of remove) {
          if (key.network) {
            for (const [id, d] of last) if (vniOf(d) === key.network.vni) last.delete(id);
          }
          last.delete(keyId(key));
          last.set(keyId(key), { remove: [key], put: [] });
        }
        for (const entry of put) {
          const key = keyOfEntry(entry);
          const id = keyId(key);
          const before = last.get(id);
          last.delete(id);
          last.set(id, { remove: before?.remove.filter((k) => k.network) ?? [], put: [entry] });
        }
      }
      const squashed: Delta = {
        remove: [...last.values()].flatMap((d) => d.remove),
        put: [...last.values()].flatMap((d) => d.put),
      };
      expect(dumpState(stateAfter([squashed]))).toEqual(dumpState(stateAfter(deltas)));
    }),
    { numRuns: 300 },
  );
});

function vniOf(d: Delta): number | undefined {
  const [put] = d.put;
  const [key] = d.remove;
  const n = put?.fdb?.vni ?? put?.neighbor?.vni ?? put?.member?.vni ?? put?.subnet?.vni;
  return n ?? key?.fdb?.vni ?? key?.neighbor?.vni ?? key?.member?.vni ?? key?.subnet?.vni ?? undefined;
}

test('a snapshot in any chunks replaces whatever was there', () => {
  fc.assert(
    fc.property(
      fc.array(anyDelta, { maxLength: 6 }),
      fc.uniqueArray(anyEntry, { maxLength: 12, selector: (e) => keyId(keyOfEntry(e)) }),
      fc.integer({ min: 1, max: 5 }),
      (deltas, entries, perChunk) => {
        fc.pre(!ambiguous([{ remove: [], put: entries }]));
        const state = stateAfter(deltas);
        state.apply(frameOf({ snapshotBegin: { revision: 9, entryCount: entries.length } }));
        for (let i = 0; i < entries.length; i += perChunk) {
          state.apply(frameOf({ snapshotChunk: { put: entries.slice(i, i + perChunk) } }));
        }
        state.apply(frameOf({ snapshotEnd: { revision: 9, entryCount: entries.length } }));
        expect(dumpState(state)).toEqual(dumpState(stateAfter([{ remove: [], put: entries }])));
      },
    ),
    { numRuns: 300 },
  );
});

test('until SnapshotEnd nothing is removed, also after a snapshot that was given up', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyEntry, { maxLength: 12, selector: (e) => keyId(keyOfEntry(e)) }),
      fc.uniqueArray(anyEntry, { maxLength: 6, selector: (e) => keyId(keyOfEntry(e)) }),
      (entries, second) => {
        fc.pre(!ambiguous([{ remove: [], put: [...entries, ...second] }]));
        const state = stateAfter([{ remove: [], put: entries }]);
        const before = state.tables.fromController.fdb.wanted;
        state.apply(frameOf({ snapshotBegin: { revision: 2, entryCount: 0 } }));
        expect(state.tables.fromController.fdb.wanted).toBe(before);
        state.apply(frameOf({ snapshotChunk: { put: entries.slice(0, 2) } }));
        // Given up; another one begins and ends.
        state.apply(frameOf({ snapshotBegin: { revision: 3, entryCount: second.length } }));
        state.apply(frameOf({ snapshotChunk: { put: second } }));
        state.apply(frameOf({ snapshotEnd: { revision: 3, entryCount: second.length } }));
        expect(dumpState(state)).toEqual(dumpState(stateAfter([{ remove: [], put: second }])));
      },
    ),
    { numRuns: 200 },
  );
});

test('the snapshot of a state, applied to an empty one, gives an equal state', () => {
  fc.assert(
    fc.property(fc.array(anyDelta, { maxLength: 8 }), (deltas) => {
      fc.pre(!ambiguous(deltas));
      const state = stateAfter(deltas);
      const { state: copy } = emptyState();
      let puts = 0;
      let announced = -1;
      for (const bytes of encodeSnapshot(state, 5)) {
        const frame = readFrame(bytes);
        puts += copy.apply(frame);
        if (frame.kind === 'snapshotBegin') announced = frame.entryCount;
      }
      expect(puts).toBe(announced);
      expect(dumpState(copy)).toEqual(dumpState(state));
    }),
    { numRuns: 300 },
  );
});

test("an address that two VTEPs have is the newest one's, and goes back when that one leaves it", () => {
  const { state } = emptyState();
  const ip = (n: number) => ({ bytes: Uint8Array.of(192, 0, 2, n) });
  const vtep = (vtepId: number, n: number) => ({ vtep: { vtepId, addresses: [ip(n)] } });
  const owner = () => [...state.tables.fromController.vtep_by_ip4.wantedRows()].map(([, value]) => value[0]);
  state.apply(frameOf({ delta: { revision: 1, put: [vtep(1, 5), vtep(2, 5)] } }));
  expect(owner()).toEqual([2]);
  state.apply(frameOf({ delta: { revision: 2, remove: [{ vtep: { vtepId: 2 } }] } }));
  expect(owner()).toEqual([1]);
  state.apply(frameOf({ delta: { revision: 3, put: [vtep(1, 6)] } }));
  expect(owner()).toEqual([1]);
});

test('two VTEPs can swap their addresses in one delta', () => {
  const { state } = emptyState();
  const ip = (n: number) => ({ bytes: Uint8Array.of(192, 0, 2, n) });
  const put = (a: number, b: number) => [
    { vtep: { vtepId: 1, addresses: [ip(a)] } },
    { vtep: { vtepId: 2, addresses: [ip(b)] } },
  ];
  state.apply(frameOf({ delta: { revision: 1, put: put(1, 2) } }));
  state.apply(frameOf({ delta: { revision: 2, put: put(2, 1) } }));
  const { state: right } = emptyState();
  right.apply(frameOf({ delta: { revision: 2, put: put(2, 1) } }));
  expect(dumpState(state)).toEqual(dumpState(right));
});

test('a member that is only accepted is not flooded to, until it is a member like others', () => {
  const { state } = emptyState();
  const { member, flood_remote } = state.tables.fromController;
  const put = (revision: number, vtepId: number, acceptOnly: boolean) =>
    state.apply(frameOf({ delta: { revision, put: [{ member: { vni: 1, vtepId, acceptOnly } }] } }));
  put(1, 7, true);
  expect(member.wanted).toBe(1);
  expect(flood_remote.get(Uint32Array.of(1))).toBeNull();
  put(2, 8, false);
  expect([...(flood_remote.get(Uint32Array.of(1)) ?? [])].slice(0, 2)).toEqual([1, 8]);
  put(3, 7, false);
  expect([...(flood_remote.get(Uint32Array.of(1)) ?? [])].slice(0, 3)).toEqual([2, 7, 8]);
  put(4, 8, true);
  expect(member.wanted).toBe(2);
  expect([...(flood_remote.get(Uint32Array.of(1)) ?? [])].slice(0, 2)).toEqual([1, 7]);
});

test('a flood list has the other VTEPs of the network and says when it is too long', () => {
  const { state } = emptyState();
  const members = Array.from({ length: 1026 }, (_, i) => ({ member: { vni: 1, vtepId: i + 1 } }));
  const nodeConfig = { vtepId: 5, vteps: [{ bytes: Uint8Array.of(192, 0, 2, 5) }], vxlanPort: 4789 };
  state.apply(frameOf({ delta: { revision: 1, put: [...members, { nodeConfig }] } }));
  const list = state.tables.fromController.flood_remote.get(Uint32Array.of(1));
  expect(list?.[0]).toBe(1024);
  expect([...(list ?? [])].slice(1, 6)).toEqual([1, 2, 3, 4, 6]);
  expect([...state.bad.values()]).toMatchObject([{ reason: 'MAP_FULL', key: { network: { vni: 1 } } }]);
  state.apply(frameOf({ delta: { revision: 2, remove: [{ member: { vni: 1, vtepId: 1026 } }] } }));
  expect([...state.bad.values()]).toEqual([]);
});

test('keys of probes are kept as they came; unusable ones are a defect of theirs alone, and none are used', () => {
  const { state } = emptyState();
  const put = (...probeKeys: Uint8Array[]) => {
    const nodeConfig = { vtepId: 5, vteps: [{ bytes: Uint8Array.of(192, 0, 2, 5) }], vxlanPort: 4789, probeKeys };
    state.apply(frameOf({ delta: { revision: 1, put: [{ nodeConfig }] } }));
  };
  const [one, two] = [1, 2].map((fill) => new Uint8Array(16).fill(fill)) as [Uint8Array, Uint8Array];
  put(one, two);
  expect(state.nodeConfig?.probeKeys.map((key) => [...key])).toEqual([[...one], [...two]]);
  for (const [keys, why] of [
    [[one, two, one], 'the limit is 2'],
    [[one, new Uint8Array(15)], 'of 15 bytes'],
  ] as const) {
    put(...keys);
    expect(state.nodeConfig).toMatchObject({ vtepId: 5, probeKeys: [] });
    expect([...state.bad.values()]).toMatchObject([
      { key: { nodeConfig: {} }, reason: 'BAD_VALUE', message: expect.stringContaining(why) },
    ]);
  }
  put();
  expect([state.nodeConfig?.probeKeys, [...state.bad.values()]]).toEqual([[], []]);
});

test('a large state takes many chunks, each under 1 MB, and numbers of every size survive', () => {
  const { state } = emptyState();
  const numbers = [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456, 4_294_967_295];
  const put = Array.from({ length: 60_000 }, (_, i) => ({
    fdb: {
      vni: 1 + (i % 16_777_214),
      mac: Uint8Array.of(2, 0, i >> 24, i >> 16, i >> 8, i),
      vtepId: numbers[i % 10] ?? 1,
      datapathId: numbers[(i >> 3) % 10] ?? 1,
    },
  }));
  state.apply(
    frameOf({
      delta: {
        revision: 1,
        put: [
          ...put,
          {
            neighbor: {
              vni: 16_777_214,
              address: { bytes: Uint8Array.of(255, 1, 2, 3) },
              mac: new Uint8Array(6).fill(255),
            },
          },
        ],
      },
    }),
  );
  const { state: copy } = emptyState();
  const frames = [...encodeSnapshot(state, 5)];
  expect(frames.length).toBeGreaterThan(4);
  for (const bytes of frames) {
    expect(bytes.length).toBeLessThan(1_000_000);
    copy.apply(readFrame(bytes));
  }
  expect(dumpState(copy)).toEqual(dumpState(state));
});

test('a port is noted as departing for as long as its role says so, also over a snapshot of the state', () => {
  const { state } = emptyState();
  const departing = () => [...state.tables.all.departing_port.wantedRows()].map(([[id], [vni]]) => [id, vni]);
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const port = { datapathId: 5, portId: 'p', vni: 7, generation: 1 };
  const apply = (localPort: weft.v1.LocalPort.$Properties) =>
    state.apply(frameOf({ delta: { revision: 1, put: [{ localPort }] } }));
  apply({ ...port, mac });
  expect(departing()).toEqual([]);
  apply({ ...port, role: 2, otherGeneration: 2, movingMac: mac });
  expect(departing()).toEqual([[5, 7]]);
  const { state: copy } = emptyState();
  for (const bytes of encodeSnapshot(state, 1)) copy.apply(readFrame(bytes));
  expect(dumpState(copy)).toEqual(dumpState(state));
  expect(copy.ports.get(5)).toMatchObject({ role: 2, otherGeneration: 2, mac });
  apply({ ...port, generation: 3, role: 1, otherGeneration: 2, movingMac: mac });
  expect(departing()).toEqual([]);
  apply({ ...port, role: 2, otherGeneration: 2, movingMac: mac });
  state.apply(frameOf({ delta: { revision: 1, remove: [{ localPort: { datapathId: 5 } }] } }));
  expect(departing()).toEqual([]);
});
