import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type InnerFlow, type InnerFlowKey, TrafficSlot } from './bpf/layout.gen.js';
import type { DatapathLimits } from './datapath.js';
import type { RowCursor } from './table-rows.js';
import type { TunnelCounters } from './tunnel-counters.js';

/** For the contract suite: counters, and a way to count in the programs' place. */
export interface CountersSubject {
  readonly counters: TunnelCounters;
  /** Adds these to a slot, on several CPUs where there are some. */
  carry(slot: number, numbers: readonly [number, number, number, number]): void;
  putInner(key: InnerFlowKey, value: InnerFlow): void;
  remove(): void;
}

export const countersLimits: DatapathLimits = {
  maxEndpoints: 16,
  maxPorts: 4,
  maxFlows: 16,
  maxRoutes: 16,
  maxTunnelCounters: 1_000,
  maxTunnelFlows: 1_000,
};

/** What every TunnelCounters does. Run on the fake (unit) and on the kernel. */
export function tunnelCountersContract(name: string, make: () => CountersSubject): void {
  describe(`the contract of tunnel counters: ${name}`, () => {
    let subject: CountersSubject;
    beforeEach(() => {
      subject = make();
    });
    afterEach(() => subject.remove());

    const keyOf = (i: number): InnerFlowKey => ({
      vni: i,
      vtepId: 2,
      received: i % 2,
      source: new Uint8Array(16).fill(i),
      destination: new Uint8Array(16).fill(i + 1),
    });
    function readAll(max: number, between: () => void = () => {}): { turns: number; vnis: number[] } {
      const vnis: number[] = [];
      let turns = 0;
      for (let cursor: RowCursor | null = null; turns === 0 || cursor; turns++) {
        const rows = subject.counters.readInnerFlows(cursor, max);
        for (let row = 0; row < rows.count; row++) vnis.push(rows.key(row).vni);
        cursor = rows.cursor;
        between();
      }
      return { turns, vnis };
    }

    test('there are as many slots as asked for, beside those of no member, and all begin at zero', () => {
      const { counters } = subject;
      expect([counters.slots, counters.innerFlowCapacity]).toEqual([1_000 + TrafficSlot.FIRST, 1_000]);
      expect([...counters.read(0, counters.slots)].every((number) => number === 0)).toBe(true);
    });

    test('slots are read together and apart, up to the last, and a zeroed one is zero on every CPU', () => {
      const { counters } = subject;
      const last = counters.slots - 1;
      subject.carry(2, [1, 100, 2, 200]);
      subject.carry(3, [3, 300, 4, 2 ** 40]);
      subject.carry(257, [5, 500, 0, 0]);
      subject.carry(last, [0, 0, 6, 600]);
      expect([...counters.read(2, 2)]).toEqual([1, 100, 2, 200, 3, 300, 4, 2 ** 40]);
      const all = counters.read(0, counters.slots);
      expect(all).toHaveLength(4 * counters.slots);
      expect([...all.subarray(4 * 257, 4 * 258)]).toEqual([5, 500, 0, 0]);
      expect([...all.subarray(4 * last)]).toEqual([0, 0, 6, 600]);
      expect(all.reduce((sum, number) => sum + number, 0)).toBe(1 + 100 + 2 + 200 + 3 + 300 + 4 + 2 ** 40 + 505 + 606);
      counters.zero(3);
      expect([...counters.read(2, 2)]).toEqual([1, 100, 2, 200, 0, 0, 0, 0]);
      expect(counters.read(4, 0)).toHaveLength(0);
      expect(() => counters.read(last, 2)).toThrow();
    });

    test('inner flows are read whole: keys as they are, values, and their bytes to remove them by', () => {
      const { counters } = subject;
      const value = { packets: 7, bytes: 2 ** 33, lastNs: 12_345_678_901 };
      subject.putInner(keyOf(1), value);
      const rows = counters.readInnerFlows(null, 10);
      expect([rows.count, rows.key(0), rows.value(0), rows.cursor]).toEqual([1, keyOf(1), value, null]);
      counters.removeInnerFlows([rows.keyBytes(0), rows.keyBytes(0)]);
      expect(counters.readInnerFlows(null, 10).count).toBe(0);
      counters.removeInnerFlows([]);
    });

    test('a large table is read in turns, each flow exactly once, also while others come and go', () => {
      const there = Array.from({ length: 600 }, (_, i) => i);
      for (const i of there) subject.putInner(keyOf(i), { packets: i, bytes: i, lastNs: i });
      let added = 600;
      const { turns, vnis } = readAll(64, () => {
        subject.putInner(keyOf(added++), { packets: 1, bytes: 1, lastNs: 1 });
      });
      expect(turns).toBeGreaterThan(3);
      const stayed = vnis.filter((vni) => vni < 600);
      expect(stayed.toSorted((a, b) => a - b)).toEqual(there);
      expect(new Set(vnis).size).toBe(vnis.length);
    });

    test('an empty table is one turn', () => {
      expect(readAll(64)).toEqual({ turns: 1, vnis: [] });
    });
  });
}
