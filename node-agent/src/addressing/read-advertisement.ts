import { type AdvertisedPrefix, type AdvertisementFacts, Flag, Offset, Option } from './router-advertisement.js';

/** What a frame of `routerAdvertisement` says: of a row that an earlier run left in the kernel. Null if it is none. */
export function readAdvertisement(frame: Uint8Array): AdvertisementFacts | null {
  const b = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (b.length < Offset.OPTIONS || b[Offset.TYPE] !== 134) return null;
  const prefixes: AdvertisedPrefix[] = [];
  const dnsServers: Uint8Array[] = [];
  let mtu = 0;
  for (let at: number = Offset.OPTIONS; at + 8 <= b.length; ) {
    const end = at + 8 * (b[at + 1] ?? 0);
    if (end === at || end > b.length) return null;
    const option = b.subarray(at, end);
    if (option[0] === Option.MTU) mtu = option.readUInt32BE(4);
    if (option[0] === Option.PREFIX && option.length === 32) {
      const autonomous = ((option[3] ?? 0) & Flag.AUTONOMOUS) !== 0;
      prefixes.push({ prefix: Uint8Array.from(option.subarray(16)), length: option[2] ?? 0, autonomous });
    }
    if (option[0] === Option.RDNSS) {
      for (let server = 8; server + 16 <= option.length; server += 16) {
        dnsServers.push(Uint8Array.from(option.subarray(server, server + 16)));
      }
    }
    at = end;
  }
  return { mtu, routed: b.readUInt16BE(Offset.ROUTER_LIFETIME) > 0, prefixes, dnsServers };
}
