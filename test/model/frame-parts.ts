export function isMulticastMac(frame: Buffer): boolean {
  return ((frame[0] ?? 0) & 1) === 1;
}

/** The Internet checksum (RFC 1071) of bytes, after some others. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** The pseudo header of IPv6 (RFC 8200 section 8.1). */
export function pseudoHeader(source: Uint8Array, destination: Uint8Array, length: number, protocol: number): Buffer {
  const rest = Buffer.alloc(8);
  rest.writeUInt32BE(length, 0);
  rest.writeUInt32BE(protocol, 4);
  return Buffer.concat([source, destination, rest]);
}
