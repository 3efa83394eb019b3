import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Counts, type InnerFlowKey, TrafficSlot } from '../datapath/bpf/layout.gen.js';
import { FakeTunnelCounters } from '../datapath/fake/fake-tunnel-counters.js';
import { TrafficSlots } from '../state/traffic-slots.js';
import { INNER_FLOW_IDLE_NS } from './inner-flows.js';
import { TunnelTraffic } from './tunnel-traffic.js';

const SECOND = 1e9;
const repeatMs = 10_000;
const innerCapacity = 20_000;
let counters: FakeTunnelCounters;
let slots: TrafficSlots;
let traffic: TunnelTraffic;

const start = (counts: number = Counts.TUNNELS | Counts.INNER_FLOWS) => {
  traffic = new TunnelTraffic({ counters, slots, nodeIdOf: (vtepId) => `h${vtepId}`, counts });
};
const restart = (keys: number[][], values: number[]) => {
  slots = new TrafficSlots(counters.slots, (slot) => counters.zero(slot));
  slots.restore(Uint32Array.from(keys.flat()), Uint32Array.from(values), values.length);
  start();
};
beforeEach(() => {
  counters = new FakeTunnelCounters(100 + TrafficSlot.FIRST, innerCapacity);
  restart([], []);
});

const take = (max: number, atS: number) => traffic.takeTraffic(max, atS * SECOND, repeatMs);
const takenVteps = (max: number, atS: number) => take(max, atS).map((t) => t.remoteVtepId);

