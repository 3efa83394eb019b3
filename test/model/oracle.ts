import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { arpFromPort } from './arp-oracle.js';
import { type Cloud, hexMac } from './cloud.js';
import { drop, type Expectation, type ExpectedFrame, exactly, silence } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { isMulticastMac } from './frame-parts.js';
import { ip4FromPort } from './ip4-oracle.js';
import { ip6FromPort } from './ip6-oracle.js';
import { type FarNode, HERE, type PortSpec } from './topology.js';
import { onTheWire } from './tunnel-oracle.js';
import type { Underlay, WireFlaw } from './underlay.js';

/**
 * The model of the data path: what has to come of a frame, decided from the cloud alone and by the rules that users are told (docs/routing.md, the protos'
 * comments, RFCs). It shares no code and no tables with what it judges.
 */
export class Oracle implements Forwarding {
  readonly cloud: Cloud;
  /** The VNI that the controller gave a network. */
  readonly vniOf: (network: string) => number;

  readonly underlay: Underlay;

  constructor(cloud: Cloud, vniOf: (network: string) => number, underlay: Underlay) {
    this.cloud = cloud;
    this.vniOf = vniOf;
    this.underlay = underlay;
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

  /** A frame of the port's own network goes on as it is, if it fits. */
  bridge(port: PortSpec, frame: Buffer): Expectation {
    if (frame.length - 14 > this.cloud.network(port.network).mtu) return drop(port.id, 'TOO_BIG');
    return this.towards(port, port.network, frame);
  }

  /** To whom its destination MAC belongs in the network. */
  towards(from: PortSpec, network: string, frame: Buffer): Expectation {
    if (isMulticastMac(frame)) return { frames: this.#flood(from, network, frame), drops: [] };
    const owner = this.cloud.ownerOfMac(network, frame.toString('hex', 0, 6));
    if (!owner) return drop(from.id, 'UNKNOWN_DESTINATION');
    if (owner.id === from.id) return drop(from.id, 'SAME_PORT');
    if (owner.node !== HERE && owner.node !== null)
      return { frames: [onTheWire(this, owner.node, network, frame)], drops: [] };
    if (!owner.device) return drop(from.id, 'PORT_GONE');
    return { frames: [exactly(owner.device, `to ${owner.id}`, frame)], drops: [] };
  }

  /** To every other port of the network, once. */
  #flood(from: PortSpec | null, network: string, frame: Buffer): ExpectedFrame[] {
    const here = this.cloud.pluggedIn(network).filter((p) => p.id !== from?.id);
    const copies = here.map((p) => exactly(p.device ?? '', `a copy for ${p.id}`, frame));
    if (!from) return copies;
    return [...copies, ...this.cloud.otherNodesIn(network).map((node) => onTheWire(this, node, network, frame))];
  }

  /** VXLAN on the wire, `from` a node or null (an address of none), with a VNI of a network or null (of none). */
  fromWire(
    from: FarNode | null,
    network: string | null,
    inner: Buffer,
    outerTos: number,
    flaw: WireFlaw = 'none',
  ): Expectation {
    const refused = (reason: DropReasonName) => drop('', reason);
    // Not for this node's VTEP: the host's business.
    if (flaw.startsWith('other')) return silence;
    if (flaw === 'VNI not valid' || flaw === 'UDP length beyond the packet') return refused('VXLAN_MALFORMED');
    if (inner.length < 14) return refused('VXLAN_MALFORMED');
    const type = inner.readUInt16BE(12);
    const isIp = type === 0x0800 || type === 0x86dd;
    const short = isIp && inner.length < 14 + (type === 0x0800 ? 20 : 40);
    // The kernel takes such packets apart, and drops what it finds wrong without asking us.
    if (flaw === 'bytes behind the packet' && (short || (isIp && !congestion(inner, outerTos & 3)))) return silence;
    if (short) return refused('VXLAN_MALFORMED');
    if (from === null || flaw === 'own source' || !this.cloud.knows(from)) return refused('VXLAN_SOURCE');
    const shared = network !== null && this.cloud.takesPart(HERE, network) && this.cloud.takesPart(from, network);
    if (!shared) {
      const here = network !== null && this.cloud.pluggedIn(network).length > 0;
      return refused(here ? 'VXLAN_SOURCE' : 'VXLAN_UNKNOWN_VNI');
    }
    if (type === 0x8100 || type === 0x88a8) return refused('TAGGED');
    let owner: PortSpec | null = null;
    if (!isMulticastMac(inner)) {
      owner = this.cloud.ownerOfMac(network, inner.toString('hex', 0, 6));
      if (!owner) return refused('UNKNOWN_DESTINATION');
      if (owner.node !== HERE || !owner.device) return refused('PORT_GONE');
    }
    const delivered = isIp ? congestion(inner, outerTos & 3) : inner;
    if (!delivered) return drop(owner?.id ?? '', 'ECN');
    if (!owner) return { frames: this.#flood(null, network, delivered), drops: [] };
    return { frames: [exactly(owner.device ?? '', `out of the tunnel to ${owner.id}`, delivered)], drops: [] };
  }
}

/** The inner packet with what the outer header says of congestion (RFC 6040 section 4.2); null: it must not arrive. */
function congestion(inner: Buffer, outer: number): Buffer | null {
  const ip4 = inner.readUInt16BE(12) === 0x0800;
  const tos = ip4 ? (inner[15] ?? 0) : (inner.readUInt16BE(14) >> 4) & 0xff;
  const mine = tos & 3;
  let ecn = mine;
  if (outer === 3) {
    if (mine === 0) return null;
    ecn = 3;
  } else if (outer === 1 && mine === 2) ecn = 1;
  if (ecn === mine) return inner;
  const marked = Buffer.from(inner);
  if (!ip4) {
    marked.writeUInt16BE((inner.readUInt16BE(14) & ~0x0030) | (ecn << 4), 14);
    return marked;
  }
  marked[15] = (tos & ~3) | ecn;
  // RFC 1624: the header's checksum follows.
  let sum = (~inner.readUInt16BE(24) & 0xffff) + (~inner.readUInt16BE(14) & 0xffff) + marked.readUInt16BE(14);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  marked.writeUInt16BE(~sum & 0xffff, 24);
  return marked;
}
