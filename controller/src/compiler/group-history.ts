import type { Effect, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import { type Key, securityGroupKey, type Value } from './entry.js';
import type { CompiledNode } from './topology.js';

/** Which entries of security groups were touched since a revision, at which nodes. It is told the changes backwards in time. */
export class GroupHistory {
  readonly #compiler: Compiler;
  /** Datapath ids at the moment that is looked at, of groups that do not have the compiler's. */
  readonly #numberOf = new Map<string, number>();
  /** Whose rules may be others. */
  readonly #changed = new Set<string>();
  /** Of the groups that ports were in that came to a node, or left it. */
  readonly #keysOfNode = new Map<string, Set<Key>>();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** A group was created, changed or deleted. Of one that was deleted it is told before the ports of the same change. */
  goBackOver({ id, before, after }: Effect & { table: 'securityGroup' }): void {
    if (before && after) this.#changed.add(id);
    if (before && !after) this.#numberOf.set(id, before.datapathId);
  }

  /** A port was bound to the node, before or after the change. */
  goBackOverPort({ securityGroupIds }: Tables['port'], nodeId: string): void {
    if (securityGroupIds.length === 0) return;
    const keys = this.#keysOfNode.get(nodeId) ?? new Set<Key>();
    for (const id of securityGroupIds) keys.add(securityGroupKey(this.#number(id)));
    this.#keysOfNode.set(nodeId, keys);
  }

  /** What the node has to be told: the values of groups that it should have, null for those that it should not. */
  entriesFor(node: CompiledNode): Map<Key, Value | null> {
    const entries = new Map<Key, Value | null>();
    const touched = this.#keysOfNode.get(node.id);
    for (const key of touched ?? []) entries.set(key, null);
    for (const { id, key, value } of node.portsPerGroup.keys()) {
      if (touched?.has(key) || this.#changed.has(id)) entries.set(key, value);
    }
    return entries;
  }

  #number(id: string): number {
    const number = this.#numberOf.get(id) ?? this.#compiler.securityGroup(id)?.datapathId;
    if (number === undefined) throw new Error(`the log has no row of security group ${id}, which a port was in`);
    return number;
  }
}
