import type { InnerFlowsAnswer, NetworksAnswer, TrafficAnswer } from '../../../proto/src/dashboard/answers.js';
import { ChordDiagram } from './chord-diagram.js';
import { chordLayout, type Measure, nodeName, rankedFlows } from './chord-layout.js';
import { element, setText } from './element.js';
import { bytesText, rateText } from './figures-text.js';
import { getJson, Polling } from './get-json.js';
import type { Palette } from './palette.js';

const POLL_MS = 2_000;
/** Directions in the table beside the diagram. */
const ROWS_MAX = 50;

export interface TrafficParts {
  readonly network: HTMLSelectElement;
  readonly measure: HTMLSelectElement;
  readonly svg: SVGSVGElement;
  readonly note: HTMLElement;
  readonly body: HTMLTableSectionElement;
  readonly inner: HTMLElement;
}

interface Answers {
  readonly networks: NetworksAnswer;
  readonly traffic: TrafficAnswer | null;
  readonly inner: InnerFlowsAnswer | null;
}

/** Bytes of a network between nodes: chord diagram, the same as a table, and between inner addresses of two nodes. Asks only while it is looked at. */
export class TrafficView {
  readonly #parts: TrafficParts;
  readonly #palette: () => Palette;
  readonly #diagram: ChordDiagram;
  #polling: Polling<Answers> | null = null;
  #answers: Answers | null = null;
  #pair: { a: string; b: string } | null = null;

