/** Samples of a measurement, one a round, and what is said about them. Pure. */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Least, middle and greatest of at least one sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error('no samples');
  return { min, median: medianOf(sorted), max };
}

export function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error('no samples');
  return (upper + lower) / 2;
}

export interface Ratio extends Spread {
  /** The denominator varies so much from round to round that the ratio says nothing: it is under three times its own spread (max - min). */
  readonly inconclusive: boolean;
}

/** The ratio of two series, round by round (samples of the same round were taken side by side). */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Ratio {
  if (numerators.length !== denominators.length) throw new Error('series of different lengths');
  const ratios = numerators.map((n, i) => n / (denominators[i] ?? Number.NaN));
  const d = spreadOf(denominators);
  return { ...spreadOf(ratios), inconclusive: !(d.median > 0 && d.median >= 3 * (d.max - d.min)) };
}

/** a - b, round by round. */
export function difference(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new Error('series of different lengths');
  return a.map((value, i) => value - (b[i] ?? Number.NaN));
}
