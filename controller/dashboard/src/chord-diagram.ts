import { ribbon } from 'd3-chord';
import { select } from 'd3-selection';
import { arc } from 'd3-shape';
import type { ChordLayout, NodeArc, PairChord } from './chord-layout.js';
import type { Palette } from './palette.js';

const SIZE = 620;
const RADIUS = { outer: 205, inner: 193, label: 213 };

export interface ChordEvents {
  readonly text: (amount: number) => string;
  readonly open: (one: string, other: string) => void;
}

/** The chord diagram. One chord at a time is in the order of focus; arrow keys go on to the next. */
export class ChordDiagram {
  readonly #svg: SVGSVGElement;
  readonly #events: ChordEvents;
  #focused = '';

  constructor(svg: SVGSVGElement, events: ChordEvents) {
    this.#svg = svg;
    this.#events = events;
    svg.setAttribute('viewBox', `${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`);
    const root = select(svg);
    root.append('g').attr('class', 'arcs');
    root.append('g').attr('class', 'chords');
    svg.addEventListener('keydown', (event) => this.#key(event));
  }

  show({ arcs, chords }: ChordLayout, palette: Palette): void {
    const hue = (i: number) => palette.nodes[i % palette.nodes.length] ?? palette.muted;
    this.#drawArcs(arcs, hue);
    const keys = chords.map(keyOf);
    if (!keys.includes(this.#focused)) this.#focused = keys[0] ?? '';
    const shape = ribbon<unknown, PairChord, PairChord['source']>().radius(RADIUS.inner - 2);
    const path = (c: PairChord) => String(shape(c) ?? '');
    select(this.#svg)
      .select<SVGGElement>('.chords')
      .selectAll<SVGPathElement, PairChord>('path')
      .data([...chords], keyOf)
      .join('path')
      .attr('d', path)
      .attr('fill', ({ source }) => hue(source.index))
      .attr('role', 'button')
      .attr('tabindex', (c) => (keyOf(c) === this.#focused ? 0 : -1))
      .attr('aria-label', (c) => this.#describe(c))
      .on('click', (_event, c) => this.#open(c))
      .order()
      .each((c, i, all) => this.#title(all[i], c));
  }

  #drawArcs(arcs: readonly NodeArc[], hue: (i: number) => string): void {
    const shape = arc<NodeArc>().innerRadius(RADIUS.inner).outerRadius(RADIUS.outer);
    const groups = select(this.#svg)
      .select<SVGGElement>('.arcs')
      .selectAll<SVGGElement, NodeArc>('g')
      .data([...arcs], ({ name }) => name)
      .join((enter) => {
        const group = enter.append('g');
        group.append('path').append('title');
        group.append('text').attr('dy', '.35em');
        return group;
      });
    groups
      .select('path')
      .attr('d', shape)
      .attr('fill', ({ index }) => hue(index));
    groups.select('title').text(({ name, value }) => `${name} sends ${this.#events.text(value)}`);
    groups
      .select('text')
      .attr(
        'transform',
        ({ angle }) => `rotate(${angle - 90}) translate(${RADIUS.label})${angle > 180 ? ' rotate(180)' : ''}`,
      )
      .attr('text-anchor', ({ angle }) => (angle > 180 ? 'end' : 'start'))
      .text(({ name, named }) => (!named ? '' : name.length <= 16 ? name : `${name.slice(0, 7)}…${name.slice(-8)}`));
  }

  #describe({ names: [one, other], there, back }: PairChord): string {
    return `${one} → ${other}: ${this.#events.text(there)}; ${other} → ${one}: ${this.#events.text(back)}`;
  }

  #title(path: SVGPathElement | undefined, c: PairChord): void {
    if (path) select(path).selectAll('title').data([c]).join('title').text(this.#describe(c));
  }

  #open({ names: [one, other] }: PairChord): void {
    this.#events.open(one, other);
  }

  #key(event: KeyboardEvent): void {
    const all = [...this.#svg.querySelectorAll<SVGPathElement>('.chords path')];
    const at = all.indexOf(event.target as SVGPathElement);
    const current = all[at];
    if (!current) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const next = all[(at + step + all.length) % all.length];
      if (!next) return;
      current.tabIndex = -1;
      next.tabIndex = 0;
      this.#focused = keyOf(select<SVGPathElement, PairChord>(next).datum());
      next.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#open(select<SVGPathElement, PairChord>(current).datum());
    } else {
      return;
    }
    event.preventDefault();
  }
}

function keyOf({ names }: PairChord): string {
  return [...names].sort().join(' ');
}
