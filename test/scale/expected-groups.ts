import type { weft } from '../../proto/gen/codecs.js';
import { digestOf, type EntryDigest } from './entry-digest.js';

const protocolsWithL4Ports = [6, 17];
const icmp = [1, 58];

/** A security group as nodes should have it. */
export interface ExpectedGroup {
  readonly datapathId: number;
  readonly entry: EntryDigest;
}

/** By id; by rules of its own (not the compiler's code). */
export function expectedGroups(groups: readonly weft.v1.SecurityGroup[]): Map<string, ExpectedGroup> {
  const numbers = new Map(groups.map((group) => [group.metadata?.id ?? '', group.datapathId]));
  return new Map(
    groups.map((group) => {
      const id = group.metadata?.id ?? '';
      const rules = [...group.rules].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
      const securityGroup = {
        groupId: group.datapathId,
        securityGroupId: id,
        rules: rules.map((rule) => policyRule(rule, numbers)),
      };
      return [id, { datapathId: group.datapathId, entry: digestOf({ securityGroup }) }];
    }),
  );
}

function policyRule(
  rule: weft.v1.SecurityGroupRule.$Properties,
  numbers: ReadonlyMap<string, number>,
): weft.v1.PolicyRule.$Properties {
  const { id: ruleId = '', number = 0, direction = 0, protocol = 0, remotePrefix = null } = rule;
  let [first, last] = [0, 65_535];
  if (protocolsWithL4Ports.includes(protocol ?? 0) && rule.lastL4Port) {
    [first, last] = [rule.firstL4Port ?? 0, rule.lastL4Port];
  } else if (icmp.includes(protocol ?? 0) && typeof rule.icmpType === 'number') {
    first = rule.icmpType * 256 + (rule.icmpCode ?? 0);
    last = typeof rule.icmpCode === 'number' ? first : first + 255;
  }
  const named = rule.remoteSecurityGroupId;
  const remoteGroupId = named ? numbers.get(named) : 0;
  if (remoteGroupId === undefined) throw new Error(`security group ${named} is named by a rule but not listed`);
  return { number, ruleId, direction, protocol, first, last, remotePrefix, remoteGroupId };
}
