import { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { VNI_MAX, VNI_MIN } from '../../../proto/src/vni.js';
import { limitsDefect } from './port-limits.js';
import { roleDefect } from './port-role.js';
import { PORT_GROUPS_MAX, PORT_IP4_MAX, PORT_IP6_MAX, PORT_PAIRS_MAX } from './rows.js';

const PROBE_KEYS_MAX = 2;
const PROBE_KEY_BYTES = 16;

/** Why an entry can't be programmed by this agent; null if it can. One function per kind. */

export function nodeConfigDefect(entry: weft.v1.NodeConfig.$Properties): string | null {
  const vxlanPort = entry.vxlanPort ?? 0;
  if (!entry.vtepId) return 'the node configuration has VTEP id 0';
  if (!ipOf(entry.vteps)) return 'the node configuration has no VTEP of 4 or 16 bytes';
  if (vxlanPort < 1 || vxlanPort > 65_535) return `the node configuration has UDP port ${vxlanPort}`;
  return null;
}

/** Without usable keys the node does all but probing. */
export function probeKeysDefect(entry: weft.v1.NodeConfig.$Properties): string | null {
  const keys = entry.probeKeys ?? [];
  if (keys.length > PROBE_KEYS_MAX)
    return `the node configuration has ${keys.length} probe keys; the limit is ${PROBE_KEYS_MAX}`;
  const other = keys.find((key) => key.length !== PROBE_KEY_BYTES);
  return other ? `the node configuration has a probe key of ${other.length} bytes; a key has ${PROBE_KEY_BYTES}` : null;
}

export function vtepDefect(entry: weft.v1.Vtep.$Properties): string | null {
  if (!entry.vtepId) return 'a VTEP has id 0';
  if (!ipOf(entry.addresses)) return `VTEP ${entry.vtepId} has no address of 4 or 16 bytes`;
  return null;
}

export function vniDefect(vni: number): string | null {
  return vni >= VNI_MIN && vni <= VNI_MAX ? null : `VNI ${vni} is not in ${VNI_MIN}..${VNI_MAX}`;
}

/** A port is programmed as a whole or not at all. */
export function portDefect(entry: weft.v1.LocalPort.$Properties): string | null {
  const name = `port ${entry.portId} (${entry.datapathId})`;
  if (!entry.datapathId) return `${name}: the datapath id is 0`;
  if (!entry.portId) return `${name}: it has no id`;
  const vni = vniDefect(entry.vni ?? 0);
  if (vni) return `${name}: ${vni}`;
  const groups = groupIdsDefect(entry.groupIds ?? []);
  if (groups) return `${name}: ${groups}`;
  const role = roleDefect(entry);
  if (role) return `${name}: ${role}`;
  const addresses = entry.addresses ?? [];
  const other = addresses.find((a) => !isIp(addressBytes(a)));
  if (other) return `${name}: addresses has one of ${other.bytes?.length ?? 0} bytes`;
  const ip4s = addresses.filter((a) => a.bytes?.length === 4).length;
  if (ip4s > PORT_IP4_MAX) return `${name}: it has ${ip4s} IPv4 addresses; the limit is ${PORT_IP4_MAX}`;
  const ip6s = addresses.length - ip4s;
  if (ip6s > PORT_IP6_MAX) return `${name}: it has ${ip6s} IPv6 addresses; the limit is ${PORT_IP6_MAX}`;
  const pairs = entry.pairs ?? [];
  if (pairs.length > PORT_PAIRS_MAX)
    return `${name}: it has ${pairs.length} address pairs; the limit is ${PORT_PAIRS_MAX}`;
  for (const [i, pair] of pairs.entries()) {
    const prefix = prefixDefect(pair.prefix);
    if (prefix) return `${name}: pairs[${i}].prefix ${prefix}`;
    const macBytes = pair.mac?.length ?? 0;
    if (macBytes !== 0 && macBytes !== 6) return `${name}: pairs[${i}].mac has ${macBytes} bytes`;
  }
  const limits = limitsDefect(entry);
  return limits && `${name}: ${limits}`;
}

export function fdbDefect(
  vni: number,
  mac: Uint8Array,
  vtepId: number,
  datapathId: number,
  groupIds: readonly number[],
): string | null {
  if (mac.length !== 6) return `an FDB entry has a MAC of ${mac.length} bytes`;
  if (vtepId === 0) return 'an FDB entry has VTEP id 0';
  if (groupIds.length > 0) {
    const defect = datapathId === 0 ? 'it has security groups of no port' : groupIdsDefect(groupIds);
    if (defect) return `the FDB entry of port ${datapathId}: ${defect}`;
  }
  return vniDefect(vni);
}

/** What is wrong with the security groups that a port is in; null if nothing is. */
function groupIdsDefect(groupIds: readonly number[]): string | null {
  if (groupIds.length > PORT_GROUPS_MAX)
    return `it is in ${groupIds.length} security groups; the limit is ${PORT_GROUPS_MAX}`;
  const disorder = groupIds.some((id, i) => id <= (groupIds[i - 1] ?? 0));
  return disorder ? `its security groups are not ascending from 1: ${groupIds.join(', ')}` : null;
}

export function neighborDefect(vni: number, address: Uint8Array, mac: Uint8Array): string | null {
  if (!isIp(address)) return `a neighbor entry has an address of ${address.length} bytes`;
  if (mac.length !== 6) return `neighbor ${formatIp(address)} has a MAC of ${mac.length} bytes`;
  return vniDefect(vni);
}

export function memberDefect(vni: number, vtepId: number): string | null {
  return vtepId === 0 ? `a member of VNI ${vni} has VTEP id 0` : vniDefect(vni);
}

export function subnetDefect(entry: weft.v1.SubnetEntry.$Properties): string | null {
  const name = `subnet ${entry.subnetId ?? ''} of VNI ${entry.vni ?? 0}`;
  const vni = vniDefect(entry.vni ?? 0);
  if (vni) return `${name}: ${vni}`;
  const prefix = prefixDefect(entry.prefix);
  if (prefix) return `${name}: prefix ${prefix}`;
  const gateway = addressBytes(entry.gateway);
  if (gateway.length !== addressBytes(entry.prefix?.address).length)
    return `${name}: gateway has ${gateway.length} bytes`;
  if (!inPrefix(gateway, addressBytes(entry.prefix?.address), entry.prefix?.length ?? 0))
    return `${name}: gateway ${formatIp(gateway)} is not in the prefix`;
  if (gateway.every((b) => b === 0)) return `${name}: gateway is all zero`;
  // How ports use the subnet is not known: half of it would be a guess.
  const mode = entry.ip6AddressMode ?? 0;
  if (!(mode in weft.v1.Ip6AddressMode)) return `${name}: ip6_address_mode ${mode} is none that this agent knows`;
  for (const [i, server] of (entry.dnsServers ?? []).entries()) {
    if (server.bytes?.length !== gateway.length)
      return `${name}: dns_servers[${i}] has ${server.bytes?.length ?? 0} bytes`;
  }
  for (const [i, route] of (entry.hostRoutes ?? []).entries()) {
    const defect = prefixDefect(route.prefix);
    if (defect) return `${name}: host_routes[${i}].prefix ${defect}`;
    if (route.nextHop?.bytes?.length !== gateway.length)
      return `${name}: host_routes[${i}].next_hop has ${route.nextHop?.bytes?.length ?? 0} bytes`;
  }
  return null;
}

export function routeDefect(entry: weft.v1.RouteEntry.$Properties): string | null {
  const name = `a route of router ${entry.routerId ?? 0}`;
  if (!entry.routerId) return `${name}: router_id is 0`;
  const prefix = prefixDefect(entry.prefix);
  if (prefix) return `${name}: prefix ${prefix}`;
  const nextHop = addressBytes(entry.nextHop);
  if (nextHop.length !== addressBytes(entry.prefix?.address).length || nextHop.every((b) => b === 0))
    return `${name}: next_hop ${nextHop.length === 0 ? 'is missing' : "is not an address of the prefix's family"}`;
  const vni = vniDefect(entry.vni ?? 0);
  return vni ? `${name}: ${vni}` : null;
}

/** What is wrong with a prefix; null if nothing is. */
export function prefixDefect(prefix: weft.v1.IpPrefix.$Properties | null | undefined): string | null {
  const bytes = addressBytes(prefix?.address);
  const length = prefix?.length ?? 0;
  if (!isIp(bytes)) return `has an address of ${bytes.length} bytes`;
  if (length > bytes.length * 8) return `has length ${length}`;
  if (!hostBitsAreZero(bytes, length)) return `${formatIp(bytes)}/${length} has bits beyond its length`;
  return null;
}

function hostBitsAreZero(bytes: Uint8Array, length: number): boolean {
  for (let bit = length; bit < bytes.length * 8; bit++) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) return false;
  }
  return true;
}

