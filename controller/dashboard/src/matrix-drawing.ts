import { stateOfValue, viewKey } from '../../../proto/src/dashboard/view-record.js';
import type { CellColours } from './cell-colours.js';
import type { Cell, GridWindow } from './grid-window.js';
import type { ShownNodes } from './node-order.js';
import type { ViewTable } from './view-table.js';
import { State } from './words.js';

/** Room for the names of nodes, left of the matrix and above it. */
export const MARGIN = { left: 112, top: 96, right: 12, bottom: 12 } as const;

/** Cells of this size have a sign of their state in them. */
const SIGN_CELL = 8;
/** A cell that is smaller and down is drawn this large, so that it is seen; unless so many are. */
const TROUBLE_PIXELS = 4;
const TROUBLE_CELLS_MAX = 3_000;
const LABEL_PIXELS = 13;

export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly image: CanvasImageSource;
  readonly grid: GridWindow;
  readonly nodes: ShownNodes;
  readonly ids: readonly string[];
  readonly views: ViewTable;
  readonly colours: CellColours;
  readonly cursor: Cell | null;
  readonly hover: Cell | null;
  readonly focused: boolean;
}

/** Draws what is in view, margins included. The context's unit is a CSS pixel. */
export function drawMatrix(drawing: Drawing): void {
  const { context, grid, colours } = drawing;
  const { palette } = colours;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, grid.width + MARGIN.left + MARGIN.right, grid.height + MARGIN.top + MARGIN.bottom);
  if (grid.n === 0) return;
  context.save();
  context.translate(MARGIN.left, MARGIN.top);
  context.beginPath();
  const size = grid.n * grid.cell;
  context.rect(0, 0, Math.min(grid.width, size), Math.min(grid.height, size));
  context.save();
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(drawing.image, -grid.left, -grid.top, size, size);
  if (grid.cell >= SIGN_CELL) {
    drawLines(drawing);
    drawSigns(drawing);
  } else if (grid.cell < TROUBLE_PIXELS) {
    drawTrouble(drawing);
  }
  drawCursors(drawing);
  context.restore();
  drawNames(drawing);
  context.restore();
}

/** Lines between cells. */
function drawLines({ context, grid, colours }: Drawing): void {
  context.strokeStyle = colours.palette.background;
  context.lineWidth = 1;
  context.beginPath();
  const [[top, bottom], [left, right]] = [grid.range('rows'), grid.range('columns')];
  const at = (i: number, start: number) => Math.round(i * grid.cell - start) + 0.5;
  for (let row = top; row <= bottom; row++) {
    context.moveTo(0, at(row, grid.top));
    context.lineTo(grid.width, at(row, grid.top));
  }
  for (let column = left; column <= right; column++) {
    context.moveTo(at(column, grid.left), 0);
    context.lineTo(at(column, grid.left), grid.height);
  }
  context.stroke();
}

