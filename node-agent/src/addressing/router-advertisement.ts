import { parseIp } from '../../../proto/src/ip.js';
import { RA_MAX } from '../datapath/bpf/layout.gen.js';
import { internetChecksum } from './internet-checksum.js';

/** What a network advertises to its ports (RFC 4861). */
export interface AdvertisementFacts {
  /** L3, bytes. */
  readonly mtu: number;
  /** A router has one of the prefixes: the gateway is a default router. */
  readonly routed: boolean;
  readonly prefixes: readonly AdvertisedPrefix[];
  readonly dnsServers: readonly Uint8Array[];
}

export interface AdvertisedPrefix {
  /** 16 bytes, zero behind the prefix. */
  readonly prefix: Uint8Array;
  readonly length: number;
  /** Ports make their address of it by themselves (RFC 4862). */
  readonly autonomous: boolean;
}

/** What a network has advertised and no longer does: hosts are told to forget it. */
export interface Withdrawn {
  readonly prefixes: readonly AdvertisedPrefix[];
  readonly dnsServers: readonly Uint8Array[];
}

/**
 * Seconds that a host keeps the router and its resolvers: the most that there is (RFC 8319), because nobody advertises while the agent is away, and hosts
 * don't ask again.
 */
const ROUTER_LIFETIME_S = 65_535;
/** Defaults of RFC 4861 section 6.2.1. */
const VALID_LIFETIME_S = 2_592_000;
const PREFERRED_LIFETIME_S = 604_800;
const HOP_LIMIT = 64;

/** WEFT_GATEWAY_MAC, and the addresses that it makes. */
const GATEWAY_MAC = Uint8Array.of(0xfe, 0x57, 0, 0, 0, 1);
const GATEWAY = parseIp('fe80::fc57:ff:fe00:1');
const ALL_NODES_MAC = Uint8Array.of(0x33, 0x33, 0, 0, 0, 1);
const ALL_NODES = parseIp('ff02::1');
const ETHERTYPE_IP6 = Uint8Array.of(0x86, 0xdd);
const ICMP6 = 58;

export const Option = { SOURCE_MAC: 1, PREFIX: 3, MTU: 5, RDNSS: 25 } as const;
/** MANAGED is the advertisement's, the others a prefix's. */
export const Flag = { MANAGED: 0x80, ON_LINK: 0x80, AUTONOMOUS: 0x40 } as const;
/** Where things lie in the frame: there are no extension headers. */
export const Offset = { TYPE: 54, ROUTER_LIFETIME: 60, OPTIONS: 70 } as const;

/**
 * The whole frame, from the gateway's MAC and link-local address to all nodes, with its checksum; or why there is none. What is withdrawn has lifetime 0 in it;
 * nothing of `facts` is ever left out.
 */
export function routerAdvertisement(
  facts: AdvertisementFacts,
  withdrawn: Withdrawn = NOTHING,
): { readonly frame: Buffer } | { readonly defect: string } {
  const message = Buffer.concat([
    header(facts),
    sourceMac(),
    mtuOption(facts.mtu),
    ...facts.prefixes.map((p) => prefixOption(p, VALID_LIFETIME_S, PREFERRED_LIFETIME_S)),
    ...withdrawn.prefixes.map((p) => prefixOption(p, 0, 0)),
    ...rdnssOption(facts.dnsServers, ROUTER_LIFETIME_S),
    ...rdnssOption(withdrawn.dnsServers, 0),
  ]);
  const frame = Buffer.concat([ALL_NODES_MAC, GATEWAY_MAC, ETHERTYPE_IP6, ipHeader(message.length), message]);
  if (frame.length > RA_MAX) {
    return {
      defect:
        `its router advertisement with ${facts.prefixes.length} prefixes and ${facts.dnsServers.length} resolvers needs ` +
        `${frame.length} bytes; there is room for ${RA_MAX}`,
    };
  }
  frame.writeUInt16BE(internetChecksum(pseudoHeader(message.length), message), 14 + 40 + 2);
  return { frame };
}

const NOTHING: Withdrawn = { prefixes: [], dnsServers: [] };

/** The advertisement that ends those of a network (RFC 4861 section 6.2.5): nothing of it holds any longer. */
export function finalAdvertisement(last: AdvertisementFacts): Buffer {
  const nothing = { mtu: last.mtu, routed: false, prefixes: [], dnsServers: [] };
  const result = routerAdvertisement(nothing, last);
  if ('defect' in result)
    throw new Error(`a network's last advertisement is larger than those before: ${result.defect}`);
  return result.frame;
}

/** Type 134 up to its options (RFC 4861 section 4.2). */
function header({ routed, prefixes }: AdvertisementFacts): Buffer {
  const b = Buffer.alloc(16);
  b[0] = 134;
  b[4] = HOP_LIMIT;
  b[5] = prefixes.some((p) => !p.autonomous) ? Flag.MANAGED : 0;
  b.writeUInt16BE(routed ? ROUTER_LIFETIME_S : 0, 6);
  return b;
}

function sourceMac(): Buffer {
  return Buffer.from([Option.SOURCE_MAC, 1, ...GATEWAY_MAC]);
}

function mtuOption(mtu: number): Buffer {
  const b = Buffer.alloc(8);
  b[0] = Option.MTU;
  b[1] = 1;
  b.writeUInt32BE(mtu, 4);
  return b;
}

function prefixOption({ prefix, length, autonomous }: AdvertisedPrefix, validS: number, preferredS: number): Buffer {
  const b = Buffer.alloc(32);
  b[0] = Option.PREFIX;
  b[1] = 4;
  b[2] = length;
  b[3] = Flag.ON_LINK | (autonomous ? Flag.AUTONOMOUS : 0);
  b.writeUInt32BE(validS, 4);
  b.writeUInt32BE(preferredS, 8);
  b.set(prefix, 16);
  return b;
}

/** RFC 8106 section 5.1. */
function rdnssOption(servers: readonly Uint8Array[], lifetimeS: number): Buffer[] {
  if (servers.length === 0) return [];
  const head = Buffer.alloc(8);
  head[0] = Option.RDNSS;
  head[1] = 1 + 2 * servers.length;
  head.writeUInt32BE(lifetimeS, 4);
  return [Buffer.concat([head, ...servers])];
}

function ipHeader(payloadLength: number): Buffer {
  const b = Buffer.alloc(40);
  b[0] = 0x60;
  b.writeUInt16BE(payloadLength, 4);
  b[6] = ICMP6;
  b[7] = 255;
  b.set(GATEWAY, 8);
  b.set(ALL_NODES, 24);
  return b;
}

/** RFC 8200 section 8.1. */
function pseudoHeader(length: number): Buffer {
  const b = Buffer.alloc(40);
  b.set(GATEWAY, 0);
  b.set(ALL_NODES, 16);
  b.writeUInt32BE(length, 32);
  b[39] = ICMP6;
  return b;
}
