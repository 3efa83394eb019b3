import type { Logger } from 'pino';
import type { Addressing } from '../addressing/addressing.js';
import type { Datapath } from '../datapath/datapath.js';
import type { Link } from '../links/link.js';
import type { Policies } from '../policies/policies.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPort } from '../state/entities.js';
import { isLeaving, PortRole, takesOver } from '../state/port-role.js';
import type { Tables } from '../state/tables.js';
import { Departures } from './departures.js';
import { portsLeftUp, slotsLeft } from './found-ports.js';
import { KeptPorts } from './kept-ports.js';
import type { PlugStore, StoredPlug } from './plug-store.js';
import { PortAttachments } from './port-attachments.js';
import { type PlacedPort, PortRows } from './port-rows.js';
import { isPlugged, type PortState, portMessage } from './port-state.js';
import { Slots } from './slots.js';

/** What ports are filtered by. */
type PortFilter = Pick<Policies, 'want' | 'release' | 'problemOf'>;

/**
 * Ports of this node: brings together what is plugged in, which interfaces there are, and which ports the controller bound here, and
 * says what the port tables should hold.
 *
 * Programs are attached before there are rows: without a row in port_by_if they drop everything. A port with security groups that is not up has no rows until it has its policy.
 * A port that departs has none; as long as another node may ask for its connections, they stay.
 */
