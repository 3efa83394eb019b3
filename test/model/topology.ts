import { formatIp, parseIp } from '../../proto/src/ip.js';
import { type GroupSpec, ruleText } from './groups.js';
import { pick, type Random } from './random.js';

/*
 *   tenants acme and globex, with the same prefixes
 *     networks <tenant>-1..3   subnets 10.<n>.0.0/24 and fd00:<n>::/64, perhaps 10.1<n>.0.0/25
 *     routers  <tenant>-r1..2  some of the subnets, static routes over addresses of them
 *   nodes
 *     the node under test      ports plugged to p1..p6, or bound and not plugged
 *     far-2, far-3             ports that exist in the controller only; their VTEPs are on the wire
 */

export const tenants = ['acme', 'globex'] as const;
/** Devices of the node under test. */
export const devices = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] as const;
/** Frames are handed to each kind in another way: a veth into another namespace, a tap, a veth whose other end is on the host itself. */
export const kindOf: Readonly<Record<string, 'tap' | 'near'>> = { p5: 'tap', p6: 'near' };
export const farNodes = ['far-2', 'far-3'] as const;
export type FarNode = (typeof farNodes)[number];
/** Where a port of the node under test is bound. */
export const HERE = 'here';

export interface NetworkSpec {
  readonly id: string;
  readonly tenant: string;
  readonly mtu: number;
  /** Security groups of ports that are made without any. */
  readonly defaultGroups: readonly string[];
}
export interface SubnetSpec {
  readonly id: string;
  readonly network: string;
  readonly prefix: string;
  readonly length: number;
  /** IPv4: DHCP is answered; IPv6: routers are advertised. */
  readonly tells: boolean;
}
export interface RouteSpec {
  readonly prefix: string;
  readonly length: number;
  readonly nextHop: string;
}
export interface RouterSpec {
  readonly id: string;
  readonly tenant: string;
  readonly subnets: readonly string[];
  readonly routes: readonly RouteSpec[];
}
export interface PairSpec {
  readonly prefix: string;
  readonly length: number;
  readonly mac: string | null;
}
export interface PortSpec {
  readonly id: string;
  readonly network: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Null: bound nowhere. */
  readonly node: typeof HERE | FarNode | null;
  /** Null: not plugged. */
  readonly device: string | null;
  readonly pairs: readonly PairSpec[];
  /** Security groups. */
  readonly groups: readonly string[];
}

/** What a cloud is to look like: everything that tenants asked for. */
export interface Topology {
  readonly networks: readonly NetworkSpec[];
  readonly subnets: readonly SubnetSpec[];
  readonly routers: readonly RouterSpec[];
  readonly ports: readonly PortSpec[];
  readonly groups: readonly GroupSpec[];
}

export const nothing: Topology = { networks: [], subnets: [], routers: [], ports: [], groups: [] };

/** Is the address in the prefix, both of one family? */
export function contains(prefix: string, length: number, address: string): boolean {
  const net = parseIp(prefix);
  const ip = parseIp(address);
  if (net.length !== ip.length) return false;
  const bits = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits(net).slice(0, length) === bits(ip).slice(0, length);
}

/** Address `host` of a prefix. */
export function addressIn(prefix: string, host: number): string {
  const bytes = Uint8Array.from(parseIp(prefix));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + host;
  return formatIp(bytes);
}

/** A topology that differs a little from another one; from nothing, a whole one. */
export function changed(before: Topology, random: Random): Topology {
  let topology = before;
  if (before.networks.length === 0) {
    for (const tenant of tenants) for (let n = 1; n <= 3; n++) topology = withNetwork(topology, tenant, n, random);
    for (let i = 0; i < 10; i++) topology = withPort(topology, random);
    for (let i = 0; i < 3; i++) topology = withRouter(topology, random);
    return topology;
  }
  for (let i = 0; i < 3; i++) {
    const step = pick(random, [withPort, withPort, withoutPort, withRouter, withoutRouter, movedPort, withPairs]);
    topology = step(topology, random);
  }
  return topology;
}

export function withNetwork(t: Topology, tenant: string, n: number, random: Random): Topology {
  const id = `${tenant}-${n}`;
  const subnet = (kind: string, prefix: string, length: number) => ({
    id: `${id}-${kind}`,
    network: id,
    prefix,
    length,
    tells: random() < 0.5,
  });
  const subnets = [subnet('v4', `10.${n}.0.0`, 24), subnet('v6', `fd00:${n}::`, 64)];
  if (random() < 0.4) subnets.push(subnet('more', `10.1${n}.0.0`, 25));
  const network = { id, tenant, mtu: pick(random, [1280, 1350, 1400, 1450]), defaultGroups: [] };
  return { ...t, networks: [...t.networks, network], subnets: [...t.subnets, ...subnets] };
}

let lastPort = 0;

export function withPort(t: Topology, random: Random): Topology {
  const network = pick(random, t.networks);
  const node = pick(random, [HERE, HERE, HERE, ...farNodes, null] as const);
  const free = devices.filter((device) => t.ports.every((port) => port.device !== device));
  const device = node === HERE && free.length > 0 && random() < 0.9 ? pick(random, free) : null;
  const taken = new Set(t.ports.filter((p) => p.network === network.id).flatMap((p) => p.addresses));
  const addresses: string[] = [];
  for (const { prefix, length } of t.subnets.filter((s) => s.network === network.id)) {
    const address = addressIn(prefix, 2 + Math.floor(random() * (length === 25 ? 90 : 100)));
    if (!taken.has(address) && random() < 0.85) addresses.push(address);
  }
  if (addresses.length === 0) return t;
  const number = ++lastPort;
  const mac = `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`;
  const id = `port-${number}`;
  const port: PortSpec = { id, network: network.id, mac, addresses, node, device, pairs: [], groups: [] };
  return { ...t, ports: [...t.ports, port] };
}

