import type { ChangeSource } from '../store/change.js';
import type { Compiler } from './compiler.js';
import { contentOf } from './content.js';
import { entryOfValue, type Key, keyOf, type Value } from './entry.js';
import type { Walk } from './entry-table.js';
import type { CompiledNode } from './topology.js';

/** Everything that the compiler says a node should hold. */
export function compiledContent(node: CompiledNode): Map<Key, Value> {
  const content = new Map<Key, Value>();
  const add = (value: Value) => {
    const key = keyOf(entryOfValue(value));
    if (key !== null) content.set(key, value);
  };
  const addAll = (walk: Walk) => {
    for (let value = walk.next(); value !== null; value = walk.next()) add(value);
  };
  addAll(node.table.walk());
  for (const { key, value } of node.portsPerGroup.keys()) content.set(key, value);
  for (const scope of node.portsPerScope.keys()) {
    for (const peer of scope.subscribers) content.set(peer.vtepKey, peer.vtep);
    for (const network of scope.networks) addAll(network.table.walk());
    for (const router of scope.routers) for (const [key, value] of router.routes) content.set(key, value);
  }
  return content;
}

/**
 * Compares the compiler's state with what the rows say, for every node; throws if they differ. Costs the size of the cluster times the number of
 * nodes: for tests, and for a controller that is suspected.
 */
export function checkCompiler(compiler: Compiler, source: Pick<ChangeSource, 'rows'>, vxlanPort: number): void {
  for (const node of compiler.nodes()) {
    const expected = contentOf(node.id, source, vxlanPort);
    const actual = compiledContent(node);
    for (const [key, value] of expected) {
      if (actual.get(key) !== value) throw new Error(`node ${node.id}: ${describe(value)} is missing or different`);
      actual.delete(key);
    }
    for (const value of actual.values()) throw new Error(`node ${node.id}: ${describe(value)} should not be there`);
  }
}

/** For people and logs: without secrets. */
function describe(value: Value): string {
  const entry = entryOfValue(value);
  if (!entry.nodeConfig) return JSON.stringify(entry);
  const { probeKeys, ...config } = entry.nodeConfig;
  return JSON.stringify({ nodeConfig: { ...config, probeKeys: `${probeKeys?.length ?? 0}, not shown` } });
}
