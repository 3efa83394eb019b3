import { weft } from '../../proto/gen/codecs.js';
import { digestOf } from './entry-digest.js';
import { DigestSum, type SetDigest } from './entry-set.js';
import { type ExpectedGroup, expectedGroups } from './expected-groups.js';

const { LocalPortRole } = weft.v1;

/** What the north API says that there is. */
export interface Resources {
  readonly nodes: readonly weft.v1.Node[];
  readonly networks: readonly weft.v1.Network[];
  readonly subnets: readonly weft.v1.Subnet[];
  readonly routers: readonly weft.v1.Router[];
  readonly securityGroups: readonly weft.v1.SecurityGroup[];
  readonly ports: Iterable<weft.v1.Port>;
}

interface NetworkSum {
  readonly id: string;
  readonly vni: number;
  /** All that is of the network but its members. */
  readonly entries: DigestSum;
  /** Nodes with a port in it. */
  readonly nodes: Set<string>;
}

/**
 * The right state of every node, from the resources alone and by rules of its own (not the compiler's code). A node has its own configuration and
 * ports (one that is being moved is a port of two nodes), and the security groups that those are in. It has a part in a scope, the networks that routers join, if it has a port in one of them; then it has of each of them the network, its
 * subnets, a member for each node with a part (only accepted, where that node has no port), and an FDB entry and neighbors for each of its bound ports, where
 * they are active; the routes
 * of the scope's routers; and the VTEP of each node with a part. Allowed address pairs are not covered: the simulator makes none.
 */
export function expectedStates(
  { nodes, networks, subnets, routers, securityGroups, ports }: Resources,
  vxlanPort: number,
): Map<string, SetDigest> {
  const nodeById = new Map(nodes.map((node) => [idOf(node), node]));
  const sums = new Map<string, NetworkSum>();
  for (const network of networks) {
    const id = idOf(network);
    const sum: NetworkSum = { id, vni: network.vni ?? 0, entries: new DigestSum(), nodes: new Set() };
    const { vni, tenantId, mtu } = network;
    sum.entries.add(digestOf({ network: { vni, networkId: id, tenantId, mtu } }));
    sums.set(id, sum);
  }
  const routerOf = new Map<string, number>();
  for (const { interfaces, datapathId } of routers) {
    for (const { subnetId } of interfaces ?? []) routerOf.set(subnetId ?? '', datapathId ?? 0);
  }
  const networkOfSubnet = new Map<string, NetworkSum>();
  for (const subnet of subnets) {
    const network = required(sums, subnet.networkId ?? '', 'network');
    networkOfSubnet.set(idOf(subnet), network);
    const { prefix = null, gateway = null, dnsServers, dhcpLeaseSeconds, ip6AddressMode, hostRoutes } = subnet;
    const dhcp = subnet.dhcp === weft.v1.DhcpMode.DHCP_ENABLED;
    const told = { gateway, dnsServers, dhcp, dhcpLeaseSeconds, ip6AddressMode, hostRoutes };
    const routerId = routerOf.get(idOf(subnet)) ?? 0;
    const { vni, entries } = network;
    entries.add(digestOf({ subnet: { vni, prefix, subnetId: idOf(subnet), routerId, ...told } }));
  }
  const states = new Map<string, DigestSum>();
  for (const [id, { vtepId, vteps }] of nodeById) {
    const sum = new DigestSum();
    sum.add(digestOf({ nodeConfig: { vtepId, vteps, vxlanPort } }));
    states.set(id, sum);
  }
  const groups = expectedGroups(securityGroups);
  const groupsOf = new Map([...nodeById.keys()].map((id) => [id, new Set<ExpectedGroup>()]));
  for (const port of ports) {
    const nodeId = port.activeBinding?.nodeId;
    if (!nodeId) continue;
    const network = required(sums, port.networkId ?? '', 'network');
    const node = required(nodeById, nodeId, 'node');
    const { vni } = network;
    const { mac, datapathId } = port;
    const addresses = (port.addresses ?? []).map((a) => ({ bytes: a.address?.bytes ?? new Uint8Array() }));
    const memberships = (port.securityGroupIds ?? []).map((id) => required(groups, id, 'security group'));
    const groupIds = memberships.map((group) => group.datapathId).sort((a, b) => a - b);
    const told = { datapathId, portId: idOf(port), vni, addresses, floodPacketsPerSecond: 1_000, groupIds };
    for (const { at, ...own } of ownEntries(port, groupIds.length > 0)) {
      required(states, at, 'node').add(digestOf({ localPort: { ...told, ...own } }));
      for (const group of memberships) required(groupsOf, at, 'node').add(group);
      network.nodes.add(at);
    }
    network.entries.add(digestOf({ fdb: { vni, mac, vtepId: node.vtepId, datapathId, groupIds } }));
    for (const address of addresses) network.entries.add(digestOf({ neighbor: { vni, address, mac } }));
  }
  for (const [nodeId, some] of groupsOf) {
    for (const { entry } of some) required(states, nodeId, 'node').add(entry);
  }

  const peersOf = new Map<string, Set<string>>([...nodeById.keys()].map((id) => [id, new Set()]));
  for (const scope of scopesOf(sums, networkOfSubnet, routers)) {
    const having = new Set([...scope.networks].flatMap(({ nodes: some }) => [...some]));
    const shared = new DigestSum();
    for (const { vni, entries, nodes: some } of scope.networks) {
      shared.addSet(entries.digest());
      for (const nodeId of having) {
        const { vtepId } = required(nodeById, nodeId, 'node');
        shared.add(digestOf({ member: { vni, vtepId, acceptOnly: !some.has(nodeId) } }));
      }
    }
    for (const { datapathId, routes, interfaces } of scope.routers) {
      const joined = subnets.filter((subnet) => interfaces?.some(({ subnetId }) => subnetId === idOf(subnet)));
      for (const { prefix = null, nextHop = null } of routes ?? []) {
        const vni = joined.find((subnet) => isIn(nextHop, subnet.prefix));
        const network = required(networkOfSubnet, vni ? idOf(vni) : '', 'subnet of a next hop');
        shared.add(digestOf({ route: { routerId: datapathId, prefix, nextHop, vni: network.vni } }));
      }
    }
    for (const nodeId of having) {
      required(states, nodeId, 'node').addSet(shared.digest());
      for (const peer of having) required(peersOf, nodeId, 'node').add(peer);
    }
  }
  const vteps = new Map(
    [...nodeById].map(([nodeId, { vtepId, vteps: addresses }]) => [
      nodeId,
      digestOf({ vtep: { vtepId, addresses, nodeId } }),
    ]),
  );
  for (const [nodeId, peers] of peersOf) {
    for (const peer of peers) required(states, nodeId, 'node').add(required(vteps, peer, 'node'));
  }
  return new Map(Array.from(states, ([nodeId, sum]) => [nodeId, sum.digest()]));
}

