import type { DesiredState } from '../state/desired-state.js';
import type { TunnelPeer } from './tunnel.js';

/** The other ends of this node's tunnels: VTEPs that are members of its networks, without its own. */
export function tunnelPeers(state: DesiredState): Map<number, TunnelPeer> {
  const own = state.nodeConfig?.vtepId ?? 0;
  const nodeIds = new Map<number, string>();
  for (const { vtepId, nodeId } of state.vteps.values()) nodeIds.set(vtepId ?? 0, nodeId ?? '');
  const networks = new Map<number, Map<number, number>>();
  for (const [vni, vtepId] of state.members.all()) {
    if (vtepId === own || !nodeIds.has(vtepId)) continue;
    const mtu = state.networks.get(vni)?.mtu ?? 0;
    const shared = networks.get(vtepId);
    if (shared) shared.set(vni, mtu);
    else networks.set(vtepId, new Map([[vni, mtu]]));
  }
  return new Map(
    [...networks].map(([vtepId, shared]) => [vtepId, { vtepId, nodeId: nodeIds.get(vtepId) ?? '', networks: shared }]),
  );
}
