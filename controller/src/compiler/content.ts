import { weft } from '../../../proto/gen/codecs.js';
import type { ChangeSource, Tables } from '../store/change.js';
import {
  groupIdsOf,
  idOf,
  localPortEntry,
  memberEntry,
  networkFacts,
  networkValue,
  nodeConfigValue,
  portEntries,
  probeKeysOf,
  routeEntries,
  securityGroupEntry,
  subnetEntry,
  subnetFacts,
  vtepValue,
} from './contributions.js';
import { type Key, networkKey, nodeConfigKey, type Value, vtepKey } from './entry.js';
import { bindingsOf } from './port-bindings.js';
import type { SubnetFacts } from './topology.js';

const { LocalPortRole } = weft.v1;

/**
 * The right set of entries of a node, from the rows alone: the definition that the incremental compiler is tested against, and can be checked
 * against in a running controller. Costs the size of the cluster. Empty for a node that does not exist.
 */
export function contentOf(nodeId: string, source: Pick<ChangeSource, 'rows'>, vxlanPort: number): Map<Key, Value> {
  const content = new Map<Key, Value>();
  const nodes = new Map<string, Tables['node']>();
  for (const node of source.rows('node')) nodes.set(idOf(node), node);
  const self = nodes.get(nodeId);
  if (!self) return content;
  const [keyring] = source.rows('keyring');
  content.set(nodeConfigKey, nodeConfigValue(self, { vxlanPort, probeKeys: probeKeysOf(keyring) }));

  const scopeOf = scopesOf(source);
  /** A port that is being moved is in here twice, once for each of its bindings. */
  const bound = [...source.rows('port')].flatMap((port) => bindingsOf(port).map((binding) => ({ port, binding })));
  const subscribed = new Set<string>();
  for (const { port, binding } of bound) if (binding.nodeId === nodeId) subscribed.add(scopeOf(port.networkId));
  /** Scope -> the nodes with a port in it. */
  const present = new Map<string, Set<Tables['node']>>();
  for (const { port, binding } of bound) {
    const node = nodes.get(binding.nodeId);
    const scope = scopeOf(port.networkId);
    if (!node || !subscribed.has(scope)) continue;
    const inScope = present.get(scope) ?? new Set();
    present.set(scope, inScope.add(node));
    content.set(vtepKey(node.vtepId), vtepValue(node));
  }
  const withPairs = new Set(
    bound.filter(({ port }) => port.allowedAddressPairs.length > 0).map(({ port }) => port.networkId),
  );
  const networks = new Map<string, Tables['network']>();
  for (const network of source.rows('network')) {
    const id = idOf(network);
    if (!subscribed.has(scopeOf(id))) continue;
    networks.set(id, network);
    content.set(networkKey(network.vni), networkValue(networkFacts(network), withPairs.has(id)));
    for (const node of present.get(scopeOf(id)) ?? []) content.set(...memberEntry(network.vni, node.vtepId, true));
  }
  const subnets = new Map<string, SubnetFacts>();
  for (const subnet of source.rows('subnet')) {
    const vni = networks.get(subnet.networkId)?.vni;
    if (vni !== undefined) subnets.set(idOf(subnet), subnetFacts(subnet, vni));
  }
  const routerOf = new Map<string, number>();
  for (const router of source.rows('router')) {
    const joined = router.interfaces.map(({ subnetId }) => subnets.get(subnetId ?? '')).filter((s) => s !== undefined);
    for (const subnet of joined) routerOf.set(subnet.subnetId, router.datapathId);
    for (const entry of routeEntries(router, joined)) content.set(...entry);
  }
  for (const [id, facts] of subnets) content.set(...subnetEntry(facts, routerOf.get(id) ?? 0));
  const groups = new Map<string, Tables['securityGroup']>();
  for (const group of source.rows('securityGroup')) groups.set(idOf(group), group);
  const groupOf = (id: string) => {
    const group = groups.get(id);
    if (!group) throw new Error(`security group ${id} is referred to but there is no such row`);
    return group;
  };
  const numberOf = (id: string) => groupOf(id).datapathId;
  const entered = new Set<Tables['securityGroup']>();
  const claimed = new Map<Key, Value[]>();
  for (const { port, binding } of bound) {
    const network = networks.get(port.networkId);
    const node = nodes.get(binding.nodeId);
    if (!network || !node) continue;
    const groupIds = groupIdsOf(port, numberOf);
    if (node === self) {
      content.set(...localPortEntry(port, binding, network.vni, groupIds));
      for (const id of port.securityGroupIds) entered.add(groupOf(id));
    }
    content.set(...memberEntry(network.vni, node.vtepId, false));
    if (binding.role !== LocalPortRole.ACTIVE_BINDING) continue;
    const { fdb, neighbors, claims } = portEntries(port, network.vni, node.vtepId, groupIds);
    for (const entry of [...fdb, ...neighbors]) content.set(...entry);
    for (const [key, value] of claims) claimed.set(key, [...(claimed.get(key) ?? []), value]);
  }
  for (const group of entered) content.set(...securityGroupEntry(group, numberOf));
  // An address that is a port's own is not a pair's; one that several pairs claim is nobody's.
  for (const [key, [value, ...others]] of claimed) {
    if (value && others.length === 0 && !content.has(key)) content.set(key, value);
  }
  return content;
}

/** Network -> a name of its scope: all networks that routers connect have the same. */
function scopesOf(source: Pick<ChangeSource, 'rows'>): (networkId: string) => string {
  const networkOfSubnet = new Map<string, string>();
  for (const subnet of source.rows('subnet')) networkOfSubnet.set(idOf(subnet), subnet.networkId);
  let names = new Map<string, string>();
  const nameOf = (networkId: string) => names.get(networkId) ?? networkId;
  for (const router of source.rows('router')) {
    const joined = new Set(router.interfaces.map(({ subnetId }) => nameOf(networkOfSubnet.get(subnetId ?? '') ?? '')));
    const [name] = joined;
    if (name === undefined) continue;
    for (const other of joined) names.set(other, name);
    names = new Map([...names].map(([id, old]) => [id, joined.has(old) ? name : old]));
  }
  return nameOf;
}
