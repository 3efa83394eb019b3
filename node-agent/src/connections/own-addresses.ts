import type { LocalPort } from '../state/entities.js';

/** May the port send from the address (4 or 16 bytes)? Its own ones, those of its pairs, and the link-local one that its MAC makes (RFC 4291 appendix A). */
export function isOwnAddress(port: LocalPort, address: Uint8Array): boolean {
  const own = address.length === 4 ? port.ip4 : port.ip6;
  if (own.some((one) => hasPrefix(address, one, one.length * 8))) return true;
  if (port.pairs.some(({ prefix, length }) => hasPrefix(address, prefix, length))) return true;
  return address.length === 16 && hasPrefix(address, linkLocalOf(port.mac), 128);
}

function hasPrefix(address: Uint8Array, prefix: Uint8Array, length: number): boolean {
  if (address.length !== prefix.length) return false;
  for (let i = 0; i * 8 < length; i++) {
    const bits = Math.min(8, length - i * 8);
    if ((((address[i] ?? 0) ^ (prefix[i] ?? 0)) & (0xff00 >> bits)) !== 0) return false;
  }
  return true;
}

function linkLocalOf(mac: Uint8Array): Uint8Array {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac;
  return Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f);
}
