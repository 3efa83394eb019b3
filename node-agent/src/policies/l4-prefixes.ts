/** A rule's range of 16-bit numbers (l4 ports, or ICMP type and code), both inclusive. */
export interface L4Range<Rule> {
  readonly first: number;
  readonly last: number;
  readonly rule: Rule;
}

/** The numbers whose `bits` highest bits are those of `first`. */
export interface L4Prefix<Rule> {
  readonly first: number;
  /** 0..16 */
  readonly bits: number;
  readonly rule: Rule;
}

/**
 * Ranges as prefixes of which the longest that matches a number has the first of the ranges that has the number, and that none matches which is in no range.
 * As few as there can be (R. Draves et al., Constructing Optimal IP Routing Tables): of one range at most 30. Ascending, wider ones first.
 */
export function l4Prefixes<Rule>(ranges: readonly L4Range<Rule>[]): L4Prefix<Rule>[] {
  const prefixes: L4Prefix<Rule>[] = [];
  const { starts, winners } = paint(ranges);
  const emit = (first: number, bits: number, winner: number) => {
    const range = ranges[winner];
    if (range) prefixes.push({ first, bits, rule: range.rule });
  };
  place(branch(starts, winners, 0, 0, 0, starts.length), NOBODY, emit);
  return prefixes;
}

const BITS = 16;
const NUMBERS = 1 << BITS;
/** No range has the number. */
const NOBODY = -1;

/** All numbers as intervals, each up to where the next one starts, and the index of the first range that has each. */
function paint(ranges: readonly L4Range<unknown>[]): { starts: number[]; winners: number[] } {
  const cuts = new Set([0]);
  for (const { first, last } of ranges) {
    cuts.add(first);
    if (last + 1 < NUMBERS) cuts.add(last + 1);
  }
  const starts = [...cuts].sort((a, b) => a - b);
  const winners = new Array<number>(starts.length).fill(NOBODY);
  const indexOf = new Map(starts.map((start, i) => [start, i]));
  // next[i]: an interval from i on before which all are painted from i on.
  const next = starts.map((_, i) => i);
  next.push(starts.length);
  const unpainted = (from: number): number => {
    let at = from;
    while (next[at] !== at) {
      next[at] = next[next[at] ?? at] ?? at;
      at = next[at] ?? at;
    }
    return at;
  };
  for (const [i, { first, last }] of ranges.entries()) {
    const end = indexOf.get(last + 1) ?? starts.length;
    for (let at = unpainted(indexOf.get(first) ?? 0); at < end; at = unpainted(at)) {
      winners[at] = i;
      next[at] = at + 1;
    }
  }
  return { starts, winners };
}

/** A prefix, and who may have it so that fewest prefixes below it differ: nobody if a number below it is nobody's. */
interface Branch {
  readonly first: number;
  readonly bits: number;
  /** Ascending; empty: a number below is nobody's. */
  readonly candidates: readonly number[];
  readonly halves: readonly [Branch, Branch] | null;
}

/** The branch at (first, bits), whose numbers are in the intervals from `from` to before `to`. */
function branch(
  starts: readonly number[],
  winners: readonly number[],
  first: number,
  bits: number,
  from: number,
  to: number,
): Branch {
  const winner = winners[from] ?? NOBODY;
  if (to - from === 1) return { first, bits, candidates: winner === NOBODY ? [] : [winner], halves: null };
  const middle = first + (NUMBERS >> (bits + 1));
  let low = from + 1;
  let high = to;
  // The first interval that starts at the middle or after it.
  while (low < high) {
    const probe = (low + high) >> 1;
    if ((starts[probe] ?? NUMBERS) < middle) low = probe + 1;
    else high = probe;
  }
  const left = branch(starts, winners, first, bits + 1, from, low);
  const right = branch(starts, winners, middle, bits + 1, starts[low] === middle ? low : low - 1, to);
  return { first, bits, candidates: join(left.candidates, right.candidates), halves: [left, right] };
}

/** What both have; if that is nothing, what any of them has. Nothing if one of them has a number that is nobody's. */
function join(left: readonly number[], right: readonly number[]): readonly number[] {
  if (left.length === 0 || right.length === 0) return [];
  const inRight = new Set(right);
  const both = left.filter((winner) => inRight.has(winner));
  if (both.length > 0) return both;
  return [...left, ...right].sort((a, b) => a - b);
}

/** Emits the prefixes of a branch; `inherited` is who has it by a wider one. */
function place(
  { first, bits, candidates, halves }: Branch,
  inherited: number,
  emit: (first: number, bits: number, winner: number) => void,
): void {
  const lowest = candidates[0] ?? NOBODY;
  const winner = candidates.includes(inherited) ? inherited : lowest;
  if (winner !== NOBODY && winner !== inherited) emit(first, bits, winner);
  if (!halves) return;
  for (const half of halves) place(half, winner, emit);
}
