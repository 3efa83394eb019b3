import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TellingOrder } from './telling-order.js';

test('what changed is told, then what was not told of for long, the longest untold first', () => {
  const order = new TellingOrder<string>();
  for (const key of ['a', 'b', 'c']) order.add(key);
  const never = () => false;
  expect(order.take(2, 0, 1000, never)).toEqual(['a', 'b']);
  expect(order.take(2, 1, 1000, never)).toEqual(['c']);
  expect(order.take(2, 2, 1000, never)).toEqual([]);
  expect(order.take(2, 3, 1000, (key) => key === 'b')).toEqual(['b']);
  expect(order.take(9, 1e9, 1000, never)).toEqual(['a']);
  order.remove('c');
  expect([order.has('c'), order.size]).toEqual([false, 2]);
});

test('whatever changes, nobody waits for more turns than all need', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), (keys, max) => {
      const order = new TellingOrder<number>();
      for (let key = 0; key < keys; key++) order.add(key);
      const turns = Math.ceil(keys / max);
      const told = new Map<number, number>();
      for (let turn = 0; turn < 5 * turns; turn++) {
        const taken = order.take(max, turn, 1e6, () => true);
        expect(taken.length).toBeLessThanOrEqual(max);
        for (const key of taken) {
          expect(turn - (told.get(key) ?? -1)).toBeLessThanOrEqual(turns);
          told.set(key, turn);
        }
      }
      expect(told.size).toBe(keys);
    }),
  );
});
