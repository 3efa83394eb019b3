import { arpFromPort } from './arp-oracle.js';
import { type Cloud, hexMac } from './cloud.js';
import { drop, type Expectation, type ExpectedFrame, exactly } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { isMulticastMac } from './frame-parts.js';
import { ip4FromPort } from './ip4-oracle.js';
import { ip6FromPort } from './ip6-oracle.js';
import { HERE, type PortSpec } from './topology.js';
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

  constructor(cloud: Cloud, vniOf: (network: string) => number, underlay: Underlay, xdp: boolean) {
    this.cloud = cloud;
    this.vniOf = vniOf;
    this.underlay = underlay;
    this.xdp = xdp;
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
    return own ? this.bridge(port, frame) : drop(port.id, 'SPOOFED_MAC');
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
    if (isMulticastMac(frame)) return { frames: this.flood(from, network, frame), drops: [] };
    const owner = this.cloud.ownerOfMac(network, frame.toString('hex', 0, 6));
    if (!owner) return drop(from.id, 'UNKNOWN_DESTINATION');
    if (owner.id === from.id) return drop(from.id, 'SAME_PORT');
    if (owner.node !== HERE && owner.node !== null)
      return { frames: [onTheWire(this, owner.node, network, frame)], drops: [] };
    if (!owner.device) return drop(from.id, 'PORT_GONE');
    return { frames: [exactly(owner.device, `to ${owner.id}`, frame)], drops: [] };
  }

  /** To every other port of the network, once. */
  flood(from: PortSpec | null, network: string, frame: Buffer): ExpectedFrame[] {
    const here = this.cloud.pluggedIn(network).filter((p) => p.id !== from?.id);
    const copies = here.map((p) => exactly(p.device ?? '', `a copy for ${p.id}`, frame));
    if (!from) return copies;
    return [...copies, ...this.cloud.otherNodesIn(network).map((node) => onTheWire(this, node, network, frame))];
  }
}
