import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { internetChecksum, pseudoHeader } from './frame-parts.js';
import { l4Bytes, protocolOf } from './l4.js';
import type { PacketSpec } from './packets.js';

const isIp6 = (address: string) => address.includes(':');
const bytesOf = (address: string) => Buffer.from(parseIp(address));
const macOf = (text: string) => Buffer.from(parseMac(text));
const be16 = (n: number) => Buffer.from([(n >> 8) & 255, n & 255]);
const be32 = (n: number) => Buffer.concat([be16(n >>> 16), be16(n & 0xffff)]);

/** The frame that the words say. An address of the other family makes it one of nobody: it is replaced. */
export function frameOf(spec: PacketSpec): Buffer {
  const six = spec.kind === 'ip6' || spec.kind === 'nd';
  const familyBytes = (address: string) => (isIp6(address) === six ? bytesOf(address) : Buffer.alloc(six ? 16 : 4));
  const source = familyBytes(spec.source);
  const destination = familyBytes(spec.destination);
  const [type, payload] = payloadOf(spec, source, destination);
  const macs = Buffer.concat([macOf(spec.destinationMac), macOf(spec.sourceMac)]);
  const tag = spec.tagged ? Buffer.from([0x81, 0, 0, 5]) : Buffer.alloc(0);
  const whole = Buffer.concat([macs, tag, be16(type), payload]);
  if (spec.cut < 0) return Buffer.concat([whole, Buffer.alloc(-spec.cut)]);
  return whole.subarray(0, Math.max(spec.tagged ? 60 : 14, whole.length - spec.cut));
}

function payloadOf(spec: PacketSpec, source: Buffer, destination: Buffer): [type: number, payload: Buffer] {
  switch (spec.kind) {
    case 'ip4':
      return [0x0800, ip4(spec, source, destination, l4Of(spec, source, destination))];
    case 'dhcp':
      return [
        0x0800,
        ip4({ ...spec, protocol: 'udp', fragment: 'none' }, Buffer.alloc(4), Buffer.alloc(4, 255), discover(spec)),
      ];
    case 'ip6':
      return [0x86dd, ip6(spec, source, destination, l4Of(spec, source, destination))];
    case 'nd':
      return [
        0x86dd,
        ip6(
          { ...spec, protocol: 'echo', ttl: spec.flaw === 'hop limit' ? 64 : 255 },
          source,
          ndTo(spec, destination),
          nd(spec, source, destination),
        ),
      ];
    case 'arp':
      return [0x0806, arp(spec, source, destination)];
    case 'other':
      return [0x88cc, Buffer.alloc(46 + spec.payload, 0xa5)];
  }
}

const numbers = { udp: 17, tcp: 6, gre: 47, 'dhcp server': 17 } as const;

function protocolNumber({ protocol, kind, l4 }: PacketSpec): number {
  if (l4) return protocolOf(l4, kind === 'ip6');
  if (protocol in numbers) return numbers[protocol as keyof typeof numbers];
  return kind === 'ip6' || kind === 'nd' ? 58 : 1;
}

/** Checksums of TCP and UDP are nobody's business on the way: they are left zero. */
function l4Of(spec: PacketSpec, source: Buffer, destination: Buffer): Buffer {
  if (spec.l4) {
    const whole = l4Bytes(spec.l4, source, destination, (protocol, from, to, l4) =>
      source.length === 16
        ? headed6(spec, bytesOf(from), bytesOf(to), protocol, l4)
        : headed4({ ...spec, extensions: 0 }, bytesOf(from), bytesOf(to), protocol, l4),
    );
    return spec.piece ? whole.subarray(spec.piece.from, spec.piece.from + spec.piece.bytes) : whole;
  }
  const data = Buffer.alloc(spec.payload, 0x5a);
  const six = spec.kind === 'ip6';
  const udp = (from: number, to: number) => Buffer.concat([be16(from), be16(to), be16(8 + data.length), be16(0), data]);
  const icmp = (type: number) => {
    const message = Buffer.concat([Buffer.from([type, 0, 0, 0, 0, 7, 0, 1]), data]);
    const pseudo = six ? [pseudoHeader(source, destination, message.length, 58)] : [];
    message.writeUInt16BE(internetChecksum(...pseudo, message), 2);
    return message;
  };
  switch (spec.protocol) {
    case 'udp':
      return udp(4000, 5000);
    case 'dhcp server':
      return six ? udp(547, 546) : udp(67, 68);
    case 'tcp':
      return Buffer.concat([be16(4000), be16(80), Buffer.alloc(8), Buffer.from([0x50, 2]), Buffer.alloc(6), data]);
    case 'echo':
      return icmp(six ? 128 : 8);
    case 'error':
      return icmp(six ? 1 : 3);
    case 'listener report':
      return icmp(six ? 143 : 13);
    case 'gre':
      return Buffer.concat([Buffer.from([0, 0, 8, 0]), data]);
  }
}

