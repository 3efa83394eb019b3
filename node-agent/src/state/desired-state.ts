import type { weft } from '../../../proto/gen/codecs.js';
import { readEntries } from '../session/entry-reader.js';
import type { Frame } from '../session/frame.js';
import { BadEntries, keyId } from './bad-entries.js';
import { BoundPorts } from './bound-ports.js';
import { type NetworkFacts, type NodeConfig, noChanges, type StateChanges } from './entities.js';
import {
  addressBytes,
  fdbDefect,
  ipOf,
  neighborDefect,
  nodeConfigDefect,
  probeKeysDefect,
  vniDefect,
} from './entry-defects.js';
import { Members } from './members.js';
import { PortGroups } from './port-groups.js';
import { Routes } from './routes.js';
import * as rows from './rows.js';
import { SecurityGroups } from './security-groups.js';
import { type EntryTarget, StateSink } from './state-sink.js';
import { Subnets } from './subnets.js';
import type { Tables } from './tables.js';
import { noTrafficSlots, type TrafficSlots } from './traffic-slots.js';
import { UnknownEntries } from './unknown-entries.js';
import { Vteps } from './vteps.js';

/**
 * What the controller says that this node should hold. State, not a log: applying a frame twice, splitting it or leaving out
 * values that were replaced ends in the same state. Entries that programs read as they are go straight into their
 * table; what the agent itself needs (ports, networks, the node's configuration) is kept here as well.
 */
export class DesiredState implements EntryTarget {
  readonly tables: Tables;
  readonly networks = new Map<number, NetworkFacts>();
  readonly vteps: Vteps;
  readonly members: Members;
  readonly ports: BoundPorts;
  readonly routes: Routes;
  readonly subnets: Subnets;
  readonly securityGroups: SecurityGroups;
  readonly portGroups: PortGroups;
  readonly bad = new BadEntries();
  readonly #unknown = new UnknownEntries(this.bad);
  /** Null until the controller has sent one that can be used. */
  nodeConfig: NodeConfig | null = null;
  /** As the controller sent it. */
  nodeConfigEntry: weft.v1.NodeConfig.$Properties | null = null;
  /** Counts up when another set of VTEPs may be members of the node's networks, or their networks or MTUs are others. */
  peerChanges = 0;
  #namedInSnapshot: { nodeConfig: boolean; readonly networks: Set<number> } | null = null;
  #changes: StateChanges = noChanges();

