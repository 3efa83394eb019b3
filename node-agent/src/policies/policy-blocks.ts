import { WeftError } from '../../../proto/src/errors.js';
import {
  POLICY_BLOCK_CELLS,
  POLICY_DEPTH_MAX,
  POLICY_INNER_BYTES,
  POLICY_INNER_ENDS,
  POLICY_LEAF_BLOCKS,
  POLICY_LEAF_ENDS,
  PORT_GROUPS_MAX,
  PolicyCellKind,
} from '../datapath/bpf/layout.gen.js';
import type { RuleName } from './compiled-policy.js';
import { REFERENCES_AT, treeReference } from './interval-tree.js';

export const BLOCK_WORDS = POLICY_INNER_BYTES / 4;

/** struct weft_policy_cell, before it has its place. */
export interface Cell {
  /** Of the next shorter prefix. */
  readonly wider: Cell | null;
  readonly rule: RuleName | null;
  /** Of the protocol, 0 for all. A tree: of all protocols. */
  readonly l4:
    | { readonly protocol: number; readonly first: number; readonly last: number }
    | { readonly tree: Referred };
}

/** What an interval refers to: a cell, another tree, or nothing (0). */
export type Referred = Cell | Tree | 0;

/** Made by PolicyBlocks. */
export interface Tree {
  readonly reference: number;
}

/** All numbers of 32 bits, cut: interval i begins at starts[i] and ends before the next one. starts[0] is 0, and they ascend. */
export interface Intervals {
  readonly starts: readonly number[];
  readonly referred: readonly Referred[];
}

/** The blocks of one policy. */
export class PolicyBlocks {
  #words = new Uint32Array(64 * BLOCK_WORDS);
  #count = 0;
  /** Numbers of cells that have their place. */
  readonly #places = new Map<Cell, number>();
  /** Where a cell of no leaf is put next. */
  #loose: number;
  readonly #groups = new Map<number, number>();