function ip4(spec: PacketSpec, source: Buffer, destination: Buffer, l4: Buffer): Buffer {
  return headed4(spec, source, destination, spec.kind === 'dhcp' ? 17 : protocolNumber(spec), l4, spec.piece);
}

function headed4(
  spec: PacketSpec,
  source: Buffer,
  destination: Buffer,
  protocol: number,
  l4: Buffer,
  piece?: PacketSpec['piece'],
): Buffer {
  const header = Buffer.alloc(20 + 4 * Math.min(spec.extensions, 10), 1);
  header[0] = 0x40 | (header.length / 4);
  header[1] = spec.tos;
  header.writeUInt16BE(header.length + l4.length, 2);
  header.writeUInt16BE(piece?.identification ?? 0x1234, 4);
  const field = spec.fragment === 'first' ? 0x2000 : spec.fragment === 'later' ? 0x0010 : 0;
  header.writeUInt16BE(piece ? (piece.more ? 0x2000 : 0) + piece.from / 8 : field, 6);
  header[8] = spec.ttl;
  header[9] = protocol;
  header.writeUInt16BE(0, 10);
  source.copy(header, 12);
  destination.copy(header, 16);
  header.writeUInt16BE(internetChecksum(header), 10);
  return Buffer.concat([header, l4]);
}

function ip6(spec: PacketSpec, source: Buffer, destination: Buffer, l4: Buffer): Buffer {
  const headers: { kind: number; rest: Buffer }[] = [];
  for (let i = 0; i < spec.extensions; i++) headers.push({ kind: 60, rest: Buffer.from([0, 1, 4, 0, 0, 0, 0]) });
  if (spec.piece || spec.fragment !== 'none') {
    const { from, more, identification } = spec.piece ?? {
      from: spec.fragment === 'first' ? 0 : 0x80,
      more: spec.fragment === 'first',
      identification: 9,
    };
    headers.push({
      kind: 44,
      rest: Buffer.concat([Buffer.from([0]), be16(from + (more ? 1 : 0)), be32(identification)]),
    });
  }
  const last = protocolNumber(spec);
  const chain = headers.map(({ rest }, i) => Buffer.concat([Buffer.from([headers[i + 1]?.kind ?? last]), rest]));
  return headed6(spec, source, destination, headers[0]?.kind ?? last, Buffer.concat([...chain, l4]));
}

function headed6(spec: PacketSpec, source: Buffer, destination: Buffer, next: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE((0x60000000 | (spec.tos << 20) | 0x12345) >>> 0, 0);
  header.writeUInt16BE(payload.length, 4);
  header[6] = next;
  header[7] = spec.ttl;
  return Buffer.concat([header, source, destination, payload]);
}

function arp(spec: PacketSpec, source: Buffer, destination: Buffer): Buffer {
  const sender = macOf(spec.flaw === 'foreign mac' ? '02:ee:00:00:00:03' : spec.sourceMac);
  const head = Buffer.from([0, spec.flaw === 'hardware' ? 6 : 1, 8, 0, 6, 4, 0, spec.operation]);
  return Buffer.concat([head, sender, source, Buffer.alloc(6), destination, Buffer.alloc(18, 0x33)]);
}

/** Solicitations go to the target's solicited-node address, or to the target. */
function ndTo(spec: PacketSpec, target: Buffer): Buffer {
  if (spec.operation !== 135) return bytesOf('ff02::1');
  return spec.payload % 3 === 0
    ? target
    : Buffer.concat([bytesOf('ff02::1:ff00:0').subarray(0, 13), target.subarray(13)]);
}

function nd(spec: PacketSpec, source: Buffer, target: Buffer): Buffer {
  const mac = macOf(spec.flaw === 'foreign mac' ? '02:ee:00:00:00:03' : spec.sourceMac);
  const isDetection = source.every((byte) => byte === 0);
  const option = Buffer.concat([Buffer.from([spec.operation === 136 ? 2 : 1, spec.flaw === 'option' ? 0 : 1]), mac]);
  const body = spec.operation === 133 ? Buffer.alloc(0) : target;
  const message = Buffer.concat([
    Buffer.from([spec.operation, 0, 0, 0, spec.operation === 136 ? 0x20 : 0, 0, 0, 0]),
    body,
    ...(isDetection && spec.flaw === 'none' ? [] : [option]),
  ]);
  const to = ndTo(spec, target);
  const sum = internetChecksum(pseudoHeader(source, to, message.length, 58), message);
  message.writeUInt16BE(spec.flaw === 'checksum' ? sum ^ 0x0101 : sum, 2);
  return message;
}

/** DHCPDISCOVER (RFC 2131). */
function discover(spec: PacketSpec): Buffer {
  const message = Buffer.alloc(240 + 4);
  message.set([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]);
  macOf(spec.sourceMac).copy(message, 28);
  message.writeUInt32BE(0x63825363, 236);
  message.set([53, 1, 1, 255], 240);
  return Buffer.concat([be16(68), be16(67), be16(8 + message.length), be16(0), message]);
}
