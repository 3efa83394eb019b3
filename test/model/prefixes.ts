/** Is the address in the prefix? All as hex. */
export function inPrefix(prefix: string, length: number, ip: string): boolean {
  if (prefix.length !== ip.length) return false;
  const bits = (hex: string) => BigInt(`0x${hex}`) >> BigInt(hex.length * 4 - length);
  return bits(prefix) === bits(ip);
}