  constructor() {
    // The first cell is none.
    this.#loose = this.#append(1) * POLICY_BLOCK_CELLS + 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Security groups of rules, by the index that cells name them by. */
  get groups(): number[] {
    return [...this.#groups.keys()];
  }

  /** All blocks. Nothing is to be added after it. */
  get words(): Uint32Array {
    return this.#words.subarray(0, this.#count * BLOCK_WORDS);
  }

  /**
   * A tree of these intervals; what it refers to, if there is only one.
   * @throws WeftError LIMIT_REACHED if there are too many for a tree
   */
  tree({ starts, referred }: Intervals): Referred {
    if (starts.length <= 1) return referred[0] ?? 0;
    if (starts.length <= LEAF_CHILDREN) {
      // Nothing comes after it that begins at a certain block: no room is left for more cells than it has.
      const cells = new Set(referred.filter((one) => this.#isNew(one))).size;
      const leaf = this.#append(1 + Math.ceil(cells / POLICY_BLOCK_CELLS));
      this.#setEnds(leaf, POLICY_LEAF_ENDS, starts, 0);
      this.#refer(leaf, referred);
      return { reference: treeReference(0, leaf) };
    }
    /** Where each node of the level begins. */
    let begins: number[] = [];
    let first = this.#append(POLICY_LEAF_BLOCKS * Math.ceil(starts.length / LEAF_CHILDREN));
    for (let [at, leaf] = [0, first]; at < starts.length; at += LEAF_CHILDREN, leaf += POLICY_LEAF_BLOCKS) {
      begins.push(starts[at] ?? 0);
      this.#setEnds(leaf, POLICY_LEAF_ENDS, starts, at);
      this.#refer(leaf, referred.slice(at, at + LEAF_CHILDREN));
    }
    let [depth, size] = [0, POLICY_LEAF_BLOCKS];
    for (; begins.length > 1; depth++) {
      if (depth === POLICY_DEPTH_MAX) {
        throw new WeftError('LIMIT_REACHED', `${starts.length} intervals are more than a tree of a policy has`);
      }
      const children = begins;
      const level = this.#append(Math.ceil(children.length / INNER_CHILDREN));
      begins = [];
      for (let [at, node] = [0, level]; at < children.length; at += INNER_CHILDREN, node++) {
        begins.push(children[at] ?? 0);
        this.#setEnds(node, POLICY_INNER_ENDS, children, at);
        this.#words[node * BLOCK_WORDS + POLICY_INNER_ENDS] = first + at * size;
      }
      [first, size] = [level, 1];
    }
    return { reference: treeReference(depth, first) };
  }

  /** What programs follow. A cell that has no place yet gets one that is no leaf's. */
  reference(referred: Referred): number {
    if (referred === 0) return 0;
    if ('reference' in referred) return referred.reference;
    const place = this.#places.get(referred);
    if (place !== undefined) return place;
    if (this.#loose % POLICY_BLOCK_CELLS === 0) this.#loose = this.#append(1) * POLICY_BLOCK_CELLS;
    return this.#put(referred, this.#loose++);
  }

  /** Where the intervals from `at` on end: each before the next one starts, and the last one has no end of its own. */
  #setEnds(block: number, count: number, starts: readonly number[], at: number): void {
    for (let i = 0; i < count; i++) {
      const next = starts[at + i + 1];
      this.#words[block * BLOCK_WORDS + i] = next === undefined ? NO_END : next - 1;
    }
  }

  /** Cells that have no place yet are put beside the leaf. */
  #refer(leaf: number, referred: readonly Referred[]): void {
    let place = (leaf + 1) * POLICY_BLOCK_CELLS;
    for (const [i, one] of referred.entries()) {
      const reference = this.#isNew(one) ? this.#put(one, place++) : this.reference(one);
      this.#words[leaf * BLOCK_WORDS + REFERENCES_AT + i] = reference;
    }
  }

  #isNew(referred: Referred): referred is Cell {
    return referred !== 0 && !('reference' in referred) && !this.#places.has(referred);
  }

  #put(cell: Cell, place: number): number {
    this.#places.set(cell, place);
    const { wider, rule, l4 } = cell;
    const range =
      'tree' in l4
        ? { protocol: 0, word: this.reference(l4.tree), kind: PolicyCellKind.L4 }
        : {
            protocol: l4.protocol,
            word: ((l4.first << 16) | l4.last) >>> 0,
            kind: PolicyCellKind.RANGE,
          };
    const widerPlace = wider ? this.reference(wider) : 0;
    this.#words.set(
      [widerPlace, rule?.number ?? 0, range.word, range.protocol | (this.#groupIndex(rule) << 8) | (range.kind << 16)],
      place * CELL_WORDS,
    );
    return place;
  }

  #groupIndex(rule: RuleName | null): number {
    if (!rule) return 0;
    const index = this.#groups.get(rule.groupId) ?? this.#groups.size;
    if (index >= PORT_GROUPS_MAX) {
      throw new WeftError('LIMIT_REACHED', `a policy has rules of at most ${PORT_GROUPS_MAX} security groups`);
    }
    this.#groups.set(rule.groupId, index);
    return index;
  }

  /** Room for that many more blocks, which are 0: the first of them. */
  #append(blocks: number): number {
    const first = this.#count;
    this.#count += blocks;
    if (this.#count * BLOCK_WORDS > this.#words.length) {
      const more = new Uint32Array(Math.max(2 * this.#words.length, this.#count * BLOCK_WORDS));
      more.set(this.#words);
      this.#words = more;
    }
    return first;
  }
}

const CELL_WORDS = BLOCK_WORDS / POLICY_BLOCK_CELLS;
const INNER_CHILDREN = POLICY_INNER_ENDS + 1;
const LEAF_CHILDREN = POLICY_LEAF_ENDS + 1;
/** No number is above it. */
const NO_END = 0xffff_ffff;