describe('by network and node', () => {
  test('a counter is told when it changed, and again after repeatMs; one that never counted is not', () => {
    const slot = slots.take(7, 2);
    slots.take(7, 3);
    traffic.refresh(0);
    expect(take(10, 0)).toEqual([]);
    counters.carry(slot, { sentPackets: 3, sentBytes: 300, receivedPackets: 1, receivedBytes: 90 });
    traffic.refresh(SECOND);
    const told = {
      ...{ vni: 7, remoteVtepId: 2, remoteNodeId: 'h2' },
      ...{ sentPackets: 3, sentBytes: 300, receivedPackets: 1, receivedBytes: 90 },
    };
    expect(take(10, 1)).toEqual([told]);
    traffic.refresh(2 * SECOND);
    expect(take(10, 2)).toEqual([]);
    expect(take(10, 11)).toEqual([told]);
    counters.carry(slot, { receivedPackets: 1, receivedBytes: 10 });
    traffic.refresh(12 * SECOND);
    expect(take(10, 12)).toEqual([{ ...told, receivedPackets: 2, receivedBytes: 100 }]);
  });

  test('all get their turn, the longest untold first, at most `max` at once', () => {
    for (let vtepId = 1; vtepId <= 5; vtepId++) counters.carry(slots.take(7, vtepId), { sentPackets: 1 });
    for (const slot of [2, 3, 4, 5, 6]) counters.carry(slot, { sentPackets: 1 });
    traffic.refresh(0);
    expect(takenVteps(2, 0)).toEqual([1, 2]);
    for (const slot of [2, 3, 4, 5, 6]) counters.carry(slot, { sentPackets: 1 });
    traffic.refresh(SECOND);
    expect([takenVteps(2, 1), takenVteps(2, 2), takenVteps(2, 3)]).toEqual([[3, 4], [5, 1], [2]]);
  });

  test('when a packet came and when one went is known by VTEP, over all its networks', () => {
    const [first, second] = [slots.take(7, 2), slots.take(8, 2)];
    expect([traffic.lastReceivedNs(2), traffic.lastSentNs(2)]).toEqual([0, 0]);
    counters.carry(first, { sentPackets: 1 });
    traffic.refresh(SECOND);
    expect([traffic.lastReceivedNs(2), traffic.lastSentNs(2)]).toEqual([0, SECOND]);
    counters.carry(second, { receivedPackets: 1 });
    traffic.refresh(2 * SECOND);
    traffic.refresh(3 * SECOND);
    expect([traffic.lastReceivedNs(2), traffic.lastSentNs(2)]).toEqual([2 * SECOND, SECOND]);
    expect(traffic.lastReceivedNs(3)).toBe(0);
    // A VTEP that is no member of anything any more is forgotten.
    slots.release(7, 2);
    traffic.refresh(4 * SECOND);
    expect(traffic.lastSentNs(2)).toBe(SECOND);
    slots.release(8, 2);
    traffic.refresh(5 * SECOND);
    expect([traffic.lastReceivedNs(2), traffic.lastSentNs(2)]).toEqual([0, 0]);
  });

  test("a slot's next member begins anew, whatever the one before had", () => {
    const slot = slots.take(7, 2);
    counters.carry(slot, { sentPackets: 9, sentBytes: 900 });
    traffic.refresh(0);
    expect(take(10, 0)).toHaveLength(1);
    slots.release(7, 2);
    traffic.refresh(SECOND);
    expect(take(10, 60)).toEqual([]);
    slots.settle();
    expect(slots.take(7, 3)).toBe(slot);
    counters.carry(slot, { sentPackets: 1, sentBytes: 10 });
    traffic.refresh(61 * SECOND);
    expect(take(10, 61)).toMatchObject([{ remoteVtepId: 3, sentPackets: 1, sentBytes: 10 }]);
    expect([traffic.lastSentNs(2), traffic.lastSentNs(3)]).toEqual([0, 61 * SECOND]);
  });

  test('as many packets as the member before had are news all the same', () => {
    const slot = slots.take(7, 2);
    counters.carry(slot, { sentPackets: 1 });
    traffic.refresh(0);
    take(10, 0);
    slots.release(7, 2);
    slots.settle();
    slots.take(7, 3);
    counters.carry(slot, { sentPackets: 1 });
    traffic.refresh(SECOND);
    expect(takenVteps(10, 1)).toEqual([3]);
    expect(traffic.lastSentNs(3)).toBe(SECOND);
  });

  test('after a restart totals go on and are told; that they are there says nothing of when packets came', () => {
    counters.carry(5, { receivedPackets: 7, receivedBytes: 700 });
    restart([[7, 2]], [5]);
    slots.take(7, 2);
    traffic.refresh(SECOND);
    expect(traffic.lastReceivedNs(2)).toBe(0);
    expect(take(10, 1)).toMatchObject([{ remoteVtepId: 2, receivedPackets: 7 }]);
    counters.carry(5, { receivedPackets: 1, receivedBytes: 1 });
    traffic.refresh(2 * SECOND);
    expect(traffic.lastReceivedNs(2)).toBe(2 * SECOND);
  });

  test('what found no room is counted since the start', () => {
    counters.carry(TrafficSlot.FULL, { sentPackets: 5 });
    counters.carry(TrafficSlot.INNER_FULL, { receivedPackets: 6 });
    traffic.refresh(0);
    expect(traffic.losses()).toEqual({ innerFlowsFull: 0, trafficFull: 0 });
    counters.carry(TrafficSlot.FULL, { sentPackets: 2, receivedPackets: 1 });
    counters.carry(TrafficSlot.INNER_FULL, { sentPackets: 1, receivedPackets: 1 });
    traffic.refresh(SECOND);
    expect(traffic.losses()).toEqual({ innerFlowsFull: 2, trafficFull: 3 });
  });

  test('whatever happens: who listens from the start knows every total once enough turns have passed', () => {
    const step = fc.record({
      kind: fc.constantFrom('carry', 'carry', 'leave', 'join', 'restart', 'tell'),
      vtepId: fc.integer({ min: 1, max: 6 }),
      packets: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        counters = new FakeTunnelCounters(4 + TrafficSlot.FIRST, innerCapacity);
        restart([], []);
        const totals = new Map<number, number>();
        const heard = new Map<number, number>();
        let atS = 0;
        const tell = (max: number) => {
          traffic.refresh(++atS * SECOND);
          for (const { remoteVtepId, sentPackets } of take(max, atS))
            heard.set(Number(remoteVtepId), Number(sentPackets));
        };
        for (const { kind, vtepId, packets } of steps) {
          if (kind === 'join' || kind === 'carry') {
            const slot = slots.take(7, vtepId);
            if (slot !== TrafficSlot.FULL && kind === 'carry') {
              counters.carry(slot, { sentPackets: packets });
              totals.set(vtepId, (totals.get(vtepId) ?? 0) + packets);
            }
          } else if (kind === 'leave') {
            slots.release(7, vtepId);
            slots.settle();
            totals.delete(vtepId);
            heard.delete(vtepId);
          } else if (kind === 'restart') {
            const rows = Array.from({ length: slots.end }, (_, slot) => slots.owner(slot)).filter(
              (o) => o !== undefined,
            );
            restart(
              rows.map(({ vni, vtepId: id }) => [vni, id]),
              rows.map(({ slot }) => slot),
            );
          } else {
            tell(1);
          }
        }
        for (let turn = 0; turn < 6; turn++) tell(1);
        expect(heard).toEqual(totals);
      }),
    );
  });
});

