import type { Logger } from 'pino';
import type { Addressing } from '../addressing/addressing.js';
import { Deliver, PortFlags } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import type { Link } from '../links/link.js';
import type { Policies } from '../policies/policies.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPort } from '../state/entities.js';
import * as rows from '../state/rows.js';
import type { Tables } from '../state/tables.js';
import type { PlugStore, StoredPlug } from './plug-store.js';
import { Slots } from './slots.js';

/** What stands between a plug and a port that forwards. */
export interface PortState {
  readonly portId: string;
  readonly plug: StoredPlug;
  /** The interface, if it is there and the right one. */
  readonly link: Link | null;
  /** The controller's word, if it has bound the port here. */
  readonly port: LocalPort | null;
  /** Its rows are in the kernel and its links are attached. */
  readonly programmed: boolean;
  /** Why not, for people; or a warning. */
  readonly message: string;
  readonly failed: boolean;
}

/** With its tunnel that is a standard Ethernet frame, which every driver with XDP has in one buffer. */
const XDP_MTU_MAX = 1_450;

/** What ports are filtered by. */
type PortFilter = Pick<Policies, 'want' | 'release' | 'problemOf'>;

interface Placed {
  readonly ifindex: number;
  readonly datapathId: number;
  readonly vni: number;
}

/**
 * Ports of this node: brings together what is plugged in, which interfaces there are, and which ports the controller bound here, and
 * says what the port tables should hold.
 *
 * Order, so that no port is ever open in part: programs are attached first (without a row in port_by_if they drop everything), then
 * port_by_id and flood_local (the port can receive), then port_by_if (it may send). Away it goes in the reverse order. A port with security groups that
 * is not up has none of these rows until it has its policy.
 */
export class LocalPorts {
  readonly #state: DesiredState;
  readonly #tables: Tables['fromPlugs'];
  readonly #datapath: Datapath;
  readonly #plugs: PlugStore;
  readonly #linkByName: (name: string) => Link | null;
  readonly #addressing: Addressing;
  readonly #filter: PortFilter;
  readonly #log: Logger;
  readonly #slots: Slots;
  /** Ports whose rows are wanted. */
  readonly #placed = new Map<string, Placed>();
  /** Ports that wait for their policy; their slots are taken. */
  readonly #waiting = new Map<string, number>();
  /** Ports that an earlier run left up, and their interfaces. */
  readonly #leftUp = new Map<number, number>();
  readonly #flood = new Map<number, Set<number>>();
  readonly #floodsToLayOut = new Set<number>();
  /** Interface that a port's programs are attached to. */
  readonly #attached = new Map<string, number>();
  readonly #problems = new Map<string, string>();
  /** Ports that lost their rows since the last flush. */
  #displaced = new Set<number>();
  /** Interfaces that got their programs since they were last asked for. */
  #fresh = new Set<string>();

  constructor(parts: {
    state: DesiredState;
    tables: Tables;
    datapath: Datapath;
    plugs: PlugStore;
    linkByName: (name: string) => Link | null;
    addressing: Addressing;
    filter: PortFilter;
    log: Logger;
  }) {
    this.#state = parts.state;
    this.#tables = parts.tables.fromPlugs;
    this.#datapath = parts.datapath;
    this.#plugs = parts.plugs;
    this.#linkByName = parts.linkByName;
    this.#addressing = parts.addressing;
    this.#filter = parts.filter;
    this.#log = parts.log;
    this.#slots = new Slots(parts.datapath.slots);
  }

