import { encodePolicy, POLICY_REMOTES, PORT_GROUPS_MAX } from '../datapath/bpf/layout.gen.js';
import type { BlockRange } from './block-room.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { BLOCK_WORDS } from './policy-blocks.js';

/** Rows of `policy_block`. */
export interface BlockRows {
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
  readonly count: number;
}

/** The blocks of a policy, in batches. */
export function* blockRows({ words }: CompiledPolicy, { first }: BlockRange): Generator<BlockRows> {
  for (let at = 0; at < words.length; at += BATCH_BLOCKS * BLOCK_WORDS) {
    const values = words.subarray(at, at + BATCH_BLOCKS * BLOCK_WORDS);
    const count = values.length / BLOCK_WORDS;
    yield { keys: Uint32Array.from({ length: count }, (_, i) => first + at / BLOCK_WORDS + i), values, count };
  }
}

/** Its row of `policy_head`, which says that it is whole. */
export function headRow(policy: CompiledPolicy, { first, count }: BlockRange): Uint32Array {
  const { digest, flags, rules, roots, ruleGroups } = policy;
  const row = encodePolicy({
    digest: Buffer.from(digest, 'hex'),
    flags,
    rules,
    first,
    blocks: count,
    root: roots,
    group: Array.from({ length: PORT_GROUPS_MAX }, (_, i) => ruleGroups[i] ?? 0),
  });
  return new Uint32Array(Uint8Array.from(row).buffer);
}

/** Row 0, which is no policy: what is to be remembered of versions (PortWords). */
export function noteRow(flags: number, version: number): Uint32Array {
  const row = encodePolicy({
    digest: new Uint8Array(16),
    flags,
    rules: version,
    first: 0,
    blocks: 0,
    root: new Array<number>(2 * POLICY_REMOTES).fill(0),
    group: new Array<number>(PORT_GROUPS_MAX).fill(0),
  });
  return new Uint32Array(Uint8Array.from(row).buffer);
}

/** As many as the event loop does not mind. */
const BATCH_BLOCKS = 1_024;