  /** `slots`: where what is carried to and from members is counted. */
  constructor(tables: Tables, slots: TrafficSlots = noTrafficSlots()) {
    this.tables = tables;
    this.vteps = new Vteps(tables);
    this.members = new Members(tables, slots);
    this.routes = new Routes(tables, (vni) => this.networks.get(vni)?.mtu ?? 0);
    this.subnets = new Subnets(tables, this.routes, (vni) => this.#changes.networks.add(vni));
    this.securityGroups = new SecurityGroups((groupId) => this.#changes.groups.add(groupId));
    this.portGroups = new PortGroups(tables);
    this.ports = new BoundPorts(tables, (port, removed) => {
      this.#changes.ports.add(port.portId);
      if (removed) this.#changes.removedPorts.push(port);
    });
  }

  /** Applies a frame; returns how many entries it put. PROTOCOL_VIOLATION if it can't be decoded (some of it may be applied then). */
  apply(frame: Frame): number {
    let puts = 0;
    switch (frame.kind) {
      case 'welcome':
      case 'unknown':
        return 0;
      case 'snapshotBegin':
        this.#beginSnapshot();
        return 0;
      case 'snapshotChunk':
      case 'delta': {
        const sink = new StateSink(this);
        puts = readEntries(frame, sink);
        sink.finishRemovals();
        break;
      }
      case 'snapshotEnd':
        this.#endSnapshot();
        break;
    }
    // Inside a snapshot a list would be laid out with the members that came so far, and the whole one that the kernel may hold lost.
    if (this.#namedInSnapshot) return puts;
    this.members.layOut(this.nodeConfig?.vtepId ?? 0, (vni, defect) => {
      const id = `flood_remote:${vni}`;
      if (defect) this.bad.set(id, { key: { network: { vni } }, reason: 'MAP_FULL', message: defect });
      else this.bad.delete(() => id);
    });
    return puts;
  }

  /** Did anything beyond tables change since takeChanges? */
  get hasChanges(): boolean {
    const { nodeConfig, ports, networks, groups } = this.#changes;
    return nodeConfig || ports.size > 0 || networks.size > 0 || groups.size > 0;
  }

  /** What changed since the last call, beyond tables. */
  takeChanges(): StateChanges {
    const changes = this.#changes;
    this.#changes = noChanges();
    return changes;
  }

  #beginSnapshot(): void {
    this.#namedInSnapshot = { nodeConfig: false, networks: new Set() };
    for (const part of [...this.#snapshotParts(), this.#unknown]) part.beginSnapshot();
  }

  /** What the snapshot did not name goes. */
  #endSnapshot(): void {
    const named = this.#namedInSnapshot;
    if (!named) return;
    this.#namedInSnapshot = null;
    if (!named.nodeConfig) this.removeNodeConfig();
    for (const vni of [...this.networks.keys()]) if (!named.networks.has(vni)) this.#forgetNetwork(vni);
    this.peerChanges++;
    for (const part of this.#snapshotParts()) part.sweep();
  }

  /** What a snapshot names, each by itself. */
  #snapshotParts() {
    const { fdb, neighbor4, neighbor6 } = this.tables.fromController;
    const { vteps, members, ports, subnets, routes, securityGroups, portGroups, bad } = this;
    const parts = [vteps, members, ports, subnets, routes, securityGroups, portGroups, bad];
    return [...parts, fdb, neighbor4, neighbor6];
  }

  putNodeConfig(entry: weft.v1.NodeConfig.$Properties): void {
    if (this.#namedInSnapshot) this.#namedInSnapshot.nodeConfig = true;
    const key = { nodeConfig: {} };
    const defect = nodeConfigDefect(entry);
    const keysDefect = probeKeysDefect(entry);
    const config = {
      vtepId: entry.vtepId ?? 0,
      vtep: Uint8Array.from(ipOf(entry.vteps) ?? []),
      vxlanPort: entry.vxlanPort ?? 0,
      probeKeys: keysDefect ? [] : (entry.probeKeys ?? []).map((bytes) => Uint8Array.from(bytes)),
    };
    this.#setNodeConfig(entry, defect ? null : config);
    this.#note(key, defect ?? keysDefect);
  }

  removeNodeConfig(): void {
    if (!this.nodeConfigEntry) return;
    this.#setNodeConfig(null, null);
    this.#note({ nodeConfig: {} }, null);
  }

  #setNodeConfig(entry: weft.v1.NodeConfig.$Properties | null, config: NodeConfig | null): void {
    if (this.nodeConfig?.vtepId !== config?.vtepId) this.members.ownVtepChanged(config?.vtepId ?? 0);
    this.nodeConfigEntry = entry;
    this.nodeConfig = config;
    this.#changes.nodeConfig = true;
    this.peerChanges++;
  }

  putVtep(entry: weft.v1.Vtep.$Properties): void {
    this.peerChanges++;
    this.#note({ vtep: { vtepId: entry.vtepId ?? 0 } }, this.vteps.put(entry));
  }

  removeVtep(vtepId: number): void {
    this.peerChanges++;
    this.vteps.remove(vtepId);
    this.#note({ vtep: { vtepId } }, null);
  }

  putNetwork(entry: weft.v1.NetworkEntry.$Properties): void {
    const vni = entry.vni ?? 0;
    this.#namedInSnapshot?.networks.add(vni);
    const defect = vniDefect(vni);
    this.#note({ network: { vni } }, defect, { network: entry });
    if (defect) return;
    const { networkId, tenantId, mtu, floodUnknownNeighbors } = entry;
    const otherMtu = this.networks.get(vni)?.mtu !== mtu;
    if (otherMtu) this.peerChanges++;
    this.networks.set(vni, {
      networkId: networkId ?? '',
      tenantId: tenantId ?? '',
      mtu: mtu ?? 0,
      floodUnknownNeighbors: floodUnknownNeighbors ?? false,
    });
    if (otherMtu) this.routes.networkChanged(vni);
    this.#changes.networks.add(vni);
  }

  #forgetNetwork(vni: number): void {
    if (!this.networks.delete(vni)) return;
    this.routes.networkChanged(vni);
    this.#changes.networks.add(vni);
  }

  /** Removes networks and every FDB, neighbor, member and subnet entry of them. */
  removeNetworks(vnis: ReadonlySet<number>): void {
    this.peerChanges++;
    for (const vni of vnis) {
      this.#forgetNetwork(vni);
      this.members.removeNetwork(vni);
      this.subnets.removeNetwork(vni);
    }
    this.portGroups.removeNetworks(vnis);
    this.tables.fromController.fdb.removeByFirstWord(vnis);
    this.tables.fromController.neighbor4.removeByFirstWord(vnis);
    this.tables.fromController.neighbor6.removeByFirstWord(vnis);
    this.bad.deleteOfNetworks(vnis);
  }

  putPort(entry: weft.v1.LocalPort.$Properties): void {
    const key = { localPort: { datapathId: entry.datapathId ?? 0 } };
    this.#note(key, this.ports.put(entry), { localPort: entry });
  }

  removePort(datapathId: number): void {
    this.ports.remove(datapathId);
    this.#note({ localPort: { datapathId } }, null);
  }

  putSecurityGroup(entry: weft.v1.SecurityGroupEntry.$Properties): void {
    const groupId = entry.groupId ?? 0;
    const defect = this.securityGroups.put(entry);
    // One that has a number is kept where it is put.
    this.#note({ securityGroup: { groupId } }, defect, groupId === 0 ? { securityGroup: entry } : undefined);
  }

  removeSecurityGroup(groupId: number): void {
    this.securityGroups.remove(groupId);
    this.#note({ securityGroup: { groupId } }, null);
  }

  putSubnet(entry: weft.v1.SubnetEntry.$Properties): void {
    const { vni = 0, prefix } = entry;
    this.#note({ subnet: { vni: vni ?? 0, prefix: prefix ?? null } }, this.subnets.put(entry), { subnet: entry });
  }

  removeSubnet(key: weft.v1.SubnetKey.$Properties): void {
    this.subnets.remove(key.vni ?? 0, addressBytes(key.prefix?.address), key.prefix?.length ?? 0);
    this.#note({ subnet: { vni: key.vni ?? 0, prefix: key.prefix ?? null } }, null);
  }

  putRoute(entry: weft.v1.RouteEntry.$Properties): void {
    const { routerId = 0, prefix } = entry;
    this.#note({ route: { routerId: routerId ?? 0, prefix: prefix ?? null } }, this.routes.put(entry), {
      route: entry,
    });
  }

