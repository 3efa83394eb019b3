import type { Tables } from '../store/change.js';
import { entryValue, fdbKey, type Key, localPortKey, memberKey, neighborKey, type Value } from './entry.js';

/** What rows mean as entries: the one place where desired state becomes what nodes hold. */

export function nodeConfigValue(node: Tables['node'], vxlanPort: number): Value {
  return entryValue({ nodeConfig: { vtepId: node.vtepId, vteps: node.vteps, vxlanPort } });
}

export function vtepValue(node: Tables['node']): Value {
  return entryValue({ vtep: { vtepId: node.vtepId, addresses: node.vteps, nodeId: idOf(node) } });
}

export function networkValue(network: Tables['network']): Value {
  const { vni, tenantId, mtu } = network;
  return entryValue({ network: { vni, networkId: idOf(network), tenantId, mtu } });
}

/** `acceptOnly`: the VTEP's node is in the network's scope, and has no port in the network. */
export function memberEntry(vni: number, vtepId: number, acceptOnly: boolean): [Key, Value] {
  return [memberKey(vni, vtepId), entryValue({ member: { vni, vtepId, ...(acceptOnly ? { acceptOnly } : {}) } })];
}

/** What the node of a bound port gets. */
export function localPortEntry(port: Tables['port'], vni: number): [Key, Value] {
  const { datapathId, mac } = port;
  const localPort = {
    datapathId,
    portId: idOf(port),
    generation: port.activeBinding?.generation ?? 0,
    vni,
    mac,
    addresses: addressesOf(port).map((bytes) => ({ bytes })),
  };
  return [localPortKey(datapathId), entryValue({ localPort })];
}

/** What every node of the scope gets for a port that is bound to the node with that VTEP. */
export function forwardingEntries(port: Tables['port'], vni: number, vtepId: number): [Key, Value][] {
  const { datapathId, mac } = port;
  const entries: [Key, Value][] = [[fdbKey(vni, mac), entryValue({ fdb: { vni, mac, vtepId, datapathId } })]];
  for (const bytes of addressesOf(port)) {
    entries.push([neighborKey(vni, bytes), entryValue({ neighbor: { vni, address: { bytes }, mac } })]);
  }
  return entries;
}

/** The keys of forwardingEntries. */
export function forwardingKeys(port: Tables['port'], vni: number): Key[] {
  return [fdbKey(vni, port.mac), ...addressesOf(port).map((bytes) => neighborKey(vni, bytes))];
}

/** The node that a port is bound to; null if none. */
export function boundNode(port: Tables['port'] | null): string | null {
  return port?.activeBinding?.nodeId || null;
}

/** The id of a row. */
export function idOf(row: Tables[keyof Tables]): string {
  return row.metadata?.id ?? '';
}

function addressesOf(port: Tables['port']): Uint8Array[] {
  return port.addresses.map((a) => a.address?.bytes ?? new Uint8Array());
}
