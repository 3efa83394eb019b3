import type { RuleName } from './compiled-policy.js';
import type { L4Range } from './l4-intervals.js';
import type { Cell, PolicyBlocks, Referred } from './policy-blocks.js';

/** Ranges that are apart, ascending by protocol and then by number, as the tree that is asked for protocol << 16 | number. */
export function l4Tree(
  ranges: readonly (L4Range<RuleName> & { readonly protocol: number })[],
  blocks: PolicyBlocks,
): Referred {
  const starts = [0];
  const referred: Referred[] = [0];
  const from = (start: number, what: Referred) => {
    if (starts.at(-1) === start) referred[referred.length - 1] = what;
    else {
      starts.push(start);
      referred.push(what);
    }
  };
  const cells = new Map<RuleName, Cell>();
  for (const { protocol, first, last, rule } of ranges) {
    const cell = cells.get(rule) ?? { wider: null, rule, l4: JUST_THE_RULE };
    cells.set(rule, cell);
    from((protocol << 16) + first, cell);
    from((protocol << 16) + last + 1, 0);
  }
  return blocks.tree({ starts, referred });
}

/** A cell that such a tree refers to is not asked about l4 again. */
const JUST_THE_RULE = { protocol: 0, first: 0, last: 0xffff };
