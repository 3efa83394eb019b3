import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairTable } from './pair-table.js';

describe('the table of pairs', () => {
  it('is what a map of sets would be, in any order of additions and removals', () => {
    const end = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(end, end), { maxLength: 300 }), (steps) => {
        let room = 0;
        const table = new PairTable(100, (pairs) => {
          room = pairs;
        });
        const model = new Map<string, number>();
        for (const [a, b] of steps) {
          if (a === b) continue;
          const name = `${Math.min(a, b)} ${Math.max(a, b)}`;
          const slot = table.find(a, b);
          expect(slot).toBe(model.get(name) ?? -1);
          if (slot >= 0) {
            table.remove(slot);
            model.delete(name);
            continue;
          }
          const added = table.add(b, a);
          expect(added).toBeLessThan(room);
          expect([...model.values()]).not.toContain(added);
          model.set(name, added);
        }
        expect(table.size).toBe(model.size);
        for (let node = 0; node <= 12; node++) {
          const own = [...model].filter(([name]) => name.split(' ').includes(String(node)));
          expect(table.pairsOf(node).sort()).toEqual(own.map(([, slot]) => slot).sort());
          expect(table.countOf(node)).toBe(own.length);
          for (const [name, slot] of own) {
            const other = name.split(' ').find((n) => n !== String(node));
            expect(table.peer(slot, node)).toBe(Number(other));
            expect(table.node(table.viewOf(slot, node))).toBe(node);
          }
        }
      }),
    );
  });

  it('takes no more than its limit, and again when there is room', () => {
    const table = new PairTable(3, () => undefined);
    const slots = [1, 2, 3].map((b) => table.add(0, b));
    expect(table.add(0, 4)).toBe(-1);
    table.remove(slots[1] ?? -1);
    expect(table.add(0, 4)).toBe(slots[1]);
    expect(table.find(0, 2)).toBe(-1);
  });
});
