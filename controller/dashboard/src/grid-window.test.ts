import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_MAX, CELL_MIN, GridWindow } from './grid-window.js';

describe('a window on a grid', () => {
  it('has everything in view at first, if a pixel for each cell is enough', () => {
    const grid = new GridWindow();
    grid.resize(500, 900, 800);
    expect(grid.cell).toBe(1.6);
    expect([grid.range('rows'), grid.range('columns')]).toEqual([
      [0, 500],
      [0, 500],
    ]);
    grid.resize(3, 900, 800);
    expect(grid.cell).toBe(CELL_MAX);
    expect(grid.cellAt(3 * CELL_MAX + 1, 5)).toBeNull();
  });

  it('finds under a point of a cell that cell, after any zooming and scrolling, and never leaves the grid', () => {
    const step = fc.oneof(
      fc.record({
        zoom: fc.double({ min: 0.2, max: 5, noNaN: true }),
        x: fc.integer({ min: 0, max: 700 }),
        y: fc.integer({ min: 0, max: 700 }),
      }),
      fc.record({ dx: fc.integer({ min: -900, max: 900 }), dy: fc.integer({ min: -900, max: 900 }) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_200 }),
        fc.array(step, { maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        (n, steps, r, c) => {
          const grid = new GridWindow();
          grid.resize(n, 700, 700);
          for (const s of steps) {
            if ('zoom' in s) grid.zoom(s.zoom, s.x, s.y);
            else grid.scroll(s.dx, s.dy);
            expect(grid.cell).toBeGreaterThanOrEqual(CELL_MIN);
            expect(grid.cell).toBeLessThanOrEqual(CELL_MAX);
            expect(grid.left).toBeGreaterThanOrEqual(0);
            expect(grid.left + Math.min(700, n * grid.cell)).toBeLessThanOrEqual(n * grid.cell + 1e-6);
          }
          const cell = { row: r % n, column: c % n };
          grid.reveal(cell);
          const { x, y } = grid.cornerOf(cell);
          expect(grid.cellAt(x + grid.cell / 2, y + grid.cell / 2)).toEqual(cell);
        },
      ),
    );
  });

  it('keeps under the pointer what was under it', () => {
    const grid = new GridWindow();
    grid.resize(400, 800, 800);
    const before = grid.cellAt(301, 501);
    grid.zoom(4, 301, 501);
    expect(grid.cell).toBe(8);
    expect(grid.cellAt(301, 501)).toEqual(before);
    grid.fit();
    expect([grid.cell, grid.left, grid.top]).toEqual([2, 0, 0]);
  });
});
