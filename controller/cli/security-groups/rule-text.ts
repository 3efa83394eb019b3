import { weft } from '../../../proto/gen/codecs.js';
import { UsageError } from '../exit.js';
import { prefixOf } from '../prefix.js';
import { ipCell } from '../subnet.js';
import { protocolName, protocolNumbers } from './protocols.js';

/**
 * A rule as a line of words, the same that is read and shown:
 *
 *   [ID:] in|out [PROTOCOL [L4-PORT[-L4-PORT] | TYPE[/CODE]]] [from|to PREFIX | from|to group ID] [# DESCRIPTION]
 *
 * PROTOCOL is tcp, udp, icmp, icmp6, ..., a number, or any. `from` belongs to `in`, `to` to `out`.
 */
export const ruleSyntax = '[ID:] in|out [PROTOCOL [L4-PORTS|ICMP-TYPE]] [from|to PREFIX|group ID] [# TEXT]';

type Rule = weft.v1.SecurityGroupRule.$Properties;

const { INGRESS, EGRESS } = weft.v1.RuleDirection;
const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMP6 = 58;

/** @throws UsageError that quotes the line. What a rule may be is the controller's to say; here is only what can be read. */
export function parseRule(text: string): Rule {
  const hash = text.indexOf('#');
  const words = (hash < 0 ? text : text.slice(0, hash)).split(/\s+/).filter((word) => word !== '');
  const rule: Rule = {};
  if (hash >= 0) rule.description = text.slice(hash + 1).trim();
  const fail = (what: string): never => {
    throw new UsageError(`rule ${JSON.stringify(text)}: ${what}; a rule is ${ruleSyntax}`);
  };
  if (words[0]?.endsWith(':')) rule.id = words.shift()?.slice(0, -1) || fail('an empty id');
  rule.direction = directionOf(words.shift()) ?? fail('it begins with in or out');
  const inwards = rule.direction === INGRESS;
  const preposition = inwards ? 'from' : 'to';
  if (words.length > 0 && !isPreposition(words[0])) {
    rule.protocol = protocolOf(words.shift() ?? '') ?? fail('no such protocol');
    if (words.length > 0 && !isPreposition(words[0])) {
      Object.assign(rule, detailOf(rule.protocol, words.shift() ?? '') ?? fail('no such l4 ports or ICMP type'));
    }
  }
  if (words.length > 0) {
    if (words.shift() !== preposition) fail(`"${inwards ? 'in' : 'out'}" goes with "${preposition}"`);
    const remote = words.shift() ?? fail(`nothing after "${preposition}"`);
    if (remote === 'group') rule.remoteSecurityGroupId = words.shift() ?? fail('no id after "group"');
    else if (remote !== 'any') rule.remotePrefix = prefixOf(remote, `rule ${JSON.stringify(text)}`);
  }
  if (words.length > 0) fail(`${JSON.stringify(words.join(' '))} is too much`);
  return rule;
}

/** The rule as `parseRule` reads it. */
export function formatRule(rule: Rule): string {
  const words = [rule.id ? `${rule.id}:` : '', directionWord(rule.direction)];
  const detail = detailText(rule);
  const { protocol } = rule;
  if (protocol || detail) words.push(protocol ? protocolName(protocol) : 'any', detail);
  const remote = remoteText(rule);
  if (remote) words.push(rule.direction === EGRESS ? 'to' : 'from', remote);
  if (rule.description) words.push(`# ${rule.description}`);
  return words.filter((word) => word !== '').join(' ');
}

/** `in` or `out`. */
export function directionWord(direction: weft.v1.RuleDirection | null | undefined): string {
  if (direction === EGRESS) return 'out';
  return direction === INGRESS ? 'in' : '?';
}

/** `443`, `8000-8080`, of ICMP `8` or `3/4`; empty: all. */
export function detailText({ firstL4Port, lastL4Port, icmpType, icmpCode }: Rule): string {
  if (firstL4Port || lastL4Port) {
    const first = firstL4Port ?? 0;
    return lastL4Port && lastL4Port !== first ? `${first}-${lastL4Port}` : String(first);
  }
  if (icmpType === null || icmpType === undefined) return '';
  return icmpCode === null || icmpCode === undefined ? String(icmpType) : `${icmpType}/${icmpCode}`;
}

/** `10.0.0.0/8` or `group web`; empty: everybody. */
export function remoteText({ remotePrefix, remoteSecurityGroupId }: Rule): string {
  if (remoteSecurityGroupId) return `group ${remoteSecurityGroupId}`;
  return remotePrefix ? `${ipCell(remotePrefix.address)}/${remotePrefix.length ?? 0}` : '';
}

function directionOf(word: string | undefined): weft.v1.RuleDirection | null {
  if (word === 'in' || word === 'ingress') return INGRESS;
  return word === 'out' || word === 'egress' ? EGRESS : null;
}

function isPreposition(word: string | undefined): boolean {
  return word === 'from' || word === 'to';
}

function protocolOf(word: string): number | null {
  if (word === 'any') return 0;
  return protocolNumbers.get(word) ?? numberOf(word, 255);
}

function detailOf(protocol: number, word: string): Rule | null {
  const [first = '', last, ...rest] = word.split(protocol === ICMP || protocol === ICMP6 ? '/' : '-');
  if (rest.length > 0) return null;
  if (protocol === ICMP || protocol === ICMP6) {
    const icmpType = numberOf(first, 255);
    const icmpCode = last === undefined ? undefined : numberOf(last, 255);
    if (icmpType === null || icmpCode === null) return null;
    return icmpCode === undefined ? { icmpType } : { icmpType, icmpCode };
  }
  if (protocol !== TCP && protocol !== UDP) return null;
  const firstL4Port = numberOf(first, 65_535);
  const lastL4Port = numberOf(last ?? first, 65_535);
  return firstL4Port === null || lastL4Port === null ? null : { firstL4Port, lastL4Port };
}

function numberOf(word: string, last: number): number | null {
  return /^\d{1,5}$/.test(word) && Number(word) <= last ? Number(word) : null;
}
