import type { weft } from '../../../proto/gen/codecs.js';
import type { Ip } from '../../../proto/src/ip.js';
import { ip4FromNumber, ip4ToNumber, unusableIp4 } from './ip4.js';

/**
 * An address as a key and for arithmetic: IPv4 as an unsigned 32-bit number, IPv6 as a bigint of 128 bits. They are never equal, so both may be
 * in one map; addresses are compared within a family only.
 */
export type AddressNumber = number | bigint;

/** The number of 4 or 16 bytes. */
export function addressNumber(ip: Uint8Array): AddressNumber {
  if (ip.length !== 16) return ip4ToNumber(ip);
  const view = new DataView(ip.buffer, ip.byteOffset, 16);
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
}

/** The number of an address that is in a row. */
export function numberOf(address: weft.v1.IpAddress.$Properties | null | undefined): AddressNumber {
  return addressNumber(address?.bytes ?? new Uint8Array());
}

/** Inverse of addressNumber. */
export function addressOf(n: AddressNumber): Ip {
  if (typeof n === 'number') return ip4FromNumber(n);
  const ip = new Uint8Array(16);
  const view = new DataView(ip.buffer);
  view.setBigUint64(0, n >> 64n);
  view.setBigUint64(8, n & 0xffff_ffff_ffff_ffffn);
  return ip as Ip;
}

export function familyOf(n: AddressNumber): 4 | 6 {
  return typeof n === 'number' ? 4 : 6;
}

/** n + by */
export function plus(n: AddressNumber, by: 1 | -1): AddressNumber {
  return typeof n === 'number' ? n + by : n + BigInt(by);
}

/** The last address of the prefix that begins with `first`. */
export function lastOfPrefix(first: AddressNumber, length: number): AddressNumber {
  return typeof first === 'number' ? first + 2 ** (32 - length) - 1 : first | ((1n << BigInt(128 - length)) - 1n);
}

/** Does first..last share an address with otherFirst..otherLast? Ranges of different families share none. */
export function rangesOverlap(
  first: AddressNumber,
  last: AddressNumber,
  otherFirst: AddressNumber,
  otherLast: AddressNumber,
): boolean {
  return typeof first === typeof otherFirst && first <= otherLast && last >= otherFirst;
}

/** Why a node can't have the address as its VTEP's, or a host as a resolver's; null if it can. Link-local ones are none of a VTEP. */
export function unusableAddress(n: AddressNumber): string | null {
  if (typeof n === 'number') return unusableIp4(n, n);
  if (n >> 120n === 0n) return '::/8 (reserved)';
  if (n >> 118n === 0x3fan) return 'fe80::/10 (link-local)';
  if (n >> 120n === 0xffn) return 'ff00::/8 (multicast)';
  return null;
}

/** Is all of the IPv6 prefix that begins with `first` global unicast (2000::/3, RFC 4291) or unique local (fc00::/7, RFC 4193)? Lengths are 16 or more. */
export function isUnicastIp6(first: bigint): boolean {
  return first >> 125n === 1n || first >> 121n === 0x7en;
}

/** The address that a MAC makes in a /64: modified EUI-64 (RFC 4291, appendix A). */
export function eui64Address(first: bigint, mac: Uint8Array): bigint {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac;
  const high = ((a ^ 0x02) * 0x100 + b) * 0x100 + c;
  const low = (d * 0x100 + e) * 0x100 + f;
  return first | (BigInt(high) << 40n) | (0xfffen << 24n) | BigInt(low);
}
