import { scaleLog, scaleThreshold } from 'd3-scale';
import { lossPpmOfValue, rttUsOfValue, stateOfValue } from '../../../proto/src/dashboard/view-record.js';
import { lossText, rttText } from './figures-text.js';
import { between, type Palette, pixelOf } from './palette.js';
import { State, stateSigns, stateWords } from './words.js';

/** What the colour of a cell tells. */
export type Shown = 'state' | 'rtt' | 'loss';

export interface LegendItem {
  readonly colour: string;
  readonly text: string;
}

/** Bounds of the classes of loss, in millionths: none, then up to each. */
const LOSS_BOUNDS = [1, 1_000, 5_000, 10_000, 50_000, 200_000];
const RTT_CODES = 65_536;
const LOSS_CODES = 8_192;

/** Colours of cells by what they show, as pixels: looked up, not computed, for each cell. */
export class CellColours {
  readonly shown: Shown;
  readonly palette: Palette;
  /** Shortest and longest round trips that have colours of their own, in microseconds. */
  readonly rttDomain: readonly [number, number];
  readonly none: number;
  readonly self: number;
  readonly #states: Uint32Array;
  readonly #codes: Uint32Array;
  readonly #shift: number;

  constructor(shown: Shown, palette: Palette, rttDomain: readonly [number, number]) {
    this.shown = shown;
    this.palette = palette;
    this.rttDomain = rttDomain;
    this.none = pixelOf(palette.none);
    this.self = pixelOf(palette.self);
    this.#states = Uint32Array.from(
      [palette.none, palette.unknown, palette.up, palette.degraded, palette.down],
      pixelOf,
    );
    this.#shift = shown === 'loss' ? 16 : 0;
    this.#codes =
      shown === 'loss' ? lossPixels(palette) : shown === 'rtt' ? rttPixels(palette, rttDomain) : new Uint32Array(0);
  }

  /** The pixel of a view's value (viewValue). What is down, unknown or no more has the colour that says so, whatever is shown. */
  pixel(value: number): number {
    const state = stateOfValue(value);
    const byState = this.#states[state] ?? this.none;
    if (this.shown === 'state' || state === State.DOWN || state <= State.UNKNOWN) return byState;
    const code = this.shown === 'loss' ? (value >>> this.#shift) & (LOSS_CODES - 1) : value & (RTT_CODES - 1);
    return this.#codes[code] ?? byState;
  }

  legend(): LegendItem[] {
    const { palette } = this;
    const sign = (state: number) => [stateSigns[state], stateWords[state]].filter(Boolean).join(' ');
    const always = [
      { colour: palette.down, text: sign(State.DOWN) },
      { colour: palette.unknown, text: sign(State.UNKNOWN) },
      { colour: palette.none, text: sign(State.GONE) },
    ];
    if (this.shown === 'state') {
      const known = [
        { colour: palette.up, text: sign(State.UP) },
        { colour: palette.degraded, text: sign(State.DEGRADED) },
      ];
      return [...known, ...always];
    }
    if (this.shown === 'rtt') {
      const [low, high] = this.rttDomain;
      const steps = [0, 0.25, 0.5, 0.75, 1].map((t) => ({
        colour: between(palette.rtt, t),
        text: rttText(low * (high / low) ** t),
      }));
      return [...steps, ...always];
    }
    const classes = palette.loss.map((colour, i) => {
      const [from, to] = [LOSS_BOUNDS[i - 1], LOSS_BOUNDS[i]];
      if (from === undefined) return { colour, text: 'no loss' };
      return { colour, text: to === undefined ? `${lossText(from)} or more` : `< ${lossText(to)}` };
    });
    return [...classes, ...always];
  }
}

function rttPixels(palette: Palette, domain: readonly [number, number]): Uint32Array {
  const scale = scaleLog().domain(domain).range([0, 1]).clamp(true);
  const steps = Uint32Array.from({ length: 256 }, (_, i) => pixelOf(between(palette.rtt, i / 255)));
  const unknown = pixelOf(palette.unknown);
  return Uint32Array.from({ length: RTT_CODES }, (_, code) =>
    code === 0 ? unknown : (steps[Math.round(scale(rttUsOfValue(code)) * 255)] ?? unknown),
  );
}

function lossPixels(palette: Palette): Uint32Array {
  const scale = scaleThreshold<number, string>().domain(LOSS_BOUNDS).range(palette.loss);
  const pixels = new Map(palette.loss.map((colour) => [colour, pixelOf(colour)]));
  return Uint32Array.from({ length: LOSS_CODES }, (_, code) => {
    return pixels.get(scale(lossPpmOfValue(code << 16))) ?? 0;
  });
}

/** Steps of 1, 2 and 5 around most of the round trips, at least a decade; for none 100 us to 10 ms. `counts`: how many views have each code of a round trip. */
export function rttDomainOf(counts: Uint32Array): [number, number] {
  let total = 0;
  for (let code = 1; code < RTT_CODES; code++) total += counts[code] ?? 0;
  if (total === 0) return [100, 10_000];
  const at = (part: number) => {
    let before = 0;
    for (let code = 1; code < RTT_CODES; code++) {
      before += counts[code] ?? 0;
      if (before > part * total) return rttUsOfValue(code);
    }
    return rttUsOfValue(RTT_CODES - 1);
  };
  const low = roundDown(at(0.01));
  return [low, Math.max(10 * low, roundUp(at(0.99)))];
}

/** How many of these values have each code of a round trip. */
export function countRoundTrips(each: (count: (value: number) => void) => void): Uint32Array {
  const counts = new Uint32Array(RTT_CODES);
  each((value) => {
    const code = value & (RTT_CODES - 1);
    counts[code] = (counts[code] ?? 0) + 1;
  });
  return counts;
}

const STEPS = [1, 2, 5, 10];

function roundDown(n: number): number {
  const decade = 10 ** Math.floor(Math.log10(n));
  return decade * Math.max(...STEPS.filter((step) => step * decade <= n));
}

function roundUp(n: number): number {
  const decade = 10 ** Math.floor(Math.log10(n));
  return decade * Math.min(...STEPS.filter((step) => step * decade >= n));
}
