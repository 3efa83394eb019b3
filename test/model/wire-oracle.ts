import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import type { Cloud } from './cloud.js';
import { drop, type Expectation, silence } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { isMulticastMac } from './frame-parts.js';
import { type FarNode, HERE, type PortSpec } from './topology.js';
import type { WireFlaw } from './underlay.js';

/** VXLAN on the wire. */
export interface Arrival {
  /** Null: an address of no node. */
  readonly from: FarNode | null;
  /** Null: a VNI of no network. */
  readonly network: string | null;
  readonly inner: Buffer;
  readonly outerTos: number;
  readonly flaw: WireFlaw;
}

export function vxlanFromWire(model: Forwarding, arrival: Arrival): Expectation {
  const { cloud } = model;
  const { network, inner, outerTos, flaw } = arrival;
  const refused = (reason: DropReasonName) => drop('', reason);
  // Not for this node's VTEP: the host's business.
  if (flaw.startsWith('other')) return silence;
  if (flaw === 'VNI not valid' || flaw === 'UDP length beyond the packet') return refused('VXLAN_MALFORMED');
  if (inner.length < 14) return refused('VXLAN_MALFORMED');
  const type = inner.readUInt16BE(12);
  const isIp = type === 0x0800 || type === 0x86dd;
  const short = isIp && inner.length < 14 + (type === 0x0800 ? 20 : 40);
  const trailed = flaw === 'bytes behind the packet';
  // XDP asks who sends before anybody looks at what; of a packet with bytes behind it not yet for which network.
  const early = model.xdp ? senderRefused(cloud, arrival) : null;
  if (early && (!trailed || early.unknown)) return refused(early.reason);
  // The kernel takes such packets apart, and drops what it finds wrong without asking us.
  if (trailed && (short || (isIp && !congestion(inner, outerTos & 3)))) return silence;
  if (short) return refused('VXLAN_MALFORMED');
  const sender = senderRefused(cloud, arrival);
  if (sender || network === null) return refused(sender?.reason ?? 'VXLAN_UNKNOWN_VNI');
  if (type === 0x8100 || type === 0x88a8) return refused('TAGGED');
  let owner: PortSpec | null = null;
  if (!isMulticastMac(inner)) {
    owner = cloud.ownerOfMac(network, inner.toString('hex', 0, 6));
    if (!owner) return refused('UNKNOWN_DESTINATION');
    if (owner.node !== HERE || !owner.device) return refused('PORT_GONE');
  }
  const delivered = isIp ? congestion(inner, outerTos & 3) : inner;
  if (!delivered) return drop(owner?.id ?? '', 'ECN');
  const { from } = arrival;
  if (from === null) throw new Error('nobody was let through');
  if (!owner) return model.flood(from, network, delivered);
  return model.deliver(owner, from, `out of the tunnel to ${owner.id}`, delivered);
}

/** Why nobody may send that here; `unknown`: whatever it is. Null: the sender takes part in the network's scope, as this node does. */
function senderRefused(
  cloud: Cloud,
  { from, network, flaw }: Arrival,
): { readonly reason: DropReasonName; readonly unknown: boolean } | null {
  if (from === null || flaw === 'own source' || !cloud.knows(from)) return { reason: 'VXLAN_SOURCE', unknown: true };
  if (network !== null && cloud.takesPart(HERE, network) && cloud.takesPart(from, network)) return null;
  const here = network !== null && cloud.pluggedIn(network).length > 0;
  return { reason: here ? 'VXLAN_SOURCE' : 'VXLAN_UNKNOWN_VNI', unknown: false };
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
