import type { Cloud } from './cloud.js';
import { hexIp } from './cloud.js';
import { GRE, type GroupSpec, ICMP, ICMP6, type RuleSpec, TCP, UDP } from './groups.js';
import type { Direction } from './policed-packet.js';
import { inPrefix } from './prefixes.js';
import type { PortSpec } from './topology.js';

/** What the rules are asked about: the first packet of a connection, or one that belongs to none. */
export interface Question {
  readonly port: PortSpec;
  readonly direction: Direction;
  /** Address of the other side, as hex. */
  readonly remote: string;
  /** Who is there: null if no port is known to be. */
  readonly remotePort: PortSpec | null;
  readonly protocol: number;
  /** L4 port that it goes to; null: the protocol has none. */
  readonly l4Port: number | null;
  /** Of ICMP, in the packet's own family. */
  readonly icmp: { readonly type: number; readonly code: number } | null;
}

/** Which rule allows it: `group/rule`, or that all may leave. Null: none does. */
export type Verdict = string | typeof OPEN | null;
export const OPEN = 'open';

/** Number of a rule in the order in which one of several is counted: of its group, and in its group. */
export type RuleOrder = (group: string, rule: string) => readonly [number, number];

/** docs/security-groups.md, Rules: the union of what the port's groups allow, without an order. */
export class RulesOracle {
  readonly #cloud: Cloud;
  readonly #orderOf: RuleOrder;

  constructor(cloud: Cloud, orderOf: RuleOrder) {
    this.#cloud = cloud;
    this.#orderOf = orderOf;
  }

  groupsOf(port: PortSpec): GroupSpec[] {
    return this.#cloud.topology.groups.filter(({ id }) => port.groups.includes(id));
  }

  /** May the port send everything? Without groups it may, and with groups until one of them has a rule about it. */
  mayAllLeave(port: PortSpec): boolean {
    return this.groupsOf(port).every(({ rules }) => rules.every(({ direction }) => direction === 'in'));
  }

  /**
   * Which rule counts for whom and what, of all that the port's rules tell apart: as long as it is the same text, the port's policy is the same one. A rule that another
   * one of the same remote side makes needless changes nothing.
   */
  contentOf(port: PortSpec): string {
    const rules = this.groupsOf(port).flatMap(({ id, rules: own }) => own.map((rule) => ({ id, rule })));
    const sides = new Map<string, typeof rules>();
    for (const one of rules) {
      const side = `${one.rule.direction} ${JSON.stringify(one.rule.remote)}`;
      sides.set(side, [...(sides.get(side) ?? []), one]);
    }
    const matters = [...sides].map(([side, own]) => {
      const ordered = own
        .map((one) => ({ ...one, rank: this.#orderOf(one.id, one.rule.id) }))
        .sort((a, b) => compare(a.rank, b.rank));
      const rules = own.map(({ rule }) => rule);
      const firstAbout = (matter: Matter) => `${ordered.find(({ rule }) => isAbout(rule, matter))?.rank ?? ''}`;
      const counts = kindsOf(rules).map((kind) => {
        // Only where another one counts than for what comes before it.
        const firsts = kind.map((matter) => [textOf(matter), firstAbout(matter)] as const);
        return firsts.filter(([, rank], i) => rank !== firsts[i - 1]?.[1]);
      });
      return `${side} ${JSON.stringify(counts)}`;
    });
    return matters.sort().join('\n');
  }

  /** Groups that the rules of a port's groups name. */
  namedBy(port: PortSpec): string[] {
    const remotes = this.groupsOf(port).flatMap(({ rules }) => rules.map(({ remote }) => remote));
    return remotes.flatMap((remote) => (remote && 'group' in remote ? [remote.group] : []));
  }

  judge(question: Question): Verdict {
    const { port, direction } = question;
    if (direction === 'out' && this.mayAllLeave(port)) return OPEN;
    const allowing = this.groupsOf(port).flatMap(({ id, rules }) =>
      rules.filter((rule) => rule.direction === direction && allows(rule, question)).map((rule) => ({ id, rule })),
    );
    const ranked = allowing.map(({ id, rule }) => ({
      name: `${id}/${rule.id}`,
      rank: [-specificity(rule), ...this.#orderOf(id, rule.id)],
    }));
    ranked.sort((a, b) => compare(a.rank, b.rank));
    return ranked[0]?.name ?? null;
  }
}

type Matter = Pick<Question, 'protocol' | 'l4Port' | 'icmp'>;

function allows(rule: RuleSpec, question: Question): boolean {
  const { remote } = rule;
  if (!isAbout(rule, question)) return false;
  if (!remote) return true;
  if ('group' in remote) return question.remotePort?.groups.includes(remote.group) ?? false;
  return inPrefix(hexIp(remote.prefix), remote.length, question.remote);
}

function isAbout({ protocol, l4Ports, icmpType, icmpCode }: RuleSpec, { l4Port, icmp, ...matter }: Matter): boolean {
  if (protocol !== 0 && protocol !== matter.protocol) return false;
  if (l4Ports && (l4Port === null || l4Port < l4Ports[0] || l4Port > l4Ports[1])) return false;
  return (icmpType === null || icmpType === icmp?.type) && (icmpCode === null || icmpCode === icmp?.code);
}

/** All matters that the rules may tell apart: of each protocol in an order in which those that are alike follow each other. */
function kindsOf(rules: readonly RuleSpec[]): Matter[][] {
  const bounds = rules.flatMap(({ l4Ports }) => (l4Ports ? [l4Ports[0], l4Ports[1] + 1] : []));
  const l4Ports = [...new Set([0, ...bounds])].sort((a, b) => a - b);
  const messages = Array.from({ length: 256 * 3 }, (_, i) => ({
    type: Math.floor(i / 3),
    code: [0, 1, 255][i % 3] ?? 0,
  }));
  return [
    [{ protocol: 255, l4Port: null, icmp: null }],
    [{ protocol: GRE, l4Port: null, icmp: null }],
    ...[TCP, UDP].map((protocol) => l4Ports.map((l4Port) => ({ protocol, l4Port, icmp: null }))),
    ...[ICMP, ICMP6].map((protocol) => messages.map((icmp) => ({ protocol, l4Port: null, icmp }))),
  ];
}

const textOf = ({ protocol, l4Port, icmp }: Matter) =>
  `${protocol} ${l4Port ?? ''} ${icmp ? `${icmp.type}/${icmp.code}` : ''}`;

/** Of several rules that of the most specific prefix counts, everybody being the least specific; those of groups only if none of a prefix allows it. */
function specificity({ remote }: RuleSpec): number {
  if (!remote) return 0;
  return 'group' in remote ? -1 : remote.length;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) if (x !== b[i]) return x - (b[i] ?? 0);
  return 0;
}
