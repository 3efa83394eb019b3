import type { weft } from '../../../proto/gen/codecs.js';
import type { Tables } from '../store/change.js';
import { prefixMessage } from './entry.js';

type Rule = weft.v1.SecurityGroupRule.$Properties;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMP6 = 58;

/**
 * The rules of a security group as nodes get them, ordered by number: the same bytes for the same rules. `groupIdOf`: the datapath id of a group; it throws
 * for one that does not exist, because a rule that names nobody would be one about everybody.
 */
export function policyRules(
  group: Tables['securityGroup'],
  groupIdOf: (id: string) => number,
): weft.v1.PolicyRule.$Properties[] {
  return group.rules
    .map((rule) => ({
      number: rule.number ?? 0,
      ruleId: rule.id ?? '',
      direction: rule.direction ?? 0,
      protocol: rule.protocol ?? 0,
      ...rangeOf(rule),
      ...(rule.remotePrefix ? { remotePrefix: prefixMessage(rule.remotePrefix) } : {}),
      ...(rule.remoteSecurityGroupId ? { remoteGroupId: groupIdOf(rule.remoteSecurityGroupId) } : {}),
    }))
    .sort((a, b) => a.number - b.number);
}

/** PolicyRule.first and last. */
function rangeOf(rule: Rule): { first: number; last: number } {
  const { protocol, firstL4Port, lastL4Port, icmpType, icmpCode } = rule;
  if ((protocol === TCP || protocol === UDP) && (firstL4Port || lastL4Port)) {
    const first = firstL4Port ?? 0;
    return { first, last: lastL4Port || first };
  }
  if ((protocol === ICMP || protocol === ICMP6) && icmpType != null) {
    const type = icmpType << 8;
    return icmpCode == null ? { first: type, last: type | 0xff } : { first: type | icmpCode, last: type | icmpCode };
  }
  return { first: 0, last: 0xffff };
}