/** How the entries of a bound port at its nodes differ from each other. */
function ownEntries(
  { mac, activeBinding, pendingBinding, departingBinding }: weft.v1.Port,
  closed: boolean,
): (weft.v1.LocalPort.$Properties & { readonly at: string })[] {
  const { nodeId: at = '', generation = 0 } = activeBinding ?? {};
  const other = pendingBinding ?? departingBinding;
  const active = { at: at ?? '', generation, ...(closed ? { securedMac: mac } : { mac }) };
  if (!other) return [active];
  const role = pendingBinding ? LocalPortRole.PENDING_BINDING : LocalPortRole.DEPARTING_BINDING;
  const there = { at: other.nodeId ?? '', generation: other.generation ?? 0, otherGeneration: generation };
  return [
    { ...active, otherGeneration: other.generation ?? 0 },
    { ...there, role, movingMac: mac },
  ];
}

interface ScopeSum {
  readonly networks: Set<NetworkSum>;
  readonly routers: weft.v1.Router[];
}

/** Networks that routers join, directly or over others; a network without a router by itself. */
function scopesOf(
  sums: ReadonlyMap<string, NetworkSum>,
  networkOfSubnet: ReadonlyMap<string, NetworkSum>,
  routers: readonly weft.v1.Router[],
): Set<ScopeSum> {
  const scopeOf = new Map<NetworkSum, ScopeSum>();
  for (const network of sums.values()) scopeOf.set(network, { networks: new Set([network]), routers: [] });
  for (const router of routers) {
    const joined = (router.interfaces ?? []).map(({ subnetId }) => required(networkOfSubnet, subnetId ?? '', 'subnet'));
    const scopes = new Set(joined.map((network) => scopeOf.get(network)));
    const merged: ScopeSum = { networks: new Set(), routers: [router] };
    for (const scope of scopes) {
      for (const network of scope?.networks ?? []) merged.networks.add(network);
      merged.routers.push(...(scope?.routers ?? []));
    }
    for (const network of merged.networks) scopeOf.set(network, merged);
  }
  return new Set(scopeOf.values());
}

/** Both of one family; compared bit by bit. */
function isIn(
  ip: weft.v1.IpAddress.$Properties | null,
  prefix: weft.v1.IpPrefix.$Properties | null | undefined,
): boolean {
  const bytes = ip?.bytes ?? new Uint8Array();
  const base = prefix?.address?.bytes ?? new Uint8Array();
  if (bytes.length !== base.length) return false;
  for (let bit = 0; bit < (prefix?.length ?? 0); bit++) {
    const mask = 0x80 >> (bit % 8);
    if (((bytes[bit >> 3] ?? 0) ^ (base[bit >> 3] ?? 0)) & mask) return false;
  }
  return true;
}

function idOf(resource: { metadata?: weft.v1.Metadata.$Properties | null }): string {
  return resource.metadata?.id ?? '';
}

function required<V>(map: ReadonlyMap<string, V>, id: string, what: string): V {
  const value = map.get(id);
  if (value === undefined) throw new Error(`${what} ${JSON.stringify(id)} is referred to but not listed`);
  return value;
}
