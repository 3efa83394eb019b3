import { memberEntry } from './contributions.js';
import { memberKey } from './entry.js';
import type { CompiledNetwork, CompiledNode } from './topology.js';

/**
 * Keeps the member entries of networks: a node with a port in the network is a member, one that only has ports elsewhere in its scope may send (it routes
 * where frames begin) but gets no floods. Which of them holds for a node may change many times within a batch, so it is looked at once, in the end.
 */
export class MemberBook {
  readonly #touched = new Map<CompiledNetwork, Set<CompiledNode>>();

  /** The node may have become a member of the network, or another kind of one, or none. */
  touched(network: CompiledNetwork, node: CompiledNode): void {
    const nodes = this.#touched.get(network);
    if (nodes) nodes.add(node);
    else this.#touched.set(network, new Set([node]));
  }

  /** Makes the entries what they should be. */
  settle(): void {
    for (const [network, nodes] of this.#touched) {
      if (!network.scope.networks.has(network)) continue; // Deleted.
      for (const node of nodes) {
        const { vni, table } = network;
        if (network.portsPerNode.has(node)) table.put(...memberEntry(vni, node.vtepId, false));
        else if (network.scope.subscribers.has(node)) table.put(...memberEntry(vni, node.vtepId, true));
        else table.remove(memberKey(vni, node.vtepId));
      }
    }
    this.#touched.clear();
  }
}
