import type { weft } from '../../../proto/gen/codecs.js';
import { entryOfValue, fdbKey, isSecurityGroupKey, type Key, type Value } from '../compiler/entry.js';
import type { CompiledNetwork, CompiledNode, CompiledRouter, CompiledSecurityGroup } from '../compiler/topology.js';
import { entryText } from '../status/entry-text.js';
import type { NackSubject } from '../status/nacks.js';

/** An entry that a node should hold, and where it is from. */
export interface HeldEntry {
  readonly value: Value;
  /** The network that it is part of; null: none. */
  readonly network: CompiledNetwork | null;
  /** The router that it is a route of; null: none. */
  readonly router: CompiledRouter | null;
  /** The security group that it is; null: none. */
  readonly group: CompiledSecurityGroup | null;
}

const unrelated = { network: null, router: null, group: null };

/** What the node should hold under the key; undefined: nothing. */
export function heldEntry(node: CompiledNode, key: Key): HeldEntry | undefined {
  const own = node.table.get(key);
  if (own !== undefined) return { ...unrelated, value: own };
  if (isSecurityGroupKey(key)) {
    for (const group of node.portsPerGroup.keys()) {
      if (group.key === key) return { ...unrelated, value: group.value, group };
    }
    return undefined;
  }
  for (const scope of node.portsPerScope.keys()) {
    for (const network of scope.networks) {
      const value = network.table.get(key);
      if (value !== undefined) return { ...unrelated, value, network };
    }
    for (const router of scope.routers) {
      const value = router.routes.get(key);
      if (value !== undefined) return { ...unrelated, value, router };
    }
    for (const peer of scope.subscribers) {
      if (peer.vtepKey === key) return { ...unrelated, value: peer.vtep };
    }
  }
  return undefined;
}

/**
 * An entry for people, and the resources that it is of: a port, a network, a router, a subnet with the router that has it, or the ports in a security
 * group; none if it is a node's. `portIdOf`: the port of a datapath id. `portsIn`: the node's ports in a group, by the group's.
 */
export function describeEntry(
  held: HeldEntry,
  portIdOf: (datapathId: number) => string | null,
  portsIn: (groupId: number) => readonly string[],
): { text: string; subjects: NackSubject[] } {
  const { group } = held;
  if (group) {
    // Not decoded: it may be large.
    const text = entryText({ securityGroup: { securityGroupId: group.id } }, null);
    return { text, subjects: portsIn(group.datapathId).map((id) => ({ table: 'port', id })) };
  }
  const entry = entryOfValue(held.value);
  const router = held.router ?? routerOf(entry.subnet, held.network);
  return { text: entryText(entry, router?.id ?? null), subjects: subjectsOf(entry, held.network, router, portIdOf) };
}

function routerOf(
  subnet: weft.v1.SubnetEntry.$Properties | null | undefined,
  network: CompiledNetwork | null,
): CompiledRouter | null {
  for (const router of network?.routers ?? []) if (router.datapathId === subnet?.routerId) return router;
  return null;
}

function subjectsOf(
  { localPort, fdb, neighbor, subnet }: weft.v1.Entry.$Properties,
  network: CompiledNetwork | null,
  router: CompiledRouter | null,
  portIdOf: (datapathId: number) => string | null,
): NackSubject[] {
  const port = localPort ?? fdb;
  if (port) {
    const id = portIdOf(port.datapathId ?? 0);
    return id === null ? [] : [{ table: 'port', id }];
  }
  const ofRouter: NackSubject[] = router ? [{ table: 'router', id: router.id }] : [];
  if (subnet) return [{ table: 'subnet', id: subnet.subnetId ?? '' }, ...ofRouter];
  if (!network) return ofRouter;
  if (!neighbor) return [{ table: 'network', id: network.id }];
  const target = network.table.get(fdbKey(neighbor.vni ?? 0, neighbor.mac ?? new Uint8Array()));
  return target === undefined ? [] : subjectsOf(entryOfValue(target), network, null, portIdOf);
}
