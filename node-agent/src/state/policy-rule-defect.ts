import type { weft } from '../../../proto/gen/codecs.js';
import { prefixDefect } from './entry-defects.js';

/** RuleDirection of security_group.proto. */
export const RULE_INGRESS = 1;
export const RULE_EGRESS = 2;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const HAVE_L4: readonly number[] = [ICMP, TCP, UDP, ICMPV6];
const L4_MAX = 65_535;

/** Why a rule of a security group can't be programmed by this agent; null if it can. */
export function policyRuleDefect(rule: weft.v1.PolicyRule.$Properties): string | null {
  const { number = 0, direction = 0, protocol = 0, first = 0, last = 0 } = rule;
  if (!number) return 'its number is 0';
  if (direction !== RULE_INGRESS && direction !== RULE_EGRESS) return `direction is ${direction}`;
  if (protocol === null || protocol > 255) return `protocol is ${protocol}`;
  const from = first ?? 0;
  const to = last ?? 0;
  if (to > L4_MAX || from > to) return `it is for ${from} to ${to}`;
  if (!HAVE_L4.includes(protocol) && (from !== 0 || to !== L4_MAX))
    return `it is for ${from} to ${to} of protocol ${protocol}, which has no l4 ports`;
  if (!rule.remotePrefix) return null;
  if (rule.remoteGroupId) return 'it has a remote prefix and a remote group';
  const prefix = prefixDefect(rule.remotePrefix);
  return prefix && `remote_prefix ${prefix}`;
}
