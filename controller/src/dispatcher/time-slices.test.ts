import { expect, it } from 'vitest';
import { TimeSlices } from './time-slices.js';

it('runs tasks in order, and lets others have their turn in between', async () => {
  let clockMs = 0;
  const slices = new TimeSlices(10, () => clockMs);
  const order: (number | string)[] = [];
  const task = (n: number) => () => {
    clockMs += 4;
    order.push(n);
  };
  setImmediate(() => order.push('other'));
  for (let n = 0; n < 6; n++) slices.run(task(n));
  expect(order).toEqual([0, 1, 2]);
  while (order.length < 7) await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([0, 1, 2, 'other', 3, 4, 5]);
  await new Promise((resolve) => setImmediate(resolve));
  slices.run(task(6));
  slices.run(task(7));
  slices.close();
  expect(order.slice(7)).toEqual([6, 7]);
});