function withoutPort(t: Topology, random: Random): Topology {
  if (t.ports.length < 4) return t;
  const gone = pick(random, t.ports);
  return { ...t, ports: t.ports.filter((port) => port !== gone) };
}

/** Another node, with the same identity. */
export function movedPort(t: Topology, random: Random): Topology {
  if (t.ports.length === 0) return t;
  const moved = pick(random, t.ports);
  const node = pick(random, [HERE, ...farNodes, null] as const);
  const free = devices.filter((device) => t.ports.every((port) => port === moved || port.device !== device));
  const device = node === HERE && free.length > 0 ? pick(random, free) : null;
  return { ...t, ports: t.ports.map((port) => (port === moved ? { ...port, node, device } : port)) };
}

export function withPairs(t: Topology, random: Random): Topology {
  if (t.ports.length === 0) return t;
  const port = pick(random, t.ports);
  const subnets = t.subnets.filter((s) => s.network === port.network);
  const one = (): PairSpec => {
    const { prefix, length } = pick(random, subnets);
    const mac = random() < 0.4 ? `02:fa:00:00:00:${port.mac.slice(-2)}` : null;
    if (random() < 0.3) return { prefix, length, mac };
    return { prefix: addressIn(prefix, 110 + Math.floor(random() * 4)), length: prefix.includes(':') ? 128 : 32, mac };
  };
  const pairs = port.pairs.length > 0 && random() < 0.5 ? [] : Array.from({ length: random() < 0.5 ? 1 : 2 }, one);
  const distinct = pairs.filter(
    (pair, i) => pairs.findIndex((p) => p.prefix === pair.prefix && p.length === pair.length) === i,
  );
  return { ...t, ports: t.ports.map((p) => (p === port ? { ...p, pairs: distinct } : p)) };
}

/** A new router, or other subnets and routes for one. */
export function withRouter(t: Topology, random: Random): Topology {
  const tenant = pick(random, tenants);
  const id = `${tenant}-r${random() < 0.7 ? 1 : 2}`;
  const others = t.routers.filter((router) => router.id !== id);
  const taken = new Set(others.flatMap((router) => router.subnets));
  const own = t.subnets.filter((subnet) => subnet.network.startsWith(`${tenant}-`) && !taken.has(subnet.id));
  const subnets = own.filter(() => random() < 0.7);
  const routes: RouteSpec[] = [];
  for (const [prefix, length] of destinations) {
    if (random() < 0.6) continue;
    const over = subnets.filter((subnet) => subnet.prefix.includes(':') === prefix.includes(':'));
    if (over.length === 0) continue;
    const subnet = pick(random, over);
    const hops = t.ports.flatMap((p) => p.addresses).filter((a) => contains(subnet.prefix, subnet.length, a));
    const nextHop = hops.length > 0 && random() < 0.8 ? pick(random, hops) : addressIn(subnet.prefix, 120);
    routes.push({ prefix, length, nextHop });
  }
  return { ...t, routers: [...others, { id, tenant, subnets: subnets.map((subnet) => subnet.id), routes }] };
}

function withoutRouter(t: Topology, random: Random): Topology {
  if (t.routers.length === 0) return t;
  const gone = pick(random, t.routers);
  return { ...t, routers: t.routers.filter((router) => router !== gone) };
}

/** Of static routes: nested, so that the longest counts. One is inside a subnet, one is a subnet. */
const destinations: readonly (readonly [prefix: string, length: number])[] = [
  ['0.0.0.0', 0],
  ['172.16.0.0', 12],
  ['172.16.5.0', 24],
  ['172.16.5.128', 25],
  ['10.2.0.64', 26],
  ['10.3.0.0', 24],
  ['::', 0],
  ['fd99::', 32],
  ['fd99:0:5::', 48],
  ['fd00:2::40', 122],
];

/** Destinations that static routes are about, and one that only a default route reaches. */
export const remoteAddresses = {
  4: ['172.16.9.9', '172.16.5.5', '172.16.5.200', '203.0.113.7', '10.2.0.70', '10.3.0.120'],
  6: ['fd99::9', 'fd99:0:5::5', '2001:db8::7', 'fd00:2::45', 'fd00:3::78'],
} as const;

/** A topology in words, what has no part in the failure left out. */
export function describe(t: Topology): string {
  const lines = t.groups.map(({ id, rules }) => `group ${id}: ${rules.map(ruleText).join(', ') || 'no rules'}`);
  for (const n of t.networks) {
    const subnets = t.subnets
      .filter((s) => s.network === n.id)
      .map((s) => `${s.prefix}/${s.length}${s.tells ? '!' : ''}`);
    lines.push(`network ${n.id} mtu ${n.mtu}: ${subnets.join(' ')}`);
    for (const p of t.ports.filter((port) => port.network === n.id)) {
      const pairs = p.pairs.map((pair) => `${pair.prefix}/${pair.length}${pair.mac ? ` ${pair.mac}` : ''}`);
      const place = p.node === HERE ? (p.device ?? 'here, not plugged') : (p.node ?? 'nowhere');
      lines.push(
        `  ${p.id} ${p.mac} ${p.addresses.join(' ')} at ${place}${pairs.length > 0 ? ` pairs ${pairs.join(', ')}` : ''}${p.groups.length > 0 ? ` in ${p.groups.join(', ')}` : ''}`,
      );
    }
  }
  for (const r of t.routers) {
    const routes = r.routes.map((route) => `${route.prefix}/${route.length} over ${route.nextHop}`);
    lines.push(`router ${r.id}: ${[...r.subnets, ...routes].join(', ')}`);
  }
  return lines.join('\n');
}