  constructor(parts: TrafficParts, palette: () => Palette) {
    this.#parts = parts;
    this.#palette = palette;
    this.#diagram = new ChordDiagram(parts.svg, {
      text: (amount) => this.#text(amount),
      open: (one, other) => this.#openPair(one, other),
    });
    parts.network.addEventListener('change', () => {
      this.#pair = null;
      this.start();
    });
    parts.measure.addEventListener('change', () => this.draw());
  }

  start(): void {
    this.stop();
    this.#polling = new Polling(
      POLL_MS,
      (signal) => this.#ask(signal),
      (answers) => {
        this.#answers = answers;
        this.draw();
      },
      (message) => setText(this.#parts.note, message),
    );
  }

  stop(): void {
    this.#polling?.stop();
    this.#polling = null;
  }

  draw(): void {
    if (!this.#answers) return;
    const { networks, traffic, inner } = this.#answers;
    this.#drawNetworks(networks);
    const layout = traffic ? chordLayout(traffic, this.#measure) : { arcs: [], chords: [], total: 0 };
    this.#diagram.show(layout, this.#palette());
    this.#parts.svg.classList.toggle('empty', layout.total === 0);
    setText(this.#parts.note, noteOf(networks, traffic, layout.total, this.#text(layout.total), this.#measure));
    this.#drawRows(traffic);
    this.#drawInner(inner);
  }

  async #ask(signal: AbortSignal): Promise<Answers> {
    const networks = (await getJson<NetworksAnswer>('data/networks', {}, signal)) ?? { networks: [], total: 0 };
    const vni = Number(this.#parts.network.value) || networks.networks[0]?.vni;
    if (!vni) return { networks, traffic: null, inner: null };
    const pair = this.#pair;
    const [traffic, inner] = await Promise.all([
      getJson<TrafficAnswer>('data/traffic', { vni }, signal),
      pair && getJson<InnerFlowsAnswer>('data/flows', { vni, ...pair }, signal),
    ]);
    return { networks, traffic, inner };
  }

  get #measure(): Measure {
    return this.#parts.measure.value === 'bytes' ? 'bytes' : 'bytesPerSecond';
  }

  #text(amount: number): string {
    return this.#measure === 'bytes' ? bytesText(amount) : rateText(amount);
  }

  #openPair(one: string, other: string): void {
    const known = this.#answers?.traffic?.nodes ?? [];
    const { inner } = this.#parts;
    if (one === other || !known.includes(one) || !known.includes(other)) {
      inner.hidden = false;
      inner.replaceChildren(
        element('p', { class: 'muted' }, 'These are many nodes together: addresses are shown of two nodes.'),
      );
      return;
    }
    this.#pair = { a: one, b: other };
    inner.hidden = false;
    inner.replaceChildren(
      element('h3', { tabindex: -1 }, `${one} ⇄ ${other}`),
      element('p', { class: 'muted' }, 'Asking the controller…'),
    );
    inner.querySelector('h3')?.focus();
    this.start();
  }

  /** Options stay, with other text, so that a list that is open stays so. */
  #drawNetworks({ networks }: NetworksAnswer): void {
    const { network } = this.#parts;
    for (const { vni, networkId } of networks) {
      const known = [...network.options].some(({ value }) => value === String(vni));
      if (!known) network.append(element('option', { value: vni }, `${networkId || 'no network'} (VNI ${vni})`));
    }
  }

  #drawRows(traffic: TrafficAnswer | null): void {
    const flows = traffic ? rankedFlows(traffic, this.#measure).slice(0, ROWS_MAX) : [];
    const { body } = this.#parts;
    while (body.rows.length > flows.length) body.deleteRow(-1);
    while (body.rows.length < flows.length) {
      const row = element('tr');
      const open = () => this.#openPair(row.dataset['from'] ?? '', row.dataset['to'] ?? '');
      row.append(
        element('th', { scope: 'row' }, element('button', { type: 'button', class: 'link', click: open })),
        element('td'),
        element('td'),
        element('td'),
      );
      body.append(row);
    }
    for (const [i, flow] of flows.entries()) {
      const row = body.rows[i];
      if (!row || !traffic) continue;
      const [from, to] = [nodeName(traffic, flow.from), nodeName(traffic, flow.to)];
      row.dataset['from'] = from;
      row.dataset['to'] = to;
      const button = row.querySelector('button');
      if (button) setText(button, `${from} → ${to}`);
      const texts = [rateText(flow.bytesPerSecond), bytesText(flow.bytes), flow.packets.toLocaleString('en')];
      for (const [at, text] of texts.entries()) {
        const cell = row.cells[at + 1];
        if (cell) setText(cell, text);
      }
    }
  }

  #drawInner(answer: InnerFlowsAnswer | null): void {
    const { inner } = this.#parts;
    inner.hidden = this.#pair === null;
    if (!answer || answer.nodeA !== this.#pair?.a || answer.nodeB !== this.#pair.b) return;
    const heading = inner.querySelector('h3');
    const rows = answer.flows.map((flow) =>
      element(
        'tr',
        {},
        addressCell(flow.source, flow.from),
        addressCell(flow.destination, flow.to),
        element('td', {}, bytesText(flow.bytes)),
        element('td', {}, flow.packets.toLocaleString('en')),
      ),
    );
    const titles = ['Source', 'Destination', 'Bytes', 'Packets'];
    const head = element(
      'thead',
      {},
      element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title))),
    );
    const table = element('table', {}, head, element('tbody', {}, ...rows));
    const none = element(
      'p',
      { class: 'muted' },
      'No inner addresses are counted: agents count them where they run with --tunnel-flows.',
    );
    const more =
      answer.total > answer.flows.length
        ? element('p', { class: 'muted' }, `The ${answer.flows.length} with most bytes of ${answer.total}.`)
        : null;
    inner.replaceChildren(...(heading ? [heading] : []), rows.length > 0 ? table : none, ...(more ? [more] : []));
  }
}

function addressCell(address: string, node: string): HTMLElement {
  return element('th', { scope: 'row' }, `${address} `, element('small', { class: 'muted' }, `on ${node}`));
}

function noteOf(
  networks: NetworksAnswer,
  traffic: TrafficAnswer | null,
  total: number,
  text: string,
  measure: Measure,
): string {
  if (networks.total === 0 || !traffic) return 'No traffic between nodes has been counted yet.';
  const name = `${traffic.networkId || 'the network'} (VNI ${traffic.vni})`;
  if (total === 0) return `Nothing of ${name} goes between nodes now.`;
  const others = traffic.otherNodes > 0 ? `, of which ${traffic.otherNodes} are put together` : '';
  const nodes = traffic.nodes.filter(Boolean).length + traffic.otherNodes;
  return `${text} of ${name} ${measure === 'bytes' ? 'so far' : 'now'} between ${nodes} nodes${others}. Open a chord for the addresses inside.`;
}
