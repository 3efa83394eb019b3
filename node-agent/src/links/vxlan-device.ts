import { WeftError } from '../../../proto/src/errors.js';
import { ip } from './iproute.js';
import type { Link } from './link.js';
import type { LinkTable } from './link-table.js';
import { silence } from './silence.js';

/** The metadata vxlan device: what eBPF can't encapsulate itself takes it, and large frames for taps come in through it. */
export const VXLAN_DEVICE = 'weft-vxlan';

/** Largest that the kernel gives a vxlan device: the path's MTU is the programs' matter, and GSO frames must pass whole. */
const MTU_BYTES = 65_485;
const PROPERTIES = 'type vxlan external srcport 49152 65535 nolearning noudpcsum udp6zerocsumtx udp6zerocsumrx';

/**
 * Makes sure that the device is there, up, and on the UDP port; one with another port is replaced. FAILED_PRECONDITION if the name is taken by
 * something else.
 */
export async function ensureVxlanDevice(links: LinkTable, udpPort: number): Promise<Link> {
  let link = links.read(VXLAN_DEVICE);
  if (link && (link.kind !== 'vxlan' || !link.vxlanExternal)) {
    throw new WeftError('ALREADY_EXISTS', `${VXLAN_DEVICE} is there and not ours (kind ${link.kind || 'physical'})`);
  }
  if (link && link.vxlanPort !== udpPort) {
    await ip('link', 'del', 'dev', VXLAN_DEVICE);
    link = null;
  }
  if (!link) {
    await ip(...`link add name ${VXLAN_DEVICE} mtu ${MTU_BYTES} ${PROPERTIES} dstport ${udpPort}`.split(' '));
    silence(VXLAN_DEVICE);
    link = links.read(VXLAN_DEVICE);
    if (link) links.kernel.makeNoIpv6Address(link.ifindex);
  }
  if (link && !link.up) links.kernel.setUp(link.ifindex, true);
  const made = links.read(VXLAN_DEVICE);
  if (!made) throw new WeftError('INTERFACE_NOT_FOUND', `${VXLAN_DEVICE} vanished while it was made`);
  return made;
}

/** Removes the device, if it is ours. */
export async function removeVxlanDevice(links: LinkTable): Promise<void> {
  const link = links.read(VXLAN_DEVICE);
  if (link?.kind === 'vxlan' && link.vxlanExternal) await ip('link', 'del', 'dev', VXLAN_DEVICE);
}
