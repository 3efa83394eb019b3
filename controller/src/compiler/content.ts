import type { ChangeSource, Tables } from '../store/change.js';
import {
  boundNode,
  forwardingEntries,
  idOf,
  localPortEntry,
  memberEntry,
  networkValue,
  nodeConfigValue,
  vtepValue,
} from './contributions.js';
import { type Key, networkKey, nodeConfigKey, type Value, vtepKey } from './entry.js';

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
  content.set(nodeConfigKey, nodeConfigValue(self, vxlanPort));

  const bound = [...source.rows('port')].filter((port) => boundNode(port) !== null);
  const subscribed = new Set(bound.filter((port) => boundNode(port) === nodeId).map((port) => port.networkId));
  const networks = new Map<string, Tables['network']>();
  for (const network of source.rows('network')) {
    if (!subscribed.has(idOf(network))) continue;
    networks.set(idOf(network), network);
    content.set(networkKey(network.vni), networkValue(network));
  }
  for (const port of bound) {
    const network = networks.get(port.networkId);
    const node = nodes.get(boundNode(port) ?? '');
    if (!network || !node) continue;
    if (node === self) content.set(...localPortEntry(port, network.vni));
    content.set(...memberEntry(network.vni, node.vtepId));
    content.set(vtepKey(node.vtepId), vtepValue(node));
    for (const entry of forwardingEntries(port, network.vni, node.vtepId)) content.set(...entry);
  }
  return content;
}
