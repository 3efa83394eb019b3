import { inNamespace, must } from '../../../deploy/lab/command.js';
import type { PolicyRule } from './policy-rules.js';

/** The policy of one VM in nftables, as an operator would write it who looks after its cost. */

export interface FilteredVm {
  /** Its port, and the bridge of its network. */
  readonly port: string;
  readonly bridge: string;
  readonly mac: string;
  readonly ip4: string;
  readonly ip6: string;
}

/**
 * - `inet firewall`: what the host routes. Connections that are established pass first; then the rules of the direction, each family's TCP and UDP rules in one set of
 *   (prefix, protocol, range of l4 ports). Nothing else is forwarded.
 * - `inet untracked`: the underlay's VXLAN packets are not connections of anybody.
 * - `netdev spoof`: what the VM sends has its MAC and addresses, before anything else looks at it.
 */
export async function setNftPolicy(
  namespace: string,
  vm: FilteredVm,
  rules: readonly PolicyRule[],
  vxlanPort: number,
): Promise<void> {
  await must(inNamespace(namespace, ['nft', '-f', '-']), { input: ruleset(vm, rules, vxlanPort) });
}

function ruleset(vm: FilteredVm, rules: readonly PolicyRule[], vxlanPort: number): string {
  return `
table inet firewall {
${quarters.map((quarter) => sets(quarter, rules)).join('')}
  chain egress {
${accepts('egress')}
  }
  chain ingress {
${accepts('ingress')}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iif ${vm.bridge} jump egress
    oif ${vm.bridge} jump ingress
  }
}
table inet untracked {
  chain prerouting {
    type filter hook prerouting priority raw;
    udp dport ${vxlanPort} notrack
  }
  chain output {
    type filter hook output priority raw;
    udp dport ${vxlanPort} notrack
  }
}
table netdev spoof {
  chain ingress {
    type filter hook ingress device ${vm.port} priority 0; policy drop;
    ether saddr . ip saddr { ${vm.mac} . ${vm.ip4} } accept
    ether saddr . ip6 saddr { ${vm.mac} . ${vm.ip6}, ${vm.mac} . ${linkLocal(vm.mac)} } accept
    ether saddr ${vm.mac} arp saddr ether ${vm.mac} arp saddr ip ${vm.ip4} accept
  }
}
`;
}

interface Quarter {
  readonly direction: 'ingress' | 'egress';
  readonly family: 4 | 6;
}
const quarters: readonly Quarter[] = (['ingress', 'egress'] as const).flatMap((direction) =>
  ([4, 6] as const).map((family) => ({ direction, family })),
);
const header = (family: 4 | 6) => (family === 4 ? 'ip' : 'ip6');

function sets({ direction, family }: Quarter, rules: readonly PolicyRule[]): string {
  const of = rules.filter((rule) => rule.direction === direction && rule.family === family);
  const ports = of
    .filter(({ protocol }) => protocol !== 'icmp')
    .map((r) => `${r.prefix} . ${r.protocol} . ${r.firstL4Port}-${r.lastL4Port}`);
  const icmp = of.filter(({ protocol }) => protocol === 'icmp').map(({ prefix }) => prefix);
  const address = `ipv${family}_addr`;
  return `
  set ${direction}${family} {
    type ${address} . inet_proto . inet_service; flags interval;
    elements = { ${ports.join(', ')} }
  }
  set ${direction}${family}_icmp {
    type ${address}; flags interval;
    elements = { ${icmp.join(', ')} }
  }
`;
}

function accepts(direction: 'ingress' | 'egress'): string {
  // The remote side is who sends what comes in.
  const side = direction === 'ingress' ? 'saddr' : 'daddr';
  return ([4, 6] as const)
    .map(
      (family) => `
    ${header(family)} ${side} . meta l4proto . th dport @${direction}${family} accept
    ${header(family)} ${side} @${direction}${family}_icmp meta l4proto ${family === 4 ? 'icmp' : 'icmpv6'} accept`,
    )
    .join('');
}

/** The address that a VM gives itself (RFC 4291 appendix A). */
function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}
