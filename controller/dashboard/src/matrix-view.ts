import { lossPpmOfValue, rttUsOfValue, stateOfValue, viewKey } from '../../../proto/src/dashboard/view-record.js';
import type { CellColours } from './cell-colours.js';
import { element, setText } from './element.js';
import { lossText, rttText } from './figures-text.js';
import { type Cell, GridWindow } from './grid-window.js';
import { drawMatrix, MARGIN } from './matrix-drawing.js';
import { MatrixImage } from './matrix-image.js';
import { movedBy, nextTrouble } from './matrix-keys.js';
import type { ShownNodes } from './node-order.js';
import type { ViewTable } from './view-table.js';
import { State, stateSigns, stateWord } from './words.js';

const ZOOM = 1.5;

export interface MatrixParts {
  readonly container: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly tooltip: HTMLElement;
  /** Read aloud when the cursor moves. */
  readonly spoken: HTMLElement;
  readonly open: (from: string, to: string) => void;
}

export interface MatrixContent {
  readonly ids: readonly string[];
  readonly nodes: ShownNodes;
  readonly views: ViewTable;
  readonly colours: CellColours;
}

/** The matrix on its canvas: pointer, keys, zoom, and drawing when something changed. */
export class MatrixView {
  readonly #parts: MatrixParts;
  readonly #context: CanvasRenderingContext2D;
  readonly #image = new MatrixImage();
  readonly #grid = new GridWindow();
  #content: MatrixContent | null = null;
  #cursor: Cell = { row: 0, column: 0 };
  #hover: Cell | null = null;

  constructor(parts: MatrixParts) {
    this.#parts = parts;
    const context = parts.canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('this browser has no canvas');
    this.#context = context;
    const { canvas } = parts;
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('pointermove', (event) => this.#point(this.#cellOf(event)));
    canvas.addEventListener('pointerleave', () => this.#point(null));
    canvas.addEventListener('click', (event) => this.#click(this.#cellOf(event)));
    canvas.addEventListener('focus', () => this.draw());
    canvas.addEventListener('blur', () => this.draw());
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#resize()).observe(parts.container);
  }

  /** Shows other nodes, or the same in other colours. The cursor stays on its nodes. */
  show(content: MatrixContent): void {
    const cursor = this.#content && this.#idsAt(this.#cursor);
    const isNew = this.#content === null;
    this.#content = content;
    this.#image.paint(content.nodes, content.views, content.colours);
    const position = (id: string | undefined) => content.nodes.positions[content.ids.indexOf(id ?? '')] ?? -1;
    const [row, column] = [position(cursor?.from), position(cursor?.to)];
    this.#cursor =
      row >= 0 && column >= 0 ? { row, column } : { row: 0, column: Math.min(1, content.nodes.indexes.length - 1) };
    this.#hover = null;
    if (isNew || this.#grid.n !== content.nodes.indexes.length) this.#resize();
    else this.draw();
  }

  /** Some views are different. */
  update(keys: readonly number[]): void {
    if (!this.#content) return;
    const { nodes, views, colours } = this.#content;
    this.#image.repaint(keys, nodes, views, colours);
    this.draw();
  }

  draw(): void {
    if (!this.#content || this.#grid.width === 0) return;
    drawMatrix({
      context: this.#context,
      image: this.#image.canvas,
      grid: this.#grid,
      ...this.#content,
      cursor: this.#grid.n > 0 ? this.#cursor : null,
      hover: this.#hover,
      focused: document.activeElement === this.#parts.canvas,
    });
    this.#showTooltip();
  }

  zoom(factor: number): void {
    const { x, y } = this.#grid.cornerOf(this.#cursor);
    this.#grid.zoom(factor, x, y);
    this.#grid.reveal(this.#cursor);
    this.draw();
  }

  fit(): void {
    this.#grid.fit();
    this.draw();
  }

  /** Puts the cursor on the next tunnel that is down or degraded; false if there is none. */
  trouble(direction: 1 | -1): boolean {
    const { views, nodes } = this.#content ?? {};
    const cell = views && nodes && nextTrouble(views, nodes, this.#cursor, direction);
    if (cell) this.#moveTo(cell);
    return Boolean(cell);
  }

  focus(): void {
    this.#parts.canvas.focus();
  }

  #resize(): void {
    const { container, canvas } = this.#parts;
    const [width, height] = [container.clientWidth, container.clientHeight];
    if (width === 0 || height === 0) return;
    const scale = window.devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    const [inner, outer] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
    this.#grid.resize(this.#content?.nodes.indexes.length ?? 0, Math.max(0, inner), Math.max(0, outer));
    this.draw();
  }

  #key(event: KeyboardEvent): void {
    if (!this.#content || event.altKey || event.metaKey) return;
    const moved = movedBy(
      { key: event.key, shift: event.shiftKey, control: event.ctrlKey },
      this.#cursor,
      this.#grid.n,
    );
    if (moved) this.#moveTo(moved);
    else if (event.key === 'Enter' || event.key === ' ') this.#open(this.#cursor);
    else if (event.key === '+' || event.key === '=') this.zoom(ZOOM);
    else if (event.key === '-') this.zoom(1 / ZOOM);
    else if (event.key === '0') this.fit();
    else if (event.key === 'n' && !event.ctrlKey) this.trouble(1);
    else if (event.key === 'p' && !event.ctrlKey) this.trouble(-1);
    else return;
    event.preventDefault();
  }

  #moveTo(cell: Cell): void {
    this.#cursor = cell;
    this.#hover = null;
    this.#grid.reveal(cell);
    this.draw();
    setText(this.#parts.spoken, this.#describe(cell).join(', '));
  }

  #click(cell: Cell | null): void {
    if (!cell) return;
    this.#cursor = cell;
    this.#open(cell);
  }

  #open(cell: Cell): void {
    const { from, to } = this.#idsAt(cell);
    if (from && to && from !== to) this.#parts.open(from, to);
  }

  #point(cell: Cell | null): void {
    if (cell?.row === this.#hover?.row && cell?.column === this.#hover?.column) return;
    this.#hover = cell;
    this.draw();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const { x, y } = this.#pointOf(event);
      this.#grid.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, x, y);
    } else {
      this.#grid.scroll(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY);
    }
    this.#hover = this.#cellOf(event);
    this.draw();
  }

  #pointOf(event: MouseEvent): { x: number; y: number } {
    return { x: event.offsetX - MARGIN.left, y: event.offsetY - MARGIN.top };
  }

  #cellOf(event: MouseEvent): Cell | null {
    const { x, y } = this.#pointOf(event);
    return this.#grid.cellAt(x, y);
  }

  #idsAt({ row, column }: Cell): { from: string | undefined; to: string | undefined } {
    const { ids, nodes } = this.#content ?? { ids: [], nodes: { indexes: [] } };
    return { from: ids[nodes.indexes[row] ?? -1], to: ids[nodes.indexes[column] ?? -1] };
  }

