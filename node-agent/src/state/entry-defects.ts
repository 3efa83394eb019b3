import type { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { VNI_MAX, VNI_MIN } from '../../../proto/src/vni.js';
import { PORT_IP4_MAX } from './rows.js';

/** Why an entry can't be programmed by this agent; null if it can. One function per kind. */

export function nodeConfigDefect(entry: weft.v1.NodeConfig.$Properties): string | null {
  const vxlanPort = entry.vxlanPort ?? 0;
  if (!entry.vtepId) return 'the node configuration has VTEP id 0';
  if (!ip4Of(entry.vteps)) return 'the node configuration has no IPv4 VTEP, and this agent encapsulates in IPv4 only';
  if (vxlanPort < 1 || vxlanPort > 65_535) return `the node configuration has UDP port ${vxlanPort}`;
  return null;
}

export function vtepDefect(entry: weft.v1.Vtep.$Properties): string | null {
  if (!entry.vtepId) return 'a VTEP has id 0';
  if (!ip4Of(entry.addresses))
    return `VTEP ${entry.vtepId} has no IPv4 address, and this agent encapsulates in IPv4 only`;
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
  if (entry.mac?.length !== 6) return `${name}: its MAC has ${entry.mac?.length ?? 0} bytes`;
  const addresses = entry.addresses ?? [];
  const other = addresses.find((a) => a.bytes?.length !== 4);
  if (other) return `${name}: ${formatIp(other.bytes ?? NO_BYTES)} is not IPv4, and this agent checks IPv4 only`;
  if (addresses.length > PORT_IP4_MAX)
    return `${name}: it has ${addresses.length} addresses; the limit is ${PORT_IP4_MAX}`;
  return null;
}

export function fdbDefect(vni: number, mac: Uint8Array, vtepId: number): string | null {
  if (mac.length !== 6) return `an FDB entry has a MAC of ${mac.length} bytes`;
  if (vtepId === 0) return 'an FDB entry has VTEP id 0';
  return vniDefect(vni);
}

export function neighborDefect(vni: number, address: Uint8Array, mac: Uint8Array): string | null {
  if (address.length === 16) return `neighbor ${formatIp(address)} is IPv6, and this agent answers for IPv4 only`;
  if (address.length !== 4) return `a neighbor entry has an address of ${address.length} bytes`;
  if (mac.length !== 6) return `neighbor ${formatIp(address)} has a MAC of ${mac.length} bytes`;
  return vniDefect(vni);
}

export function memberDefect(vni: number, vtepId: number): string | null {
  return vtepId === 0 ? `a member of VNI ${vni} has VTEP id 0` : vniDefect(vni);
}

/** The IPv4 address among addresses. */
export function ip4Of(addresses: readonly weft.v1.IpAddress.$Properties[] | null | undefined): Uint8Array | null {
  return addresses?.find((a) => a.bytes?.length === 4)?.bytes ?? null;
}

const NO_BYTES = new Uint8Array(0);
