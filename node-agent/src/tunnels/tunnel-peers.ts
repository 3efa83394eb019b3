import type { DesiredState } from '../state/desired-state.js';
import { ipOf } from '../state/entry-defects.js';
import type { TunnelPeer } from './tunnel.js';

/** The other ends of this node's tunnels: VTEPs that are members of its networks, without its own. */
export function tunnelPeers(state: DesiredState): Map<number, TunnelPeer> {
  const own = state.nodeConfig?.vtepId ?? 0;
  const vteps = new Map([...state.vteps.values()].map((entry) => [entry.vtepId ?? 0, entry]));
  const networks = new Map<number, Map<number, number>>();
  for (const [vni, vtepId] of state.members.all()) {
    if (vtepId === own || !vteps.has(vtepId)) continue;
    const mtu = state.networks.get(vni)?.mtu ?? 0;
    const shared = networks.get(vtepId);
    if (shared) shared.set(vni, mtu);
    else networks.set(vtepId, new Map([[vni, mtu]]));
  }
  return new Map(
    [...networks].map(([vtepId, shared]) => {
      const entry = vteps.get(vtepId);
      const address = Uint8Array.from(ipOf(entry?.addresses) ?? []);
      return [vtepId, { vtepId, nodeId: entry?.nodeId ?? '', address, networks: shared }];
    }),
  );
}
