const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** An address as the programs write it, in as many bytes as it has: IPv4 addresses are mapped there (RFC 4291 section 2.5.5.2). A view. */
export function addressBytes(address: Uint8Array): Uint8Array {
  return MAPPED.equals(address.subarray(0, MAPPED.length)) ? address.subarray(MAPPED.length) : address;
}
