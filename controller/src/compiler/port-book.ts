import type { Tables } from '../store/change.js';
import { idOf, localPortEntry, networkValue, portEntries, portKeys } from './contributions.js';
import { localPortKey } from './entry.js';
import type { MemberBook } from './member-book.js';
import { activeBinding, movingBinding, type PortBinding } from './port-bindings.js';
import type { ScopeBook } from './scope-book.js';
import type { SecurityGroups } from './security-groups.js';
import type { CompiledNetwork, CompiledNode } from './topology.js';

type PortRow = Tables['port'];

/** What ports depend on. */
export interface PortBookParts {
  readonly network: (id: string) => CompiledNetwork | undefined;
  readonly node: (id: string) => CompiledNode | undefined;
  readonly groups: SecurityGroups;
  readonly members: MemberBook;
  readonly scopes: ScopeBook;
}

/**
 * Puts ports where they are bound. Forwarding follows the active binding alone; each binding, also a pending or departing one, makes its node one that has
 * the port: a member of the network and a subscriber of its scope, with the port's groups and a LocalPort that says what it is there.
 */
export class PortBook {
  readonly #parts: PortBookParts;

  constructor(parts: PortBookParts) {
    this.#parts = parts;
  }

  bind(port: PortRow): void {
    const active = activeBinding(port);
    if (!active) return;
    const network = this.#networkOf(port);
    const node = this.#nodeOf(port, active);
    const groupIds = this.#parts.groups.numbersOf(port);
    this.#place(port, network, node);
    const { fdb, neighbors, claims } = portEntries(port, network.vni, node.vtepId, groupIds);
    for (const entry of fdb) network.table.put(...entry);
    for (const entry of neighbors) network.neighbors.putOwn(...entry);
    for (const entry of claims) network.neighbors.addPair(...entry);
    if (port.allowedAddressPairs.length > 0) countPairs(network, 1);
    node.table.put(...localPortEntry(port, active, network.vni, groupIds));
    const moving = movingBinding(port);
    if (!moving) return;
    const there = this.#nodeOf(port, moving);
    this.#place(port, network, there);
    there.table.put(...localPortEntry(port, moving, network.vni, groupIds));
  }

  unbind(port: PortRow): void {
    const active = activeBinding(port);
    if (!active) return;
    const network = this.#networkOf(port);
    const node = this.#nodeOf(port, active);
    const { fdb, neighbors } = portKeys(port, network.vni);
    for (const key of fdb) network.table.remove(key);
    for (const key of neighbors) network.neighbors.removeOwn(key);
    if (port.allowedAddressPairs.length > 0) {
      const { claims } = portEntries(port, network.vni, node.vtepId, []);
      for (const entry of claims) network.neighbors.removePair(...entry);
      countPairs(network, -1);
    }
    this.#displace(port, network, node);
    const moving = movingBinding(port);
    if (moving) this.#displace(port, network, this.#nodeOf(port, moving));
  }

  #place(port: PortRow, network: CompiledNetwork, node: CompiledNode): void {
    const { groups, members, scopes } = this.#parts;
    const ports = network.portsPerNode.get(node) ?? 0;
    network.portsPerNode.set(node, ports + 1);
    if (ports === 0) members.touched(network, node);
    groups.count(port, node, 1);
    scopes.count(node, network.scope, 1);
  }

  #displace(port: PortRow, network: CompiledNetwork, node: CompiledNode): void {
    const { groups, members, scopes } = this.#parts;
    const ports = (network.portsPerNode.get(node) ?? 0) - 1;
    if (ports > 0) network.portsPerNode.set(node, ports);
    else network.portsPerNode.delete(node);
    if (ports === 0) members.touched(network, node);
    node.table.remove(localPortKey(port.datapathId));
    groups.count(port, node, -1);
    scopes.count(node, network.scope, -1);
  }

  #networkOf(port: PortRow): CompiledNetwork {
    const network = this.#parts.network(port.networkId);
    if (!network) throw new Error(`port ${idOf(port)}: its network ${port.networkId} is unknown`);
    return network;
  }

  #nodeOf(port: PortRow, { nodeId }: PortBinding): CompiledNode {
    const node = this.#parts.node(nodeId);
    if (!node) throw new Error(`port ${idOf(port)}: its node ${nodeId} is unknown`);
    return node;
  }
}

/** Makes the network's entry what its facts and its ports say. */
export function putNetworkEntry(network: CompiledNetwork): void {
  network.table.put(network.key, networkValue(network.facts, network.portsWithPairs > 0));
}

function countPairs(network: CompiledNetwork, by: 1 | -1): void {
  network.portsWithPairs += by;
  putNetworkEntry(network);
}
