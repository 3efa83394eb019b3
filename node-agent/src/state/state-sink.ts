import type { weft } from '../../../proto/gen/codecs.js';
import type { EntrySink } from '../session/entry-reader.js';

/** Where a StateSink puts entries: DesiredState. */
export interface EntryTarget {
  putNodeConfig(entry: weft.v1.NodeConfig.$Properties): void;
  removeNodeConfig(): void;
  putVtep(entry: weft.v1.Vtep.$Properties): void;
  removeVtep(vtepId: number): void;
  putNetwork(entry: weft.v1.NetworkEntry.$Properties): void;
  removeNetworks(vnis: ReadonlySet<number>): void;
  putPort(entry: weft.v1.LocalPort.$Properties): void;
  removePort(datapathId: number): void;
  putSubnet(entry: weft.v1.SubnetEntry.$Properties): void;
  removeSubnet(key: weft.v1.SubnetKey.$Properties): void;
  putRoute(entry: weft.v1.RouteEntry.$Properties): void;
  removeRoute(key: weft.v1.RouteKey.$Properties): void;
  putSecurityGroup(entry: weft.v1.SecurityGroupEntry.$Properties): void;
  removeSecurityGroup(groupId: number): void;
  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[]): void;
  removeFdb(vni: number, mac: Uint8Array): void;
  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void;
  removeNeighbor(vni: number, address: Uint8Array): void;
  putMember(vni: number, vtepId: number, acceptOnly: boolean): void;
  removeMember(vni: number, vtepId: number): void;
  putUnknown(entry: weft.v1.Entry.$Properties): void;
  removeUnknown(key: weft.v1.EntryKey.$Properties): void;
}

/** Feeds the entries of a frame to the state. Networks are removed together: one walk over the tables for all of a frame. */
export class StateSink implements EntrySink {
  readonly #state: EntryTarget;
  readonly #removedNetworks = new Set<number>();

  constructor(state: EntryTarget) {
    this.#state = state;
  }

  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[]): void {
    this.finishRemovals();
    this.#state.putFdb(vni, mac, vtepId, datapathId, groupIds);
  }

  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void {
    this.finishRemovals();
    this.#state.putNeighbor(vni, address, mac);
  }

  putMember(vni: number, vtepId: number, acceptOnly: boolean): void {
    this.finishRemovals();
    this.#state.putMember(vni, vtepId, acceptOnly);
  }

  putOther(entry: weft.v1.Entry): void {
    this.finishRemovals();
    if (entry.nodeConfig) this.#state.putNodeConfig(entry.nodeConfig);
    else if (entry.vtep) this.#state.putVtep(entry.vtep);
    else if (entry.network) this.#state.putNetwork(entry.network);
    else if (entry.localPort) this.#state.putPort(entry.localPort);
    else if (entry.subnet) this.#state.putSubnet(entry.subnet);
    else if (entry.route) this.#state.putRoute(entry.route);
    else if (entry.securityGroup) this.#state.putSecurityGroup(entry.securityGroup);
    else this.#state.putUnknown(entry);
  }

  remove(key: weft.v1.EntryKey): void {
    const state = this.#state;
    if (key.nodeConfig) state.removeNodeConfig();
    else if (key.vtep) state.removeVtep(key.vtep.vtepId ?? 0);
    else if (key.network) this.#removedNetworks.add(key.network.vni ?? 0);
    else if (key.localPort) state.removePort(key.localPort.datapathId ?? 0);
    else if (key.member) state.removeMember(key.member.vni ?? 0, key.member.vtepId ?? 0);
    else if (key.fdb) state.removeFdb(key.fdb.vni ?? 0, key.fdb.mac ?? NO_BYTES);
    else if (key.neighbor) state.removeNeighbor(key.neighbor.vni ?? 0, key.neighbor.address?.bytes ?? NO_BYTES);
    else if (key.subnet) state.removeSubnet(key.subnet);
    else if (key.route) state.removeRoute(key.route);
    else if (key.securityGroup) state.removeSecurityGroup(key.securityGroup.groupId ?? 0);
    else state.removeUnknown(key);
  }

  /** To be called once all of the frame was given: nothing may have been put after its removals. */
  finishRemovals(): void {
    if (this.#removedNetworks.size === 0) return;
    this.#state.removeNetworks(this.#removedNetworks);
    this.#removedNetworks.clear();
  }
}

const NO_BYTES = new Uint8Array(0);
