import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockRoom } from './block-room.js';

test('ranges that are taken are apart and within, and what is given back can be had again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean()), { maxLength: 60 }), (steps) => {
      const room = new BlockRoom(100);
      const taken: { first: number; count: number }[] = [];
      for (const [count, gives] of steps) {
        const back = gives ? taken.shift() : undefined;
        if (back) room.release(back);
        const { longest } = room;
        const range = room.take(count);
        expect(range === null).toBe(longest < count);
        if (range) taken.push(range);
        const isTaken = new Array<number>(100).fill(0);
        for (const { first, count } of taken) {
          expect(first + count).toBeLessThanOrEqual(100);
          for (let i = first; i < first + count; i++) isTaken[i] = (isTaken[i] ?? 0) + 1;
        }
        expect(Math.max(...isTaken)).toBeLessThanOrEqual(1);
        expect(room.used).toBe(isTaken.reduce((a, b) => a + b, 0));
      }
    }),
  );
});

test('the smallest gap that has room is taken', () => {
  const room = new BlockRoom(100);
  for (const range of [
    { first: 50, count: 10 },
    { first: 20, count: 10 },
    { first: 35, count: 5 },
  ]) {
    room.found(range);
  }
  expect(room.take(5)).toEqual({ first: 30, count: 5 });
  expect(room.take(10)).toEqual({ first: 40, count: 10 });
  expect(room.take(40)).toEqual({ first: 60, count: 40 });
  expect([room.take(21), room.longest]).toEqual([null, 20]);
  expect(room.take(20)).toEqual({ first: 0, count: 20 });
});
