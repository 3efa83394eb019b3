import { weft } from '../../proto/gen/codecs.js';
import { digestOf } from './entry-digest.js';
import { DigestSum, type SetDigest } from './entry-set.js';

/** What the north API says that there is. */
export interface Resources {
  readonly nodes: readonly weft.v1.Node[];
  readonly networks: readonly weft.v1.Network[];
  readonly subnets: readonly weft.v1.Subnet[];
  readonly ports: Iterable<weft.v1.Port>;
}

interface NetworkSum {
  readonly vni: number;
  readonly entries: DigestSum;
  readonly members: Set<string>;
}

/**
 * The right state of every node, from the resources alone and by rules of its own (not the compiler's code): a node has its own configuration and
 * ports; of each network that it has a port in, the network and its subnets, a member and a VTEP for each node with a port in it, and an FDB entry and
 * neighbors for each of its bound ports. Routers and allowed address pairs are not covered: the simulator
 * makes none.
 */
export function expectedStates(
  { nodes, networks, subnets, ports }: Resources,
  vxlanPort: number,
): Map<string, SetDigest> {
  const nodeById = new Map(nodes.map((node) => [idOf(node), node]));
  const sums = new Map<string, NetworkSum>();
  for (const network of networks) {
    const sum: NetworkSum = { vni: network.vni ?? 0, entries: new DigestSum(), members: new Set() };
    const { vni, tenantId, mtu } = network;
    sum.entries.add(digestOf({ network: { vni, networkId: idOf(network), tenantId, mtu } }));
    sums.set(idOf(network), sum);
  }
  for (const subnet of subnets) {
    const { vni, entries } = required(sums, subnet.networkId ?? '', 'network');
    const { prefix = null, gateway = null, dnsServers, dhcpLeaseSeconds, ip6AddressMode, hostRoutes } = subnet;
    const dhcp = subnet.dhcp === weft.v1.DhcpMode.DHCP_ENABLED;
    const told = { gateway, dnsServers, dhcp, dhcpLeaseSeconds, ip6AddressMode, hostRoutes };
    entries.add(digestOf({ subnet: { vni, prefix, subnetId: idOf(subnet), ...told } }));
  }
  const own = new Map<string, DigestSum>();
  const subscribed = new Map<string, Set<NetworkSum>>();
  for (const [id, { vtepId, vteps }] of nodeById) {
    const sum = new DigestSum();
    sum.add(digestOf({ nodeConfig: { vtepId, vteps, vxlanPort } }));
    own.set(id, sum);
    subscribed.set(id, new Set());
  }
  for (const port of ports) {
    const nodeId = port.activeBinding?.nodeId;
    if (!nodeId) continue;
    const network = required(sums, port.networkId ?? '', 'network');
    const node = required(nodeById, nodeId, 'node');
    const { vni } = network;
    const { mac, datapathId } = port;
    const addresses = (port.addresses ?? []).map((a) => ({ bytes: a.address?.bytes ?? new Uint8Array() }));
    const generation = port.activeBinding?.generation ?? 0;
    const localPort = { datapathId, portId: idOf(port), generation, vni, mac, addresses, floodPacketsPerSecond: 1_000 };
    required(own, nodeId, 'node').add(digestOf({ localPort }));
    network.entries.add(digestOf({ fdb: { vni, mac, vtepId: node.vtepId, datapathId } }));
    for (const address of addresses) network.entries.add(digestOf({ neighbor: { vni, address, mac } }));
    if (!network.members.has(nodeId)) {
      network.members.add(nodeId);
      network.entries.add(digestOf({ member: { vni, vtepId: node.vtepId } }));
    }
    required(subscribed, nodeId, 'node').add(network);
  }

  const vteps = new Map(
    [...nodeById].map(([nodeId, node]) => [
      nodeId,
      digestOf({ vtep: { vtepId: node.vtepId, addresses: node.vteps, nodeId } }),
    ]),
  );
  const states = new Map<string, SetDigest>();
  for (const [nodeId, sum] of own) {
    const peers = new Set<string>();
    for (const network of required(subscribed, nodeId, 'node')) {
      sum.addSet(network.entries.digest());
      for (const peer of network.members) peers.add(peer);
    }
    for (const peer of peers) sum.add(required(vteps, peer, 'node'));
    states.set(nodeId, sum.digest());
  }
  return states;
}

function idOf(resource: { metadata?: weft.v1.Metadata.$Properties | null }): string {
  return resource.metadata?.id ?? '';
}

function required<V>(map: ReadonlyMap<string, V>, id: string, what: string): V {
  const value = map.get(id);
  if (value === undefined) throw new Error(`${what} ${JSON.stringify(id)} is referred to but not listed`);
  return value;
}
