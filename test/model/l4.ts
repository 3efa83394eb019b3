import { internetChecksum, pseudoHeader } from './frame-parts.js';
import { GRE, ICMP, ICMP6, TCP, UDP } from './groups.js';

/** What an IP packet of a conversation carries. */
export type L4 = TcpSpec | UdpSpec | IcmpSpec | ErrorSpec | { readonly what: 'gre'; readonly data: number };

export interface TcpSpec {
  readonly what: 'tcp';
  readonly from: number;
  readonly to: number;
  /** Letters of SAFRP. */
  readonly flags: string;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly window: number;
  /** Shift of its windows, as an option. */
  readonly scale: number | null;
  readonly data: number;
}

export interface UdpSpec {
  readonly what: 'udp';
  readonly from: number;
  readonly to: number;
  readonly data: number;
}

export interface IcmpSpec {
  readonly what: 'icmp';
  readonly type: number;
  readonly code: number;
  readonly identifier: number;
  readonly data: number;
}

/** An ICMP error and what it quotes. */
export interface ErrorSpec {
  readonly what: 'error';
  readonly type: number;
  readonly code: number;
  readonly source: string;
  readonly destination: string;
  readonly quoted: Exclude<L4, ErrorSpec>;
  /** Of the quoted l4 header. */
  readonly quotedBytes: number;
}

/** Bytes of a datagram that a fragment carries. */
export interface PieceSpec {
  readonly identification: number;
  /** Multiple of 8. */
  readonly from: number;
  readonly bytes: number;
  readonly more: boolean;
}

const be16 = (n: number) => Buffer.from([(n >> 8) & 255, n & 255]);
const be32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n >>> 0);
  return bytes;
};

export function protocolOf(l4: L4, six: boolean): number {
  if (l4.what === 'tcp') return TCP;
  if (l4.what === 'udp') return UDP;
  if (l4.what === 'gre') return GRE;
  return six ? ICMP6 : ICMP;
}

/** As header and data. Checksums of TCP and UDP are nobody's business on the way: they are left zero. `ip`: of a packet in bytes, for what an error quotes. */
export function l4Bytes(
  l4: L4,
  source: Buffer,
  destination: Buffer,
  ip: (protocol: number, from: string, to: string, l4: Buffer) => Buffer,
): Buffer {
  const six = source.length === 16;
  if (l4.what === 'tcp') return tcp(l4);
  if (l4.what === 'gre') return Buffer.concat([Buffer.from([0, 0, 8, 0]), Buffer.alloc(l4.data, 0x5a)]);
  if (l4.what === 'udp')
    return Buffer.concat([be16(l4.from), be16(l4.to), be16(8 + l4.data), be16(0), Buffer.alloc(l4.data, 0x5a)]);
  if (l4.what === 'icmp') {
    const head = [Buffer.from([l4.type, l4.code, 0, 0]), be16(l4.identifier), be16(1), Buffer.alloc(l4.data, 0x5a)];
    return summed(Buffer.concat(head), source, destination);
  }
  const inner = l4Bytes(l4.quoted, source, destination, ip);
  const quoted = ip(protocolOf(l4.quoted, six), l4.source, l4.destination, inner);
  const cut = quoted.length - Math.max(0, inner.length - l4.quotedBytes);
  const head = Buffer.concat([Buffer.from([l4.type, l4.code, 0, 0, 0, 0, 0, 0]), quoted.subarray(0, cut)]);
  return summed(head, source, destination);
}

function summed(message: Buffer, source: Buffer, destination: Buffer): Buffer {
  const pseudo = source.length === 16 ? [pseudoHeader(source, destination, message.length, ICMP6)] : [];
  message.writeUInt16BE(internetChecksum(...pseudo, message), 2);
  return message;
}

function tcp({ from, to, flags, sequence, acknowledged, window, scale, data }: TcpSpec): Buffer {
  const bits = { F: 1, S: 2, R: 4, P: 8, A: 16 } as const;
  const flagBits = Object.entries(bits).reduce((sum, [letter, bit]) => sum + (flags.includes(letter) ? bit : 0), 0);
  const options = scale === null ? Buffer.alloc(0) : Buffer.from([1, 3, 3, scale]);
  return Buffer.concat([
    ...[be16(from), be16(to), be32(sequence), be32(acknowledged)],
    ...[Buffer.from([(20 + options.length) * 4, flagBits]), be16(window), be32(0), options, Buffer.alloc(data, 0x5a)],
  ]);
}
