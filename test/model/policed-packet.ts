import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { isMulticastMac } from './frame-parts.js';
import { ICMP, ICMP6, TCP, UDP } from './groups.js';
import { readIp6 } from './ip6-packet.js';
import type { PortSpec } from './topology.js';

/** Towards the port, or from it. */
export type Direction = 'in' | 'out';
export const otherWay = (direction: Direction): Direction => (direction === 'in' ? 'out' : 'in');

/** A packet at a port that has security groups. Addresses as hex. */
export interface Policed {
  readonly port: PortSpec;
  readonly direction: Direction;
  readonly frame: Buffer;
  /** Where it came from: a node, HERE among them. */
  readonly node: string | null;
  readonly source: string;
  readonly destination: string;
  readonly own: string;
  readonly remote: string;
  /** To more hosts than one, as its MAC or its address says. */
  readonly toMany: boolean;
  /** Behind extension headers. */
  readonly protocol: number;
  /** From its l4 header on; of later fragments what they carry. */
  readonly l4: Buffer;
  /** Of a datagram in several pieces; null: it is whole. */
  readonly piece: Piece | null;
}

/** A fragment's part of its datagram, in bytes. */
export interface Piece {
  readonly identification: number;
  readonly offset: number;
  readonly length: number;
  readonly more: boolean;
}

type Parsed = Pick<Policed, 'source' | 'destination' | 'protocol' | 'l4' | 'piece'>;

/** The IP packet of a frame, or why it is none. Null: it is no IP. */
export function policedPacket(
  at: Pick<Policed, 'port' | 'direction' | 'frame' | 'node'>,
): Policed | DropReasonName | null {
  const type = at.frame.readUInt16BE(12);
  if (type !== 0x0800 && type !== 0x86dd) return null;
  const parsed = type === 0x0800 ? readIp4(at.frame) : readPiece6(at.frame);
  if (typeof parsed === 'string') return parsed;
  const { source, destination, protocol, l4, piece } = parsed;
  if (!(piece && piece.offset > 0) && l4.length < headerBytes({ protocol, source })) return 'TRUNCATED';
  const [own, remote] = at.direction === 'out' ? [source, destination] : [destination, source];
  return { ...at, ...parsed, own, remote, toMany: isMulticastMac(at.frame) || isGroup(destination) };
}

/** An address of several hosts. */
export function isGroup(address: string): boolean {
  return address.length === 8 ? address.startsWith('e') || address === 'ffffffff' : address.startsWith('ff');
}

/** What has to be there of an l4 header. */
function headerBytes(packet: Pick<Policed, 'protocol' | 'source'>): number {
  if (packet.protocol === TCP) return 20;
  return packet.protocol === UDP || isIcmp(packet) ? 8 : 0;
}

function readIp4(frame: Buffer): Parsed | DropReasonName {
  const packet = frame.subarray(14);
  if (packet.length < 20) return 'TRUNCATED';
  const headerLength = ((packet[0] ?? 0) & 15) * 4;
  const length = packet.readUInt16BE(2);
  if ((packet[0] ?? 0) >> 4 !== 4 || headerLength < 20) return 'IP_MALFORMED';
  if (length < headerLength || length > packet.length) return 'TRUNCATED';
  const field = packet.readUInt16BE(6);
  const l4 = packet.subarray(headerLength, length);
  const piece = {
    identification: packet.readUInt16BE(4),
    offset: (field & 0x1fff) * 8,
    length: l4.length,
    more: (field & 0x2000) !== 0,
  };
  return {
    source: packet.toString('hex', 12, 16),
    destination: packet.toString('hex', 16, 20),
    protocol: packet[9] ?? 0,
    l4,
    piece: piece.offset > 0 || piece.more ? piece : null,
  };
}

function readPiece6(frame: Buffer): Parsed | DropReasonName {
  const packet = readIp6(frame);
  if (typeof packet === 'string') return packet;
  const { source, destination, protocol, l4, fragment } = packet;
  // A datagram of one fragment is whole (RFC 6946).
  const isWhole = !fragment || (fragment.offset === 0 && !fragment.more);
  return { source, destination, protocol, l4, piece: isWhole ? null : fragment };
}

/** What an echo is known by; null: it is another message. */
export interface Echo {
  readonly identifier: number;
  readonly asks: boolean;
}

export function echoOf({ protocol, l4, source }: Pick<Policed, 'protocol' | 'l4' | 'source'>): Echo | null {
  const [asks, answers] = source.length === 8 ? [8, 0] : [128, 129];
  const isIcmp = protocol === (source.length === 8 ? ICMP : ICMP6);
  if (!isIcmp || l4.length < 6 || (l4[0] !== asks && l4[0] !== answers)) return null;
  return { identifier: l4.readUInt16BE(4), asks: l4[0] === asks };
}

/** ICMP of the packet's own family. */
export function isIcmp({ protocol, source }: Pick<Policed, 'protocol' | 'source'>): boolean {
  return protocol === (source.length === 8 ? ICMP : ICMP6);
}

/** The names of a connection, the same for both directions. Null: of such packets none is tracked. */
export function connectionKey(packet: Policed): string | null {
  const { port, direction, protocol, l4, own, remote } = packet;
  let parts: readonly (number | string)[] = [];
  if (protocol === TCP || protocol === UDP) {
    const [source, destination] = [l4.readUInt16BE(0), l4.readUInt16BE(2)];
    parts = direction === 'out' ? [source, destination] : [destination, source];
  } else if (isIcmp(packet)) {
    const echo = echoOf(packet);
    if (!echo) return null;
    parts = [echo.identifier, (direction === 'out') === echo.asks ? 'asks' : 'is asked'];
  }
  return [port.id, protocol, own, remote, ...parts].join();
}
