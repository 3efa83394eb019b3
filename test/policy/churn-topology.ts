import type { Rule } from './groups.js';

/** What groups and ports say at one time, and which streams of marked packets that allows: written apart from what weft computes. */

export interface ChurnPort {
  readonly ip4: string;
  readonly ip6: string;
  readonly groups: readonly string[];
}

export interface ChurnTopology {
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly ports: ReadonlyMap<string, ChurnPort>;
}

/** UDP from one port to another. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly family: 'ip4' | 'ip6';
  readonly l4Port: number;
}

/** `10.0.1.12/32` and `fd00:1::/64`: prefixes of whole addresses and of a network are all that rules here have. */
function contains(prefix: string, address: string): boolean {
  const [base = '', length] = prefix.split('/');
  if (length === '32' || length === '128') return base === address;
  const stem = base.includes(':') ? base.replace(/:$/, '') : base.replace(/0$/, '');
  return address.startsWith(stem);
}

/** Do the groups of a port allow in that direction what goes to or comes from the other one? */
function side(
  topology: ChurnTopology,
  direction: 'in' | 'out',
  port: ChurnPort,
  other: ChurnPort,
  { family, l4Port }: Pair,
): boolean {
  if (port.groups.length === 0) return true;
  const rules = port.groups.flatMap((group) => topology.rules.get(group) ?? []);
  const asked = rules.filter((rule) => (rule.direction ?? 'in') === direction);
  if (direction === 'out' && asked.length === 0) return true;
  return asked.some(({ protocol, l4Ports, from }) => {
    if (protocol !== undefined && protocol !== 'udp') return false;
    if (l4Ports && (l4Port < l4Ports[0] || l4Port > l4Ports[1])) return false;
    if (from === undefined) return true;
    return from.includes('/') ? contains(from, other[family]) : other.groups.includes(from);
  });
}

/** May the sender's port send it, and may the receiver's get it? */
export function allowedBySides(topology: ChurnTopology, pair: Pair): { leaves: boolean; enters: boolean } {
  const [from, to] = [topology.ports.get(pair.from), topology.ports.get(pair.to)];
  if (!from || !to) throw new Error(`no port ${pair.from} or ${pair.to}`);
  return { leaves: side(topology, 'out', from, to, pair), enters: side(topology, 'in', to, from, pair) };
}
