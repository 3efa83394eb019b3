import { element, setText } from './element.js';
import type { ShownNodes } from './node-order.js';
import { type TunnelRow, tunnelRows } from './tunnel-rows.js';
import type { ViewTable } from './view-table.js';

const PAGE_ROWS = 100;

/** The matrix as a table, for who reads instead of looks: a page of the gravest pairs, more when asked for. */
export class TunnelList {
  readonly #body: HTMLTableSectionElement;
  readonly #note: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #open: (from: string, to: string) => void;
  #limit = PAGE_ROWS;

  constructor(parts: {
    body: HTMLTableSectionElement;
    note: HTMLElement;
    more: HTMLButtonElement;
    open: (from: string, to: string) => void;
    again: () => void;
  }) {
    this.#body = parts.body;
    this.#note = parts.note;
    this.#more = parts.more;
    this.#open = parts.open;
    parts.more.addEventListener('click', () => {
      this.#limit += PAGE_ROWS;
      parts.again();
    });
  }

  /** Rows stay where they are and get other content: so the focus stays in its row. */
  show(ids: readonly string[], nodes: ShownNodes, views: ViewTable): void {
    const { rows, total } = tunnelRows(ids, nodes, views, this.#limit);
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    while (this.#body.rows.length < rows.length) this.#body.append(this.#emptyRow());
    for (const [i, row] of rows.entries()) fill(this.#body.rows[i], row);
    setText(this.#note, `${rows.length} of ${total.toLocaleString('en')} tunnels, the gravest first.`);
    this.#more.hidden = rows.length >= total;
  }

  #emptyRow(): HTMLTableRowElement {
    const row = element('tr');
    const open = () => this.#open(row.dataset['from'] ?? '', row.dataset['to'] ?? '');
    row.append(element('th', { scope: 'row' }, element('button', { type: 'button', class: 'link', click: open })));
    for (let i = 0; i < 6; i++) row.append(element('td'));
    return row;
  }
}

function fill(row: HTMLTableRowElement | undefined, { nodes: [from, to], cells, state }: TunnelRow): void {
  if (!row) return;
  row.dataset['from'] = from;
  row.dataset['to'] = to;
  row.className = `state-edge-${state}`;
  const button = row.querySelector('button');
  if (button) setText(button, `${from} ⇄ ${to}`);
  for (const [i, text] of cells.entries()) {
    const cell = row.cells[i + 1];
    if (cell) setText(cell, text);
  }
}
