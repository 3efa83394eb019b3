import { deleteEntry, update, updateBatch } from '../../node-agent/src/datapath/bpf/native.js';
import { compilePolicy } from '../../node-agent/src/policies/compile-policy.js';
import type { CompiledPolicy } from '../../node-agent/src/policies/compiled-policy.js';
import { BLOCK_WORDS } from '../../node-agent/src/policies/policy-blocks.js';
import { blockRows, headRow } from '../../node-agent/src/policies/policy-writes.js';
import type { SecurityGroup } from '../../node-agent/src/state/entities.js';
import { key } from './node.js';
import type { Rule } from './policy-rules.js';
import { directionNumber, type PolicyTables } from './policy-tables.js';

/** Rules as a policy in the tables, as the agent compiles and writes them. */

export function compiled(rules: readonly Rule[]): CompiledPolicy {
  const groupIds = [...new Set(rules.map(({ group }) => group))].sort((a, b) => a - b);
  const groups = groupIds.map((groupId): SecurityGroup => {
    const own = rules.filter(({ group }) => group === groupId).sort((a, b) => a.number - b.number);
    return {
      groupId,
      limitsEgress: own.some(({ direction }) => direction === 'egress'),
      rules: own.map(({ number, direction, protocol, first, last, remote }) => ({
        number,
        direction: directionNumber(direction),
        protocol,
        first,
        last,
        remote:
          remote === null
            ? null
            : typeof remote === 'number'
              ? { groupId: remote }
              : { prefix: remote.address, length: remote.length },
      })),
    };
  });
  const steps = compilePolicy(groups, 1_000_000);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Lays rules out as a policy whose blocks begin at `first`. @returns what takes it away again */
export function layOutCompiled(
  tables: Pick<PolicyTables, 'map'>,
  policy: number,
  rules: readonly Rule[],
  first = 0,
): () => void {
  const content = compiled(rules);
  const range = { first, count: content.words.length / BLOCK_WORDS };
  for (const { keys, values, count } of blockRows(content, range)) {
    const { failure } = updateBatch(tables.map('policy_block'), bytesOf(keys), bytesOf(values), count);
    if (failure) throw new Error(`policy_block: ${failure.errno}`);
  }
  update(tables.map('policy_head'), key(policy), Buffer.from(headRow(content, range).buffer));
  return () => deleteEntry(tables.map('policy_head'), key(policy));
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
