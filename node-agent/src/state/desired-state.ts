import { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { VNI_MAX, VNI_MIN } from '../../../proto/src/vni.js';
import { type EntrySink, readEntries } from '../session/entry-reader.js';
import type { Frame } from '../session/frame.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** A value that this agent can't program: why, and of which entry. */
export interface BadEntry {
  readonly key: weft.v1.EntryKey.$Properties | null;
  readonly reason: 'BAD_VALUE' | 'UNKNOWN_ENTRY' | 'MAP_FULL';
  readonly message: string;
  /** The entry as it came, where there is one: it stays part of the state. */
  readonly entry?: weft.v1.Entry.$Properties;
}

/** A network that this node takes part in. */
export interface NetworkFacts {
  readonly networkId: string;
  readonly tenantId: string;
  readonly mtu: number;
}

/** A port that the controller bound to this node. */
export interface LocalPort {
  readonly datapathId: number;
  readonly portId: string;
  readonly generation: number;
  readonly vni: number;
  readonly mac: Uint8Array;
  readonly ip4: readonly Uint8Array[];
}

/** The node's own facts. */
export interface NodeConfig {
  readonly vtepId: number;
  readonly vtepIp4: Uint8Array;
  readonly vxlanPort: number;
}

/**
 * What the controller says that this node should hold. State, not a log: applying a frame twice, splitting it or leaving out
 * values that were replaced ends in the same state. Entries that programs read as they are go straight into their
 * table; what the agent itself needs (ports, networks, own configuration) is kept here as well.
 */
export class DesiredState {
  readonly tables: Tables;
  readonly networks = new Map<number, NetworkFacts>();
  readonly ports = new Map<number, LocalPort>();
  #portsById = new Map<string, LocalPort>();
  readonly members = new Map<number, Set<number>>();
  readonly vteps = new Map<number, weft.v1.Vtep.$Properties>();
  #vtepIp4 = new Map<number, number>();
  nodeConfig: NodeConfig | null = null;
  #nodeConfigEntry: weft.v1.NodeConfig.$Properties | null = null;
  /** VNIs whose flood list has to be laid out anew. */
  #floodChanged = new Set<number>();
  /** Entries that are wanted but can't be programmed, by their key. */
  readonly bad = new Map<string, BadEntry>();
  #seen: SeenInSnapshot | null = null;
  #changes: StateChanges = noChanges();

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** A port by its resource id. */
  portById(portId: string): LocalPort | null {
    return this.#portsById.get(portId) ?? null;
  }

  /** The NodeConfig entry as the controller sent it. */
  get nodeConfigEntry(): weft.v1.NodeConfig.$Properties | null {
    return this.#nodeConfigEntry;
  }

  /** Applies a frame; returns how many entries it put. PROTOCOL_VIOLATION if it can't be decoded (some of it may be applied then). */
  apply(frame: Frame): number {
    let puts = 0;
    switch (frame.kind) {
      case 'welcome':
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
    this.#layOutFloodLists();
    return puts;
  }

  /** What changed since the last call, beyond tables. */
  takeChanges(): StateChanges {
    const changes = this.#changes;
    this.#changes = noChanges();
    return changes;
  }

  #beginSnapshot(): void {
    for (const table of Object.values(this.tables.fromController)) table.beginSnapshot();
    this.#seen = {
      nodeConfig: false,
      networks: new Set(),
      ports: new Set(),
      vteps: new Set(),
      members: new Map(),
      bad: new Set(),
    };
  }

  #endSnapshot(): void {
    const seen = this.#seen;
    if (!seen) return;
    this.#seen = null;
    if (!seen.nodeConfig) this.removeNodeConfig();
    for (const vni of [...this.networks.keys()]) if (!seen.networks.has(vni)) this.#removeNetworkFacts(vni);
    for (const id of [...this.ports.keys()]) if (!seen.ports.has(id)) this.removePort(id);
    for (const id of [...this.vteps.keys()]) if (!seen.vteps.has(id)) this.removeVtep(id);
    for (const [vni, ids] of [...this.members]) {
      const kept = seen.members.get(vni);
      for (const id of [...ids]) if (!kept?.has(id)) this.removeMember(vni, id);
    }
    for (const id of [...this.bad.keys()]) if (!seen.bad.has(id)) this.bad.delete(id);
    this.tables.fromController.fdb.sweep();
    this.tables.fromController.neighbor4.sweep();
  }

  putNodeConfig(entry: weft.v1.NodeConfig.$Properties): void {
    if (this.#seen) this.#seen.nodeConfig = true;
    const id = badId({ nodeConfig: {} });
    this.#nodeConfigEntry = entry;
    const vtepIp4 = ip4Of(entry.vteps);
    const vtepId = entry.vtepId ?? 0;
    const vxlanPort = entry.vxlanPort ?? 0;
    const before = this.nodeConfig;
    if (!vtepIp4 || vtepId === 0 || vxlanPort < 1 || vxlanPort > 65535) {
      const why = !vtepIp4 ? 'no IPv4 VTEP' : vtepId === 0 ? 'VTEP id 0' : `UDP port ${vxlanPort}`;
      this.#setBad(id, { key: { nodeConfig: {} }, reason: 'BAD_VALUE', message: `node configuration has ${why}` });
      this.nodeConfig = null;
    } else {
      this.bad.delete(id);
      this.nodeConfig = { vtepId, vtepIp4: Uint8Array.from(vtepIp4), vxlanPort };
    }
    this.#changes.nodeConfig = true;
    if (before?.vtepId !== this.nodeConfig?.vtepId) for (const vni of this.members.keys()) this.#floodChanged.add(vni);
  }

  removeNodeConfig(): void {
    if (!this.#nodeConfigEntry) return;
    this.bad.delete(badId({ nodeConfig: {} }));
    this.#nodeConfigEntry = null;
    this.nodeConfig = null;
    this.#changes.nodeConfig = true;
    for (const vni of this.members.keys()) this.#floodChanged.add(vni);
  }

  putVtep(entry: weft.v1.Vtep.$Properties): void {
    const id = entry.vtepId ?? 0;
    this.#seen?.vteps.add(id);
    const ip4 = ip4Of(entry.addresses);
    const ip6 = entry.addresses?.find((a) => a.bytes?.length === 16)?.bytes ?? null;
    const key = { vtep: { vtepId: id } };
    this.#forgetVtepIp4(id, ip4);
    this.vteps.set(id, entry);
    if (id === 0 || !ip4) {
      const why = id === 0 ? 'the id is 0' : 'it has no IPv4 address, and this agent encapsulates in IPv4 only';
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message: `VTEP ${id} can't be programmed: ${why}` });
      this.tables.fromController.vtep.remove(rows.u32(id));
      return;
    }
    this.bad.delete(badId(key));
    this.tables.fromController.vtep.put(rows.u32(id), rows.vtep(ip4, ip6));
    const ip = rows.ip4Word(ip4);
    this.#vtepIp4.set(id, ip);
    this.tables.fromController.vtep_by_ip4.put(rows.u32(ip), rows.u32Value(id));
  }

  removeVtep(id: number): void {
    this.vteps.delete(id);
    this.bad.delete(badId({ vtep: { vtepId: id } }));
    this.#forgetVtepIp4(id, null);
    this.tables.fromController.vtep.remove(rows.u32(id));
  }

  /** Ends the claim of a VTEP to its old address, unless another VTEP has it by now or it stays the same. */
  #forgetVtepIp4(id: number, next: Uint8Array | null): void {
    const old = this.#vtepIp4.get(id);
    if (old === undefined || (next && rows.ip4Word(next) === old)) return;
    this.#vtepIp4.delete(id);
    const owner = this.tables.fromController.vtep_by_ip4.get(rows.u32(old));
    if (owner?.[0] === id) this.tables.fromController.vtep_by_ip4.remove(rows.u32(old));
  }

  putNetwork(entry: weft.v1.NetworkEntry.$Properties): void {
    const vni = entry.vni ?? 0;
    this.#seen?.networks.add(vni);
    const key = { network: { vni } };
    if (!isVni(vni)) {
      const message = `VNI ${vni} is not in ${VNI_MIN}..${VNI_MAX}`;
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message, entry: { network: entry } });
      return;
    }
    this.networks.set(vni, {
      networkId: entry.networkId ?? '',
      tenantId: entry.tenantId ?? '',
      mtu: entry.mtu ?? 0,
    });
    this.#changes.networks.add(vni);
  }

  #removeNetworkFacts(vni: number): void {
    this.networks.delete(vni);
    this.bad.delete(badId({ network: { vni } }));
    this.#changes.networks.add(vni);
  }

  /** Removes networks and every FDB, neighbor and member entry of them. */
  removeNetworks(vnis: ReadonlySet<number>): void {
    for (const vni of vnis) {
      this.#removeNetworkFacts(vni);
      for (const id of [...(this.members.get(vni) ?? [])]) this.removeMember(vni, id);
    }
    this.tables.fromController.fdb.removeByFirstWord(vnis);
    this.tables.fromController.neighbor4.removeByFirstWord(vnis);
    for (const [id, bad] of [...this.bad]) {
      const vni = bad.key?.fdb?.vni ?? bad.key?.neighbor?.vni ?? bad.key?.member?.vni ?? 0;
      if (vnis.has(vni)) this.bad.delete(id);
    }
  }

  putPort(entry: weft.v1.LocalPort.$Properties): void {
    const datapathId = entry.datapathId ?? 0;
    this.#seen?.ports.add(datapathId);
    const key = { localPort: { datapathId } };
    const why = portDefect(entry);
    const before = this.ports.get(datapathId);
    if (before && (why || before.portId !== entry.portId)) this.#dropPort(before);
    if (why) {
      const message = `port ${entry.portId} (${datapathId}) can't be programmed: ${why}`;
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message, entry: { localPort: entry } });
      return;
    }
    this.bad.delete(badId(key));
    const port: LocalPort = {
      datapathId,
      portId: entry.portId ?? '',
      generation: entry.generation ?? 0,
      vni: entry.vni ?? 0,
      mac: Uint8Array.from(entry.mac ?? []),
      ip4: (entry.addresses ?? []).map((a) => Uint8Array.from(a.bytes ?? [])),
    };
    this.ports.set(datapathId, port);
    this.#portsById.set(port.portId, port);
    this.#changes.ports.add(port.portId);
  }

  removePort(datapathId: number): void {
    this.bad.delete(badId({ localPort: { datapathId } }));
    const port = this.ports.get(datapathId);
    if (port) this.#dropPort(port);
  }

  #dropPort(port: LocalPort): void {
    this.ports.delete(port.datapathId);
    if (this.#portsById.get(port.portId) === port) this.#portsById.delete(port.portId);
    this.#changes.ports.add(port.portId);
    this.#changes.removedPorts.push(port);
  }

  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number): void {
    if (!isVni(vni) || mac.length !== 6 || vtepId === 0) {
      const key = { fdb: { vni, mac: Uint8Array.from(mac) } };
      const why = mac.length !== 6 ? `a MAC of ${mac.length} bytes` : vtepId === 0 ? 'VTEP id 0' : `VNI ${vni}`;
      const entry = { fdb: { ...key.fdb, vtepId, datapathId } };
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message: `FDB entry has ${why}`, entry });
      // An older value under the key no longer holds.
      if (mac.length === 6) this.tables.fromController.fdb.remove(rows.fdbKey(vni, mac));
      return;
    }
    if (this.bad.size > 0) this.bad.delete(badId({ fdb: { vni, mac } }));
    this.tables.fromController.fdb.put(rows.fdbKey(vni, mac), rows.fdb(vtepId, datapathId));
  }

  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void {
    if (!isVni(vni) || address.length !== 4 || mac.length !== 6) {
      const key = { neighbor: { vni, address: { bytes: Uint8Array.from(address) } } };
      const why =
        address.length === 16
          ? `IPv6 address ${formatIp(address)}, and this agent answers for IPv4 only`
          : address.length !== 4
            ? `an address of ${address.length} bytes`
            : mac.length !== 6
              ? `a MAC of ${mac.length} bytes`
              : `VNI ${vni}`;
      const entry = { neighbor: { ...key.neighbor, mac: Uint8Array.from(mac) } };
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message: `neighbor entry has ${why}`, entry });
      if (address.length === 4) this.tables.fromController.neighbor4.remove(rows.neighborKey(vni, address));
      return;
    }
    if (this.bad.size > 0) this.bad.delete(badId({ neighbor: { vni, address: { bytes: address } } }));
    this.tables.fromController.neighbor4.put(rows.neighborKey(vni, address), rows.neighbor(mac));
  }

  putMember(vni: number, vtepId: number): void {
    if (!isVni(vni) || vtepId === 0) {
      const key = { member: { vni, vtepId } };
      const message = `member has VNI ${vni}, VTEP id ${vtepId}`;
      this.#setBad(badId(key), { key, reason: 'BAD_VALUE', message, entry: key });
      return;
    }
    if (this.#seen) setOf(this.#seen.members, vni).add(vtepId);
    const ids = setOf(this.members, vni);
    this.tables.fromController.member.put(rows.memberKey(vni, vtepId), rows.u32Value(1));
    if (ids.has(vtepId)) return;
    ids.add(vtepId);
    this.#floodChanged.add(vni);
  }

  removeMember(vni: number, vtepId: number): void {
    this.bad.delete(badId({ member: { vni, vtepId } }));
    this.tables.fromController.member.remove(rows.memberKey(vni, vtepId));
    const ids = this.members.get(vni);
    if (!ids?.delete(vtepId)) return;
    if (ids.size === 0) this.members.delete(vni);
    this.#floodChanged.add(vni);
  }

  /** An entry, or the key of one, that this version has no words for. Unknown keys can't be told apart, so such entries are only ever added. */
  noteUnknown(message: string, entry?: weft.v1.Entry): void {
    const bytes = entry ? Buffer.from(weft.v1.Entry.encode(entry).finish()).toString('latin1') : '';
    this.#setBad(`unknown:${message}:${bytes}`, {
      key: null,
      reason: 'UNKNOWN_ENTRY',
      message,
      ...(entry ? { entry } : {}),
    });
  }

  forgetBad(key: weft.v1.EntryKey.$Properties): void {
    if (this.bad.size > 0) this.bad.delete(badId(key));
  }

  #setBad(id: string, entry: BadEntry): void {
    this.#seen?.bad.add(id);
    this.bad.set(id, entry);
  }

  /** VNI -> the other VTEPs of the VNI. A list longer than the map's value is cut, and the network says so. */
  #layOutFloodLists(): void {
    for (const vni of this.#floodChanged) {
      const own = this.nodeConfig?.vtepId ?? 0;
      const ids = [...(this.members.get(vni) ?? [])].filter((id) => id !== own).sort((a, b) => a - b);
      const id = `flood_remote:${vni}`;
      if (ids.length > rows.FLOOD_MAX) {
        const message = `flood_remote of VNI ${vni} holds ${rows.FLOOD_MAX} VTEPs, the network has ${ids.length}`;
        this.#setBad(id, { key: { network: { vni } }, reason: 'MAP_FULL', message });
      } else {
        this.bad.delete(id);
      }
      const table = this.tables.fromController.flood_remote;
      if (ids.length === 0) table.remove(rows.u32(vni));
      else table.put(rows.u32(vni), rows.flood(ids));
    }
    this.#floodChanged.clear();
  }
}