describe('by inner addresses', () => {
  const address = (last: number) =>
    Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, last >> 8, last & 255);
  const key = (last: number, received = 0): InnerFlowKey => ({
    ...{ vni: 7, vtepId: 2, received },
    ...{ source: address(last), destination: address(1) },
  });
  const takeInner = (max: number, atS: number) => traffic.takeInnerFlows(max, atS * SECOND, repeatMs);

  test('a flow is told when it changed, with addresses of its family', () => {
    const ip6 = new Uint8Array(16).fill(0xfd);
    counters.carryInner(key(5, 1), 100, SECOND);
    counters.carryInner({ ...key(6), source: ip6, destination: ip6 }, 60, SECOND);
    traffic.refresh(SECOND);
    const told = takeInner(10, 1);
    expect(told).toContainEqual({
      ...{ vni: 7, remoteVtepId: 2, remoteNodeId: 'h2', received: true, packets: 1, bytes: 100 },
      ...{ source: { bytes: Uint8Array.of(10, 0, 0, 5) }, destination: { bytes: Uint8Array.of(10, 0, 0, 1) } },
    });
    expect(told).toContainEqual(
      expect.objectContaining({ received: false, bytes: 60, source: { bytes: ip6 }, destination: { bytes: ip6 } }),
    );
    expect(takeInner(10, 2)).toEqual([]);
    counters.carryInner(key(5, 1), 50, 3 * SECOND);
    traffic.refresh(3 * SECOND);
    expect(takeInner(10, 3)).toMatchObject([{ packets: 2, bytes: 150 }]);
  });

  test('what is idle is forgotten, and makes room', () => {
    counters.carryInner(key(5), 1, 0);
    counters.carryInner(key(6), 1, 30 * SECOND);
    traffic.refresh(INNER_FLOW_IDLE_NS - 1);
    expect(takeInner(10, 59)).toHaveLength(2);
    traffic.refresh(INNER_FLOW_IDLE_NS);
    expect(counters.readInnerFlows(null, 10).count).toBe(1);
    expect(takeInner(10, 100).map(({ source }) => source?.bytes?.at(3))).toEqual([6]);
  });

  test('a large table is read in parts, all of it in a few turns, and told in turn', () => {
    for (let i = 0; i < innerCapacity; i++) counters.carryInner(key(i), 1, SECOND);
    for (let turn = 1; turn <= 5; turn++) traffic.refresh(SECOND);
    const seen = new Set<string>();
    for (let turn = 0; turn < 20; turn++)
      for (const { source } of takeInner(1_000, 1)) seen.add(Buffer.from(source?.bytes ?? []).toString('hex'));
    expect(seen.size).toBe(innerCapacity);
    expect(takeInner(1_000, 1)).toEqual([]);
  });

  test('where they are not counted, what an earlier run left is removed', () => {
    for (let i = 0; i < 10_000; i++) counters.carryInner(key(i), 1, SECOND);
    start(Counts.TUNNELS);
    for (let turn = 1; turn <= 3; turn++) traffic.refresh(SECOND);
    expect(takeInner(10, 1)).toEqual([]);
    expect(counters.readInnerFlows(null, 10).count).toBe(0);
  });
});
