import type { weft } from '../../../proto/gen/codecs.js';
import { requiredField } from '../../../proto/src/errors.js';
import { type Ip, ipFromBytes } from '../../../proto/src/ip.js';

/** IPv4 addresses as unsigned 32-bit numbers: what allocators and maps in memory are keyed by. */

/** The number of a 4-byte address. */
export function ip4ToNumber(ip: Uint8Array): number {
  return (((ip[0] ?? 0) << 24) | ((ip[1] ?? 0) << 16) | ((ip[2] ?? 0) << 8) | (ip[3] ?? 0)) >>> 0;
}

/** Inverse of ip4ToNumber. */
export function ip4FromNumber(n: number): Ip {
  return Uint8Array.of(n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff) as Ip;
}

/** The address of a message that may be absent; REQUIRED_FIELD names `field`. */
export function requireIp(address: weft.v1.IpAddress.$Properties | null | undefined, field: string): Ip {
  const bytes = address?.bytes;
  if (!bytes || bytes.length === 0) throw requiredField(field);
  return ipFromBytes(bytes, field);
}

/**
 * Why hosts can't have addresses of first..last, or null if they can: "this network" (RFC 791), loopback (RFC 1122), multicast (RFC 5771),
 * reserved and broadcast (RFC 1112, RFC 919).
 */
export function unusableIp4(first: number, last: number): string | null {
  for (const [low, high, what] of unusable) {
    if (first <= high && last >= low) return what;
  }
  return null;
}

const unusable: readonly (readonly [number, number, string])[] = [
  [0x00_00_00_00, 0x00_ff_ff_ff, '0.0.0.0/8 (this network)'],
  [0x7f_00_00_00, 0x7f_ff_ff_ff, '127.0.0.0/8 (loopback)'],
  [0xe0_00_00_00, 0xef_ff_ff_ff, '224.0.0.0/4 (multicast)'],
  [0xf0_00_00_00, 0xff_ff_ff_ff, '240.0.0.0/4 (reserved)'],
];