  /** In words, what a cell tells: nodes, state, figures. */
  #describe(cell: Cell): string[] {
    const { from, to } = this.#idsAt(cell);
    if (!from || !to || !this.#content) return [];
    if (from === to) return [from, 'the node itself'];
    const { nodes, views } = this.#content;
    const value = views.get(viewKey(nodes.indexes[cell.row] ?? 0, nodes.indexes[cell.column] ?? 0));
    const state = stateOfValue(value);
    const words = [`${from} → ${to}`, `${stateSigns[state] ?? ''} ${stateWord(state)}`.trim()];
    if (state === State.UP || state === State.DEGRADED) {
      words.push(`RTT ${rttText(rttUsOfValue(value))}`, `loss ${lossText(lossPpmOfValue(value))}`);
    }
    return words;
  }

  #showTooltip(): void {
    const { tooltip, canvas, container } = this.#parts;
    const cell = this.#hover ?? (document.activeElement === canvas && this.#grid.n > 0 ? this.#cursor : null);
    tooltip.hidden = cell === null;
    if (!cell) return;
    const [title = '', ...rest] = this.#describe(cell);
    tooltip.replaceChildren(element('strong', {}, title), ...rest.map((line) => element('span', {}, line)));
    const { x, y } = this.#grid.cornerOf(cell);
    const [left, top] = [x + MARGIN.left + this.#grid.cell + 10, y + MARGIN.top + this.#grid.cell + 10];
    const { offsetWidth, offsetHeight } = tooltip;
    const flip = (at: number, size: number, room: number) => (at + size > room ? at - size - this.#grid.cell - 20 : at);
    tooltip.style.left = `${Math.max(0, flip(left, offsetWidth, container.clientWidth))}px`;
    tooltip.style.top = `${Math.max(0, flip(top, offsetHeight, container.clientHeight))}px`;
  }
}
