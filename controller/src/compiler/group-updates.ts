import type { Key, Value } from './entry.js';
import type { CompiledNode, CompiledSecurityGroup } from './topology.js';

/**
 * How security groups come to nodes: a node has those that its ports are in. Collects which changed in a batch, and says in the end which nodes have to be
 * told what.
 */
export class GroupUpdates {
  /** Groups whose entries changed at some moment: what they were before the batch. */
  readonly #valuesBefore = new Map<CompiledSecurityGroup, Value>();
  /** Nodes that got a group or lost it at some moment: did they have it before the batch? */
  readonly #hadBefore = new Map<CompiledNode, Map<CompiledSecurityGroup, boolean>>();

  beforeGroupChange(group: CompiledSecurityGroup): void {
    if (!this.#valuesBefore.has(group)) this.#valuesBefore.set(group, group.value);
  }

  beforeMembershipChange(group: CompiledSecurityGroup, node: CompiledNode): void {
    const groups = this.#hadBefore.get(node) ?? new Map<CompiledSecurityGroup, boolean>();
    if (!groups.has(group)) groups.set(group, group.nodes.has(node));
    this.#hadBefore.set(node, groups);
  }

  /** Calls `tell` with groups that are new, changed or gone (null), and the nodes that need to know. */
  build(tell: (groups: ReadonlyMap<Key, Value | null>, nodes: readonly CompiledNode[]) => void): void {
    for (const [node, groups] of this.#hadBefore) {
      const entries = new Map<Key, Value | null>();
      // What is gone comes first, because its number may be another group's now.
      for (const [group, had] of groups) if (had && !group.nodes.has(node)) entries.set(group.key, null);
      for (const [group, had] of groups) if (!had && group.nodes.has(node)) entries.set(group.key, group.value);
      if (entries.size > 0) tell(entries, [node]);
    }
    for (const [group, before] of this.#valuesBefore) {
      if (group.value === before) continue;
      const stay = [...group.nodes].filter((node) => this.#hadBefore.get(node)?.get(group) !== false);
      if (stay.length > 0) tell(new Map([[group.key, group.value]]), stay);
    }
  }
}
