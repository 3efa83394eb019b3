import { entryOfValue } from '../compiler/entry.js';
import type { CompiledNode } from '../compiler/topology.js';

const none: readonly string[] = [];

/**
 * Which ports of a node are in which security group. Nobody needs to know but for groups that nodes could not apply, so it is found out for a node when it
 * is asked, and kept until its ports change.
 */
export class GroupPorts {
  readonly #byNode = new WeakMap<CompiledNode, ReadonlyMap<number, readonly string[]>>();

  /** Would `of` answer for the node without looking? */
  knows(node: CompiledNode): boolean {
    return this.#byNode.has(node);
  }

  /** The ids of the node's ports in the group. The first time it costs the number of the node's ports. */
  of(node: CompiledNode, groupId: number): readonly string[] {
    const known = this.#byNode.get(node) ?? portsByGroup(node);
    this.#byNode.set(node, known);
    return known.get(groupId) ?? none;
  }

  /** The node has other ports, or they are in other groups. */
  changed(node: CompiledNode): void {
    this.#byNode.delete(node);
  }
}

function portsByGroup(node: CompiledNode): Map<number, string[]> {
  const ports = new Map<number, string[]>();
  const walk = node.table.walk();
  for (let value = walk.next(); value !== null; value = walk.next()) {
    const { localPort } = entryOfValue(value);
    for (const groupId of localPort?.groupIds ?? []) {
      const ids = ports.get(groupId) ?? [];
      ids.push(localPort?.portId ?? '');
      ports.set(groupId, ids);
    }
  }
  return ports;
}
