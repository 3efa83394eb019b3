import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { element, svgElement } from './element.js';

export interface Point {
  readonly timeMs: number;
  /** Null: not known then. */
  readonly value: number | null;
  readonly down: boolean;
}

export interface SparklineShape {
  /** SVG path of what is known, with gaps. */
  readonly path: string;
  /** Where the tunnel was down: from and to, in pixels. */
  readonly downs: readonly (readonly [number, number])[];
  readonly last: { readonly x: number; readonly y: number } | null;
  /** What the upper edge is. */
  readonly top: number;
}

const EDGE = 3;

/** Lays a series out in a box, up to `endMs`. `atLeast`: what the upper edge is if all is below it. */
export function sparklineShape(
  points: readonly Point[],
  width: number,
  height: number,
  atLeast: number,
  endMs: number,
): SparklineShape {
  const [first, final] = [points[0], points.at(-1)];
  const top = Math.max(atLeast, max(points, ({ value }) => value ?? 0) ?? 0);
  if (!first || !final) return { path: '', downs: [], last: null, top };
  const x = scaleLinear([first.timeMs, Math.max(final.timeMs, endMs, first.timeMs + 1)], [EDGE, width - EDGE]);
  const y = scaleLinear([0, top], [height - EDGE, EDGE]);
  const path = line<Point>()
    .defined(({ value }) => value !== null)
    .x(({ timeMs }) => Math.round(x(timeMs) * 10) / 10)
    .y(({ value }) => Math.round(y(value ?? 0) * 10) / 10)(points);
  const downs: (readonly [number, number])[] = [];
  for (const [i, point] of points.entries()) {
    const next = points[i + 1];
    if (point.down) downs.push([x(point.timeMs), next ? x(next.timeMs) : width - EDGE]);
  }
  const last = final.value === null ? null : { x: x(final.timeMs), y: y(final.value) };
  return { path: path ?? '', downs, last, top };
}

const SIZE = { width: 344, height: 44 };

/** A sparkline with its title, its last value and its scale in words. */
export function sparkline(
  title: string,
  points: readonly Point[],
  atLeast: number,
  endMs: number,
  text: (value: number) => string,
): HTMLElement {
  const { width, height } = SIZE;
  const { path, downs, last, top } = sparklineShape(points, width, height, atLeast, endMs);
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const now = points.at(-1)?.value ?? null;
  const range = values.length > 0 ? `${text(Math.min(...values))} to ${text(Math.max(...values))}` : 'nothing yet';
  const downTimes = downs.length > 0 ? ', with times when it was down' : '';
  const label = `${title}: now ${now === null ? 'not known' : text(now)}; ${range} in ${points.length} samples${downTimes}`;
  const drawing = svgElement('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': label,
    class: 'sparkline',
  });
  for (const [from, to] of downs) {
    drawing.append(svgElement('rect', { x: from, y: 0, width: Math.max(1.5, to - from), height, class: 'down-band' }));
  }
  drawing.append(svgElement('line', { x1: 0, x2: width, y1: height - EDGE, y2: height - EDGE, class: 'base' }));
  drawing.append(svgElement('path', { d: path, class: 'series' }));
  if (last) drawing.append(svgElement('circle', { cx: last.x, cy: last.y, r: 2.5, class: 'last' }));
  return element(
    'figure',
    { class: 'spark' },
    element(
      'figcaption',
      {},
      element('span', {}, title),
      element('b', {}, now === null ? '–' : text(now)),
      element('small', {}, `scale to ${text(top)}`),
    ),
    drawing,
  );
}
