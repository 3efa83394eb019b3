import type { Logger } from 'pino';
import type { Addressing } from '../addressing/addressing.js';
import { Deliver, PortFlags } from '../datapath/bpf/layout.gen.js';
import type { Link } from '../links/link.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import * as rows from '../state/rows.js';
import type { Tables } from '../state/tables.js';
import { LocalFloods } from './local-floods.js';

/** A port at an interface of the node. */
export interface PlacedPort {
  readonly ifindex: number;
  readonly datapathId: number;
  readonly vni: number;
  readonly generation: number;
}

/** With its tunnel that is a standard Ethernet frame, which every driver with XDP has in one buffer. */
const XDP_MTU_MAX = 1_450;

/**
 * The rows of ports of this node, as they are wanted. They are written in an order in which no port is ever open in part: port_by_id and flood_local (the port can
 * receive), then port_by_if (it may send). Away they go in the reverse order.
 */
export class PortRows {
  readonly #state: DesiredState;
  readonly #tables: Tables['fromPlugs'];
  readonly #addressing: Addressing;
  readonly #floods: LocalFloods;

  constructor(parts: { state: DesiredState; tables: Tables['fromPlugs']; addressing: Addressing; log: Logger }) {
    this.#state = parts.state;
    this.#tables = parts.tables;
    this.#addressing = parts.addressing;
    this.#floods = new LocalFloods(parts);
  }

  /** Of a port that is ACTIVE or PENDING, or what has changed of them. */
  put(port: LocalPort, link: Link, slot: number): void {
    const { datapathId, vni } = port;
    const deliver = link.kind === 'tap' ? Deliver.TAP : link.peerIsAway ? Deliver.PEER : Deliver.REDIRECT;
    this.#tables.port_by_id.put(
      rows.u32(datapathId),
      rows.portOut({ ifindex: link.ifindex, slot, vni, deliver, xdpRedirect: this.#xdpRedirect(deliver, vni) }),
    );
    this.#floods.add(vni, datapathId);
    this.#putPairs(port);
    this.#addressing.layOutPort(port);
    if (port.role === PortRole.PENDING) this.#tables.pending_port.put(rows.u32(datapathId), rows.pendingPort());
    else this.#tables.pending_port.remove(rows.u32(datapathId));
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
          (network?.floodUnknownNeighbors ? PortFlags.FLOODS_UNKNOWN : 0) |
          (port.role === PortRole.PENDING ? PortFlags.PENDING : 0),
        floodPacketsPerS: port.floodPacketsPerSecond,
      }),
    );
  }

  /** Also such as an earlier run left in the kernel. `ifindex` 0: at no interface that is known. */
  remove({ ifindex, datapathId, vni }: Omit<PlacedPort, 'generation'>): void {
    // The interface may have been given to another port meanwhile: then the row is that port's.
    const owner = this.#tables.port_by_if.get(rows.ifKey(ifindex));
    if (!owner || rows.datapathIdOf(owner) === datapathId) this.#tables.port_by_if.remove(rows.ifKey(ifindex));
    for (const name of ['port_by_id', 'port_pairs', 'pending_port'] as const)
      this.#tables[name].remove(rows.u32(datapathId));
    this.#addressing.forgetPort(datapathId);
    this.#floods.remove(vni, datapathId);
  }

  /** To be called once all ports that there are were put and removed: a list that grows port by port would differ from the right one that the kernel already holds. */
  layOutFloods(): void {
    this.#floods.layOut();
  }

  /** Can frames be handed to the port, may it send, and is it told that it does if it is to be? */
  isProgrammed({ ifindex, datapathId, vni }: PlacedPort): boolean {
    const { pending_port } = this.#tables;
    const isPending = pending_port.get(rows.u32(datapathId)) !== null;
    return (
      this.isNodeReady &&
      (!isPending || pending_port.isProgrammed(rows.u32(datapathId))) &&
      this.#tables.port_by_id.isProgrammed(rows.u32(datapathId)) &&
      this.#tables.flood_local.isProgrammed(rows.u32(vni)) &&
      this.#tables.port_by_if.isProgrammed(rows.ifKey(ifindex))
    );
  }

  /** Does the kernel have the node's configuration? */
  get isNodeReady(): boolean {
    return this.#tables.config.isProgrammed(rows.u32(0));
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
}

const NO_ADDRESS = new Uint8Array(16);
/** What an IPv4 address begins with as an IPv6 one (RFC 4291 section 2.5.5.2). */
const IP4_MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
