import { formatIp } from '../../../proto/src/ip.js';
import { DHCP4_LEASE_LEN, DHCP4_OPTIONS_MAX, type Dhcp4 } from '../datapath/bpf/layout.gen.js';
import { ip4Number } from '../state/rows.js';

/** What a port is to be told by DHCPv4. Addresses have 4 bytes. */
export interface Dhcp4Facts {
  readonly address: Uint8Array;
  readonly prefixLength: number;
  readonly gateway: Uint8Array;
  /** A router has the subnet: the gateway is a way out. */
  readonly routed: boolean;
  readonly dnsServers: readonly Uint8Array[];
  readonly leaseSeconds: number;
  /** L3, bytes. */
  readonly mtu: number;
  readonly hostRoutes: readonly HostRoute[];
}

export interface HostRoute {
  readonly prefix: Uint8Array;
  readonly length: number;
  readonly nextHop: Uint8Array;
}

/** Options of RFC 2132 and RFC 3442. */
const Option = {
  SUBNET_MASK: 1,
  ROUTER: 3,
  DNS_SERVERS: 6,
  MTU: 26,
  BROADCAST_ADDRESS: 28,
  LEASE_SECONDS: 51,
  RENEWAL_SECONDS: 58,
  REBINDING_SECONDS: 59,
  CLASSLESS_ROUTES: 121,
} as const;

/** What the kernel answers a port with, or why it can't: then the port has no DHCP. */
export function dhcp4Row(facts: Dhcp4Facts): { readonly row: Dhcp4 } | { readonly defect: string } {
  if (facts.leaseSeconds < 1) return { defect: `the lease for ${formatIp(facts.address)} is 0 seconds` };
  const options = optionsOf(facts);
  const long = options.find(([, value]) => value.length > 255);
  if (long) return { defect: `DHCP option ${long[0]} would have ${long[1].length} bytes; the limit is 255` };
  const bytes = encode(options);
  if (bytes.length > DHCP4_OPTIONS_MAX) {
    return {
      defect: `the DHCP options for ${formatIp(facts.address)} need ${bytes.length} bytes; there is room for ${DHCP4_OPTIONS_MAX}`,
    };
  }
  return {
    row: {
      clientIp4: ip4Number(facts.address),
      serverIp4: ip4Number(facts.gateway),
      lease: padded(encode(leaseOf(facts.leaseSeconds)), DHCP4_LEASE_LEN),
      optionsLen: bytes.length,
      options: padded(bytes, DHCP4_OPTIONS_MAX),
    },
  };
}

type DhcpOption = readonly [code: number, value: Uint8Array];

/** Renewal and rebinding times as RFC 2131 section 4.4.5 has them by default. */
function leaseOf(seconds: number): DhcpOption[] {
  return [
    [Option.LEASE_SECONDS, be32(seconds)],
    [Option.RENEWAL_SECONDS, be32(Math.floor(seconds / 2))],
    [Option.REBINDING_SECONDS, be32(Math.floor((seconds * 7) / 8))],
  ];
}

function optionsOf(facts: Dhcp4Facts): DhcpOption[] {
  const mask = (0xffffffff << (32 - facts.prefixLength)) >>> 0;
  const options: DhcpOption[] = [
    [Option.SUBNET_MASK, be32(mask)],
    [Option.BROADCAST_ADDRESS, be32((ip4Number(facts.address) | ~mask) >>> 0)],
    [Option.MTU, Uint8Array.of(facts.mtu >>> 8, facts.mtu & 0xff)],
  ];
  if (facts.routed) options.push([Option.ROUTER, facts.gateway]);
  if (facts.dnsServers.length > 0) options.push([Option.DNS_SERVERS, Buffer.concat(facts.dnsServers)]);
  // A client that takes these routes does not look at the router option (RFC 3442).
  if (facts.hostRoutes.length > 0) {
    const routes = [...facts.hostRoutes];
    if (facts.routed && !routes.some((r) => r.length === 0)) {
      routes.push({ prefix: new Uint8Array(4), length: 0, nextHop: facts.gateway });
    }
    options.push([Option.CLASSLESS_ROUTES, Buffer.concat(routes.map(classlessRoute))]);
  }
  return options;
}

/** Width, the significant bytes of the prefix, next hop (RFC 3442). */
function classlessRoute({ prefix, length, nextHop }: HostRoute): Uint8Array {
  return Buffer.concat([Uint8Array.of(length), prefix.subarray(0, Math.ceil(length / 8)), nextHop]);
}

/** As on the wire, with pad options up to a multiple of 4 bytes. */
function encode(options: readonly DhcpOption[]): Buffer {
  const bytes = Buffer.concat(options.flatMap(([code, value]) => [Uint8Array.of(code, value.length), value]));
  return padded(bytes, Math.ceil(bytes.length / 4) * 4);
}

function padded(bytes: Uint8Array, length: number): Buffer {
  const b = Buffer.alloc(length);
  b.set(bytes);
  return b;
}

function be32(value: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(value, 0);
  return b;
}
