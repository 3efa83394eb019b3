import {
  POLICY_BLOCK_MASK,
  POLICY_DEPTH_MASK,
  POLICY_DEPTH_SHIFT,
  POLICY_INNER_BYTES,
  POLICY_INNER_ENDS,
  POLICY_LEAF_BLOCKS,
  POLICY_LEAF_ENDS,
  POLICY_TREE,
} from '../datapath/bpf/layout.gen.js';

/** The reference to a tree with so many levels above its leaves. */
export function treeReference(depth: number, block: number): number {
  return (POLICY_TREE | (depth << POLICY_DEPTH_SHIFT) | block) >>> 0;
}

/** struct weft_policy_leaf: word of reference[0] */
export const REFERENCES_AT = 8;

/** An interval that a tree refers from. */
export interface ReferredInterval {
  readonly first: number;
  readonly last: number;
  readonly reference: number;
}

/** The intervals of which a reference says something, ascending. `words`: of blocks, of which `block` is the first of the policy. */
export function* intervalsOf(
  reference: number,
  words: Uint32Array,
  block = 0,
  [first, last]: readonly [number, number] = [0, 0xffff_ffff],
): Generator<ReferredInterval> {
  if ((reference & POLICY_TREE) === 0) {
    if (reference !== 0) yield { first, last, reference };
    return;
  }
  const depth = (reference >>> POLICY_DEPTH_SHIFT) & POLICY_DEPTH_MASK;
  const at = (block + (reference & POLICY_BLOCK_MASK)) * BLOCK_WORDS;
  const ends = depth > 0 ? POLICY_INNER_ENDS : POLICY_LEAF_ENDS;
  const child = words[at + POLICY_INNER_ENDS] ?? 0;
  const childBlocks = depth === 1 ? POLICY_LEAF_BLOCKS : 1;
  for (let [i, from] = [0, first]; i <= ends; i++) {
    const end = i < ends ? Math.min(words[at + i] ?? last, last) : last;
    const said = words[at + REFERENCES_AT + i] ?? 0;
    if (depth > 0) yield* intervalsOf(treeReference(depth - 1, child + i * childBlocks), words, block, [from, end]);
    else if (said !== 0) yield { first: from, last: end, reference: said };
    if (end === last) return;
    from = end + 1;
  }
}

const BLOCK_WORDS = POLICY_INNER_BYTES / 4;
