import { WeftError } from '../../../proto/src/errors.js';
import { familyOf } from '../model/address-number.js';
import type { ClusterSettings } from '../model/plan.js';
import type { Topology } from '../model/topology.js';

/**
 * A cluster has one underlay family from its first node on: STORE_INCOMPATIBLE if the controller is started with another one than that of the nodes
 * that there are.
 */
export function requireUnderlayFamily(
  topology: Topology,
  { underlayFamily }: ClusterSettings,
  directory: string,
): void {
  for (const [vtep, nodeId] of topology.nodeByVtep) {
    const family = familyOf(vtep);
    if (family === underlayFamily) continue;
    const why = `node ${nodeId} has an IPv${family} VTEP, but the underlay is said to be IPv${underlayFamily}`;
    throw new WeftError('STORE_INCOMPATIBLE', `can't use the store in ${directory}: ${why}`);
  }
}

/** Networks with a larger MTU than the underlay leaves room for: made before it was said to be so small. Their largest frames are lost. */
export function oversizeNetworks(topology: Topology, most: number): string[] {
  const oversize: string[] = [];
  for (const id of topology.rows.network.ids()) {
    if ((topology.get('network', id)?.mtu ?? 0) > most) oversize.push(id);
  }
  return oversize;
}
