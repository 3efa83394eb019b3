import type { Frame } from '../../../proto/src/dashboard/frames.js';
import { CellColours, countRoundTrips, rttDomainOf, type Shown } from './cell-colours.js';
import { byId, element, setText } from './element.js';
import { IncidentList } from './incident-list.js';
import { LiveStream, type StreamState } from './live-stream.js';
import { MatrixView } from './matrix-view.js';
import { type Order, SHOWN_MAX, type ShownNodes, shownNodes } from './node-order.js';
import { PairPanel } from './pair-panel.js';
import { Tabs } from './tabs.js';
import { Theme } from './theme.js';
import { TrafficView } from './traffic-view.js';
import { TunnelList } from './tunnel-list.js';
import { type PictureChanges, TunnelPicture } from './tunnel-picture.js';

/** How often the table is written anew, in milliseconds: nobody reads faster. */
const LIST_MS = 1_000;
/** How often it is looked whether round trips still fit their colours, in milliseconds. */
const RESCALE_MS = 10_000;

/** The page: what comes on the stream goes into the picture, and once in a frame of the screen into what is shown. */
class Page {
  readonly #picture = new TunnelPicture();
  readonly #theme = new Theme(byId('theme', HTMLButtonElement), () => this.#recolour());
  readonly #matrix: MatrixView;
  readonly #pair: PairPanel;
  readonly #incidents: IncidentList;
  readonly #list: TunnelList;
  readonly #traffic: TrafficView;
  readonly #search = byId('search', HTMLInputElement);
  readonly #order = byId('order', HTMLSelectElement);
  #nodes: ShownNodes = { indexes: [], positions: new Int32Array(0), matching: 0 };
  #rttDomain: [number, number] = [100, 10_000];
  #tab = 'matrix-panel';
  #listedMs = 0;
  #rescaledMs = 0;
  /** When the first of the frames came that are not shown yet; null: all are. */
  #waitingSince: number | null = null;
  #painted = false;
  #opener: Element | null = null;

