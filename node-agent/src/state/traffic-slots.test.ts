import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrafficSlot } from '../datapath/bpf/layout.gen.js';
import { emptyState } from '../testing/entries.js';
import { DesiredState } from './desired-state.js';
import { memberKey } from './rows.js';
import { makeTables } from './tables.js';
import { TrafficSlots } from './traffic-slots.js';

const FIRST = TrafficSlot.FIRST;

function slotsOf(members: number): { slots: TrafficSlots; zeroed: number[] } {
  const zeroed: number[] = [];
  return { zeroed, slots: new TrafficSlots(members + FIRST, (slot) => zeroed.push(slot)) };
}

test('a member keeps its slot, which was zeroed once', () => {
  const { slots, zeroed } = slotsOf(4);
  expect([slots.take(7, 1), slots.take(7, 2), slots.take(8, 1), slots.take(7, 1)]).toEqual([2, 3, 4, 2]);
  expect(zeroed).toEqual([2, 3, 4]);
  expect(slots.end).toBe(5);
  expect(slots.owner(4)).toMatchObject({ vni: 8, vtepId: 1, restored: false });
});

test('a slot that is given back rests until the kernel has what is wanted; its next owner is another one', () => {
  const { slots, zeroed } = slotsOf(2);
  slots.take(7, 1);
  const before = slots.owner(FIRST);
  slots.release(7, 1);
  expect(slots.owner(FIRST)).toBeUndefined();
  expect(slots.take(7, 2)).toBe(FIRST + 1);
  expect(slots.take(7, 1)).toBe(TrafficSlot.FULL);
  expect(slots.settle()).toEqual([[7, 1]]);
  expect(slots.take(7, 1)).toBe(FIRST);
  expect(slots.owner(FIRST)).not.toBe(before);
  expect(zeroed).toEqual([FIRST, FIRST + 1, FIRST]);
});

test('members beyond the capacity share one, and get their own when one is free', () => {
  const { slots } = slotsOf(1);
  expect(slots.capacity).toBe(1);
  expect([slots.take(7, 1), slots.take(7, 2), slots.take(8, 2)]).toEqual([FIRST, 1, 1]);
  expect([slots.waiting, slots.settle()]).toEqual([2, []]);
  slots.release(8, 2);
  slots.release(7, 1);
  expect([slots.waiting, slots.settle()]).toEqual([1, [[7, 2]]]);
  expect([slots.waiting, slots.take(7, 2)]).toEqual([0, FIRST]);
});

test('rows of an earlier run keep their slots, unzeroed; holes are used first; what is no member any more gives its slot back', () => {
  const { slots, zeroed } = slotsOf(4);
  // 1: of a member that had none; 3 twice and 99: not ours.
  slots.restore(Uint32Array.of(7, 1, 7, 2, 7, 3, 7, 4, 7, 5), Uint32Array.of(5, 3, 1, 3, 99), 5);
  expect([slots.take(7, 1), slots.take(7, 2)]).toEqual([5, 3]);
  expect(zeroed).toEqual([]);
  expect(slots.owner(5)).toMatchObject({ restored: true });
  expect([slots.take(7, 3), slots.take(7, 4)].toSorted()).toEqual([2, 4]);
  expect(slots.take(7, 5)).toBe(TrafficSlot.FULL);
  slots.keepOnly((_vni, vtepId) => vtepId !== 2);
  expect(slots.settle()).toEqual([[7, 5]]);
  expect(slots.take(7, 5)).toBe(3);
});

test('whatever comes and goes: no slot has two owners, none that rests is given, and whoever has none waits', () => {
  const action = fc.record({
    kind: fc.constantFrom('take', 'take', 'release', 'settle'),
    vni: fc.integer({ min: 1, max: 3 }),
    vtepId: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.array(action, { maxLength: 100 }), (members, actions) => {
      const { slots } = slotsOf(members);
      const wanted = new Map<string, number>();
      const resting = new Set<number>();
      for (const { kind, vni, vtepId } of actions) {
        const id = `${vni} ${vtepId}`;
        if (kind === 'take') {
          const before = wanted.get(id);
          const slot = slots.take(vni, vtepId);
          if (before !== undefined && before !== TrafficSlot.FULL) expect(slot).toBe(before);
          expect(resting.has(slot)).toBe(false);
          wanted.set(id, slot);
        } else if (kind === 'release') {
          slots.release(vni, vtepId);
          const slot = wanted.get(id);
          if (slot !== undefined && slot !== TrafficSlot.FULL) resting.add(slot);
          wanted.delete(id);
        } else {
          resting.clear();
          for (const [servedVni, servedVtep] of slots.settle()) {
            expect(wanted.get(`${servedVni} ${servedVtep}`)).toBe(TrafficSlot.FULL);
            wanted.set(`${servedVni} ${servedVtep}`, slots.take(servedVni, servedVtep));
          }
        }
        const own = [...wanted.values()].filter((slot) => slot !== TrafficSlot.FULL);
        expect(new Set(own).size).toBe(own.length);
        expect(own.every((slot) => slot >= FIRST && slot < members + FIRST && slot < slots.end)).toBe(true);
        expect(slots.waiting).toBe(wanted.size - own.length);
        // Whoever waits does so because all slots are taken, or rest.
        if (slots.waiting > 0) expect(own.length + resting.size).toBe(members);
        for (const [member, slot] of wanted) {
          const owner = slots.owner(slot);
          if (slot !== TrafficSlot.FULL) expect(`${owner?.vni} ${owner?.vtepId}`).toBe(member);
        }
      }
    }),
  );
});

test('the own VTEP has no slot, whether it is known before its members or after', () => {
  const { datapath } = emptyState();
  const { slots } = slotsOf(9);
  const state = new DesiredState(makeTables(datapath), slots);
  const slotOf = (vtepId: number) => state.tables.fromController.member.get(memberKey(7, vtepId))?.[0];
  for (const vtepId of [1, 2, 3]) state.putMember(7, vtepId, false);
  const config = (vtepId: number) => ({ vtepId, vteps: [{ bytes: Uint8Array.of(192, 0, 2, 1) }], vxlanPort: 4789 });
  state.putNodeConfig(config(2));
  state.putMember(7, 2, false);
  expect([slotOf(1), slotOf(2), slotOf(3)]).toEqual([2, TrafficSlot.FULL, 4]);
  state.members.settleSlots();
  state.putNodeConfig(config(3));
  expect([slotOf(1), slotOf(2), slotOf(3), slots.waiting]).toEqual([2, 3, TrafficSlot.FULL, 0]);
});

test('rows of members name their slots, also of one that had to wait', () => {
  const { datapath } = emptyState();
  const { slots } = slotsOf(1);
  const state = new DesiredState(makeTables(datapath), slots);
  const slotOf = (vtepId: number) => state.tables.fromController.member.get(memberKey(7, vtepId))?.[0];
  state.putMember(7, 1, false);
  state.putMember(7, 2, true);
  expect([slotOf(1), slotOf(2)]).toEqual([FIRST, TrafficSlot.FULL]);
  state.removeMember(7, 1);
  expect(state.members.settleSlots()).toBe(true);
  expect([slotOf(1), slotOf(2)]).toEqual([undefined, FIRST]);
  expect(state.members.settleSlots()).toBe(false);
  // What a snapshot does not name goes as well.
  state.members.beginSnapshot();
  state.members.sweep();
  state.members.settleSlots();
  state.putMember(9, 9, false);
  expect(state.tables.fromController.member.get(memberKey(9, 9))?.[0]).toBe(FIRST);
});