  removeRoute(key: weft.v1.RouteKey.$Properties): void {
    this.routes.remove(key.routerId ?? 0, addressBytes(key.prefix?.address), key.prefix?.length ?? 0);
    this.#note({ route: { routerId: key.routerId ?? 0, prefix: key.prefix ?? null } }, null);
  }

  putMember(vni: number, vtepId: number, acceptOnly: boolean): void {
    const key = { member: { vni, vtepId } };
    this.peerChanges++;
    this.#note(key, this.members.put(vni, vtepId, acceptOnly), key);
  }

  removeMember(vni: number, vtepId: number): void {
    this.peerChanges++;
    this.members.remove(vni, vtepId);
    this.#note({ member: { vni, vtepId } }, null);
  }

  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[]): void {
    const defect = fdbDefect(vni, mac, vtepId, datapathId, groupIds);
    if (defect) {
      const key = { vni, mac: Uint8Array.from(mac) };
      this.#note({ fdb: key }, defect, { fdb: { ...key, vtepId, datapathId, groupIds: [...groupIds] } });
      // An older value under the key no longer holds.
      this.#removeFdbRow(vni, mac);
      return;
    }
    this.bad.delete(() => keyId({ fdb: { vni, mac } }));
    if (groupIds.length > 0 || this.portGroups.size > 0) {
      this.portGroups.put(vni, mac, this.#portOf(vni, mac), datapathId, groupIds);
    }
    this.tables.fromController.fdb.put(rows.fdbKey(vni, mac), rows.fdb(vtepId, datapathId));
  }

  removeFdb(vni: number, mac: Uint8Array): void {
    this.bad.delete(() => keyId({ fdb: { vni, mac } }));
    this.#removeFdbRow(vni, mac);
  }

  #removeFdbRow(vni: number, mac: Uint8Array): void {
    if (mac.length !== 6) return;
    const port = this.portGroups.size > 0 ? this.#portOf(vni, mac) : null;
    if (port !== null) this.portGroups.remove(port, vni, mac);
    this.tables.fromController.fdb.remove(rows.fdbKey(vni, mac));
  }

  /** The port that an FDB entry is for; null if there is no such entry. */
  #portOf(vni: number, mac: Uint8Array): number | null {
    const row = this.tables.fromController.fdb.get(rows.fdbKey(vni, mac));
    return row && rows.fdbPortOf(row);
  }

  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void {
    const { neighbor4, neighbor6 } = this.tables.fromController;
    const defect = neighborDefect(vni, address, mac);
    if (defect) {
      const key = { vni, address: { bytes: Uint8Array.from(address) } };
      this.#removeNeighborRow(vni, address);
      this.#note({ neighbor: key }, defect, { neighbor: { ...key, mac: Uint8Array.from(mac) } });
      return;
    }
    this.bad.delete(() => keyId({ neighbor: { vni, address: { bytes: address } } }));
    if (address.length === 4) neighbor4.put(rows.neighborKey(vni, address), rows.neighbor(mac));
    else neighbor6.put(rows.neighbor6Key(vni, address), rows.neighbor(mac));
  }

  removeNeighbor(vni: number, address: Uint8Array): void {
    this.bad.delete(() => keyId({ neighbor: { vni, address: { bytes: address } } }));
    this.#removeNeighborRow(vni, address);
  }

  #removeNeighborRow(vni: number, address: Uint8Array): void {
    const { neighbor4, neighbor6 } = this.tables.fromController;
    if (address.length === 4) neighbor4.remove(rows.neighborKey(vni, address));
    else if (address.length === 16) neighbor6.remove(rows.neighbor6Key(vni, address));
  }

  putUnknown(entry: weft.v1.Entry.$Properties): void {
    this.#unknown.note(entry);
  }

  removeUnknown(key: weft.v1.EntryKey.$Properties): void {
    this.#unknown.remove(key);
  }

  /** `entry`: to be kept if it has a defect. */
  #note(key: weft.v1.EntryKey.$Properties, defect: string | null, entry?: weft.v1.Entry.$Properties): void {
    if (defect === null) this.bad.delete(() => keyId(key));
    else this.bad.set(keyId(key), { key, reason: 'BAD_VALUE', message: defect, ...(entry ? { entry } : {}) });
  }
}
