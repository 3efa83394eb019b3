import { expect, it } from 'vitest';
import { sparklineShape } from './sparkline.js';

const point = (timeMs: number, value: number | null, down = false) => ({ timeMs, value, down });

it('a sparkline goes from edge to edge, higher for more, with gaps where nothing is known', () => {
  const shape = sparklineShape([point(0, 0), point(50, 10), point(75, null, true), point(100, 5)], 106, 46, 1, 0);
  expect(shape.path).toBe('M3,43L53,3M103,23Z');
  expect(shape.downs).toEqual([[78, 103]]);
  expect(shape.last).toEqual({ x: 103, y: 23 });
  expect(shape.top).toBe(10);
});

it('a sparkline of nothing, or of one sample, is drawn', () => {
  expect(sparklineShape([], 100, 40, 2, 0)).toEqual({ path: '', downs: [], last: null, top: 2 });
  expect(sparklineShape([point(5, 1)], 100, 40, 2, 0).last).toEqual({ x: 3, y: 20 });
  expect(sparklineShape([point(5, null, true)], 100, 40, 2, 0).downs).toEqual([[3, 97]]);
});

it('a sparkline goes on to the end, also where nothing came any more', () => {
  const shape = sparklineShape([point(0, 4), point(50, null, true)], 106, 46, 4, 100);
  expect(shape.downs).toEqual([[53, 103]]);
  expect(sparklineShape([point(0, 4), point(50, 4)], 106, 46, 4, 100).path).toBe('M3,3L53,3');
});
