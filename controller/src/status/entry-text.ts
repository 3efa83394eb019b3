import type { weft } from '../../../proto/gen/codecs.js';
import { formatIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';

/** An entry's key for people: `fdb vni 4096 mac 02:57:00:00:00:01`. */
export function entryText(key: weft.v1.EntryKey.$Properties): string {
  if (key.nodeConfig) return 'node config';
  if (key.vtep) return `vtep ${key.vtep.vtepId ?? 0}`;
  if (key.network) return `network vni ${key.network.vni ?? 0}`;
  if (key.localPort) return `local port ${key.localPort.datapathId ?? 0}`;
  if (key.fdb) return `fdb vni ${key.fdb.vni ?? 0} mac ${formatMac(key.fdb.mac ?? new Uint8Array())}`;
  if (key.neighbor) {
    return `neighbor vni ${key.neighbor.vni ?? 0} address ${formatIp(key.neighbor.address?.bytes ?? new Uint8Array())}`;
  }
  if (key.member) return `member vni ${key.member.vni ?? 0} vtep ${key.member.vtepId ?? 0}`;
  if (key.subnet) return `subnet vni ${key.subnet.vni ?? 0} prefix ${prefixText(key.subnet.prefix)}`;
  if (key.route) return `route router ${key.route.routerId ?? 0} prefix ${prefixText(key.route.prefix)}`;
  return 'unknown entry';
}

function prefixText(prefix: weft.v1.IpPrefix.$Properties | null | undefined): string {
  return `${formatIp(prefix?.address?.bytes ?? new Uint8Array())}/${prefix?.length ?? 0}`;
}
