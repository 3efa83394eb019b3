import { GRE, ICMP, ICMP6, type RuleSpec, TCP, UDP } from './groups.js';
import { pick, type Random, weighted } from './random.js';
import { addressIn, type PortSpec, type Topology } from './topology.js';

/** Where connections of histories go to: near the ends of ranges that rules have. */
export const servicePorts = [53, 80, 443, 1024, 1500, 2000, 65535] as const;

const ranges: readonly (readonly [number, number])[] = [
  [80, 80],
  [53, 53],
  [1, 1024],
  [80, 443],
  [1024, 2000],
  [1025, 1999],
  [1500, 65535],
  [2000, 65535],
];

let lastRule = 0;

/** A rule that means something to what is there: its prefixes hold addresses of ports, its groups are the tenant's. */
export function someRule(t: Topology, tenant: string, random: Random): RuleSpec {
  const protocol = weighted(random, [30, TCP], [22, UDP], [16, ICMP], [12, ICMP6], [4, GRE], [20, 0]);
  const l4Ports = (protocol === TCP || protocol === UDP) && random() < 0.7 ? pick(random, ranges) : null;
  const types: readonly number[] = protocol === ICMP ? [8, 8, 0, 3, 11, 13] : [128, 128, 129, 1, 2, 4];
  const icmpType = (protocol === ICMP || protocol === ICMP6) && random() < 0.7 ? pick(random, types) : null;
  return {
    id: `r${++lastRule}`,
    direction: random() < 0.6 ? 'in' : 'out',
    protocol,
    l4Ports,
    icmpType,
    icmpCode: icmpType !== null && random() < 0.7 ? pick(random, [0, 0, 1]) : null,
    remote: someRemote(t, tenant, protocol, random),
  };
}

function someRemote(t: Topology, tenant: string, protocol: number, random: Random): RuleSpec['remote'] {
  const groups = t.groups.filter((group) => group.tenant === tenant);
  const kind = weighted(random, [36, 'all'], [34, 'prefix'], [groups.length > 0 ? 30 : 0, 'group']);
  if (kind === 'all') return null;
  if (kind === 'group') return { group: pick(random, groups).id };
  const six = protocol === ICMP6 || (protocol !== ICMP && random() < 0.5);
  const own = t.ports.filter((port) => port.network.startsWith(`${tenant}-`));
  const addresses = own.flatMap((port) => port.addresses).filter((address) => address.includes(':') === six);
  const subnets = t.subnets.filter((subnet) => subnet.prefix.includes(':') === six);
  const wide = six ? { prefix: 'fd00::', length: 16 } : { prefix: '10.0.0.0', length: 8 };
  return weighted<() => { prefix: string; length: number }>(
    random,
    [addresses.length > 0 ? 40 : 0, () => ({ prefix: pick(random, addresses), length: six ? 128 : 32 })],
    [20, () => pick(random, subnets)],
    [15, () => half(pick(random, subnets))],
    [15, () => wide],
    [10, () => ({ prefix: six ? '::' : '0.0.0.0', length: 0 })],
  )();
}

/** The upper part of a subnet that ports have addresses in. */
function half({ prefix }: { readonly prefix: string }) {
  return { prefix: addressIn(prefix, 64), length: prefix.includes(':') ? 122 : 26 };
}

/** Groups of a port's tenant, some of them. */
export function someGroups(t: Topology, port: PortSpec, random: Random): string[] {
  const tenant = t.networks.find((network) => network.id === port.network)?.tenant;
  const mine = t.groups.filter((group) => group.tenant === tenant);
  const count = weighted(random, [20, 0], [40, 1], [25, 2], [10, 3], [5, 4]);
  const shuffled = mine.map((group) => [random(), group.id] as const).sort(([a], [b]) => a - b);
  return shuffled.slice(0, count).map(([, id]) => id);
}
