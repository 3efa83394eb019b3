import { resourceId } from '../../proto/src/resource-id.js';
import { cleanUpBpf } from './datapath/bpf/bpf-datapath.js';
import { rtnetlinkLinks } from './datapath/bpf/rtnetlink.js';
import { LinkTable } from './links/link-table.js';
import { removeVxlanDevice } from './links/vxlan-device.js';

/**
 * Removes what an agent made in the kernel: pins (so programs, links and maps) and, in the network namespace that this runs in, the vxlan
 * device. Ports stop forwarding. Idempotent. The agent must not run, and its interfaces stay as they are.
 */
export async function cleanUp(bpffs: string, nodeId: string): Promise<void> {
  cleanUpBpf(bpffs, resourceId(nodeId, '--node-id'));
  const links = new LinkTable(
    rtnetlinkLinks,
    () => {},
    () => {},
  );
  try {
    await removeVxlanDevice(links);
  } finally {
    links.close();
  }
}