  /** Finds which counter slots are taken, and which ports are up. Before the first `refresh`. */
  restoreSlots(): void {
    this.#datapath.table('port_by_if').readAll((keys, values, count) => {
      const words = values.length / Math.max(count, 1);
      for (let i = 0; i < count; i++) {
        const port = rows.datapathIdOf(values.subarray(i * words, (i + 1) * words));
        this.#leftUp.set(port, keys[(i * keys.length) / count] ?? 0);
      }
    });
    this.#datapath.table('port_by_id').readAll((keys, values, count) => {
      const words = values.length / Math.max(count, 1);
      for (let i = 0; i < count; i++) {
        this.#slots.restore(keys[i] ?? 0, rows.slotOf(values.subarray(i * words, (i + 1) * words)));
      }
    });
  }

  /** Ports that have a slot, and theirs. */
  *slots(): Generator<{ datapathId: number; slot: number }> {
    for (const datapathId of this.#slots.ports()) {
      const slot = this.#slots.of(datapathId);
      if (slot !== null) yield { datapathId, slot };
    }
  }

  /** Slot of a port's counters; null if it has none. */
  slotOf(datapathId: number): number | null {
    return this.#slots.of(datapathId);
  }

  /** Works out anew what should hold for a port. The rows are written with the next flush. */
  refresh(portId: string): void {
    this.#refresh(portId);
    this.#layOutFloods();
  }

  #refresh(portId: string): void {
    const plug = this.#plugs.get(portId);
    const link = plug ? this.#linkOf(plug) : null;
    const port = this.#state.ports.byId(portId);
    // Also while the interface is away: the first port that comes is the one that was meant.
    const served = !port || this.#plugs.bind(portId, port.datapathId);
    this.#problems.delete(portId);
    if (!plug || !link) {
      this.#displace(portId);
      return;
    }
    if (!this.#attach(portId, link)) {
      this.#displace(portId);
      return;
    }
    if (!served) this.#problems.set(portId, 'the port was made anew: plug it again');
    if (!port || !served) {
      this.#displace(portId);
      return;
    }
    this.#place(portId, port, plug, link);
  }

  refreshAll(): void {
    const had = [...this.#placed.keys(), ...this.#waiting.keys()];
    for (const portId of new Set([...this.#plugs.all().map((p) => p.portId), ...had])) {
      this.#refresh(portId);
    }
    // Once all are placed: a list that grows port by port would differ from the right one that the kernel already holds.
    this.#layOutFloods();
  }

  /** The state is complete: links of ports that nobody plugged are detached, their slots freed. */
  sweep(): void {
    for (const { name } of this.#datapath.links()) {
      const match = /^(from_port|to_port)-(.+)$/.exec(name);
      if (match?.[2] && !this.#plugs.get(match[2])) {
        this.#log.info({ link: name }, 'detaching a link of a port that is not plugged');
        this.#datapath.detach(name);
      }
    }
    // Their rows go with the next flush, and their slots after it.
    for (const datapathId of this.#slots.ports()) this.#displaced.add(datapathId);
  }

  /** What holds for a port; null if it is not plugged. */
  stateOf(portId: string): PortState | null {
    const plug = this.#plugs.get(portId);
    if (!plug) return null;
    const link = this.#linkOf(plug);
    const port = this.#state.ports.byId(portId);
    const problem = this.#problems.get(portId);
    const programmed = port !== null && link !== null && problem === undefined && this.#isProgrammed(portId);
    return {
      portId,
      plug,
      link,
      port,
      programmed,
      failed: problem !== undefined || (port !== null && link !== null && !programmed),
      message: problem ?? this.#messageOf(plug, link, port, programmed),
    };
  }

  /** Generation of the port's binding to this node, plugged or not; 0 if it is not bound here (as far as the agent knows). */
  generationOf(portId: string): number {
    return this.#state.ports.byId(portId)?.generation ?? 0;
  }

  plugged(): string[] {
    return this.#plugs.all().map((p) => p.portId);
  }

  /** Takes a port's rows away; they are gone after the next flush. */
  close(portId: string): void {
    this.#problems.delete(portId);
    this.#displace(portId);
  }

  /** Detaches a port's programs. Without them the host's own stack has the interface: set it down first. */
  detach(portId: string): void {
    this.#attached.delete(portId);
    this.#datapath.detachPort(portId);
  }

  /** To be called after each flush: nothing refers to displaced ports any more, so their flows end and their slots are free. */
  afterFlush(): void {
    this.#addressing.afterFlush();
    if (this.#displaced.size === 0) return;
    const kept = new Set([...[...this.#placed.values()].map((p) => p.datapathId), ...this.#waiting.values()]);
    for (const datapathId of this.#displaced) {
      if (kept.has(datapathId)) continue;
      this.#datapath.endFlowsOf(datapathId);
      this.#filter.release(datapathId);
      this.#leftUp.delete(datapathId);
      this.#slots.release(datapathId);
    }
    this.#displaced = new Set();
  }

  /** Interfaces that got their programs since the last call: they are to be set up. */
  takeFreshInterfaces(): ReadonlySet<string> {
    const fresh = this.#fresh;
    this.#fresh = new Set();
    return fresh;
  }

  #linkOf(plug: StoredPlug): Link | null {
    const link = this.#linkByName(plug.interface);
    return link && link.mac === plug.mac && link.kind === plug.kind ? link : null;
  }

  #messageOf(plug: StoredPlug, link: Link | null, port: LocalPort | null, programmed: boolean): string {
    if (!link) {
      const other = this.#linkByName(plug.interface);
      if (!other) return `interface ${plug.interface} is away`;
      return `interface ${plug.interface} is another one now (${other.kind} ${other.mac}, plugged was ${plug.kind} ${plug.mac}): plug it again`;
    }
    if (!port) return 'the controller has not bound the port to this node';
    const unfiltered = this.#filter.problemOf(port.datapathId);
    if (unfiltered !== null) return unfiltered;
    if (!programmed) {
      return this.#tables.config.isProgrammed(rows.u32(0))
        ? 'the kernel did not take all entries of the port'
        : 'the node is not ready: its configuration, underlay interface or vxlan device is missing';
    }
    const mtu = this.#state.networks.get(port.vni)?.mtu ?? 0;
    if (link.mtu < mtu) return `interface ${link.name} has MTU ${link.mtu}, the network has ${mtu}`;
    return '';
  }

  #attach(portId: string, link: Link): boolean {
    if (this.#attached.get(portId) === link.ifindex) return true;
    try {
      if (this.#datapath.attachPort(portId, link.ifindex) === 'created') this.#fresh.add(link.name);
      this.#attached.set(portId, link.ifindex);
      return true;
    } catch (error) {
      this.#attached.delete(portId);
      this.#log.error({ err: error, port: portId, interface: link.name }, 'the programs could not be attached');
      this.#problems.set(portId, `attaching to ${link.name}: ${(error as Error).message}`);
      return false;
    }
  }

  #place(portId: string, port: LocalPort, plug: StoredPlug, link: Link): void {
    const { datapathId, vni } = port;
    const before = this.#placed.get(portId);
    if (before && (before.ifindex !== link.ifindex || before.datapathId !== datapathId || before.vni !== vni)) {
      this.#displace(portId);
    }
    let slot: number;
    try {
      const taken = this.#slots.take(datapathId);
      slot = taken.slot;
      if (taken.fresh) this.#datapath.zeroSlot(slot);
      this.#datapath.limitBandwidth(slot, port.limits);
    } catch (error) {
      this.#problems.set(portId, (error as Error).message);
      this.#displace(portId);
      return;
    }
    const waited = this.#waiting.get(portId);
    if (waited !== undefined && waited !== datapathId) this.#displaced.add(waited);
    const isUp = this.#placed.has(portId) || this.#leftUp.get(datapathId) === link.ifindex;
    if (!this.#filter.want({ datapathId, slot, groupIds: port.groupIds }, isUp) && !isUp) {
      this.#waiting.set(portId, datapathId);
      return;
    }
    this.#waiting.delete(portId);
    this.#placed.set(portId, { ifindex: link.ifindex, datapathId, vni });
    const deliver = plug.kind === 'tap' ? Deliver.TAP : link.peerIsAway ? Deliver.PEER : Deliver.REDIRECT;
    this.#tables.port_by_id.put(
      rows.u32(datapathId),
      rows.portOut({ ifindex: link.ifindex, slot, vni, deliver, xdpRedirect: this.#xdpRedirect(deliver, vni) }),
    );
    let flood = this.#flood.get(vni);
    if (!flood) {
      flood = new Set();
      this.#flood.set(vni, flood);
    }
    flood.add(datapathId);
    this.#floodsToLayOut.add(vni);
    this.#putPairs(port);
    this.#addressing.layOutPort(port);
    const network = this.#state.networks.get(vni);
    const { subnets } = this.#state;
    this.#tables.port_by_if.put(
      rows.ifKey(link.ifindex),
      rows.port({
        datapathId,
        generation: port.generation,
        vni,
        slot,
        mac: port.mac,
        ip4: port.ip4.map((ip4) => ({
          address: rows.ip4Number(ip4),
          gateway: rows.ip4Number(subnets.gatewayOf(vni, ip4) ?? NO_ADDRESS),
        })),
        ip6: port.ip6.map((address) => ({ address, gateway: subnets.gatewayOf(vni, address) ?? NO_ADDRESS })),
        mtu: network?.mtu ?? 0,
        flags:
          (port.pairs.length > 0 ? PortFlags.HAS_PAIRS : 0) |
          (network?.floodUnknownNeighbors ? PortFlags.FLOODS_UNKNOWN : 0),
        floodPacketsPerS: port.floodPacketsPerSecond,
      }),
    );
  }

  #putPairs({ datapathId, pairs }: LocalPort): void {
    if (pairs.length === 0) {
      this.#tables.port_pairs.remove(rows.u32(datapathId));
      return;
    }
    this.#tables.port_pairs.put(
      rows.u32(datapathId),
      rows.pairs(
        pairs.map(({ prefix, length, mac }) => ({
          prefix: prefix.length === 16 ? prefix : Uint8Array.of(...IP4_MAPPED, ...prefix),
          prefixLen: prefix.length === 16 ? length : 96 + length,
          mac,
        })),
      ),
    );
  }

  /**
   * Does XDP hand frames to the port? To a veth never: without XDP or NAPI at its peer, which is in a namespace that is not ours to look into, it
   * would lose them silently. To a tap if all frames of the network fit into one buffer of a driver: then flows keep their order.
   */
  #xdpRedirect(deliver: Deliver, vni: number): number {
    const mtu = this.#state.networks.get(vni)?.mtu ?? XDP_MTU_MAX + 1;
    return deliver === Deliver.TAP && mtu <= XDP_MTU_MAX ? 1 : 0;
  }

  #displace(portId: string): void {
    const waiting = this.#waiting.get(portId);
    if (waiting !== undefined) this.#displaced.add(waiting);
    this.#waiting.delete(portId);
    const placed = this.#placed.get(portId);
    if (!placed) return;
    this.#placed.delete(portId);
    this.#leftUp.delete(placed.datapathId);
    this.#removeRows(placed);
    this.#displaced.add(placed.datapathId);
  }

  #removeRows({ ifindex, datapathId, vni }: Placed): void {
    // The interface may have been given to another port meanwhile: then the row is that port's.
    const owner = this.#tables.port_by_if.get(rows.ifKey(ifindex));
    if (!owner || rows.datapathIdOf(owner) === datapathId) this.#tables.port_by_if.remove(rows.ifKey(ifindex));
    this.#tables.port_by_id.remove(rows.u32(datapathId));
    this.#tables.port_pairs.remove(rows.u32(datapathId));
    this.#addressing.forgetPort(datapathId);
    if (this.#flood.get(vni)?.delete(datapathId)) this.#layOutFlood(vni);
  }

  #layOutFloods(): void {
    for (const vni of this.#floodsToLayOut) this.#layOutFlood(vni);
    this.#floodsToLayOut.clear();
  }

  #layOutFlood(vni: number): void {
    const ids = [...(this.#flood.get(vni) ?? [])].sort((a, b) => a - b);
    this.#addressing.layOutNetwork(vni, ids);
    if (ids.length === 0) {
      this.#flood.delete(vni);
      this.#tables.flood_local.remove(rows.u32(vni));
      return;
    }
    if (ids.length > rows.FLOOD_MAX) {
      this.#log.error(
        { vni, ports: ids.length },
        `broadcast reaches ${rows.FLOOD_MAX} ports of a network on this node`,
      );
    }
    this.#tables.flood_local.put(rows.u32(vni), rows.flood(ids));
  }

  #isProgrammed(portId: string): boolean {
    const placed = this.#placed.get(portId);
    return (
      placed !== undefined &&
      this.#tables.config.isProgrammed(rows.u32(0)) &&
      this.#attached.get(portId) === placed.ifindex &&
      this.#tables.port_by_id.isProgrammed(rows.u32(placed.datapathId)) &&
      this.#tables.flood_local.isProgrammed(rows.u32(placed.vni)) &&
      this.#tables.port_by_if.isProgrammed(rows.ifKey(placed.ifindex))
    );
  }
}

const NO_ADDRESS = new Uint8Array(16);
/** What an IPv4 address begins with as an IPv6 one (RFC 4291 section 2.5.5.2). */
const IP4_MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
