import { weft } from '../../../proto/gen/codecs.js';
import { contains, type Ip } from '../../../proto/src/ip.js';
import { floodLimits } from '../model/address-pairs.js';
import { effectiveLimit } from '../model/bandwidth-limit.js';
import type { Tables } from '../store/change.js';
import {
  entryValue,
  fdbKey,
  type Key,
  localPortKey,
  memberKey,
  neighborKey,
  networkKey,
  prefixMessage,
  routeKey,
  securityGroupKey,
  subnetKey,
  type Value,
} from './entry.js';
import { policyRules } from './policy-rules.js';
import type { PortBinding } from './port-bindings.js';
import type { NetworkFacts, SubnetFacts } from './topology.js';

const { DhcpMode, LocalPortRole } = weft.v1;

/** What rows mean as entries: the one place where desired state becomes what nodes hold. */

/** What all nodes are told alike. */
export interface NodeSettings {
  /** UDP port of VXLAN on the underlay. */
  readonly vxlanPort: number;
  /** Secret: NodeConfig.probe_keys. */
  readonly probeKeys: readonly Uint8Array[];
}

export function nodeConfigValue(
  node: Pick<Tables['node'], 'vtepId' | 'vteps'>,
  { vxlanPort, probeKeys }: NodeSettings,
): Value {
  return entryValue({ nodeConfig: { vtepId: node.vtepId, vteps: node.vteps, vxlanPort, probeKeys: [...probeKeys] } });
}

/** The keys of tunnel probes that nodes are told, in their order; none as long as there is no keyring. */
export function probeKeysOf(keyring: Tables['keyring'] | null | undefined): readonly Uint8Array[] {
  return keyring?.probeKeys ?? [];
}

export function vtepValue(node: Tables['node']): Value {
  return entryValue({ vtep: { vtepId: node.vtepId, addresses: node.vteps, nodeId: idOf(node) } });
}

export function networkFacts(network: Tables['network']): NetworkFacts {
  const { vni, tenantId, mtu } = network;
  return { vni, networkId: idOf(network), tenantId, mtu };
}

/** `withPairs`: a bound port of the network has allowed address pairs. */
export function networkValue(facts: NetworkFacts, withPairs: boolean): Value {
  return entryValue({ network: { ...facts, floodUnknownNeighbors: withPairs } });
}

/** `acceptOnly`: the VTEP's node is in the network's scope, and has no port in the network. */
export function memberEntry(vni: number, vtepId: number, acceptOnly: boolean): [Key, Value] {
  return [memberKey(vni, vtepId), entryValue({ member: { vni, vtepId, ...(acceptOnly ? { acceptOnly } : {}) } })];
}

/** The entry of a subnet, as if no router had it. A row without a DHCP mode is of a version that had no DHCP: it stays off. */
export function subnetFacts(subnet: Tables['subnet'], vni: number): SubnetFacts {
  const { prefix, gateway = null, dnsServers, dhcpLeaseSeconds, ip6AddressMode } = subnet;
  const hostRoutes = subnet.hostRoutes.map(({ prefix, nextHop = null }) => ({
    prefix: prefixMessage(prefix),
    nextHop,
  }));
  const dhcp = subnet.dhcp === DhcpMode.DHCP_ENABLED;
  const told = { gateway, dnsServers, dhcp, dhcpLeaseSeconds, ip6AddressMode, hostRoutes };
  return { vni, prefix: prefixMessage(prefix), subnetId: idOf(subnet), ...told };
}

/** `routerId`: datapath id of the router that has the subnet, 0 if none has. */
export function subnetEntry(facts: SubnetFacts, routerId: number): [Key, Value] {
  return [subnetKey(facts.vni, facts.prefix), entryValue({ subnet: { ...facts, routerId } })];
}

/** The static routes of a router with those subnets. A next hop in none of them (the store has no such route) makes none. */
export function routeEntries(
  router: Tables['router'],
  subnets: Iterable<Pick<SubnetFacts, 'vni' | 'prefix'>>,
): Map<Key, Value> {
  const entries = new Map<Key, Value>();
  const { datapathId: routerId } = router;
  if (router.routes.length === 0) return entries;
  const joined = Array.from(subnets, ({ vni, prefix: { address, length } }) => {
    return { vni, prefix: { address: (address?.bytes ?? new Uint8Array()) as Ip, length: length ?? 0 } };
  });
  for (const route of router.routes) {
    const bytes = (route.nextHop?.bytes ?? new Uint8Array()) as Ip;
    const vni = joined.find((subnet) => contains(subnet.prefix, bytes))?.vni;
    if (vni === undefined) continue;
    const prefix = prefixMessage(route.prefix);
    entries.set(routeKey(routerId, prefix), entryValue({ route: { routerId, prefix, nextHop: { bytes }, vni } }));
  }
  return entries;
}

/** The datapath ids of the port's groups, ascending. */
export function groupIdsOf(port: Tables['port'], groupIdOf: (id: string) => number): readonly number[] {
  return port.securityGroupIds.length === 0 ? noGroups : port.securityGroupIds.map(groupIdOf).sort((a, b) => a - b);
}

