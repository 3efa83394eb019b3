import { expect, test } from 'vitest';
import { AscendingIds } from './ascending-ids.js';

test('numbers ascend from above what was found', () => {
  const ids = new AscendingIds(100);
  ids.found(41);
  ids.found(7);
  expect([ids.take(1, []), ids.take(10, []), ids.take(1, [])]).toEqual([42, 43, 53]);
});

test('at the end they begin anew, and step over what is in use', () => {
  const ids = new AscendingIds(10);
  ids.found(8);
  const used = [
    { first: 1, count: 2 },
    { first: 5, count: 1 },
  ];
  expect(ids.take(3, used)).toBe(6);
  expect(ids.take(2, used)).toBe(9);
  expect(ids.take(2, used)).toBe(3);
  expect(() => ids.take(11, [])).toThrow('no 11 numbers up to 10 are free');
});
