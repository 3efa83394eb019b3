import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { checksum, EtherType, ethernet, type Ip4Fields, ip4, Protocol, udp } from './frames.js';

export const DhcpType = {
  DISCOVER: 1,
  OFFER: 2,
  REQUEST: 3,
  DECLINE: 4,
  ACK: 5,
  NAK: 6,
  RELEASE: 7,
  INFORM: 8,
} as const;
export const DhcpOption = { REQUESTED: 50, TYPE: 53, SERVER: 54, PARAMETERS: 55, CLIENT_ID: 61, END: 255 } as const;

export type DhcpOptions = readonly (readonly [code: number, value: Uint8Array])[];

export interface DhcpFields {
  readonly mac: string;
  readonly op?: number;
  readonly htype?: number;
  readonly hlen?: number;
  readonly xid?: number;
  readonly secs?: number;
  readonly broadcast?: boolean;
  readonly ciaddr?: string;
  readonly yiaddr?: string;
  readonly giaddr?: string;
  readonly cookie?: number;
  /** As on the wire, after the cookie. */
  readonly options: Uint8Array;
}

/** A DHCP message (RFC 2131 section 2). */
export function dhcpMessage(fields: DhcpFields): Buffer {
  const b = Buffer.alloc(240);
  b[0] = fields.op ?? 1;
  b[1] = fields.htype ?? 1;
  b[2] = fields.hlen ?? 6;
  b.writeUInt32BE(fields.xid ?? 0xdeadbeef, 4);
  b.writeUInt16BE(fields.secs ?? 0, 8);
  b.writeUInt16BE(fields.broadcast ? 0x8000 : 0, 10);
  b.set(parseIp(fields.ciaddr ?? '0.0.0.0'), 12);
  b.set(parseIp(fields.yiaddr ?? '0.0.0.0'), 16);
  b.set(parseIp(fields.giaddr ?? '0.0.0.0'), 24);
  b.set(parseMac(fields.mac), 28);
  b.writeUInt32BE(fields.cookie ?? 0x63825363, 236);
  return Buffer.concat([b, fields.options]);
}

/** Options as on the wire, with the end. */
export function dhcpOptions(options: DhcpOptions): Buffer {
  return Buffer.concat([
    ...options.flatMap(([code, value]) => [Buffer.from([code, value.length]), value]),
    Buffer.from([255]),
  ]);
}

/** In UDP with its checksum, IPv4 and Ethernet. */
export function dhcpFrame(
  fields: Omit<Ip4Fields, 'protocol'> & { readonly destinationMac: string; readonly sourceMac: string },
  ports: readonly [source: number, destination: number],
  message: Uint8Array,
): Buffer {
  const datagram = udp(...ports, message);
  const pseudo = Buffer.concat([
    parseIp(fields.source),
    parseIp(fields.destination),
    Buffer.from([0, Protocol.UDP, 0, 0]),
  ]);
  pseudo.writeUInt16BE(datagram.length, 10);
  const even = datagram.length % 2 === 0 ? datagram : Buffer.concat([datagram, Buffer.alloc(1)]);
  datagram.writeUInt16BE(checksum(Buffer.concat([pseudo, even])) || 0xffff, 6);
  return ethernet(
    fields.destinationMac,
    fields.sourceMac,
    EtherType.IP4,
    ip4({ ...fields, protocol: Protocol.UDP }, datagram),
  );
}
