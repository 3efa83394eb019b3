import { type CompiledNetwork, newScope, type Scope } from './topology.js';

/** A network that has to go from one scope to another. */
export interface Move {
  readonly network: CompiledNetwork;
  readonly to: Scope;
}

/**
 * What has to move so that scopes are connected components again, after the links of `changed` networks to routers changed. Looks at the scopes of those
 * networks and no further. A component keeps the scope in which most of its members (pairs of a network and a node) are already, so that a small
 * network that joins a large one moves, not the other way round.
 */
export function moves(changed: Iterable<CompiledNetwork>): Move[] {
  const scopes = new Set<Scope>();
  for (const network of changed) scopes.add(network.scope);
  const seen = new Set<CompiledNetwork>();
  const components: { networks: CompiledNetwork[]; weight: number }[] = [];
  for (const scope of scopes) {
    for (const network of scope.networks) {
      if (seen.has(network)) continue;
      const networks = connectedTo(network, seen);
      components.push({ networks, weight: networks.reduce((sum, n) => sum + weightOf(n), 0) });
    }
  }
  components.sort((a, b) => b.weight - a.weight);
  const kept = new Set<Scope>();
  const result: Move[] = [];
  for (const { networks } of components) {
    const to = heaviestScope(networks, kept) ?? newScope();
    kept.add(to);
    for (const network of networks) if (network.scope !== to) result.push({ network, to });
  }
  return result;
}

function connectedTo(first: CompiledNetwork, seen: Set<CompiledNetwork>): CompiledNetwork[] {
  const found = [first];
  seen.add(first);
  // `found` grows while it is read.
  for (const network of found) {
    for (const router of network.routers) {
      for (const neighbor of router.networks) {
        if (seen.has(neighbor)) continue;
        seen.add(neighbor);
        found.push(neighbor);
      }
    }
  }
  return found;
}

/** The present scope of most of the networks' members; null if other components keep all of them. */
function heaviestScope(networks: readonly CompiledNetwork[], taken: ReadonlySet<Scope>): Scope | null {
  const weights = new Map<Scope, number>();
  let best: Scope | null = null;
  for (const network of networks) {
    const { scope } = network;
    if (taken.has(scope)) continue;
    const weight = (weights.get(scope) ?? 0) + weightOf(network);
    weights.set(scope, weight);
    if (best === null || weight > (weights.get(best) ?? 0)) best = scope;
  }
  return best;
}

function weightOf(network: CompiledNetwork): number {
  return 1 + network.portsPerNode.size;
}
