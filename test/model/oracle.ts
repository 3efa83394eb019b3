import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { arpFromPort } from './arp-oracle.js';
import { type Cloud, hexMac } from './cloud.js';
import { drop, type Expectation, exactly } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { isMulticastMac } from './frame-parts.js';
import { ip4FromPort } from './ip4-oracle.js';
import { ip6FromPort } from './ip6-oracle.js';
import type { PolicyOracle } from './policy-oracle.js';
import { type FarNode, HERE, type PortSpec } from './topology.js';
import { onTheWire } from './tunnel-oracle.js';
import type { Underlay } from './underlay.js';
import { type Arrival, vxlanFromWire } from './wire-oracle.js';

/**
 * The model of the data path: what has to come of a frame, decided from the cloud alone and by the rules that users are told (docs/routing.md, the protos'
 * comments, RFCs). It shares no code and no tables with what it judges.
 */
export class Oracle implements Forwarding {
  readonly cloud: Cloud;
  /** The VNI that the controller gave a network. */
  readonly vniOf: (network: string) => number;

  readonly underlay: Underlay;
  readonly xdp: boolean;
  readonly #policy: PolicyOracle | null;

  /** `policy`: null where no port has security groups. */
  constructor(
    cloud: Cloud,
    vniOf: (network: string) => number,
    underlay: Underlay,
    xdp: boolean,
    policy: PolicyOracle | null = null,
  ) {
    this.cloud = cloud;
    this.vniOf = vniOf;
    this.underlay = underlay;
    this.xdp = xdp;
    this.#policy = policy;
  }

  /** A frame that the machine of a plugged port sends. */
  fromPort(port: PortSpec, frame: Buffer): Expectation {
    const type = frame.readUInt16BE(12);
    if (type === 0x8100 || type === 0x88a8) return drop(port.id, 'TAGGED');
    const own = frame.toString('hex', 6, 12) === hexMac(port.mac);
    if (!own && port.pairs.length === 0) return drop(port.id, 'SPOOFED_MAC');
    if (type === 0x0800) return ip4FromPort(this, port, frame);
    if (type === 0x86dd) return ip6FromPort(this, port, frame);
    if (type === 0x0806) return arpFromPort(this, port, frame);
    if (!own) return drop(port.id, 'SPOOFED_MAC');
    const denied = this.mayLeave(port, frame);
    return denied ? drop(port.id, denied) : this.bridge(port, frame);
  }

  /** What comes on the wire. */
  fromWire(arrival: Arrival): Expectation {
    return vxlanFromWire(this, arrival);
  }

  /** A frame of the port's own network goes on as it is, if it fits. */
  bridge(port: PortSpec, frame: Buffer): Expectation {
    if (frame.length - 14 > this.cloud.network(port.network).mtu) return drop(port.id, 'TOO_BIG');
    return this.towards(port, port.network, frame);
  }

  /** To whom its destination MAC belongs in the network. */
  towards(from: PortSpec, network: string, frame: Buffer): Expectation {
    if (isMulticastMac(frame)) return this.flood(from, network, frame);
    const owner = this.cloud.ownerOfMac(network, frame.toString('hex', 0, 6));
    if (!owner) return drop(from.id, 'UNKNOWN_DESTINATION');
    if (owner.id === from.id) return drop(from.id, 'SAME_PORT');
    if (owner.node !== HERE && owner.node !== null)
      return { frames: [onTheWire(this, owner.node, network, frame)], drops: [] };
    if (!owner.device) return drop(from.id, 'PORT_GONE');
    return this.deliver(owner, HERE, `to ${owner.id}`, frame);
  }

  mayLeave(port: PortSpec, frame: Buffer): DropReasonName | null {
    return this.#policy?.pass({ port, direction: 'out', frame, node: HERE }) ?? null;
  }

  deliver(port: PortSpec, node: string, what: string, frame: Buffer): Expectation {
    const denied = this.#policy?.pass({ port, direction: 'in', frame, node });
    return denied ? drop(port.id, denied) : { frames: [exactly(port.device ?? '', what, frame)], drops: [] };
  }

  /** To every other port of the network, once. */
  flood(from: PortSpec | FarNode, network: string, frame: Buffer): Expectation {
    const [node, sender] = typeof from === 'string' ? [from, null] : [HERE, from.id];
    const here = this.cloud.pluggedIn(network).filter((p) => p.id !== sender);
    const copies = here.map((p) => this.deliver(p, node, `a copy for ${p.id}`, frame));
    const far = sender === null ? [] : this.cloud.otherNodesIn(network);
    return {
      frames: [
        ...copies.flatMap(({ frames }) => frames),
        ...far.map((other) => onTheWire(this, other, network, frame)),
      ],
      drops: copies.flatMap(({ drops }) => drops),
    };
  }
}
