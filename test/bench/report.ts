import { formatTable } from '../../controller/cli/table.js';
import { difference, type Ratio, ratioOf, type Spread, spreadOf } from './samples.js';

/** What benchmarks print: JSON lines of two kinds, or a table for people. */

export interface MeasureLine extends Spread {
  readonly kind: 'measure';
  readonly test: string;
  readonly system: string;
  readonly unit: string;
}

/** What a median should be. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

interface Comparison extends Spread {
  readonly test: string;
  readonly of: string;
  readonly to: string;
  /** Where there is a target: what it is, and whether the median meets it. */
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly met?: boolean;
}

export interface RatioLine extends Comparison {
  readonly kind: 'ratio';
  readonly inconclusive?: true;
}

/** `of` less `to`. */
export interface DifferenceLine extends Comparison {
  readonly kind: 'difference';
  readonly unit: string;
}

export type Line = MeasureLine | RatioLine | DifferenceLine;

/** The line with its target, and whether it is met. */
export function withTarget<L extends RatioLine | DifferenceLine>(line: L, target: Target): L {
  const met = 'atMost' in target ? line.median <= target.atMost : line.median >= target.atLeast;
  return { ...line, ...target, met };
}

/** All samples of a benchmark: a series (one number a round) for each test and system. */
export class Samples {
  private readonly series = new Map<string, { test: string; system: string; unit: string; values: number[] }>();

  add(test: string, system: string, unit: string, value: number): void {
    if (!Number.isFinite(value)) throw new Error(`${test} of ${system}: ${value} is not a measurement`);
    const key = `${test} ${system}`;
    const series = this.series.get(key) ?? { test, system, unit, values: [] };
    series.values.push(value);
    this.series.set(key, series);
  }

  values(test: string, system: string): readonly number[] {
    const series = this.series.get(`${test} ${system}`);
    if (series === undefined) throw new Error(`nothing was measured for ${test} of ${system}`);
    return series.values;
  }

  measures(): MeasureLine[] {
    return [...this.series.values()].map(({ test, system, unit, values }) => ({
      kind: 'measure',
      test,
      system,
      unit,
      ...rounded(spreadOf(values)),
    }));
  }

  /** of / to, of one test. */
  ratio(test: string, of: string, to: string, name = test): RatioLine {
    return ratioLine(name, of, to, ratioOf(this.values(test, of), this.values(test, to)));
  }

  /** of - to, of one test. */
  difference(test: string, of: string, to: string, name: string): DifferenceLine {
    const spread = spreadOf(difference(this.values(test, of), this.values(test, to)));
    return { kind: 'difference', test: name, of, to, unit: this.unitOf(test, of), ...rounded(spread) };
  }

  private unitOf(test: string, system: string): string {
    return this.series.get(`${test} ${system}`)?.unit ?? '';
  }

  /** What `of` adds to `base`, over what `to` adds to it. */
  addedRatio(name: string, test: string, of: string, to: string, base: string): RatioLine {
    const baseline = this.values(test, base);
    const added = (system: string) => difference(this.values(test, system), baseline);
    return ratioLine(name, of, to, ratioOf(added(of), added(to)));
  }
}

function ratioLine(test: string, of: string, to: string, ratio: Ratio): RatioLine {
  const { inconclusive, ...spread } = ratio;
  return { kind: 'ratio', test, of, to, ...rounded(spread), ...(inconclusive ? { inconclusive } : {}) };
}

/** Four significant digits: more is noise. */
function rounded({ min, median, max }: Spread): Spread {
  const round = (n: number) => Number(n.toPrecision(4));
  return { min: round(min), median: round(median), max: round(max) };
}

/** Prints the result of a benchmark on stdout. */
export function printLines(lines: readonly Line[], json: boolean): void {
  if (json) {
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const text = formatTable<Line>(
    [
      { heading: 'TEST', cell: (l) => l.test },
      { heading: 'SYSTEM', cell: systemsOf },
      { heading: 'MIN', cell: (l) => String(l.min) },
      { heading: 'MEDIAN', cell: (l) => String(l.median) },
      { heading: 'MAX', cell: (l) => String(l.max) },
      { heading: 'UNIT', cell: (l) => (l.kind === 'ratio' ? 'ratio' : l.unit) },
      { heading: 'TARGET', cell: (l) => (l.kind === 'measure' ? ' ' : targetOf(l)) },
      { heading: '', cell: (l) => (l.kind === 'ratio' && l.inconclusive ? 'inconclusive' : ' ') },
    ],
    lines,
  );
  process.stdout.write(`${text}\n`);
}

function systemsOf(line: Line): string {
  if (line.kind === 'measure') return line.system;
  return `${line.of} ${line.kind === 'ratio' ? '/' : '-'} ${line.to}`;
}

function targetOf({ atMost, atLeast, met }: Comparison): string {
  if (met === undefined) return ' ';
  const target = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return `${target}: ${met ? 'met' : 'missed'}`;
}
