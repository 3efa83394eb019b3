import { invalidField, outOfRange } from './errors.js';

/** An IP address: 4 bytes (IPv4) or 16 bytes (IPv6), network order. */
export type Ip = Uint8Array & { readonly __ip: unique symbol };

/** A canonical prefix: all bits beyond `length` are zero. */
export interface Prefix {
  readonly address: Ip;
  readonly length: number;
}

/** An inclusive range of one family. */
export interface Range {
  readonly first: Ip;
  readonly last: Ip;
}

/** Checks that bytes are an IP address, and not an IPv4-mapped IPv6 one (RFC 4291 section 2.5.5.2). */
export function ipFromBytes(bytes: Uint8Array, field: string): Ip {
  if (bytes.length === 4) return bytes as Ip;
  if (bytes.length !== 16) throw invalidField(field, `an IP address has 4 or 16 bytes, not ${bytes.length}`);
  if (isMapped(bytes)) throw invalidField(field, 'is an IPv4-mapped IPv6 address; use the IPv4 address');
  return bytes as Ip;
}

function isMapped(b: Uint8Array): boolean {
  for (let i = 0; i < 10; i++) if (b[i] !== 0) return false;
  return b[10] === 0xff && b[11] === 0xff;
}

/** 4 or 6. */
export function family(ip: Ip): 4 | 6 {
  return ip.length === 4 ? 4 : 6;
}

/** Parses the text form of either family (RFC 4291 section 2.2; dotted quad without leading zeros). */
export function parseIp(text: string, field = 'address'): Ip {
  const ip = text.includes(':') ? parseIp6(text) : parseIp4(text);
  if (!ip) throw invalidField(field, `${JSON.stringify(text.slice(0, 64))} is not an IP address`);
  return ipFromBytes(ip, field);
}

function parseIp4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const ip = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const part = parts[i] ?? '';
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    ip[i] = Number(part);
  }
  return ip;
}

function parseIp6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = (half: string): number[] | null => {
    if (half === '') return [];
    const out: number[] = [];
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      if (part.includes('.')) {
        const v4 = i === parts.length - 1 ? parseIp4(part) : null;
        if (!v4) return null;
        out.push(((v4[0] ?? 0) << 8) | (v4[1] ?? 0), ((v4[2] ?? 0) << 8) | (v4[3] ?? 0));
      } else {
        if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
        out.push(Number.parseInt(part, 16));
      }
    }
    return out;
  };
  const head = groups(halves[0] ?? '');
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (!head || !tail) return null;
  const count = head.length + tail.length;
  if (halves.length === 2 ? count > 7 : count !== 8) return null;
  const all = [...head, ...new Array<number>(8 - count).fill(0), ...tail];
  const ip = new Uint8Array(16);
  for (const [i, g] of all.entries()) {
    ip[2 * i] = g >> 8;
    ip[2 * i + 1] = g & 0xff;
  }
  return ip;
}

/** Text form; IPv6 as RFC 5952 recommends. */
export function formatIp(ip: Uint8Array): string {
  if (ip.length === 4) return ip.join('.');
  if (ip.length !== 16) return `invalid(${ip.length} bytes)`;
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((ip[i] ?? 0) << 8) | (ip[i + 1] ?? 0));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > length) {
      start = i;
      length = j - i;
    }
  }
  const hex = (g: number[]) => g.map((n) => n.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** The address as an unsigned integer. */
export function ipToBigInt(ip: Ip): bigint {
  let n = 0n;
  for (const b of ip) n = (n << 8n) | BigInt(b);
  return n;
}

/** Inverse of ipToBigInt for a family. */
export function ipFromBigInt(n: bigint, fam: 4 | 6): Ip {
  const ip = new Uint8Array(fam === 4 ? 4 : 16);
  for (let i = ip.length - 1; i >= 0; i--) {
    ip[i] = Number(n & 0xffn);
    n >>= 8n;
  }
  return ip as Ip;
}

/** Order within a family; IPv4 before IPv6. */
export function compareIp(a: Ip, b: Ip): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

/** Parses `10.0.0.0/24`; host bits must be zero. */
export function parsePrefix(text: string, field = 'prefix'): Prefix {
  const slash = text.indexOf('/');
  const lengthText = text.slice(slash + 1);
  if (slash < 0 || !/^\d{1,3}$/.test(lengthText)) {
    throw invalidField(field, `${JSON.stringify(text.slice(0, 64))} is not a prefix like 10.0.0.0/24`);
  }
  return checkPrefix(parseIp(text.slice(0, slash), field), Number(lengthText), field);
}

/** Checks length and that no host bit is set. */
export function checkPrefix(address: Ip, length: number, field: string): Prefix {
  const bits = address.length * 8;
  if (!Number.isInteger(length) || length < 0 || length > bits) throw outOfRange(`${field}.length`, length, 0, bits);
  const prefix = { address, length };
  const first = firstOf(prefix);
  if (compareIp(first, address) !== 0) {
    throw invalidField(
      field,
      `${formatIp(address)}/${length} has host bits set; did you mean ${formatIp(first)}/${length}?`,
    );
  }
  return prefix;
}

/** `10.0.0.0/24` */
export function formatPrefix(p: Prefix): string {
  return `${formatIp(p.address)}/${p.length}`;
}

/** Lowest address of a prefix (IPv4: the network address). */
export function firstOf(p: Prefix): Ip {
  return maskHost(p, 0);
}

/** Highest address of a prefix (IPv4: the broadcast address). */
export function lastOf(p: Prefix): Ip {
  return maskHost(p, 0xff);
}

function maskHost(p: Prefix, fill: 0 | 0xff): Ip {
  const ip = Uint8Array.from(p.address);
  for (let i = 0; i < ip.length; i++) {
    const networkBits = Math.min(8, Math.max(0, p.length - 8 * i));
    const mask = (0xff00 >> networkBits) & 0xff;
    ip[i] = ((ip[i] ?? 0) & mask) | (fill & ~mask & 0xff);
  }
  return ip as Ip;
}

/** Is the address (of the same family) in the prefix? */
export function contains(p: Prefix, ip: Ip): boolean {
  return ip.length === p.address.length && compareIp(firstOf({ address: ip, length: p.length }), p.address) === 0;
}

/** Do two prefixes share an address? */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? contains(a, b.address) : contains(b, a.address);
}
