import { expect, it } from 'vitest';
import { sparklineShape } from './sparkline.js';

const point = (timeMs: number, value: number | null, down = false) => ({ timeMs, value, down });

it('a sparkline goes from edge to edge, higher for more, with gaps where nothing is known', () => {
  const shape = sparklineShape([point(0, 0), point(50, 10), point(75, null, true), point(100, 5)], 106, 46, 1);
  expect(shape.path).toBe('M3,43L53,3M103,23Z');
  expect(shape.downs).toEqual([[78, 103]]);
  expect(shape.last).toEqual({ x: 103, y: 23 });
  expect(shape.top).toBe(10);
});

it('a sparkline of nothing, or of one sample, is drawn', () => {
  expect(sparklineShape([], 100, 40, 2)).toEqual({ path: '', downs: [], last: null, top: 2 });
  expect(sparklineShape([point(5, 1)], 100, 40, 2).last).toEqual({ x: 3, y: 20 });
  expect(sparklineShape([point(5, null, true)], 100, 40, 2).downs).toEqual([[3, 97]]);
});