/** Changes that concern more than a table: ports by resource id, networks by VNI. */
export interface StateChanges {
  nodeConfig: boolean;
  readonly ports: Set<string>;
  readonly removedPorts: LocalPort[];
  readonly networks: Set<number>;
}

function noChanges(): StateChanges {
  return { nodeConfig: false, ports: new Set(), removedPorts: [], networks: new Set() };
}

/** What a snapshot has named so far, of what is not in a table. */
interface SeenInSnapshot {
  nodeConfig: boolean;
  readonly networks: Set<number>;
  readonly ports: Set<number>;
  readonly vteps: Set<number>;
  readonly members: Map<number, Set<number>>;
  readonly bad: Set<string>;
}

/** Feeds entries of a frame to the state. Networks are removed together: one walk over the tables for all of a frame. */
class StateSink implements EntrySink {
  readonly #state: DesiredState;
  readonly #removedNetworks = new Set<number>();

  constructor(state: DesiredState) {
    this.#state = state;
  }

  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number): void {
    this.finishRemovals();
    this.#state.putFdb(vni, mac, vtepId, datapathId);
  }

  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void {
    this.finishRemovals();
    this.#state.putNeighbor(vni, address, mac);
  }

  putMember(vni: number, vtepId: number): void {
    this.finishRemovals();
    this.#state.putMember(vni, vtepId);
  }

  putOther(entry: weft.v1.Entry): void {
    this.finishRemovals();
    if (entry.nodeConfig) this.#state.putNodeConfig(entry.nodeConfig);
    else if (entry.vtep) this.#state.putVtep(entry.vtep);
    else if (entry.network) this.#state.putNetwork(entry.network);
    else if (entry.localPort) this.#state.putPort(entry.localPort);
    else this.#state.noteUnknown('an entry of a kind that this agent does not know', entry);
  }

  remove(key: weft.v1.EntryKey): void {
    const state = this.#state;
    const tables = state.tables.fromController;
    if (key.nodeConfig) state.removeNodeConfig();
    else if (key.vtep) state.removeVtep(key.vtep.vtepId ?? 0);
    else if (key.network) this.#removedNetworks.add(key.network.vni ?? 0);
    else if (key.localPort) state.removePort(key.localPort.datapathId ?? 0);
    else if (key.member) state.removeMember(key.member.vni ?? 0, key.member.vtepId ?? 0);
    else if (key.fdb) {
      state.forgetBad(key);
      if (key.fdb.mac?.length === 6) tables.fdb.remove(rows.fdbKey(key.fdb.vni ?? 0, key.fdb.mac));
    } else if (key.neighbor) {
      state.forgetBad(key);
      const address = key.neighbor.address?.bytes;
      if (address?.length === 4) tables.neighbor4.remove(rows.neighborKey(key.neighbor.vni ?? 0, address));
    } else state.noteUnknown('the key of an entry of a kind that this agent does not know');
  }

  /** To be called once all removals of the frame were given. */
  finishRemovals(): void {
    if (this.#removedNetworks.size === 0) return;
    this.#state.removeNetworks(this.#removedNetworks);
    this.#removedNetworks.clear();
  }
}

