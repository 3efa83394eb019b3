import type { weft } from '../../../proto/gen/codecs.js';
import { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import type { PolicyRule, SecurityGroup } from './entities.js';
import { addressBytes } from './entry-defects.js';
import { policyRuleDefect, RULE_EGRESS, RULE_INGRESS } from './policy-rule-defect.js';

interface KnownGroup {
  readonly group: SecurityGroup;
  /** As the controller sent it. */
  readonly entry: weft.v1.SecurityGroupEntry.$Properties;
}

/**
 * Security groups that ports of this node are in.
 *
 * A rule that can't be programmed is left out and the rest of its group holds: rules only allow, so what is left out is closed, and nothing else is. (To keep
 * what the group was before would keep open what the same change took away; to close the whole group would cut what is known to be right.) So that all
 * of it is closed, a rule that is left out counts as one for what leaves, unless it is sure to be for what comes.
 */
export class SecurityGroups {
  readonly #groups = new Map<number, KnownGroup>();
  readonly #onChange: (groupId: number) => void;
  #named: Set<number> | null = null;

  constructor(onChange: (groupId: number) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#groups.size;
  }

  get(groupId: number): SecurityGroup | null {
    return this.#groups.get(groupId)?.group ?? null;
  }

  /** As the controller sent it; null: the node does not have it. */
  entryOf(groupId: number): weft.v1.SecurityGroupEntry.$Properties | null {
    return this.#groups.get(groupId)?.entry ?? null;
  }

  *entries(): Generator<weft.v1.SecurityGroupEntry.$Properties> {
    for (const { entry } of this.#groups.values()) yield entry;
  }

  /** Rules of all groups together. */
  get ruleCount(): number {
    let count = 0;
    for (const { entry } of this.#groups.values()) count += entry.rules?.length ?? 0;
    return count;
  }

  /** Returns what can't be programmed of it; null if all can. */
  put(entry: weft.v1.SecurityGroupEntry.$Properties): string | null {
    const groupId = entry.groupId ?? 0;
    if (groupId === 0) return `security group ${entry.securityGroupId}: the datapath id is 0`;
    this.#named?.add(groupId);
    const { group, defect } = readGroup(groupId, entry);
    this.#groups.set(groupId, { group, entry });
    this.#onChange(groupId);
    return defect;
  }

  remove(groupId: number): void {
    if (this.#groups.delete(groupId)) this.#onChange(groupId);
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    for (const id of [...this.#groups.keys()]) if (named && !named.has(id)) this.remove(id);
  }
}

function readGroup(
  groupId: number,
  entry: weft.v1.SecurityGroupEntry.$Properties,
): { group: SecurityGroup; defect: string | null } {
  const rules = new Map<number, PolicyRule>();
  let limitsEgress = false;
  let defect: string | null = null;
  let leftOut = 0;
  for (const rule of entry.rules ?? []) {
    if (rule.direction !== RULE_INGRESS) limitsEgress = true;
    const number = rule.number ?? 0;
    const wrong = policyRuleDefect(rule) ?? (rules.has(number) ? 'another rule has its number' : null);
    if (wrong === null) rules.set(number, readRule(rule));
    else if (leftOut++ === 0) defect = `rule ${rule.ruleId} (${number}): ${wrong}`;
  }
  const others = leftOut > 1 ? ` and ${leftOut - 1} other rules` : '';
  return {
    group: { groupId, rules: [...rules.values()].sort((a, b) => a.number - b.number), limitsEgress },
    defect:
      defect &&
      `security group ${entry.securityGroupId} (${groupId}): ${defect}; it${others} is left out, and what it would allow is closed`,
  };
}

/** Of a rule without defects. */
function readRule(rule: weft.v1.PolicyRule.$Properties): PolicyRule {
  const { remotePrefix, remoteGroupId } = rule;
  return {
    number: rule.number ?? 0,
    direction: rule.direction === RULE_EGRESS ? PolicyDirection.EGRESS : PolicyDirection.INGRESS,
    protocol: rule.protocol ?? 0,
    first: rule.first ?? 0,
    last: rule.last ?? 0,
    remote: remotePrefix
      ? { prefix: addressBytes(remotePrefix.address), length: remotePrefix.length ?? 0 }
      : remoteGroupId
        ? { groupId: remoteGroupId }
        : null,
  };
}
