import { describe, expect, it } from 'vitest';
import { viewValue } from '../../../proto/src/dashboard/view-record.js';
import { CellColours, countRoundTrips, rttDomainOf, type Shown } from './cell-colours.js';
import { between, palettes, pixelOf } from './palette.js';
import { State } from './words.js';

const { DEGRADED, DOWN, GONE, UNKNOWN, UP } = State;

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(x: string, y: string): number {
  const [low, high] = [luminance(x), luminance(y)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

describe.each(['light', 'dark'] as const)('colours of cells, %s', (theme) => {
  const palette = palettes[theme];
  const colours = (shown: Shown) => new CellColours(shown, palette, [100, 10_000]);

  it('tell what is grave by contrast too, in the order of how grave it is', () => {
    const by = [palette.none, palette.up, palette.degraded, palette.down].map((c) => contrast(c, palette.background));
    expect(by).toEqual([...by].sort((x, y) => x - y));
    expect(contrast(palette.down, palette.background)).toBeGreaterThan(7);
    expect(contrast(palette.down, palette.degraded)).toBeGreaterThan(1.5);
    expect(contrast(palette.degraded, palette.up)).toBeGreaterThan(1.5);
    expect(contrast(palette.ink, palette.background)).toBeGreaterThan(7);
    expect(contrast(palette.muted, palette.background)).toBeGreaterThan(4.5);
  });

  it('ascend in contrast with the figure', () => {
    for (const steps of [palette.rtt, palette.loss]) {
      const by = steps.map((colour) => contrast(colour, palette.background));
      expect(by).toEqual([...by].sort((x, y) => x - y));
    }
  });

  it('say down, unknown and gone whatever is shown', () => {
    for (const shown of ['state', 'rtt', 'loss'] as const) {
      const pixel = (state: number) => colours(shown).pixel(viewValue(state, 500, 20_000));
      expect([DOWN, UNKNOWN, GONE].map(pixel)).toEqual([palette.down, palette.unknown, palette.none].map(pixelOf));
    }
  });

  it('say state, round trip or loss of the others', () => {
    const slow = viewValue(DEGRADED, 10_000, 0);
    expect(colours('state').pixel(slow)).toBe(pixelOf(palette.degraded));
    expect(colours('rtt').pixel(slow)).toBe(pixelOf(palette.rtt.at(-1) ?? ''));
    expect(colours('rtt').pixel(viewValue(UP, 1, 0))).toBe(pixelOf(palette.rtt[0] ?? ''));
    expect(colours('rtt').pixel(viewValue(UP, 0, 0))).toBe(pixelOf(palette.unknown));
    expect(colours('loss').pixel(slow)).toBe(pixelOf(palette.loss[0] ?? ''));
    expect(colours('loss').pixel(viewValue(UP, 1, 7_000))).toBe(pixelOf(palette.loss[3] ?? ''));
    expect(colours('loss').pixel(viewValue(UP, 1, 900_000))).toBe(pixelOf(palette.loss.at(-1) ?? ''));
  });

  it('are explained', () => {
    expect(
      colours('state')
        .legend()
        .map(({ text }) => text),
    ).toEqual(['✓ up', '▲ degraded', '✕ down', '? unknown', 'no tunnel']);
    expect(colours('rtt').legend()[0]?.text).toBe('100 µs');
    expect(colours('rtt').legend()[4]?.text).toBe('10.0 ms');
    expect(
      colours('loss')
        .legend()
        .map(({ text }) => text)
        .slice(0, 7),
    ).toEqual(['no loss', '< 0.10 %', '< 0.50 %', '< 1.0 %', '< 5.0 %', '< 20 %', '20 % or more']);
  });
});

it('the scale of round trips spans what there is', () => {
  const domain = (...roundTrips: number[]) =>
    rttDomainOf(
      countRoundTrips((count) => {
        for (const us of roundTrips) count(viewValue(UP, us, 0));
      }),
    );
  expect(domain()).toEqual([100, 10_000]);
  expect(domain(0, 0)).toEqual([100, 10_000]);
  expect(domain(130, 180, 450)).toEqual([100, 1_000]);
  expect(domain(260, 48_000)).toEqual([200, 50_000]);
});

it('colours are mixed', () => {
  expect([0, 0.5, 1, 2].map((t) => between(['#000000', '#0000ff', '#ffffff'], t))).toEqual([
    '#000000',
    '#0000ff',
    '#ffffff',
    '#ffffff',
  ]);
});
