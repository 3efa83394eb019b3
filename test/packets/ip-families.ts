import { parseIp } from '../../proto/src/ip.js';
import { checksum, EtherType, ethernet, type Ip4Fields, ip4, Protocol } from './frames.js';

/** What is said of a packet of either family. */
export interface PacketFields {
  readonly source: string;
  readonly destination: string;
  readonly ttl?: number;
  readonly protocol?: number;
  readonly dontFragment?: boolean;
}

/** Why a gateway complains. */
export type Complaint = 'no route' | 'no neighbor' | 'no such l4 port' | 'too big' | 'too old';

/** What IPv4 and IPv6 have in common for a test: its fixtures are written once. */
export interface Family {
  readonly name: 'IPv4' | 'IPv6';
  readonly etherType: number;
  readonly headerBytes: number;
  /** A host of a subnet of routed-topology.ts. */
  address(subnet: number, host: number): string;
  packet(fields: PacketFields, payload: Uint8Array): Buffer;
  /** A fragment of a datagram; `offset` in bytes. */
  fragment(fields: PacketFields, offset: number, more: boolean, payload: Uint8Array): Buffer;
  readonly icmpProtocol: number;
  readonly echoRequest: number;
  readonly echoReply: number;
  readonly complaints: Readonly<Record<Complaint, readonly [type: number, code: number]>>;
  /** An ICMP message in its packet, both checksums computed here. */
  icmp(fields: PacketFields, type: number, code: number, info: number, body: Uint8Array): Buffer;
  /** Bytes of a packet that its error quotes at most. */
  readonly quoteBytes: number;
}

const sumOf16 = (...parts: Uint8Array[]) => checksum(Buffer.concat(parts));
const be32 = (n: number) => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(n);
  return b;
};
const message = (type: number, code: number, info: number, body: Uint8Array) =>
  Buffer.concat([Buffer.from([type, code, 0, 0]), be32(info), body]);

export const family4: Family = {
  name: 'IPv4',
  etherType: EtherType.IP4,
  headerBytes: 20,
  address: (subnet, host) => `10.${subnet}.0.${host}`,
  packet: ({ source, destination, ...rest }, payload) => ip4({ source, destination, ...rest } as Ip4Fields, payload),
  fragment: (fields, fragmentOffset, moreFragments, payload) =>
    ip4({ ...fields, fragmentOffset, moreFragments, id: 77 }, payload),
  icmpProtocol: Protocol.ICMP,
  echoRequest: 8,
  echoReply: 0,
  complaints: {
    'no route': [3, 0],
    'no neighbor': [3, 1],
    'no such l4 port': [3, 3],
    'too big': [3, 4],
    'too old': [11, 0],
  },
  icmp(fields, type, code, info, body) {
    const text = message(type, code, info, body);
    text.writeUInt16BE(sumOf16(text), 2);
    return ip4({ ...fields, protocol: Protocol.ICMP }, text);
  },
  quoteBytes: 576 - 20 - 8,
};

/** An IPv6 packet (RFC 8200 section 3). */
export function ip6(fields: PacketFields & { payloadLength?: number }, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(fields.payloadLength ?? payload.length, 4);
  header[6] = fields.protocol ?? Protocol.UDP;
  header[7] = fields.ttl ?? 64;
  header.set(parseIp(fields.source), 8);
  header.set(parseIp(fields.destination), 24);
  return Buffer.concat([header, payload]);
}

const ICMP6 = 58;
const FRAGMENT_HEADER = 44;
export const family6: Family = {
  name: 'IPv6',
  etherType: EtherType.IP6,
  headerBytes: 40,
  address: (subnet, host) => `2001:db8:${subnet}::${host}`,
  packet: ip6,
  fragment(fields, offset, more, payload) {
    const header = Buffer.from([fields.protocol ?? Protocol.UDP, 0, 0, 0, 0, 0, 0, 77]);
    header.writeUInt16BE(offset | (more ? 1 : 0), 2);
    return ip6({ ...fields, protocol: FRAGMENT_HEADER }, Buffer.concat([header, payload]));
  },
  icmpProtocol: ICMP6,
  echoRequest: 128,
  echoReply: 129,
  complaints: {
    'no route': [1, 0],
    'no neighbor': [1, 3],
    'no such l4 port': [1, 4],
    'too big': [2, 0],
    'too old': [3, 0],
  },
  icmp(fields, type, code, info, body) {
    const text = message(type, code, info, body);
    const pseudo = Buffer.concat([parseIp(fields.source), parseIp(fields.destination), be32(text.length), be32(ICMP6)]);
    text.writeUInt16BE(sumOf16(pseudo, text), 2);
    return ip6({ ...fields, protocol: ICMP6 }, text);
  },
  quoteBytes: 1280 - 40 - 8,
};

export const families: readonly Family[] = [family4, family6];

/** The error of a gateway about a packet that a port sent: as a frame, quoting as much as the family says. */
export function complaint(
  family: Family,
  from: { mac: string; ip: string },
  to: { mac: string; ip: string },
  about: Buffer,
  what: Complaint,
  mtu = 0,
): Buffer {
  const [type, code] = family.complaints[what];
  const fields = { source: from.ip, destination: to.ip };
  const tos = family.name === 'IPv4' ? { tos: 0xc0, dontFragment: true } : {};
  const packet = family.icmp({ ...fields, ...tos }, type, code, mtu, about.subarray(0, family.quoteBytes));
  return ethernet(to.mac, from.mac, family.etherType, packet);
}
