import type { EndAnswer, PairAnswer, UnderlayAnswer, ViewAnswer } from '../../../proto/src/dashboard/answers.js';
import { element, setText } from './element.js';
import { agoText, lossText, rttText, timeText } from './figures-text.js';
import { getJson, Polling } from './get-json.js';
import { incidentItem } from './incident-list.js';
import { sparkline } from './sparkline.js';
import { reasonText, State, stateSigns, stateWord } from './words.js';

const POLL_MS = 1_000;

/** What is known of one pair, as it is now, with its history: open until somebody closes it. */
export class PairPanel {
  readonly #panel: HTMLElement;
  readonly #closed: () => void;
  readonly #heading = element('h2', { tabindex: -1, id: 'pair-heading' });
  readonly #body = element('div', { class: 'pair-body' });
  #polling: Polling<PairAnswer | null> | null = null;

  /** `closed`: called when somebody closes it, so that the focus finds its way back. */
  constructor(panel: HTMLElement, closed: () => void) {
    this.#panel = panel;
    this.#closed = closed;
    const close = element(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close', click: () => this.close() },
      '✕',
    );
    panel.append(element('header', {}, this.#heading, close), this.#body);
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  open(one: string, other: string): void {
    this.#polling?.stop();
    const [a, b] = one < other ? [one, other] : [other, one];
    setText(this.#heading, `${a} ⇄ ${b}`);
    this.#body.replaceChildren(element('p', { class: 'muted' }, 'Asking the controller…'));
    this.#panel.hidden = false;
    this.#heading.focus();
    this.#polling = new Polling(
      POLL_MS,
      (signal) => getJson<PairAnswer>('data/pair', { a, b }, signal),
      (answer) => this.#show(answer),
      (message) => this.#body.replaceChildren(element('p', { class: 'trouble' }, message)),
    );
  }

  close(): void {
    if (this.#panel.hidden) return;
    this.#polling?.stop();
    this.#polling = null;
    this.#panel.hidden = true;
    this.#closed();
  }

  #show(pair: PairAnswer | null): void {
    if (!pair) {
      this.#body.replaceChildren(element('p', {}, 'There is no tunnel between these nodes: they share no network.'));
      return;
    }
    const { nodeA, nodeB, timeMs } = pair;
    this.#body.replaceChildren(
      element('p', { class: 'pair-state' }, stateBadge(pair.state), ' ', pair.diagnosis),
      element(
        'p',
        { class: 'muted' },
        `Loss ${nodeA} → ${nodeB}: ${lossText(pair.lossAToBPpm)}. Loss ${nodeB} → ${nodeA}: ${lossText(pair.lossBToAPpm)}.`,
      ),
      endSection(nodeA, nodeB, pair.a, timeMs),
      endSection(nodeB, nodeA, pair.b, timeMs),
      ...(pair.incidents.length === 0
        ? []
        : [
            element('h3', {}, 'Incidents of these nodes'),
            element('ul', { class: 'incidents' }, ...pair.incidents.map((incident) => incidentItem(incident, timeMs))),
          ]),
    );
  }
}

export function stateBadge(state: number): HTMLElement {
  return element('span', { class: `badge state-${state}` }, `${stateSigns[state] ?? ''} ${stateWord(state)}`.trim());
}

function endSection(own: string, remote: string, end: EndAnswer, nowMs: number): HTMLElement {
  const heading = element('h3', {}, `${own} says`);
  const down = (state: number) => state === State.DOWN;
  const history = end.history.map(({ timeMs, state, rttP50Us, lossOutPpm, lossBackPpm }) => ({
    timeMs,
    state,
    rttP50Us,
    lossOutPpm,
    lossBackPpm,
    down: down(state),
  }));
  const series = (value: (sample: (typeof history)[number]) => number | null) =>
    history.map((sample) => ({ timeMs: sample.timeMs, down: sample.down, value: value(sample) }));
  const sparks = element(
    'div',
    { class: 'sparks' },
    sparkline(
      'RTT',
      series(({ rttP50Us, down: isDown }) => (isDown ? null : rttP50Us || null)),
      1,
      nowMs,
      rttText,
    ),
    sparkline(
      `Loss → ${remote}`,
      series(({ lossOutPpm, down: isDown }) => (isDown ? null : lossOutPpm)),
      10_000,
      nowMs,
      lossText,
    ),
    sparkline(
      `Loss ← ${remote}`,
      series(({ lossBackPpm, down: isDown }) => (isDown ? null : lossBackPpm)),
      10_000,
      nowMs,
      lossText,
    ),
  );
  const told = end.view ? viewFacts(end.view, nowMs) : staleFacts(end.staleSinceMs, nowMs);
  return element(
    'section',
    { class: 'end' },
    heading,
    told,
    history.length > 0 ? sparks : null,
    end.underlay ? underlayFacts(end.underlay) : null,
  );
}

function staleFacts(sinceMs: number, nowMs: number): HTMLElement {
  const text =
    sinceMs > 0
      ? `Nothing since ${timeText(sinceMs, nowMs)} (${agoText(sinceMs, nowMs)}): what it said is out of date.`
      : 'Nothing yet.';
  return element('p', { class: 'muted' }, text);
}

function viewFacts(view: ViewAnswer, nowMs: number): HTMLElement {
  const reasons = view.reasons.length > 0 ? `: ${reasonText(view.reasons)}` : '';
  const facts: [string, string][] = [
    ['RTT p50 / p99', `${rttText(view.rttP50Us)} / ${rttText(view.rttP99Us)}`],
    ['least / last', `${rttText(view.rttMinUs)} / ${rttText(view.rttLastUs)}`],
    ['usual / jitter', `${rttText(view.rttReferenceUs)} / ${rttText(view.jitterUs)}`],
    ['loss out / back', `${lossText(view.lossOutPpm)} / ${lossText(view.lossBackPpm)}`],
    ['path MTU / needed', `${view.pathMtu || '–'} / ${view.neededMtu || '–'}`],
    ['replies / requests', `${view.replies.toLocaleString('en')} / ${view.requests.toLocaleString('en')}`],
    ['last reply', agoText(view.lastReplyMs, nowMs)],
    ['last heard', agoText(view.lastHeardMs, nowMs)],
    ['last traffic', agoText(view.lastTrafficMs, nowMs)],
    ['asks every', `${view.intervalMs} ms`],
  ];
  if (view.reordered > 0) facts.push(['out of order', view.reordered.toLocaleString('en')]);
  if (view.deadPaths.length > 0) facts.push(['paths cut', view.deadPaths.join(', ')]);
  if (view.starvedVnis.length > 0) facts.push(['too large for the path', `VNI ${view.starvedVnis.join(', ')}`]);
  return element(
    'div',
    {},
    element('p', {}, stateBadge(view.state), `${reasons} since ${timeText(view.sinceMs, nowMs)}`),
    element(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
  );
}

function underlayFacts(underlay: UnderlayAnswer): HTMLElement {
  const { route, nextHop, neighborState, neighborMac, interfaceUp, error } = underlay;
  const neighbor = [nextHop, neighborState || 'no neighbor entry', neighborMac].filter(Boolean).join(' ');
  return element(
    'p',
    { class: 'underlay' },
    element('b', {}, 'Underlay when it went down: '),
    error || `${route}; neighbor ${neighbor}; interface ${underlay.interface} ${interfaceUp ? 'up' : 'down'}`,
  );
}
