import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { inPrefix } from './prefixes.js';
import {
  contains,
  type FarNode,
  farNodes,
  HERE,
  type NetworkSpec,
  type PortSpec,
  type RouterSpec,
  type Topology,
} from './topology.js';

export const GATEWAY_MAC = 'fe5700000001';
/** fe80::fc57:ff:fe00:1 */
export const GATEWAY_LINK_LOCAL = 'fe80000000000000fc5700fffe000001';

/** Addresses and MACs as hex, so that they compare. */
export const hexIp = (text: string) => Buffer.from(parseIp(text)).toString('hex');
export const hexMac = (text: string) => Buffer.from(parseMac(text)).toString('hex');

/** The link-local address that a MAC makes (RFC 4291 appendix A). */
export function eui64(mac: string): string {
  const first = (Number.parseInt(mac.slice(0, 2), 16) ^ 2).toString(16).padStart(2, '0');
  return `fe80000000000000${first}${mac.slice(2, 6)}fffe${mac.slice(6)}`;
}

export interface Gateway {
  readonly ip: string;
  readonly router: RouterSpec | null;
}

export interface Route {
  readonly network: NetworkSpec;
  /** Null: connected. */
  readonly nextHop: string | null;
}

/** What follows from a topology, asked in terms of the cloud: who has what, and who may talk to whom. Nothing of maps and programs. */
export class Cloud {
  readonly topology: Topology;
  readonly #scopeOf = new Map<string, Set<string>>();