/** A cross for down, a triangle for degraded, a dot for unknown: states are not told by colour alone. */
function drawSigns(drawing: Drawing): void {
  const { context, grid, colours } = drawing;
  context.lineWidth = Math.max(1.2, grid.cell / 10);
  forEachInView(drawing, (state, x, y) => {
    const [near, far, middle] = [grid.cell * 0.28, grid.cell * 0.72, grid.cell / 2];
    if (state === State.DOWN) {
      context.strokeStyle = colours.palette.background;
      context.beginPath();
      context.moveTo(x + near, y + near);
      context.lineTo(x + far, y + far);
      context.moveTo(x + far, y + near);
      context.lineTo(x + near, y + far);
      context.stroke();
    } else if (state === State.DEGRADED) {
      // On what the figure's colour is, so with an edge.
      context.fillStyle = colours.shown === 'state' ? colours.palette.background : colours.palette.degraded;
      context.strokeStyle = colours.palette.background;
      context.beginPath();
      context.moveTo(x + middle, y + near);
      context.lineTo(x + far, y + far);
      context.lineTo(x + near, y + far);
      context.closePath();
      context.fill();
      if (colours.shown !== 'state') context.stroke();
    } else if (state === State.UNKNOWN) {
      context.fillStyle = colours.palette.background;
      context.beginPath();
      context.arc(x + middle, y + middle, grid.cell / 9, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

/** What is down, and where states are shown what is degraded, larger than its cell. */
function drawTrouble(drawing: Drawing): void {
  const { context, grid, colours } = drawing;
  const places: { x: number; y: number; down: boolean }[] = [];
  forEachInView(drawing, (state, x, y) => {
    if (state !== State.DOWN && !(state === State.DEGRADED && colours.shown === 'state')) return;
    if (places.length <= TROUBLE_CELLS_MAX) places.push({ x, y, down: state === State.DOWN });
  });
  if (places.length > TROUBLE_CELLS_MAX) return;
  const over = (TROUBLE_PIXELS - grid.cell) / 2;
  for (const grave of [false, true]) {
    context.fillStyle = grave ? colours.palette.down : colours.palette.degraded;
    for (const { x, y, down } of places)
      if (down === grave) context.fillRect(x - over, y - over, TROUBLE_PIXELS, TROUBLE_PIXELS);
  }
}

function forEachInView(drawing: Drawing, each: (state: number, x: number, y: number) => void): void {
  const { grid, nodes, views } = drawing;
  const [[top, bottom], [left, right]] = [grid.range('rows'), grid.range('columns')];
  for (let row = top; row < bottom; row++) {
    const from = nodes.indexes[row] ?? 0;
    for (let column = left; column < right; column++) {
      if (row === column) continue;
      const state = stateOfValue(views.get(viewKey(from, nodes.indexes[column] ?? 0)));
      if (state !== State.UP && state !== State.GONE) {
        const { x, y } = grid.cornerOf({ row, column });
        each(state, x, y);
      }
    }
  }
}

/** The cell of the keyboard, with lines to its names, and that of the pointer. */
function drawCursors({ context, grid, colours, cursor, hover, focused }: Drawing): void {
  for (const cell of [hover, cursor]) {
    if (!cell) continue;
    const { x, y } = grid.cornerOf(cell);
    const isCursor = cell === cursor;
    context.strokeStyle = isCursor ? colours.palette.cursor : colours.palette.ink;
    context.globalAlpha = isCursor && !focused ? 0.6 : 1;
    context.lineWidth = isCursor ? 2 : 1;
    const size = Math.max(grid.cell, 5);
    const over = (size - grid.cell) / 2;
    context.strokeRect(x - over - 0.5, y - over - 0.5, size + 1, size + 1);
    context.globalAlpha = isCursor ? 0.45 : 0.3;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, y + grid.cell / 2);
    context.lineTo(x - over - 1, y + grid.cell / 2);
    context.moveTo(x + grid.cell / 2, 0);
    context.lineTo(x + grid.cell / 2, y - over - 1);
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** Names of nodes, as many as there is room for; those of the cursor always. */
function drawNames({ context, grid, nodes, ids, colours, cursor, hover }: Drawing): void {
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const step = Math.max(1, Math.ceil(LABEL_PIXELS / grid.cell));
  const name = (position: number) => shortened(ids[nodes.indexes[position] ?? 0] ?? '');
  const pointed = hover ?? cursor;
  for (const axis of ['rows', 'columns'] as const) {
    const own = pointed && (axis === 'rows' ? pointed.row : pointed.column);
    const [from, to] = grid.range(axis);
    const first = Math.ceil(from / step) * step;
    const positions: number[] = own === null || own < from || own >= to ? [] : [own];
    for (let position = first; position < to; position += step) {
      if (own === null || Math.abs(position - own) * grid.cell >= LABEL_PIXELS || (position !== own && step === 1))
        positions.push(position);
    }
    for (const position of positions) {
      const isOwn = position === own;
      context.fillStyle = isOwn ? colours.palette.ink : colours.palette.muted;
      context.font = `${isOwn ? '600 ' : ''}11px system-ui, sans-serif`;
      const middle = (position + 0.5) * grid.cell - (axis === 'rows' ? grid.top : grid.left);
      context.save();
      if (axis === 'rows') {
        context.textAlign = 'right';
        context.fillText(name(position), -6, middle);
      } else {
        context.textAlign = 'left';
        context.translate(middle, -6);
        context.rotate(-Math.PI / 2);
        context.fillText(name(position), 0, 0);
      }
      context.restore();
    }
  }
}

function shortened(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 7)}…${id.slice(-8)}`;
}
