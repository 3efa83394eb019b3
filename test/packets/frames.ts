/** Frames of every kind that the modules read or write, built from what a test wants to say about them. */
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';

export const EtherType = { IP4: 0x0800, ARP: 0x0806, IP6: 0x86dd, VLAN: 0x8100, QINQ: 0x88a8, LLDP: 0x88cc } as const;
export const Protocol = { ICMP: 1, TCP: 6, UDP: 17, SCTP: 132 } as const;
export const TcpFlag = { FIN: 1, SYN: 2, PSH: 8, ACK: 16 } as const;
export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

const mac = (text: string) => Buffer.from(parseMac(text));
const ip = (text: string) => Buffer.from(parseIp(text));
const be16 = (n: number) => Buffer.from([n >> 8, n & 0xff]);

/** An IPv4 address as the number that layouts take. */
export const ipNumber = (text: string) => ip(text).readUInt32BE(0);

export function ethernet(
  destination: string,
  source: string,
  type: number,
  payload: Uint8Array = Buffer.alloc(46),
): Buffer {
  return Buffer.concat([mac(destination), mac(source), be16(type), payload]);
}

/** A VLAN tag before what the frame's own type says. */
export function tagged(frame: Buffer, vlanId: number, type: number = EtherType.VLAN): Buffer {
  return Buffer.concat([frame.subarray(0, 12), be16(type), be16(vlanId), frame.subarray(12)]);
}

export interface Ip4Fields {
  readonly source: string;
  readonly destination: string;
  readonly protocol?: number;
  readonly tos?: number;
  readonly ttl?: number;
  readonly id?: number;
  /** Offset in bytes. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  readonly dontFragment?: boolean;
  readonly options?: Uint8Array;
  /** Lies about itself. */
  readonly version?: number;
  readonly headerWords?: number;
  readonly totalLength?: number;
}

export function ip4(fields: Ip4Fields, payload: Uint8Array): Buffer {
  const options = fields.options ?? Buffer.alloc(0);
  const header = Buffer.alloc(20 + options.length);
  header[0] = ((fields.version ?? 4) << 4) | (fields.headerWords ?? header.length / 4);
  header[1] = fields.tos ?? 0;
  header.writeUInt16BE(fields.totalLength ?? header.length + payload.length, 2);
  header.writeUInt16BE(fields.id ?? 0, 4);
  const flags = (fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0);
  header.writeUInt16BE(flags | ((fields.fragmentOffset ?? 0) / 8), 6);
  header[8] = fields.ttl ?? 64;
  header[9] = fields.protocol ?? Protocol.UDP;
  ip(fields.source).copy(header, 12);
  ip(fields.destination).copy(header, 16);
  Buffer.from(options).copy(header, 20);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, payload]);
}

/** The checksum of an IPv4 header (RFC 1071); 0 over one that has its own in it. */
export function checksum(header: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < header.length; i += 2) sum += ((header[i] ?? 0) << 8) | (header[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

export function udp(source: number, destination: number, payload: Uint8Array, length = 8 + payload.length): Buffer {
  return Buffer.concat([be16(source), be16(destination), be16(length), be16(0), payload]);
}

export function tcp(source: number, destination: number, flags: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source, 0);
  header.writeUInt16BE(destination, 2);
  header[12] = 5 << 4;
  header[13] = flags;
  return Buffer.concat([header, payload]);
}

export function icmp(type: number, code: number, payload: Uint8Array = Buffer.alloc(32)): Buffer {
  return Buffer.concat([Buffer.from([type, code, 0, 0, 0, 1, 0, 1]), payload]);
}

export interface ArpFields {
  readonly operation?: 'request' | 'reply' | number;
  readonly senderMac: string;
  readonly senderIp: string;
  readonly targetMac?: string;
  readonly targetIp: string;
  readonly hardware?: number;
  readonly protocol?: number;
  readonly hardwareLength?: number;
  readonly protocolLength?: number;
}

export function arp(fields: ArpFields): Buffer {
  const { operation = 'request' } = fields;
  return Buffer.concat([
    be16(fields.hardware ?? 1),
    be16(fields.protocol ?? EtherType.IP4),
    Buffer.from([fields.hardwareLength ?? 6, fields.protocolLength ?? 4]),
    be16(operation === 'request' ? 1 : operation === 'reply' ? 2 : operation),
    mac(fields.senderMac),
    ip(fields.senderIp),
    mac(fields.targetMac ?? '00:00:00:00:00:00'),
    ip(fields.targetIp),
  ]);
}

/** A VXLAN header (RFC 7348 section 5) and the frame inside. */
export function vxlan(vni: number, inner: Uint8Array, flags = 0x08, reserved = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUIntBE(flags, 0, 1);
  header.writeUIntBE(reserved, 1, 3);
  header.writeUIntBE(vni, 4, 3);
  header.writeUIntBE(reserved & 0xff, 7, 1);
  return Buffer.concat([header, inner]);
}

export interface UnderlayFields extends Partial<Ip4Fields> {
  readonly source: string;
  readonly destination: string;
  readonly sourceMac?: string;
  readonly destinationMac: string;
  readonly sourceL4Port?: number;
  readonly l4Port?: number;
  readonly udpLength?: number;
}

/** UDP over the underlay, VXLAN as weft sends it unless the fields say otherwise. */
export function underlay(fields: UnderlayFields, payload: Uint8Array): Buffer {
  const datagram = udp(fields.sourceL4Port ?? 50_000, fields.l4Port ?? 4789, payload, fields.udpLength);
  const packet = ip4({ dontFragment: true, ...fields }, datagram);
  return ethernet(fields.destinationMac, fields.sourceMac ?? '02:00:00:00:ff:02', EtherType.IP4, packet);
}
