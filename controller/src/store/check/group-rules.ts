import { weft } from '../../../../proto/gen/codecs.js';
import type { Tables } from '../../model/tables.js';
import type { Report } from './violation.js';

const { RuleDirection } = weft.v1;
type Wrong = (what: string) => void;
type Rule = weft.v1.SecurityGroupRule.$Properties;

const rulesLimit = 4_096;
const groupsLimit = 16;

/** What must be true of security groups, and of what names them. Groups name each other: what is named by a group is looked at when all were shown. */
export class GroupRules {
  /** Group -> tenant. */
  readonly #groups = new Map<string, string>();
  /** What rules name that was not shown before them. */
  readonly #named: { readonly key: string; readonly tenantId: string; readonly groupId: string }[] = [];

  show(id: string, key: string, group: Tables['securityGroup'], wrong: Wrong): void {
    this.#groups.set(id, group.tenantId);
    if (group.rules.length > rulesLimit) wrong(`has ${group.rules.length} rules; the limit is ${rulesLimit}`);
    const ids = new Set<string>();
    const contents = new Map<string, string>();
    const named = new Set<string>();
    let previous = 0;
    for (const rule of group.rules) {
      const ruleId = rule.id ?? '';
      if (ruleId === '' || ids.has(ruleId)) wrong(`has a rule with id "${ruleId}", which is none, or another rule's`);
      ids.add(ruleId);
      const number = rule.number ?? 0;
      if (number <= previous) wrong(`has rule ${ruleId} with number ${number} behind a rule with ${previous}`);
      if (number > group.lastRuleNumber) wrong(`has rule ${ruleId} with number ${number}, above its last one`);
      previous = Math.max(previous, number);
      if (rule.direction !== RuleDirection.INGRESS && rule.direction !== RuleDirection.EGRESS) {
        wrong(`has rule ${ruleId} of no direction`);
      }
      const twin = contents.get(textOf(rule));
      if (twin !== undefined) wrong(`has rule ${ruleId}, which is the same as ${twin}`);
      contents.set(textOf(rule), ruleId);
      if (rule.remoteSecurityGroupId) named.add(rule.remoteSecurityGroupId);
    }
    for (const groupId of named) this.#named.push({ key, tenantId: group.tenantId, groupId });
  }

  /** A port or a network of the tenant names groups; all groups were shown before. */
  named(groupIds: readonly string[], tenantId: string, wrong: Wrong): void {
    if (groupIds.length > groupsLimit) wrong(`names ${groupIds.length} security groups; the limit is ${groupsLimit}`);
    if (new Set(groupIds).size < groupIds.length) wrong('names a security group twice');
    for (const groupId of groupIds) this.#requireGroup(groupId, tenantId, wrong);
  }

  /** All groups were shown. */
  finish(report: Report): void {
    for (const { key, tenantId, groupId } of this.#named.splice(0)) {
      this.#requireGroup(groupId, tenantId, (what) => report(key, what));
    }
  }

  #requireGroup(groupId: string, tenantId: string, wrong: Wrong): void {
    const owner = this.#groups.get(groupId);
    if (owner === undefined) wrong(`refers to security group ${groupId}, which does not exist`);
    else if (owner !== tenantId) wrong(`refers to security group ${groupId}, which is tenant ${owner}'s`);
  }
}

/** All of a rule that makes packets pass. */
function textOf(rule: Rule): string {
  const { SecurityGroupRule } = weft.v1;
  const rest = SecurityGroupRule.create({ ...rule, id: '', number: 0, description: '' });
  return Buffer.from(SecurityGroupRule.encode(rest).finish()).toString('latin1');
}
