import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { deleteEntry, update } from '../../node-agent/src/datapath/bpf/native.js';
import type { Ip, Prefix } from '../../proto/src/ip.js';
import { key } from './node.js';
import type { Rule } from './policy-rules.js';
import type { PolicyTables } from './policy-tables.js';

/** Rules as a policy in the tables, by the plainest way that policy_types.h allows; written apart from the agent's, to check it. */

const blockBytes = 64;
const cellBytes = 16;

/** Lays rules out as a policy whose blocks begin at `first`. @returns what takes it away again */
export function layOut(
  tables: Pick<PolicyTables, 'map'>,
  policy: number,
  rules: readonly Rule[],
  first = 0,
): () => void {
  const sides = sidesOf(rules);
  const groups = [...new Set(rules.map(({ group }) => group))];
  const blocks = new Blocks();
  const ruleWords = (rule: Rule | undefined) => ({
    number: rule?.number ?? 0,
    group: rule ? groups.indexOf(rule.group) : 0,
  });
  // Every rule has a cell, and so has every side, by its number.
  const ruleCells = new Map(
    rules.map((rule) => [rule, blocks.cell({ ...ruleWords(rule), wider: 0, l4: 0, protocol: 0, kind: 0 })]),
  );
  const sideCells = new Map(sides.map((side) => [side, blocks.cell(null)]));
  for (const side of sides) {
    const l4 = blocks.tree(
      l4Intervals(side.rules).map(({ start, rule }) => [start, (rule && ruleCells.get(rule)) || 0]),
    );
    const wider = widerOf(side, sides);
    const value = { wider: (wider && sideCells.get(wider)) || 0, l4, protocol: 0, kind: layout.PolicyCellKind.L4 };
    blocks.setCell(sideCells.get(side) ?? 0, { ...ruleWords(lowest(side.rules.filter(anyProtocol))), ...value });
  }
  const root = (['ingress', 'egress'] as const).flatMap((direction) => {
    const own = sides.filter((side) => side.direction === direction);
    const prefixed = own.flatMap((side) => (typeof side.remote === 'number' ? [] : [{ side, remote: side.remote }]));
    const byNumber = own.flatMap((side) =>
      typeof side.remote === 'number'
        ? [{ first: side.remote, last: side.remote, cell: sideCells.get(side) ?? 0 }]
        : [],
    );
    const addresses = (bytes: number) =>
      addressTree(
        prefixed.flatMap(({ side, remote }) =>
          remote.address.length === bytes ? [{ ...remote, cell: sideCells.get(side) ?? 0 }] : [],
        ),
        blocks,
      );
    return [addresses(4), addresses(16), blocks.tree(painted(byNumber, 0))];
  });
  for (const [i, block] of blocks.all().entries()) update(tables.map('policy_block'), key(first + i), block);
  const head = layout.encodePolicy({
    digest: new Uint8Array(16),
    flags: flagsOf(rules),
    rules: rules.length,
    first,
    blocks: blocks.all().length,
    root,
    group: Array.from({ length: layout.PORT_GROUPS_MAX }, (_, i) => groups[i] ?? 0),
  });
  update(tables.map('policy_head'), key(policy), head);
  return () => deleteEntry(tables.map('policy_head'), key(policy));
}

/** Where an interval starts, and what it refers to; the first one starts at 0. */
type Cut = readonly [start: number, reference: number];

class Blocks {
  readonly #blocks: Buffer[] = [];
  #cells = 0;

  all(): readonly Buffer[] {
    return this.#blocks;
  }

  /** @returns its number, which is never 0 */
  cell(value: layout.PolicyCell | null): number {
    if (this.#cells % layout.POLICY_BLOCK_CELLS === 0) this.#cells = this.#append(1) * layout.POLICY_BLOCK_CELLS;
    if (this.#cells === 0) this.#cells = 1;
    const number = this.#cells++;
    if (value) this.setCell(number, value);
    return number;
  }

  setCell(number: number, value: layout.PolicyCell): void {
    const block = this.#blocks[Math.floor(number / layout.POLICY_BLOCK_CELLS)];
    if (block) layout.encodePolicyCell(value, block, (number % layout.POLICY_BLOCK_CELLS) * cellBytes);
  }

  /** From the top: each node has its intervals divided among as many children as it can have, however few that gives them. */
  tree(cuts: readonly Cut[]): number {
    let depth = 0;
    while (cuts.length > (layout.POLICY_LEAF_ENDS + 1) * (layout.POLICY_INNER_ENDS + 1) ** depth) depth++;
    const node = this.#append(this.#size(depth));
    this.#fill(node, depth, cuts);
    return (layout.POLICY_TREE | (depth << layout.POLICY_DEPTH_SHIFT) | node) >>> 0;
  }

  #fill(node: number, depth: number, cuts: readonly Cut[]): void {
    const block = this.#blocks[node] ?? Buffer.alloc(blockBytes);
    if (depth === 0) {
      const references = Array.from({ length: layout.POLICY_LEAF_ENDS + 1 }, (_, i) => cuts[i]?.[1] ?? 0);
      layout.encodePolicyLeaf({ end: ends(cuts, layout.POLICY_LEAF_ENDS), reference: references }, block);
      return;
    }
    const each = Math.ceil(cuts.length / (layout.POLICY_INNER_ENDS + 1));
    const parts: (readonly Cut[])[] = [];
    for (let at = 0; at < cuts.length; at += each) parts.push(cuts.slice(at, at + each));
    const child = this.#append(parts.length * this.#size(depth - 1));
    const starts = parts.map((part) => part[0] ?? ([0, 0] as const));
    layout.encodePolicyInner({ end: ends(starts, layout.POLICY_INNER_ENDS), child }, block);
    for (const [i, part] of parts.entries()) this.#fill(child + i * this.#size(depth - 1), depth - 1, part);
  }

  #size(depth: number): number {
    return depth === 0 ? layout.POLICY_LEAF_BLOCKS : 1;
  }