  constructor() {
    const open = (from: string, to: string) => this.#openPair(from, to);
    this.#matrix = new MatrixView({
      container: byId('matrix-box', HTMLElement),
      canvas: byId('matrix', HTMLCanvasElement),
      tooltip: byId('tooltip', HTMLElement),
      spoken: byId('spoken', HTMLElement),
      open,
    });
    this.#pair = new PairPanel(byId('pair', HTMLElement), () => {
      if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus();
      else this.#matrix.focus();
    });
    this.#incidents = new IncidentList(
      byId('incidents', HTMLElement),
      byId('incidents-note', HTMLElement),
      (incident) => {
        const [one = '', other] = incident.nodeIds;
        if (other) open(one, other);
        else this.#searchFor(one);
      },
    );
    this.#list = new TunnelList({
      body: byId('tunnels-body', HTMLTableSectionElement),
      note: byId('tunnels-note', HTMLElement),
      more: byId('tunnels-more', HTMLButtonElement),
      open,
      again: () => this.#showList(),
    });
    this.#traffic = new TrafficView(
      {
        network: byId('network', HTMLSelectElement),
        measure: byId('measure', HTMLSelectElement),
        svg: byId('chords', SVGSVGElement),
        note: byId('traffic-note', HTMLElement),
        body: byId('traffic-body', HTMLTableSectionElement),
        inner: byId('inner', HTMLElement),
      },
      () => this.#theme.palette,
    );
    this.#listen();
  }

  start(): void {
    const stream = new LiveStream('data/stream', {
      frames: (frames) => this.#take(frames),
      state: (state, error) => this.#showConnection(state, error),
    });
    stream.start();
  }

  #listen(): void {
    this.#search.addEventListener('input', () => this.#showNodes());
    this.#order.addEventListener('change', () => this.#showNodes());
    for (const radio of document.getElementsByName('shown')) radio.addEventListener('change', () => this.#recolour());
    const button = (id: string, click: () => void) => byId(id, HTMLButtonElement).addEventListener('click', click);
    button('zoom-in', () => this.#matrix.zoom(1.5));
    button('zoom-out', () => this.#matrix.zoom(1 / 1.5));
    button('zoom-fit', () => this.#matrix.fit());
    button('next-trouble', () => {
      if (this.#matrix.trouble(1)) this.#matrix.focus();
      else setText(byId('spoken', HTMLElement), 'No tunnel is down or degraded.');
    });
    new Tabs(byId('tabs', HTMLElement), (name) => this.#showTab(name));
  }

  #take(frames: readonly Frame[]): void {
    if (frames.length === 0) return;
    for (const frame of frames) this.#picture.take(frame);
    if (this.#waitingSince !== null) return;
    this.#waitingSince = performance.now();
    requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    const since = this.#waitingSince ?? performance.now();
    this.#waitingSince = null;
    const changes = this.#picture.changes();
    if (changes.status) this.#showStatus();
    if (changes.incidents) this.#incidents.show(this.#picture.incidents, this.#nowMs);
    if (this.#picture.complete) this.#showViews(changes);
    if (!this.#painted && this.#picture.complete) {
      this.#painted = true;
      performance.mark('weft:first-paint');
    }
    // For who measures: from the arrival of the first of these frames until they are drawn. Not kept, the list would grow for ever.
    performance.measure('weft:update', { start: since, detail: { all: changes.all, views: changes.keys.length } });
    performance.clearMeasures('weft:update');
  }

  #showViews({ all, keys }: PictureChanges): void {
    if (all) {
      this.#rescale();
      this.#showNodes();
    } else if (keys.length > 0) {
      if (performance.now() - this.#rescaledMs > RESCALE_MS && this.#rescale()) this.#recolour();
      else this.#matrix.update(keys);
      this.#showListSometimes();
    }
  }

  /** Lets the colours of round trips span what there is; false if they did. */
  #rescale(): boolean {
    this.#rescaledMs = performance.now();
    const { views } = this.#picture;
    const before = this.#rttDomain.join();
    this.#rttDomain = rttDomainOf(
      countRoundTrips((count) => {
        views.forEach((_key, value) => {
          count(value);
        });
      }),
    );
    return this.#rttDomain.join() !== before;
  }

  #showNodes(): void {
    const { ids, views } = this.#picture;
    const order: Order = this.#order.value === 'trouble' ? 'trouble' : 'name';
    this.#nodes = shownNodes(ids, views, this.#search.value, order);
    const { indexes, matching } = this.#nodes;
    const all = ids.filter(Boolean).length;
    const limited = matching > SHOWN_MAX ? `; the first ${SHOWN_MAX} are shown: search for the others` : '';
    setText(
      byId('nodes-note', HTMLElement),
      matching === all ? `${all} nodes${limited}` : `${matching} of ${all} nodes${limited}`,
    );
    const empty = byId('empty', HTMLElement);
    empty.hidden = indexes.length > 0;
    setText(empty, all === 0 ? 'No node yet.' : 'No node matches.');
    this.#recolour();
    this.#showList();
  }

  #recolour(): void {
    const { ids, views } = this.#picture;
    const checked = document.querySelector<HTMLInputElement>('input[name=shown]:checked');
    const shown: Shown = checked?.value === 'rtt' ? 'rtt' : checked?.value === 'loss' ? 'loss' : 'state';
    const colours = new CellColours(shown, this.#theme.palette, this.#rttDomain);
    this.#matrix.show({ ids, nodes: this.#nodes, views, colours });
    const items = colours.legend().map(({ colour, text }) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.backgroundColor = colour;
      return element('li', {}, swatch, text);
    });
    byId('legend', HTMLElement).replaceChildren(...items);
    this.#traffic.draw();
  }

  #showListSometimes(): void {
    if (performance.now() - this.#listedMs >= LIST_MS) this.#showList();
  }

  #showList(): void {
    if (this.#tab !== 'table-panel') return;
    this.#listedMs = performance.now();
    this.#list.show(this.#picture.ids, this.#nodes, this.#picture.views);
  }

  #showTab(name: string): void {
    this.#tab = name;
    byId('node-tools', HTMLElement).hidden = name === 'traffic-panel';
    if (name === 'traffic-panel') this.#traffic.start();
    else this.#traffic.stop();
    this.#showList();
    this.#matrix.draw();
  }

  #showStatus(): void {
    const { status } = this.#picture;
    if (!status) return;
    for (const name of ['up', 'degraded', 'down', 'unknown'] as const) {
      setText(byId(`count-${name}`, HTMLElement), status[name].toLocaleString('en'));
    }
    const warnings: string[] = [];
    if (!status.connected) warnings.push('The controller does not hear NATS: all is as it was heard last.');
    if (status.droppedViews > 0) warnings.push(`${status.droppedViews} views found no room in the controller.`);
    if (status.leftOutNodes > 0) warnings.push(`${status.leftOutNodes} nodes have no room in this picture.`);
    const box = byId('warnings', HTMLElement);
    setText(box, warnings.join(' '));
    box.hidden = warnings.length === 0;
  }

  #showConnection(state: StreamState, error: string): void {
    const box = byId('connection', HTMLElement);
    if (box.dataset['state'] === state && state === 'live') return;
    box.dataset['state'] = state;
    setText(box, state === 'reconnecting' && error ? `reconnecting: ${error}` : state);
    document.body.classList.toggle('stale', state !== 'live');
  }

  #openPair(from: string, to: string): void {
    if (byId('pair', HTMLElement).hidden) this.#opener = document.activeElement;
    this.#pair.open(from, to);
  }

  #searchFor(text: string): void {
    this.#search.value = text;
    this.#showNodes();
    this.#search.focus();
  }

  /** By the controller's clock. */
  get #nowMs(): number {
    return this.#picture.status?.timeMs ?? Date.now();
  }
}

new Page().start();