  constructor(topology: Topology) {
    this.topology = topology;
    for (const { id } of topology.networks) this.#scopeOf.set(id, new Set([id]));
    for (const { subnets } of topology.routers) {
      const joined = subnets.flatMap((id) => [...this.scope(this.#subnet(id).network)]);
      const merged = new Set(joined);
      for (const id of merged) this.#scopeOf.set(id, merged);
    }
  }

  /** Networks that routers join with this one, itself among them. */
  scope(network: string): ReadonlySet<string> {
    return this.#scopeOf.get(network) ?? new Set([network]);
  }

  network(id: string): NetworkSpec {
    const network = this.topology.networks.find((n) => n.id === id);
    if (!network) throw new Error(`no network ${id}`);
    return network;
  }

  #subnet(id: string) {
    const subnet = this.topology.subnets.find((s) => s.id === id);
    if (!subnet) throw new Error(`no subnet ${id}`);
    return subnet;
  }

  subnetsOf(network: string) {
    return this.topology.subnets.filter((s) => s.network === network);
  }

  routerOf(subnet: string): RouterSpec | null {
    return this.topology.routers.find((r) => r.subnets.includes(subnet)) ?? null;
  }

  /** Ports of a network that are bound anywhere. */
  boundPorts(network: string): PortSpec[] {
    return this.topology.ports.filter((p) => p.network === network && p.node !== null);
  }

  /** Does the node have a part in the network's scope? */
  takesPart(node: string, network: string): boolean {
    return [...this.scope(network)].some((id) => this.boundPorts(id).some((p) => p.node === node));
  }

  /** Does the node know the other one: do they share a scope? */
  knows(other: string): boolean {
    return this.topology.networks.some(({ id }) => this.takesPart(HERE, id) && this.takesPart(other, id));
  }

  /** Other nodes with a port of the network. */
  otherNodesIn(network: string): FarNode[] {
    const nodes = new Set(this.boundPorts(network).map((p) => p.node));
    return farNodes.filter((node) => nodes.has(node));
  }

  pluggedIn(network: string): PortSpec[] {
    return this.topology.ports.filter((p) => p.network === network && p.device !== null);
  }

  /** Whose MAC it is in the network; a pair's counts as its port's. */
  ownerOfMac(network: string, mac: string): PortSpec | null {
    const ports = this.boundPorts(network);
    const owns = (p: PortSpec) => [p.mac, ...p.pairs.flatMap((pair) => pair.mac ?? [])].some((m) => hexMac(m) === mac);
    return ports.find((p) => hexMac(p.mac) === mac) ?? ports.find(owns) ?? null;
  }

  /** The MAC of who has the address in the network; null: nobody is known to. */
  macOf(network: string, ip: string): string | null {
    return this.#holderOf(network, ip)?.mac ?? null;
  }

  /** The port that has the address in the network; null: none is known to. */
  portOf(network: string, ip: string): PortSpec | null {
    return this.#holderOf(network, ip)?.port ?? null;
  }

  #holderOf(network: string, ip: string): { readonly port: PortSpec; readonly mac: string } | null {
    const ports = this.boundPorts(network);
    const own = ports.find((p) => p.addresses.some((a) => hexIp(a) === ip));
    if (own) return { port: own, mac: hexMac(own.mac) };
    const claims = ports.flatMap((port) =>
      port.pairs
        .filter((pair) => pair.length === ip.length * 4 && hexIp(pair.prefix) === ip)
        .map((pair) => ({ port, mac: hexMac(pair.mac ?? port.mac) })),
    );
    return claims.length === 1 ? (claims[0] ?? null) : null;
  }

  /** Is it the port's own MAC, or that of one of its pairs? */
  isMacOf(port: PortSpec, mac: string): boolean {
    return this.ownerOfMac(port.network, mac)?.id === port.id;
  }

  /** Nobody can know who uses an address of a pair: then questions for unknown ones are flooded. */
  hasPairs(network: string): boolean {
    return this.boundPorts(network).some((p) => p.pairs.length > 0);
  }

  gatewayAt(network: string, ip: string): Gateway | null {
    for (const subnet of this.subnetsOf(network)) {
      const gateway = hexIp(firstUsable(subnet.prefix));
      if (gateway === ip) return { ip, router: this.routerOf(subnet.id) };
    }
    return null;
  }

  /** The gateway of the subnet that a port's address is in; of a foreign one, that of its first address of the family. Null: none. */
  gatewayFor(port: PortSpec, source: string): Gateway | null {
    const family = port.addresses.filter((a) => hexIp(a).length === source.length);
    const address = family.find((a) => hexIp(a) === source) ?? family[0];
    if (address === undefined) return null;
    const subnet = this.subnetsOf(port.network).find((s) => contains(s.prefix, s.length, address));
    if (!subnet) throw new Error(`${address} is in no subnet`);
    return { ip: hexIp(firstUsable(subnet.prefix)), router: this.routerOf(subnet.id) };
  }

  /** The longest prefix of the router that has the address; connected ones count before static ones of the same length. */
  routeTo(router: RouterSpec, ip: string): Route | null {
    let best: { length: number; route: Route } | null = null;
    for (const id of router.subnets) {
      const { prefix, length, network } = this.#subnet(id);
      if (inPrefix(hexIp(prefix), length, ip) && (!best || length > best.length))
        best = { length, route: { network: this.network(network), nextHop: null } };
    }
    for (const { prefix, length, nextHop } of router.routes) {
      if (!inPrefix(hexIp(prefix), length, ip) || (best && length <= best.length)) continue;
      const over = router.subnets.map((id) => this.#subnet(id)).find((s) => contains(s.prefix, s.length, nextHop));
      if (!over) throw new Error(`${nextHop} is in no subnet of ${router.id}`);
      best = { length, route: { network: this.network(over.network), nextHop: hexIp(nextHop) } };
    }
    return best?.route ?? null;
  }

  /** Whose source that is. `ip` null: the MAC alone. */
  sourceOf(port: PortSpec, mac: string, ip: string): 'own' | 'pair' | 'foreign mac' | 'foreign ip' {
    const own = hexMac(port.mac) === mac;
    if (own && (port.addresses.some((a) => hexIp(a) === ip) || eui64(mac) === ip)) return 'own';
    const pairs = port.pairs.filter((pair) => hexMac(pair.mac ?? port.mac) === mac);
    if (pairs.some((pair) => inPrefix(hexIp(pair.prefix), pair.length, ip))) return 'pair';
    return own || pairs.length > 0 ? 'foreign ip' : 'foreign mac';
  }
}

/** The gateway that a subnet gets: its first usable address. */
export function firstUsable(prefix: string): string {
  return prefix.endsWith('::') ? `${prefix}1` : prefix.replace(/\.0$/, '.1');
}
