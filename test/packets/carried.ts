/** What the programs of a node have counted of its tunnels. */

import { addressBytes } from '../../node-agent/src/flows/mapped-address.js';
import { formatIp } from '../../proto/src/ip.js';
import type { Node } from './node.js';

/** Packets and bytes by slot of `tunnel_traffic`; only what is not zero. */
export function carried(node: Node): Record<number, { sent?: [number, number]; received?: [number, number] }> {
  const counts: ReturnType<typeof carried> = {};
  const sums = node.traffic.read(0, node.traffic.slots);
  for (let slot = 0; slot < node.traffic.slots; slot++) {
    const [sentPackets = 0, sentBytes = 0, receivedPackets = 0, receivedBytes = 0] = sums.subarray(4 * slot);
    if (sentPackets + receivedPackets === 0) continue;
    counts[slot] = {
      ...(sentPackets > 0 && { sent: [sentPackets, sentBytes] }),
      ...(receivedPackets > 0 && { received: [receivedPackets, receivedBytes] }),
    };
  }
  return counts;
}

/** `vni>vtep source>destination` (to the VTEP) or `vni<vtep ...` (from it) -> packets and bytes. */
export function innerFlows(node: Node): Record<string, [packets: number, bytes: number]> {
  const flows: Record<string, [number, number]> = {};
  const rows = node.traffic.readInnerFlows(null, 4096);
  for (let row = 0; row < rows.count; row++) {
    const { vni, vtepId, received, source, destination } = rows.key(row);
    const { packets, bytes } = rows.value(row);
    const [from, to] = [source, destination].map((address) => formatIp(addressBytes(address)));
    flows[`${vni}${received ? '<' : '>'}${vtepId} ${from}>${to}`] = [packets, bytes];
  }
  return flows;
}

/** As if nothing had been carried. */
export function forgetCarried(node: Node): void {
  for (let slot = 0; slot < node.traffic.slots; slot++) node.traffic.zero(slot);
  const rows = node.traffic.readInnerFlows(null, 4096);
  node.traffic.removeInnerFlows(Array.from({ length: rows.count }, (_, row) => rows.keyBytes(row)));
}