/** Is the address in the prefix? False for another family. */
export function inPrefix(address: Uint8Array, prefix: Uint8Array, length: number): boolean {
  if (address.length !== prefix.length) return false;
  for (let i = 0, rest = length; rest > 0; i++, rest -= 8) {
    const mask = rest >= 8 ? 0xff : (0xff << (8 - rest)) & 0xff;
    if ((((address[i] ?? 0) ^ (prefix[i] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

/** A copy of the bytes of an address; empty if there is none. */
export function addressBytes(address: weft.v1.IpAddress.$Properties | null | undefined): Uint8Array {
  return Uint8Array.from(address?.bytes ?? NO_BYTES);
}

function isIp(bytes: Uint8Array): boolean {
  return bytes.length === 4 || bytes.length === 16;
}

/** The address that a node's tunnels use: the IPv4 one, should there be both. */
export function ipOf(addresses: readonly weft.v1.IpAddress.$Properties[] | null | undefined): Uint8Array | null {
  return ip4Of(addresses) ?? addresses?.find((a) => a.bytes?.length === 16)?.bytes ?? null;
}

/** The IPv4 address among addresses. */
export function ip4Of(addresses: readonly weft.v1.IpAddress.$Properties[] | null | undefined): Uint8Array | null {
  return addresses?.find((a) => a.bytes?.length === 4)?.bytes ?? null;
}

const NO_BYTES = new Uint8Array(0);
