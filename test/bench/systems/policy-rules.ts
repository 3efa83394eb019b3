/**
 * The policy that systems with a firewall have, for the VM on each host: 100 rules, a quarter for each family and direction. Most of them are about prefixes and l4 ports
 * that no traffic has; two name the VMs' own subnets but other l4 ports, so that the longest prefix is not the answer; those that the benchmarks' traffic matches
 * come after them.
 */
export interface PolicyRule {
  readonly direction: 'ingress' | 'egress';
  readonly family: 4 | 6;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Of the remote side: ADDRESS/LENGTH. */
  readonly prefix: string;
  /** Both inclusive; of ICMP 0. */
  readonly firstL4Port: number;
  readonly lastL4Port: number;
}

/** Where the traffic tools' servers listen. */
export const serverL4Ports = { first: 20_000, last: 29_999 } as const;

const strangers = 20;

export const policyRules: readonly PolicyRule[] = (['ingress', 'egress'] as const).flatMap((direction) =>
  ([4, 6] as const).flatMap((family): PolicyRule[] => {
    const rule = (protocol: PolicyRule['protocol'], prefix: string, firstL4Port = 0, lastL4Port = firstL4Port) => ({
      ...{ direction, family, protocol, prefix, firstL4Port, lastL4Port },
    });
    const subnet = (n: number) => (family === 4 ? `10.77.${n}.0/24` : `fd77:${n}::/64`);
    const all = family === 4 ? '10.77.0.0/16' : 'fd77::/16';
    return [
      ...Array.from({ length: strangers }, (_, i) =>
        rule(
          i % 2 === 0 ? 'tcp' : 'udp',
          family === 4 ? `10.${100 + i}.0.0/16` : `fd77:${100 + i}::/32`,
          1_000 + 100 * i,
          1_000 + 100 * i + 7 * i,
        ),
      ),
      rule('tcp', subnet(1), 8_000, 8_099),
      rule('tcp', subnet(2), 9_000, 9_099),
      rule('icmp', all),
      rule('udp', all, serverL4Ports.first, serverL4Ports.last),
      rule('tcp', all, serverL4Ports.first, serverL4Ports.last),
    ];
  }),
);
