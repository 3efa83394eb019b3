import { formatIp } from '../../proto/src/ip.js';
import type { ExpectedFrame } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { underlay, WIRE } from './world.js';

export function isMulticastMac(frame: Buffer): boolean {
  return ((frame[0] ?? 0) & 1) === 1;
}

/** The Internet checksum (RFC 1071) of bytes, after some others. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** The pseudo header of IPv6 (RFC 8200 section 8.1). */
export function pseudoHeader(source: Uint8Array, destination: Uint8Array, length: number, protocol: number): Buffer {
  const rest = Buffer.alloc(8);
  rest.writeUInt32BE(length, 0);
  rest.writeUInt32BE(protocol, 4);
  return Buffer.concat([source, destination, rest]);
}

/**
 * A frame in the tunnel to another node (RFC 7348): every outer field is looked at. The outer type of service is the inner one's; where the kernel's own
 * device encapsulates, which it does for copies, what is marked as congested is ECT(0) there (RFC 3168 section 9.1.1).
 */
export function onTheWire(oracle: Forwarding, node: string, network: string, inner: Buffer): ExpectedFrame {
  const vni = oracle.vniOf(network);
  const peer = underlay.peers[node as keyof typeof underlay.peers];
  const type = inner.readUInt16BE(12);
  const innerTos = type === 0x0800 ? (inner[15] ?? 0) : type === 0x86dd ? (inner.readUInt16BE(14) >> 4) & 0xff : 0;
  const tos = isMulticastMac(inner) && (innerTos & 3) === 3 ? innerTos - 1 : innerTos;
  const differs = (frame: Buffer): string | null => {
    const outer = frame.subarray(14, 34);
    const facts: [string, unknown, unknown][] = [
      ['outer MACs', frame.toString('hex', 0, 12), (underlay.wireMac + underlay.mac).replaceAll(':', '')],
      ['outer version and header length', outer[0], 0x45],
      ['outer type of service', outer[1], tos],
      ['outer length', outer.readUInt16BE(2), frame.length - 14],
      ['outer fragment field', outer.readUInt16BE(6), 0x4000],
      ['outer time to live', outer[8], 64],
      ['outer checksum', internetChecksum(outer), 0],
      ['outer source', formatIp(outer.subarray(12, 16)), underlay.vtep],
      ['outer destination', formatIp(outer.subarray(16, 20)), peer],
      ['outer source port in 49152..65535', frame.readUInt16BE(34) >= 49152, true],
      ['UDP length', frame.readUInt16BE(38), frame.length - 34],
      ['UDP checksum', frame.readUInt16BE(40), 0],
      ['VXLAN flags', frame.readUInt32BE(42), 0x08000000],
      ['VNI', frame.readUInt32BE(46), vni * 256],
      ['inner frame', frame.toString('hex', 50), inner.toString('hex')],
    ];
    const wrong = facts.find(([, is, should]) => is !== should);
    return wrong ? `${wrong[0]}: ${wrong[1]}, not ${wrong[2]}` : null;
  };
  return { at: WIRE, what: `to ${node} as VNI ${vni} (${network}): ${inner.toString('hex')}`, differs };
}
