import type { Key } from './entry.js';
import { type CompiledNode, type Scope, shareScope } from './topology.js';

/** VTEPs that some nodes no longer need. */
export interface Unneeded {
  readonly from: readonly CompiledNode[];
  readonly vteps: readonly Key[];
}

/**
 * After `left` have ended their subscription to the scope: those that stay no longer need the VTEPs of those that left, nor these the VTEPs of anybody,
 * unless they share another scope. Nodes that subscribe to the same scopes are looked at together: splitting a scope of many nodes costs the
 * number of nodes, not its square.
 */
export function unneededVteps(scope: Scope, left: readonly CompiledNode[]): Unneeded[] {
  if (left.length === 0) return [];
  const leaving = alike(left);
  const staying = alike(scope.subscribers);
  const unneeded: Unneeded[] = [];
  for (const gone of leaving) {
    const others: Key[] = [];
    const goneVteps = gone.map((node) => node.vtepKey);
    for (const group of staying) {
      if (groupsShareScope(gone, group)) continue;
      for (const node of group) others.push(node.vtepKey);
      unneeded.push({ from: group, vteps: goneVteps });
    }
    // A node without any scope shares none with those of its own group either, and does not need its own VTEP.
    for (const group of leaving) {
      if (groupsShareScope(gone, group)) continue;
      for (const node of group) others.push(node.vtepKey);
    }
    if (others.length > 0) unneeded.push({ from: gone, vteps: others });
  }
  return unneeded;
}

function groupsShareScope([a]: readonly CompiledNode[], [b]: readonly CompiledNode[]): boolean {
  return a !== undefined && b !== undefined && shareScope(a, b);
}

/** Nodes that subscribe to the same scopes, together. */
function alike(nodes: Iterable<CompiledNode>): CompiledNode[][] {
  const groups = new Map<string, CompiledNode[]>();
  for (const node of nodes) {
    const signature = Array.from(node.portsPerScope.keys(), (scope) => scope.id)
      .sort((a, b) => a - b)
      .join();
    const group = groups.get(signature);
    if (group) group.push(node);
    else groups.set(signature, [node]);
  }
  return [...groups.values()];
}
