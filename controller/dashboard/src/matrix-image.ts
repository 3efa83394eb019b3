import { keyFrom, keyTo, viewKey } from '../../../proto/src/dashboard/view-record.js';
import type { CellColours } from './cell-colours.js';
import type { ShownNodes } from './node-order.js';
import type { ViewTable } from './view-table.js';

/** The matrix with one pixel for each cell: rows are the nodes that say, columns those that it is said of. */
export class MatrixImage {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #image: ImageData;
  #pixels: Uint32Array;

  constructor() {
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('this browser has no canvas');
    this.#context = context;
    this.#image = context.createImageData(1, 1);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  paint({ indexes }: ShownNodes, views: ViewTable, colours: CellColours): void {
    const n = indexes.length;
    if (n === 0) return;
    if (this.#image.width !== n) {
      this.canvas.width = n;
      this.canvas.height = n;
      this.#image = this.#context.createImageData(n, n);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    let at = 0;
    for (const from of indexes) {
      for (const to of indexes) {
        this.#pixels[at++] = from === to ? colours.self : colours.pixel(views.get(viewKey(from, to)));
      }
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Paints only these views. */
  repaint(keys: readonly number[], { indexes, positions }: ShownNodes, views: ViewTable, colours: CellColours): void {
    const n = indexes.length;
    let [top, bottom] = [n, -1];
    for (const key of keys) {
      const row = positions[keyFrom(key)] ?? -1;
      const column = positions[keyTo(key)] ?? -1;
      if (row < 0 || column < 0) continue;
      this.#pixels[row * n + column] = colours.pixel(views.get(key));
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
    if (bottom >= 0) this.#context.putImageData(this.#image, 0, 0, 0, top, n, bottom - top + 1);
  }
}
