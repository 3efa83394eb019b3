import type { IncidentAnswer, OpenIncidents } from '../../../proto/src/dashboard/answers.js';
import { element, setText } from './element.js';
import { timeText } from './figures-text.js';
import { incidentState, incidentWord, reasonText, stateSigns } from './words.js';

/** One incident, in words. */
export function incidentItem(incident: IncidentAnswer, nowMs: number): HTMLLIElement {
  const state = incidentState(incident.kind);
  const { sinceMs, endedMs, tunnels, tunnelsTotal, reasons } = incident;
  const times =
    endedMs > 0 ? `${timeText(sinceMs, nowMs)} to ${timeText(endedMs, nowMs)}` : `since ${timeText(sinceMs, nowMs)}`;
  const count = incident.nodeIds.length === 1 ? `, ${tunnels} of ${tunnelsTotal} tunnels` : '';
  return element(
    'li',
    { class: `incident state-edge-${state}${endedMs > 0 ? ' ended' : ''}` },
    element(
      'div',
      { class: 'incident-head' },
      element('span', { class: `badge state-${state}` }, `${stateSigns[state]} ${incidentWord(incident.kind)}`),
      element('b', {}, incident.nodeIds.join(' ⇄ ')),
    ),
    element('small', { class: 'muted' }, `${times}${count}${reasons.length > 0 ? `; ${reasonText(reasons)}` : ''}`),
    ...messageParts(incident.message),
  );
}

/** The first sentence is shown, the evidence when it is asked for. */
function messageParts(message: string): HTMLElement[] {
  const end = message.indexOf('. ');
  if (end < 0) return [element('p', {}, message)];
  const evidence = element('details', {}, element('summary', {}, 'Evidence'), element('p', {}, message.slice(end + 2)));
  return [element('p', {}, message.slice(0, end + 1)), evidence];
}

/** The incidents that last. Items stay the same elements, so that only what is new is read aloud and the focus stays. */
export class IncidentList {
  readonly #list: HTMLElement;
  readonly #note: HTMLElement;
  readonly #open: (incident: IncidentAnswer) => void;
  readonly #items = new Map<string, { text: string; item: HTMLLIElement }>();

  constructor(list: HTMLElement, note: HTMLElement, open: (incident: IncidentAnswer) => void) {
    this.#list = list;
    this.#note = note;
    this.#open = open;
  }

  show({ incidents, total }: OpenIncidents, nowMs: number): void {
    const wanted = new Set(incidents.map(({ id }) => id));
    for (const [id, { item }] of this.#items) {
      if (wanted.has(id)) continue;
      item.remove();
      this.#items.delete(id);
    }
    for (const [i, incident] of incidents.entries()) {
      const item = this.#itemOf(incident, nowMs);
      if (this.#list.children[i] !== item) this.#list.insertBefore(item, this.#list.children[i] ?? null);
    }
    const more = total > incidents.length ? ` The newest ${incidents.length} are shown.` : '';
    setText(this.#note, total === 0 ? 'Nothing is wrong that is known of.' : `${total} open.${more}`);
  }

  #itemOf(incident: IncidentAnswer, nowMs: number): HTMLLIElement {
    const text = JSON.stringify(incident);
    const known = this.#items.get(incident.id);
    if (known?.text === text) return known.item;
    const item = incidentItem(incident, nowMs);
    const show = element(
      'button',
      { type: 'button', click: () => this.#open(incident) },
      incident.nodeIds.length > 1 ? 'Show the tunnel' : 'Show the node',
    );
    item.append(show);
    if (known) {
      const hadFocus = known.item.contains(document.activeElement);
      const [before, after] = [known.item, item].map((it) => it.querySelector('details'));
      if (before?.open && after) after.open = true;
      known.item.replaceWith(item);
      if (hadFocus) show.focus();
    }
    this.#items.set(incident.id, { text, item });
    return item;
  }
}
