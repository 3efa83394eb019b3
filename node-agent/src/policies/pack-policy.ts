import { WeftError } from '../../../proto/src/errors.js';
import { POLICY_REMOTES, PolicyRemote } from '../datapath/bpf/layout.gen.js';
import type { RemoteGroup, RemotePrefix } from '../state/entities.js';
import type { CompiledPolicy, RuleName } from './compiled-policy.js';
import { digestOf } from './digest.js';
import { type L4Range, l4Intervals } from './l4-intervals.js';
import { l4Tree } from './l4-tree.js';
import type { Pace } from './pace.js';
import { type Cell, PolicyBlocks } from './policy-blocks.js';
import type { NamedRule, RemoteSide, RemoteSides } from './remote-sides.js';
import { type ReferredRemote, remoteTree } from './remote-trees.js';
import { widerOf } from './wider-prefix.js';

/**
 * The policy of these sides. Yields now and then.
 * @param of `flags`: enum weft_policy_flags, or-ed. `rules`: how many it was made of
 * @throws WeftError LIMIT_REACHED if it has more than `maxBlocks` blocks
 */
export function* packPolicy(
  sides: RemoteSides,
  { flags, rules }: Pick<CompiledPolicy, 'flags' | 'rules'>,
  maxBlocks: number,
  pace: Pace,
): Generator<void, CompiledPolicy, undefined> {
  const ordered = sides.ordered();
  yield;
  const blocks = new PolicyBlocks();
  const cells = new Map<RemoteSide, Cell>();
  const wider = widerOf(ordered);
  for (const side of ordered) {
    if (cells.has(side)) continue;
    const twin = sides.twinOf(side);
    const widerSide = wider.get(side);
    const cell = cellOf(side.rules, (widerSide && cells.get(widerSide)) ?? null, blocks);
    checkSize(blocks, rules, maxBlocks);
    cells.set(side, cell);
    if (twin) cells.set(twin, cell);
    if (pace.isTime(side.rules.length)) yield;
  }
  const roots: number[] = new Array(2 * POLICY_REMOTES).fill(0);
  for (const [root, sidesOfRoot] of byRoot(ordered)) {
    yield;
    const referred = sidesOfRoot.map(
      (side): ReferredRemote => ({ remote: side.remote, referred: cells.get(side) ?? 0 }),
    );
    roots[root] = blocks.reference(remoteTree(referred, blocks));
    checkSize(blocks, rules, maxBlocks);
  }
  yield;
  const content = {
    flags,
    rules,
    namedGroups: new Set(ordered.flatMap(({ remote }) => ('groupId' in remote ? [remote.groupId] : []))),
    ruleGroups: blocks.groups,
    roots,
    words: blocks.words,
  };
  return { digest: yield* digestOf(content), ...content };
}

function checkSize(blocks: PolicyBlocks, rules: number, maxBlocks: number): void {
  if (blocks.count <= maxBlocks) return;
  throw new WeftError('LIMIT_REACHED', `a policy of ${rules} rules needs more than ${maxBlocks} blocks`);
}

/** Sides by the root under which programs look for them. */
function byRoot(ordered: readonly RemoteSide[]): Map<number, RemoteSide[]> {
  const roots = new Map<number, RemoteSide[]>();
  for (const side of ordered) {
    const root = side.direction * POLICY_REMOTES + remoteKind(side.remote);
    const sides = roots.get(root);
    if (sides) sides.push(side);
    else roots.set(root, [side]);
  }
  return roots;
}

function remoteKind(remote: RemotePrefix | RemoteGroup): PolicyRemote {
  if ('groupId' in remote) return PolicyRemote.GROUP;
  return remote.prefix.length === 4 ? PolicyRemote.IP4 : PolicyRemote.IP6;
}

/** What the rules of a remote side come to, the one that counts first. */
function cellOf(rules: readonly NamedRule[], wider: Cell | null, blocks: PolicyBlocks): Cell {
  const byProtocol = new Map<number, L4Range<RuleName>[]>();
  let any: RuleName | null = null;
  /** A rule that is here with several ranges is one. */
  const names = new Map<string, RuleName>();
  for (const { groupId, rule } of rules) {
    const key = `${groupId} ${rule.number}`;
    const name = names.get(key) ?? { groupId, number: rule.number };
    names.set(key, name);
    if (rule.protocol === 0) {
      // It allows all that those after it do.
      any = name;
      break;
    }
    const range = { first: rule.first, last: rule.last, rule: name };
    const ranges = byProtocol.get(rule.protocol);
    if (ranges) ranges.push(range);
    else byProtocol.set(rule.protocol, [range]);
  }
  const ranges = [...byProtocol]
    .sort(([a], [b]) => a - b)
    .flatMap(([protocol, ranges]) => l4Intervals(ranges).map((interval) => ({ protocol, ...interval })));
  const [only] = ranges;
  if (!only) return { wider, rule: any, l4: EVERY_L4 };
  if (!any && ranges.length === 1) return { wider, rule: only.rule, l4: only };
  return { wider, rule: any, l4: { tree: l4Tree(ranges, blocks) } };
}

/** All that any protocol has. */
const EVERY_L4 = { protocol: 0, first: 0, last: 0xffff };
