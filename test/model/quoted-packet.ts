import { TCP } from './groups.js';
import { connectionKey, type Direction, isIcmp, otherWay, type Policed } from './policed-packet.js';

/** The packet that an ICMP error is about. */
export interface Quoted {
  /** Of its connection. */
  readonly key: string;
  /** In which it went. */
  readonly direction: Direction;
  /** Of TCP. */
  readonly sequence: number | null;
}

/** Bytes of an ICMP error before what it quotes (RFC 792, RFC 4443 section 3). */
const ERROR_BYTES = 8;
/** Of the quoted l4 header, at least (RFC 792). */
const QUOTED_L4_BYTES = 8;

/** What an ICMP error quotes: a packet that went the other way and began its datagram. Null: it is no error, or quotes none. */
export function quotedBy(error: Policed): Quoted | null {
  const six = error.source.length === 32;
  const errors = six ? [1, 2, 3, 4] : [3, 11, 12];
  if (!isIcmp(error) || !errors.includes(error.l4[0] ?? 0)) return null;
  const packet = error.l4.subarray(ERROR_BYTES);
  if (packet.length < (six ? 40 : 20) || (packet[0] ?? 0) >> 4 !== (six ? 6 : 4)) return null;
  const headerLength = six ? 40 : ((packet[0] ?? 0) & 15) * 4;
  if (!six && (headerLength < 20 || (packet.readUInt16BE(6) & 0x1fff) !== 0)) return null;
  const l4 = packet.subarray(headerLength);
  if (l4.length < QUOTED_L4_BYTES) return null;
  const [at, bytes] = six ? [8, 16] : [12, 4];
  const source = packet.toString('hex', at, at + bytes);
  const destination = packet.toString('hex', at + bytes, at + 2 * bytes);
  const direction = otherWay(error.direction);
  // The error goes to who sent the packet.
  if (source !== error.destination) return null;
  const [own, remote] = direction === 'out' ? [source, destination] : [destination, source];
  const protocol = (six ? packet[6] : packet[9]) ?? 0;
  const key = connectionKey({ ...error, direction, source, destination, own, remote, protocol, l4, piece: null });
  return key === null ? null : { key, direction, sequence: protocol === TCP ? l4.readUInt32BE(4) : null };
}
