import { PolicyDirection, PolicyFlags } from '../datapath/bpf/layout.gen.js';
import type { SecurityGroup } from '../state/entities.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { Pace } from './pace.js';
import { packPolicy } from './pack-policy.js';
import { RemoteSides } from './remote-sides.js';

/**
 * The policy of ports that are in these groups, each once and by ascending id. A function of the groups alone: the same ones give the same policy on every node
 * and after every restart. Yields now and then, so that a caller can let others have their turn.
 *
 * Where several rules allow the same, the one that counts is that of the longest remote prefix, then that of the lowest group, then the lowest number.
 * @throws WeftError LIMIT_REACHED if it has more than `maxBlocks` blocks
 */
export function* compilePolicy(
  groups: readonly SecurityGroup[],
  maxBlocks: number,
): Generator<void, CompiledPolicy, undefined> {
  const pace = new Pace();
  const sides = new RemoteSides();
  for (const { groupId, rules } of groups) {
    for (const rule of rules) {
      sides.add({ groupId, rule });
      if (pace.isTime()) yield;
    }
  }
  const rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
  return yield* packPolicy(sides, { flags: flagsOf(groups), rules }, maxBlocks, pace);
}

function flagsOf(groups: readonly SecurityGroup[]): number {
  const names = (wanted: PolicyDirection) =>
    groups.some(({ rules }) =>
      rules.some(({ direction, remote }) => direction === wanted && remote && 'groupId' in remote),
    );
  return (
    (names(PolicyDirection.INGRESS) ? PolicyFlags.INGRESS_GROUPS : 0) |
    (names(PolicyDirection.EGRESS) ? PolicyFlags.EGRESS_GROUPS : 0) |
    (groups.some((group) => group.limitsEgress) ? 0 : PolicyFlags.EGRESS_OPEN)
  );
}
