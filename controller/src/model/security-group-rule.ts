import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange, requiredField } from '../../../proto/src/errors.js';
import { checkPrefix } from '../../../proto/src/ip.js';
import { optionalId } from './fields.js';
import { requireIp } from './ip4.js';
import type { Planning } from './plan.js';
import { requireGroupOf } from './security-group-references.js';

const { RuleDirection, SecurityGroupRule } = weft.v1;
type Rule = weft.v1.SecurityGroupRule.$Properties;

/** IANA protocol numbers that rules can say more of. */
const protocols = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;
const lastProtocol = 255;
const lastL4Port = 0xffff;
const lastIcmpNumber = 255;
/** Characters (code points) of a description at most. */
export const ruleDescriptionLimit = 255;

/** The group that a rule is of: it may not exist yet, and name itself all the same. */
export interface RuleOwner {
  readonly id: string;
  readonly tenantId: string;
}

/** What a rule of a request says, checked: without a number, and with an empty id if the controller is to choose one. `field` is the rule in the request. */
export function checkedRule(p: Planning, group: RuleOwner, input: Rule, field: string): weft.v1.SecurityGroupRule {
  const direction = input.direction ?? RuleDirection.RULE_DIRECTION_UNSPECIFIED;
  if (direction === RuleDirection.RULE_DIRECTION_UNSPECIFIED) throw requiredField(`${field}.direction`);
  if (!(direction in RuleDirection)) throw invalidField(`${field}.direction`, `${direction} is not known`);
  const protocol = input.protocol ?? 0;
  if (protocol > lastProtocol) throw outOfRange(`${field}.protocol`, protocol, 0, lastProtocol);
  return SecurityGroupRule.create({
    id: optionalId(input.id, `${field}.id`),
    direction,
    protocol,
    ...checkedL4Ports(protocol, input, field),
    ...checkedIcmp(protocol, input, field),
    ...checkedRemote(p, group, protocol, input, field),
    description: checkedDescription(input.description ?? '', `${field}.description`),
  });
}

/** What a rule allows, as text: of two rules that allow the same it is equal. */
export function contentOf(rule: Rule): string {
  const { direction, protocol = 0, firstL4Port: first = 0, lastL4Port: last = 0 } = rule;
  const l4Ports = first === 0 && last === lastL4Port ? '0-0' : `${first}-${last}`;
  return `${direction} ${protocol} ${l4Ports} ${rule.icmpType ?? ''}/${rule.icmpCode ?? ''} ${remoteOf(rule)}`;
}

function remoteOf({ remotePrefix, remoteSecurityGroupId }: Rule): string {
  if (remoteSecurityGroupId) return remoteSecurityGroupId;
  if (!remotePrefix) return '';
  return `${Buffer.from(remotePrefix.address?.bytes ?? []).toString('hex')}/${remotePrefix.length ?? 0}`;
}

function checkedL4Ports(protocol: number, input: Rule, field: string): Pick<Rule, 'firstL4Port' | 'lastL4Port'> {
  const first = input.firstL4Port ?? 0;
  const last = input.lastL4Port ?? 0;
  if (first === 0 && last === 0) return {};
  if (protocol !== protocols.tcp && protocol !== protocols.udp) {
    const named = first === 0 ? 'last_l4_port' : 'first_l4_port';
    throw invalidField(`${field}.${named}`, `protocol ${protocol} has no l4 ports; TCP (6) and UDP (17) have`);
  }
  if (first > lastL4Port) throw outOfRange(`${field}.first_l4_port`, first, 0, lastL4Port);
  if (last > lastL4Port) throw outOfRange(`${field}.last_l4_port`, last, 0, lastL4Port);
  if (last !== 0 && last < first) throw invalidField(`${field}.last_l4_port`, `${last} is below the first, ${first}`);
  return { firstL4Port: first, lastL4Port: last === 0 ? first : last };
}

function checkedIcmp(protocol: number, input: Rule, field: string): Pick<Rule, 'icmpType' | 'icmpCode'> {
  for (const [value, name] of [
    [input.icmpType, 'icmp_type'],
    [input.icmpCode, 'icmp_code'],
  ] as const) {
    if (value === null || value === undefined) continue;
    if (protocol !== protocols.icmp && protocol !== protocols.icmp6) {
      throw invalidField(`${field}.${name}`, `protocol ${protocol} has none; ICMP (1) and ICMPv6 (58) have`);
    }
    if (value > lastIcmpNumber) throw outOfRange(`${field}.${name}`, value, 0, lastIcmpNumber);
  }
  const icmpType = input.icmpType ?? null;
  const icmpCode = input.icmpCode ?? null;
  if (icmpType === null && icmpCode !== null) throw invalidField(`${field}.icmp_code`, 'is not without a type');
  return { ...(icmpType !== null && { icmpType }), ...(icmpCode !== null && { icmpCode }) };
}

/** A remote side that is there and empty is refused: it would mean everybody. */
function checkedRemote(
  p: Planning,
  group: RuleOwner,
  protocol: number,
  { remotePrefix, remoteSecurityGroupId }: Rule,
  field: string,
): Pick<Rule, 'remotePrefix' | 'remoteSecurityGroupId'> {
  const groupField = `${field}.remote_security_group_id`;
  const namesGroup = remoteSecurityGroupId !== null && remoteSecurityGroupId !== undefined;
  if (!remotePrefix) {
    if (!namesGroup) return {};
    if (remoteSecurityGroupId === group.id) return { remoteSecurityGroupId };
    return { remoteSecurityGroupId: requireGroupOf(p, group.tenantId, remoteSecurityGroupId, groupField) };
  }
  if (namesGroup) throw invalidField(groupField, 'is not beside a prefix: a rule has one remote side');
  const address = requireIp(remotePrefix.address, `${field}.remote_prefix.address`);
  const { length } = checkPrefix(address, remotePrefix.length ?? 0, `${field}.remote_prefix`);
  const [foreign, name] = address.length === 4 ? [protocols.icmp6, 'ICMPv6'] : [protocols.icmp, 'ICMP'];
  if (protocol === foreign) throw invalidField(`${field}.remote_prefix`, `is not of the family of ${name}`);
  return { remotePrefix: { address: { bytes: address }, length } };
}

function checkedDescription(text: string, field: string): string {
  // Code units are at least as many as characters.
  const length = text.length > ruleDescriptionLimit ? [...text].length : text.length;
  if (length > ruleDescriptionLimit) {
    throw invalidField(field, `has ${length} characters; the limit is ${ruleDescriptionLimit}`);
  }
  if (/\p{Cc}/u.test(text)) throw invalidField(field, 'has a control character');
  return text;
}