function isVni(vni: number): boolean {
  return vni >= VNI_MIN && vni <= VNI_MAX;
}

function ip4Of(addresses: readonly weft.v1.IpAddress.$Properties[] | null | undefined): Uint8Array | null {
  return addresses?.find((a) => a.bytes?.length === 4)?.bytes ?? null;
}

/** Why a port can't be programmed; null if it can. A port is programmed as a whole or not at all. */
function portDefect(entry: weft.v1.LocalPort.$Properties): string | null {
  if (!entry.datapathId) return 'the datapath id is 0';
  if (!entry.portId) return 'it has no id';
  if (!isVni(entry.vni ?? 0)) return `VNI ${entry.vni} is not in ${VNI_MIN}..${VNI_MAX}`;
  if (entry.mac?.length !== 6) return `its MAC has ${entry.mac?.length ?? 0} bytes`;
  const other = (entry.addresses ?? []).find((a) => a.bytes?.length !== 4);
  if (other) return `address ${formatIp(other.bytes ?? new Uint8Array())} is not IPv4, and this agent checks IPv4 only`;
  const count = entry.addresses?.length ?? 0;
  if (count > rows.PORT_IP4_MAX) return `it has ${count} addresses; the limit is ${rows.PORT_IP4_MAX}`;
  return null;
}

/** A key as text, for looking it up. */
function badId(key: weft.v1.EntryKey.$Properties): string {
  return Buffer.from(weft.v1.EntryKey.encode(key).finish()).toString('latin1');
}

function setOf(map: Map<number, Set<number>>, key: number): Set<number> {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}
