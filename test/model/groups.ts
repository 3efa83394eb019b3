/** A rule of a security group, as tenants write it (proto/weft/v1/security_group.proto). */
export interface RuleSpec {
  /** In its group, never used for another rule of the history. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** 0: every protocol. */
  readonly protocol: number;
  /** TCP and UDP; null: all. */
  readonly l4Ports: readonly [first: number, last: number] | null;
  /** ICMP and ICMPv6; null: all. */
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  /** Null: everybody. */
  readonly remote: { readonly prefix: string; readonly length: number } | { readonly group: string } | null;
}

export interface GroupSpec {
  readonly id: string;
  readonly tenant: string;
  readonly rules: readonly RuleSpec[];
}

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const GRE = 47;
export const ICMP6 = 58;

/** What a rule allows: rules of one group must differ in it. */
export function contentOf({ id: _, ...content }: RuleSpec): string {
  const { remote } = content;
  const where = remote && 'prefix' in remote ? [remote.prefix, remote.length] : remote;
  return JSON.stringify({ ...content, remote: where });
}

export function withRules(group: GroupSpec, rules: readonly RuleSpec[]): GroupSpec {
  const distinct = rules.filter((rule, i) => rules.findIndex((other) => contentOf(other) === contentOf(rule)) === i);
  return { ...group, rules: distinct };
}

/** A rule in words, as `weft security-group` takes it. */
export function ruleText({ id, direction, protocol, l4Ports, icmpType, icmpCode, remote }: RuleSpec): string {
  const icmp = icmpType === null ? '' : ` ${icmpType}${icmpCode === null ? '' : `/${icmpCode}`}`;
  const who =
    remote === null ? '' : 'group' in remote ? ` group ${remote.group}` : ` ${remote.prefix}/${remote.length}`;
  return `${id}: ${direction} ${protocol}${l4Ports ? ` ${l4Ports.join('-')}` : ''}${icmp}${who}`;
}