  #append(count: number): number {
    const first = this.#blocks.length;
    for (let i = 0; i < count; i++) this.#blocks.push(Buffer.alloc(blockBytes));
    return first;
  }
}

const ends = (cuts: readonly Cut[], count: number) =>
  Array.from({ length: count }, (_, i) => (cuts[i + 1]?.[0] ?? 2 ** 32) - 1);

/** Intervals between all numbers at which something begins or ends; of ranges that have one, the shortest says what it refers to. */
function painted(ranges: readonly { first: number; last: number; cell: number }[], around: number): Cut[] {
  const starts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])]
    .filter((start) => start < 2 ** 32)
    .sort((a, b) => a - b);
  return starts.map((start) => {
    const [shortest] = ranges
      .filter(({ first, last }) => first <= start && start <= last)
      .sort((a, b) => a.last - a.first - (b.last - b.first));
    return [start, shortest?.cell ?? around];
  });
}

interface PrefixCell extends Prefix {
  readonly cell: number;
}

function addressTree(prefixes: readonly PrefixCell[], blocks: Blocks, word = 0, around = 0): number {
  if (prefixes.length === 0) return around;
  const wordOf = ({ address }: Prefix) => Buffer.from(address).readUInt32BE(4 * word);
  const short = prefixes.filter(({ length }) => length <= 32 * word + 32);
  const ranges = short.map((prefix) => {
    const first = wordOf(prefix);
    return { first, last: first + 2 ** (32 * word + 32 - prefix.length) - 1, cell: prefix.cell };
  });
  const long = prefixes.filter((prefix) => !short.includes(prefix));
  const subtrees = [...new Set(long.map(wordOf))].map((number) => {
    const all = painted(ranges, around).filter(([start]) => start <= number);
    const within = long.filter((prefix) => wordOf(prefix) === number);
    return { first: number, last: number, cell: addressTree(within, blocks, word + 1, all.at(-1)?.[1] ?? around) };
  });
  // One number of a subtree counts before a prefix of just that number.
  return blocks.tree(painted([...subtrees, ...ranges], around));
}

/** The rules of one direction for one remote side. */
interface Side {
  readonly direction: Rule['direction'];
  readonly remote: Prefix | number;
  readonly rules: Rule[];
}

const everybody: readonly Prefix[] = [4, 16].map((bytes) => ({ address: new Uint8Array(bytes) as Ip, length: 0 }));

function sidesOf(rules: readonly Rule[]): Side[] {
  const sides = new Map<string, Side>();
  for (const rule of rules) {
    for (const remote of rule.remote === null ? everybody : [rule.remote]) {
      const text =
        typeof remote === 'number' ? `${remote}` : `${Buffer.from(remote.address).toString('hex')}/${remote.length}`;
      const name = `${rule.direction} ${text}`;
      const side = sides.get(name) ?? { direction: rule.direction, remote, rules: [] };
      side.rules.push(rule);
      sides.set(name, side);
    }
  }
  return [...sides.values()];
}

function widerOf({ direction, remote }: Side, sides: readonly Side[]): Side | null {
  if (typeof remote === 'number') return null;
  let wider: { side: Side; length: number } | null = null;
  for (const other of sides) {
    if (typeof other.remote === 'number' || other.direction !== direction) continue;
    const { address, length } = other.remote;
    if (address.length !== remote.address.length || length >= remote.length) continue;
    if (bitsOf(address, length) !== bitsOf(remote.address, length)) continue;
    if (!wider || length > wider.length) wider = { side: other, length };
  }
  return wider?.side ?? null;
}

const bitsOf = (address: Uint8Array, length: number) =>
  [...address]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, length);

const anyProtocol = ({ protocol }: Rule) => protocol === 0;

/** Of protocol << 16 | l4: wherever some range begins or ends, the lowest rule that has what follows, those of all protocols among them. */
function l4Intervals(rules: readonly Rule[]): { start: number; rule: Rule | undefined }[] {
  const ranges = rules.flatMap((rule) =>
    rule.protocol === 0
      ? []
      : [{ rule, first: (rule.protocol << 16) + rule.first, last: (rule.protocol << 16) + rule.last }],
  );
  const starts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])].sort((a, b) => a - b);
  return starts.map((start) => {
    const covering = ranges.filter(({ first, last }) => first <= start && start <= last).map(({ rule }) => rule);
    return { start, rule: lowest([...covering, ...rules.filter(anyProtocol)]) };
  });
}

function lowest(rules: readonly Rule[]): Rule | undefined {
  return [...rules].sort((a, b) => a.group - b.group || a.number - b.number)[0];
}

function flagsOf(rules: readonly Rule[]): number {
  const { INGRESS_GROUPS, EGRESS_GROUPS, EGRESS_OPEN } = layout.PolicyFlags;
  const names = (direction: Rule['direction']) =>
    rules.some((rule) => rule.direction === direction && typeof rule.remote === 'number');
  return (
    (names('ingress') ? INGRESS_GROUPS : 0) |
    (names('egress') ? EGRESS_GROUPS : 0) |
    (rules.some((rule) => rule.direction === 'egress') ? 0 : EGRESS_OPEN)
  );
}
