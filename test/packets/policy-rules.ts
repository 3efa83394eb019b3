import { contains, type Ip, type Prefix } from '../../proto/src/ip.js';

/** What a security group rule says, and what rules together say of a packet: by asking each of them, one after the other. */

export type Direction = 'ingress' | 'egress';

export interface Rule {
  readonly group: number;
  readonly number: number;
  readonly direction: Direction;
  /** 0: every protocol. */
  readonly protocol: number;
  /** L4 ports, or ICMP type << 8 | code; both inclusive. */
  readonly first: number;
  readonly last: number;
  /** null: everybody, of both families. A number: ports of that security group. */
  readonly remote: Prefix | number | null;
}

/** The first packet of a connection. */
export interface Packet {
  readonly direction: Direction;
  readonly remote: Ip;
  readonly protocol: number;
  /** Where it goes, or ICMP type << 8 | code; null: it has neither. */
  readonly l4: number | null;
  /** Security groups of the port that has the remote address; empty also where nobody can be sure. */
  readonly remoteGroups: readonly number[];
}

export const open = 'open';

/** Who allows the packet: the rule that counts, {@link open} if all may leave, null if nobody. */
export function judge(rules: readonly Rule[], packet: Packet): Rule | typeof open | null {
  const ofDirection = rules.filter((rule) => rule.direction === packet.direction);
  if (packet.direction === 'egress' && ofDirection.length === 0) return open;
  const [counts] = ofDirection.filter((rule) => allows(rule, packet)).sort(byWhatCounts);
  return counts ?? null;
}

function allows({ protocol, first, last, remote }: Rule, packet: Packet): boolean {
  if (protocol !== 0 && protocol !== packet.protocol) return false;
  if (protocol !== 0 && packet.l4 !== null && (packet.l4 < first || packet.l4 > last)) return false;
  if (remote === null) return true;
  if (typeof remote === 'number') return packet.remoteGroups.includes(remote);
  return remote.address.length === packet.remote.length && contains(remote, packet.remote);
}

/** Longer prefixes first, groups last. */
const rank = ({ remote }: Rule) => (remote === null ? 0 : typeof remote === 'number' ? 1 : -remote.length);
const byWhatCounts = (a: Rule, b: Rule) => rank(a) - rank(b) || a.group - b.group || a.number - b.number;
