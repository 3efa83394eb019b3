import type { ExpectedFrame } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { isMulticastMac } from './frame-parts.js';
import type { FarNode } from './topology.js';
import { WIRE } from './underlay.js';

/**
 * A frame in the tunnel to another node (RFC 7348): every outer field is looked at. The outer type of service is the inner one's; where the kernel's own
 * device encapsulates, which it does for copies, what is marked as congested is ECT(0) there (RFC 3168 section 9.1.1).
 */
export function onTheWire(model: Forwarding, node: FarNode, network: string, inner: Buffer): ExpectedFrame {
  const vni = model.vniOf(network);
  const type = inner.readUInt16BE(12);
  const innerTos = type === 0x0800 ? (inner[15] ?? 0) : type === 0x86dd ? (inner.readUInt16BE(14) >> 4) & 0xff : 0;
  const tos = isMulticastMac(inner) && (innerTos & 3) === 3 ? innerTos - 1 : innerTos;
  const differs = (frame: Buffer): string | null => {
    for (const [what, is, should] of model.underlay.facts(frame, node, { vni, tos }, inner)) {
      if (is !== should) return `${what}: ${is}, not ${should}`;
    }
    return null;
  };
  return { at: WIRE, what: `to ${node} as VNI ${vni} (${network}): ${inner.toString('hex')}`, differs };
}
