/** What of a square grid is in view: n by n cells, some of them in a window of so many pixels. Pure geometry, in CSS pixels. */

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export const CELL_MIN = 1;
export const CELL_MAX = 28;

export class GridWindow {
  n = 0;
  width = 0;
  height = 0;
  /** Size of a cell; not above CELL_MAX. */
  cell = CELL_MIN;
  /** Pixels of the grid that are left of, and above, the window. */
  left = 0;
  top = 0;
  #fits = true;

  /** The largest cells with which everything is in view. */
  get fitting(): number {
    if (this.n === 0) return CELL_MAX;
    return Math.min(CELL_MAX, Math.max(CELL_MIN, Math.min(this.width, this.height) / this.n));
  }

  resize(n: number, width: number, height: number): void {
    this.n = n;
    this.width = width;
    this.height = height;
    if (this.#fits) this.cell = this.fitting;
    this.#clamp();
  }

  fit(): void {
    this.#fits = true;
    this.cell = this.fitting;
    this.#clamp();
  }

  /** Makes cells larger or smaller around a point of the window. */
  zoom(factor: number, x: number, y: number): void {
    const cell = Math.min(CELL_MAX, Math.max(this.fitting, this.cell * factor));
    this.#fits = cell === this.fitting;
    const scale = cell / this.cell;
    this.left = (this.left + x) * scale - x;
    this.top = (this.top + y) * scale - y;
    this.cell = cell;
    this.#clamp();
  }

  scroll(dx: number, dy: number): void {
    this.left += dx;
    this.top += dy;
    this.#clamp();
  }

  /** Scrolls no more than it takes to have a cell in view. */
  reveal({ row, column }: Cell): void {
    const into = (at: number, start: number, size: number) => Math.min(Math.max(start, at + this.cell - size), at);
    this.left = into(column * this.cell, this.left, this.width);
    this.top = into(row * this.cell, this.top, this.height);
    this.#clamp();
  }

  cellAt(x: number, y: number): Cell | null {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return null;
    const column = Math.floor((x + this.left) / this.cell);
    const row = Math.floor((y + this.top) / this.cell);
    return row < this.n && column < this.n ? { row, column } : null;
  }

  /** Upper left corner of a cell in the window. */
  cornerOf({ row, column }: Cell): { x: number; y: number } {
    return { x: column * this.cell - this.left, y: row * this.cell - this.top };
  }

  /** Rows (or columns) that are in view, from and to (without). */
  range(axis: 'rows' | 'columns'): [from: number, to: number] {
    const [start, size] = axis === 'rows' ? [this.top, this.height] : [this.left, this.width];
    return [Math.floor(start / this.cell), Math.min(this.n, Math.ceil((start + size) / this.cell))];
  }

  #clamp(): void {
    const most = (size: number) => Math.max(0, this.n * this.cell - size);
    this.left = Math.min(Math.max(0, this.left), most(this.width));
    this.top = Math.min(Math.max(0, this.top), most(this.height));
  }
}
