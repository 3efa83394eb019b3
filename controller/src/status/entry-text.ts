import type { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';

/**
 * An entry for people: `fdb vni 4096 mac 02:57:00:00:00:01`. One of a subnet or route says only what its tenant knows. `routerId`: the router that has the
 * subnet or route; null: none.
 */
export function entryText(entry: weft.v1.Entry.$Properties, routerId: string | null): string {
  const ofRouter = routerId === null ? '' : ` of router ${routerId}`;
  if (entry.nodeConfig) return 'node config';
  if (entry.vtep) return `vtep ${entry.vtep.vtepId ?? 0}`;
  if (entry.network) return `network vni ${entry.network.vni ?? 0}`;
  if (entry.localPort) return `local port ${entry.localPort.datapathId ?? 0}`;
  if (entry.fdb) return `fdb vni ${entry.fdb.vni ?? 0} mac ${formatMac(entry.fdb.mac ?? new Uint8Array())}`;
  if (entry.neighbor) return `neighbor vni ${entry.neighbor.vni ?? 0} address ${addressText(entry.neighbor.address)}`;
  if (entry.member) return `member vni ${entry.member.vni ?? 0} vtep ${entry.member.vtepId ?? 0}`;
  if (entry.subnet) return `subnet ${entry.subnet.subnetId} ${prefixText(entry.subnet.prefix)}${ofRouter}`;
  if (entry.route) return `route ${prefixText(entry.route.prefix)} via ${addressText(entry.route.nextHop)}${ofRouter}`;
  if (entry.securityGroup) return `security group ${entry.securityGroup.securityGroupId}`;
  return 'unknown entry';
}

function prefixText(prefix: weft.v1.IpPrefix.$Properties | null | undefined): string {
  return `${addressText(prefix?.address)}/${prefix?.length ?? 0}`;
}

function addressText(address: weft.v1.IpAddress.$Properties | null | undefined): string {
  return formatIp(address?.bytes ?? new Uint8Array());
}
