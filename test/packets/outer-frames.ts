/** Outer packets of the underlay of both families, and IPv6 packets. */
import { parseIp } from '../../proto/src/ip.js';
import { EtherType, ethernet, udp, underlay } from './frames.js';

export interface Outer {
  readonly source: string;
  readonly destination: string;
  readonly sourceMac: string;
  readonly destinationMac: string;
  readonly tos?: number;
  readonly sourceL4Port?: number;
  readonly l4Port?: number;
  /** IPv6 only. */
  readonly flowLabel?: number;
  /** IPv6 only: an extension header before UDP, all its bytes in hex. */
  readonly extension?: { readonly type: number; readonly bytes: string };
}

export const outer4 = (fields: Outer, payload: Uint8Array): Buffer => underlay(fields, payload);

export interface Ip6Fields {
  readonly source?: string;
  readonly destination?: string;
  readonly tos?: number;
  readonly flowLabel?: number;
  readonly next?: number;
}

export function packet6(fields: Ip6Fields, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(((6 << 28) | ((fields.tos ?? 0) << 20) | (fields.flowLabel ?? 0)) >>> 0, 0);
  header.writeUInt16BE(payload.length, 4);
  header[6] = fields.next ?? 17;
  header[7] = 64;
  const addresses = [fields.source ?? 'fd00::21', fields.destination ?? 'fd00::11'].map((ip) => parseIp(ip));
  return Buffer.concat([header, ...addresses, payload]);
}

/** UDP with checksum zero. */
export function outer6(fields: Outer, payload: Uint8Array): Buffer {
  const datagram = udp(fields.sourceL4Port ?? 50_000, fields.l4Port ?? 4789, payload);
  const extension = Buffer.from(fields.extension?.bytes ?? '', 'hex');
  const packet = packet6({ ...fields, next: fields.extension?.type ?? 17 }, Buffer.concat([extension, datagram]));
  return ethernet(fields.destinationMac, fields.sourceMac, EtherType.IP6, packet);
}