/** What every node with a bound port in the group gets. `groupIdOf`: the datapath id of a group; throws for one that does not exist. */
export function securityGroupEntry(group: Tables['securityGroup'], groupIdOf: (id: string) => number): [Key, Value] {
  const { datapathId: groupId } = group;
  const securityGroup = { groupId, securityGroupId: idOf(group), rules: policyRules(group, groupIdOf) };
  return [securityGroupKey(groupId), entryValue({ securityGroup })];
}

/** What the node of one of a port's bindings gets. `groupIds`: datapath ids of the port's security groups, ascending. */
export function localPortEntry(
  port: Tables['port'],
  { generation, role, otherGeneration }: PortBinding,
  vni: number,
  groupIds: readonly number[],
): [Key, Value] {
  const { datapathId, mac } = port;
  const isActive = role === LocalPortRole.ACTIVE_BINDING;
  const localPort = {
    datapathId,
    portId: idOf(port),
    generation,
    vni,
    ...(groupIds.length > 0 ? { groupIds: [...groupIds], ...(isActive && { securedMac: mac }) } : isActive && { mac }),
    addresses: addressesOf(port).map((bytes) => ({ bytes })),
    pairs: port.allowedAddressPairs.map((pair) => ({ prefix: prefixMessage(pair.prefix), mac: pair.mac ?? noMac })),
    floodPacketsPerSecond: port.floodPacketsPerSecond || floodLimits.standard,
    ...bandwidthOf(port),
    ...(otherGeneration > 0 && { otherGeneration }),
    ...(!isActive && { role, movingMac: mac }),
  };
  return [localPortKey(datapathId), entryValue({ localPort })];
}

/** Only what is limited: most ports are not. */
function bandwidthOf({ egressLimit, ingressLimit }: Tables['port']): weft.v1.LocalPort.$Properties {
  const egress = effectiveLimit(egressLimit);
  const ingress = effectiveLimit(ingressLimit);
  return {
    ...(egress && {
      egressKilobitsPerSecond: egress.kilobitsPerSecond,
      egressBurstBytes: egress.burstBytes,
    }),
    ...(ingress && {
      ingressKilobitsPerSecond: ingress.kilobitsPerSecond,
      ingressBurstBytes: ingress.burstBytes,
    }),
  };
}

/** What every node of the scope gets for a port in those security groups whose active binding is on the node with that VTEP. */
export interface PortEntries {
  readonly fdb: readonly [Key, Value][];
  /** Of its own addresses. */
  readonly neighbors: readonly [Key, Value][];
  /** Of its pairs of full length: those are claims (NeighborClaims). */
  readonly claims: readonly [Key, Value][];
}

export function portEntries(
  port: Tables['port'],
  vni: number,
  vtepId: number,
  groupIds: readonly number[],
): PortEntries {
  const { datapathId } = port;
  const claims: [Key, Value][] = [];
  for (const { prefix, mac } of port.allowedAddressPairs) {
    const bytes = prefix?.address?.bytes ?? new Uint8Array();
    if (prefix?.length === 8 * bytes.length) claims.push(neighborEntry(vni, bytes, mac?.length ? mac : port.mac));
  }
  return {
    fdb: macsOf(port).map((mac) => {
      const fdb = { vni, mac, vtepId, datapathId };
      const named = groupIds.length > 0 && mac === port.mac ? { ...fdb, groupIds: [...groupIds] } : fdb;
      return [fdbKey(vni, mac), entryValue({ fdb: named })];
    }),
    neighbors: addressesOf(port).map((bytes) => neighborEntry(vni, bytes, port.mac)),
    claims,
  };
}

/** The keys of its entries, but for claims. */
export function portKeys(port: Tables['port'], vni: number): { readonly fdb: Key[]; readonly neighbors: Key[] } {
  return {
    fdb: macsOf(port).map((mac) => fdbKey(vni, mac)),
    neighbors: addressesOf(port).map((bytes) => neighborKey(vni, bytes)),
  };
}

/** The keys of entries that are made of a bound port, or may be others by it. */
export function touchedKeys(port: Tables['port'], vni: number): Key[] {
  const pairs = port.allowedAddressPairs;
  const { fdb, neighbors } = portKeys(port, vni);
  return [
    ...fdb,
    ...neighbors,
    ...pairs.map(({ prefix }) => neighborKey(vni, prefix?.address?.bytes ?? new Uint8Array())),
    ...(pairs.length > 0 ? [networkKey(vni)] : []),
  ];
}

const noMac = new Uint8Array();
const noGroups: readonly number[] = [];

function neighborEntry(vni: number, bytes: Uint8Array, mac: Uint8Array): [Key, Value] {
  return [neighborKey(vni, bytes), entryValue({ neighbor: { vni, address: { bytes }, mac } })];
}

/** Its own MAC, and those of its pairs, each once. */
function macsOf(port: Tables['port']): Uint8Array[] {
  const macs = [port.mac];
  for (const { mac } of port.allowedAddressPairs) {
    if (mac?.length && !macs.some((known) => Buffer.compare(known, mac) === 0)) macs.push(mac);
  }
  return macs;
}

/** The id of a row. */
export function idOf(row: Tables[keyof Tables]): string {
  return row.metadata?.id ?? '';
}

function addressesOf(port: Tables['port']): Uint8Array[] {
  return port.addresses.map((a) => a.address?.bytes ?? new Uint8Array());
}
