/** A rule's range of 16-bit numbers (l4 ports, or ICMP type and code), both inclusive. */
export interface L4Range<Rule> {
  readonly first: number;
  readonly last: number;
  readonly rule: Rule;
}

/** Ranges as ones that are apart, ascending: in each number that is in any range, the first of those that have it. As few as there can be. */
export function l4Intervals<Rule>(ranges: readonly L4Range<Rule>[]): L4Range<Rule>[] {
  const intervals: { readonly first: number; last: number; readonly rule: Rule }[] = [];
  const { starts, winners } = paint(ranges);
  for (const [i, first] of starts.entries()) {
    const range = ranges[winners[i] ?? NOBODY];
    if (!range) continue;
    const last = (starts[i + 1] ?? NUMBERS) - 1;
    const before = intervals.at(-1);
    if (before?.rule === range.rule && before.last + 1 === first) before.last = last;
    else intervals.push({ first, last, rule: range.rule });
  }
  return intervals;
}

const NUMBERS = 1 << 16;
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