export class LocalPorts {
  readonly #state: DesiredState;
  readonly #datapath: Datapath;
  readonly #plugs: PlugStore;
  readonly #linkByName: (name: string) => Link | null;
  readonly #addressing: Addressing;
  readonly #filter: PortFilter;
  readonly #slots: Slots;
  readonly #rows: PortRows;
  readonly #attachments: PortAttachments;
  readonly #departures = new Departures();
  /** Ports whose rows are wanted. */
  readonly #placed = new Map<string, PlacedPort>();
  /** Ports that wait for their policy; their slots are taken. */
  readonly #waiting = new Map<string, number>();
  /** Ports that found no slot free. */
  readonly #slotless = new Set<string>();
  readonly #kept: KeptPorts;
  /** Ports that an earlier run left up. */
  #leftUp: ReturnType<typeof portsLeftUp> = new Map();
  readonly #problems = new Map<string, string>();
  /** Ports that lost their rows, or what was kept of them, since the last flush. */
  #displaced = new Set<number>();

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
    const { state, tables, datapath, addressing, log } = parts;
    this.#state = state;
    this.#datapath = datapath;
    this.#plugs = parts.plugs;
    this.#linkByName = parts.linkByName;
    this.#addressing = addressing;
    this.#filter = parts.filter;
    this.#slots = new Slots(datapath.slots);
    this.#rows = new PortRows({ state, tables: tables.fromPlugs, addressing, log });
    this.#attachments = new PortAttachments({ datapath, log });
    this.#kept = new KeptPorts(datapath, this.#slots);
  }

  /** Finds which counter slots are taken, and which ports are up. Before the first `refresh`, with the state of the earlier run. */
  restoreSlots(): void {
    this.#leftUp = portsLeftUp(this.#datapath);
    for (const [datapathId, slot] of slotsLeft(this.#datapath)) this.#slots.restore(datapathId, slot);
    this.#kept.restore((datapathId) => this.#state.ports.get(datapathId));
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
    this.#rows.layOutFloods();
  }

  #refresh(portId: string): void {
    const plug = this.#plugs.get(portId);
    const link = plug ? this.#linkOf(plug) : null;
    const port = this.#state.ports.byId(portId);
    // Also while the interface is away: the first port that comes is the one that was meant.
    const served = !port || this.#plugs.bind(portId, port.datapathId);
    this.#departures.see(portId, port);
    this.#problems.delete(portId);
    this.#slotless.delete(portId);
    const refused = link && this.#attachments.attach(portId, link);
    if (refused !== null) this.#problems.set(portId, refused);
    else if (link && !served) this.#problems.set(portId, 'the port was made anew: plug it again');
    if (link && refused === null && port && served && port.role !== PortRole.DEPARTING) this.#place(port, link);
    else this.#displace(portId);
  }

  refreshAll(): void {
    const all = new Set([...this.plugged(), ...this.#placed.keys(), ...this.#waiting.keys()]);
    for (const portId of all) this.#refresh(portId);
    this.#rows.layOutFloods();
  }

  /** The state is complete: links of ports that nobody plugged are detached, their slots freed. */
  sweep(): void {
    this.#attachments.sweep((portId) => this.#plugs.get(portId) !== null);
    this.#kept.sweep((datapathId) => this.#state.ports.get(datapathId));
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
    const mustBe = port !== null && port.role !== PortRole.DEPARTING && link !== null;
    return {
      portId,
      plug,
      link,
      port,
      programmed,
      failed: problem !== undefined || (mustBe && !programmed),
      message:
        problem ??
        portMessage({
          plug,
          link,
          named: this.#linkByName(plug.interface),
          port,
          unfiltered: port && this.#filter.problemOf(port.datapathId),
          programmed,
          isNodeReady: this.#rows.isNodeReady,
          networkMtu: this.#state.networks.get(port?.vni ?? 0)?.mtu ?? 0,
        }),
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
    this.#slotless.delete(portId);
    this.#displace(portId);
    this.#rows.layOutFloods();
  }

  /** Detaches a port's programs. Without them the host's own stack has the interface: set it down first. */
  detach(portId: string): void {
    this.#attachments.detach(portId);
  }

  /**
   * To be called after each flush: nothing refers to displaced ports any more, so their flows end and their slots are free. Returns the ports that had found none free and have
   * one now: their rows are written with the next flush.
   */
  afterFlush(): string[] {
    this.#addressing.afterFlush();
    if (this.#displaced.size === 0) return [];
    const here = new Set([...[...this.#placed.values()].map((p) => p.datapathId), ...this.#waiting.values()]);
    for (const datapathId of this.#displaced) {
      if (here.has(datapathId)) continue;
      this.#datapath.endFlowsOf(datapathId);
      this.#leftUp.delete(datapathId);
      if (this.#kept.has(datapathId)) continue;
      this.#filter.release(datapathId);
      this.#slots.release(datapathId);
    }
    this.#displaced = new Set();
    const waiting = [...this.#slotless];
    for (const portId of waiting) this.#refresh(portId);
    this.#rows.layOutFloods();
    return waiting.filter((portId) => !this.#slotless.has(portId));
  }

  /** Ports whose rows went because they depart, since the last call: after a flush. */
  takeDeparted(): LocalPort[] {
    return this.#departures.take();
  }

  /** Interfaces that got their programs since the last call: they are to be set up. */
  takeFreshInterfaces(): ReadonlySet<string> {
    return this.#attachments.takeFresh();
  }

  #linkOf(plug: StoredPlug): Link | null {
    const link = this.#linkByName(plug.interface);
    return link && isPlugged(plug, link) ? link : null;
  }

  #place(port: LocalPort, link: Link): void {
    const { portId, datapathId, vni, generation, groupIds } = port;
    const { ifindex } = link;
    const before = this.#placed.get(portId);
    if (before && (before.ifindex !== ifindex || before.datapathId !== datapathId || before.vni !== vni)) {
      this.#displace(portId);
    }
    const slot = this.#takeSlot(port);
    if (slot === null) {
      this.#displace(portId);
      return;
    }
    const waited = this.#waiting.get(portId);
    if (waited !== undefined && waited !== datapathId) this.#displaced.add(waited);
    const isUp = this.#placed.has(portId) || this.#leftUp.get(datapathId)?.ifindex === ifindex;
    this.#endFormerConnections(port, slot, before ?? this.#leftUp.get(datapathId) ?? null);
    if (!this.#filter.want({ datapathId, slot, groupIds }, isUp) && !isUp) {
      this.#waiting.set(portId, datapathId);
      return;
    }
    this.#waiting.delete(portId);
    this.#placed.set(portId, { ifindex, datapathId, vni, generation });
    this.#rows.put(port, link, slot);
  }

  #takeSlot({ portId, datapathId, limits }: LocalPort): number | null {
    try {
      const { slot, fresh } = this.#slots.take(datapathId);
      if (fresh) this.#datapath.zeroSlot(slot);
      this.#datapath.limitBandwidth(slot, limits);
      return slot;
    } catch (error) {
      this.#problems.set(portId, (error as Error).message);
      this.#slotless.add(portId);
      return null;
    }
  }

  /** Connections have gone on elsewhere since a former binding: what was noted of them then would have their packets dropped. */
  #endFormerConnections(port: LocalPort, slot: number, up: Pick<PlacedPort, 'generation'> | null): void {
    const kept = this.#kept.drop(port.datapathId);
    const wasAway =
      kept !== null ? kept !== port.generation : takesOver(port) && up && up.generation !== port.generation;
    if (wasAway) this.#datapath.policy.endConnectionsOf(port.datapathId, slot);
  }

  #displace(portId: string): void {
    const port = this.#state.ports.byId(portId);
    const waiting = this.#waiting.get(portId);
    if (waiting !== undefined) this.#displaced.add(waiting);
    this.#waiting.delete(portId);
    const placed = this.#placed.get(portId);
    this.#placed.delete(portId);
    if (placed) this.#takeRows(placed);
    else if (port?.role === PortRole.DEPARTING) this.#takeRowsLeft(port);
    this.#keep(portId, port, placed?.generation);
  }

  /** Rows of an earlier run: what it did not get to when the port began to depart. */
  #takeRowsLeft({ datapathId, vni }: LocalPort): void {
    if (this.#slots.of(datapathId) === null || this.#kept.has(datapathId)) return;
    this.#takeRows({ ifindex: this.#leftUp.get(datapathId)?.ifindex ?? 0, datapathId, vni });
  }

  #takeRows(placed: Omit<PlacedPort, 'generation'>): void {
    this.#rows.remove(placed);
    this.#leftUp.delete(placed.datapathId);
    this.#displaced.add(placed.datapathId);
  }

  /** A port that has no rows: what stays of it, for as long as another node may ask for it. */
  #keep(portId: string, port: LocalPort | null, generation = port?.generation): void {
    const slot = port && isLeaving(port) ? this.#slots.of(port.datapathId) : null;
    const stays = slot === null ? null : port;
    for (const datapathId of this.#kept.dropOthers(portId, stays?.datapathId ?? 0)) this.#displaced.add(datapathId);
    if (!stays || slot === null) return;
    const { datapathId, groupIds } = stays;
    this.#kept.keep(datapathId, { portId, generation: generation ?? 0 });
    this.#filter.want({ datapathId, slot, groupIds }, true);
  }

  #isProgrammed(portId: string): boolean {
    const placed = this.#placed.get(portId);
    return (
      placed !== undefined && this.#attachments.isAttached(portId, placed.ifindex) && this.#rows.isProgrammed(placed)
    );
  }
}
