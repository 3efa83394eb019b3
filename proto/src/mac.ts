import { invalidField } from './errors.js';

/** A MAC address: 6 bytes, network order. */
export type Mac = Uint8Array & { readonly __mac: unique symbol };

/** The MAC of every gateway, on every node (anycast). No port can have it. Equal to WEFT_GATEWAY_MAC of modules/include/weft/types.h. */
export const GATEWAY_MAC = Uint8Array.of(0xfe, 0x57, 0, 0, 0, 1) as Mac;

/** Checks that bytes are a MAC address; `field` names them in the error. */
export function macFromBytes(bytes: Uint8Array, field: string): Mac {
  if (bytes.length !== 6) throw invalidField(field, `a MAC address has 6 bytes, not ${bytes.length}`);
  return bytes as Mac;
}

/** Checks that a MAC address can be an interface's: not multicast (bit 0 of the first byte), not all zero. */
export function requireUnicast(mac: Mac, field: string): Mac {
  if (((mac[0] ?? 0) & 1) !== 0) throw invalidField(field, `${formatMac(mac)} is a multicast address`);
  if (mac.every((b) => b === 0)) throw invalidField(field, 'is all zero');
  return mac;
}

/** Parses `02:57:00:00:00:01` (also with `-`), case-insensitive. */
export function parseMac(text: string, field = 'mac'): Mac {
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) {
    throw invalidField(field, `${JSON.stringify(text.slice(0, 64))} is not a MAC address like 02:57:00:00:00:01`);
  }
  return Uint8Array.from(text.split(/[:-]/), (h) => Number.parseInt(h, 16)) as Mac;
}

/** `02:57:00:00:00:01` */
export function formatMac(mac: Uint8Array): string {
  return Array.from(mac, (b) => b.toString(16).padStart(2, '0')).join(':');
}

/** The 48 bits as a number: a compact key. */
export function macToNumber(mac: Uint8Array): number {
  let n = 0;
  for (let i = 0; i < 6; i++) n = n * 256 + (mac[i] ?? 0);
  return n;
}

/** Inverse of macToNumber. */
export function macFromNumber(n: number): Mac {
  const mac = new Uint8Array(6);
  for (let i = 5; i >= 0; i--) {
    mac[i] = n % 256;
    n = Math.floor(n / 256);
  }
  return mac as Mac;
}
