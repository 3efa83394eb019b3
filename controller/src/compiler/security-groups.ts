import type { Tables } from '../store/change.js';
import { groupIdsOf, idOf, securityGroupEntry } from './contributions.js';
import type { CompiledNode, CompiledSecurityGroup } from './topology.js';

/** What the security groups tell of what changes. */
export interface GroupObserver {
  /** The group's entry is about to be another one. */
  beforeGroupChange(group: CompiledSecurityGroup): void;
  /** The node is about to get the group, or to lose it. */
  beforeGroupMembershipChange(group: CompiledSecurityGroup, node: CompiledNode): void;
}

/** Security groups: their entries, and which nodes have a port in them. */
export class SecurityGroups {
  readonly #groups = new Map<string, CompiledSecurityGroup>();
  readonly #observer: GroupObserver;

  constructor(observer: GroupObserver) {
    this.#observer = observer;
  }

  get(id: string): CompiledSecurityGroup | undefined {
    return this.#groups.get(id);
  }

  /** The rows of one transaction: their rules may name each other. */
  put(rows: readonly Tables['securityGroup'][]): void {
    const numbers = new Map(rows.map((row) => [idOf(row), row.datapathId]));
    const numberOf = (id: string) => numbers.get(id) ?? this.#required(id).datapathId;
    for (const row of rows) {
      const id = idOf(row);
      const { datapathId } = row;
      const [key, value] = securityGroupEntry(row, numberOf);
      const known = this.#groups.get(id);
      if (!known) {
        this.#groups.set(id, { id, datapathId, key, value, nodes: new Set() });
      } else if (known.datapathId !== datapathId) {
        throw new Error(`security group ${id}: its datapath id changed from ${known.datapathId} to ${row.datapathId}`);
      } else if (known.value !== value) {
        this.#observer.beforeGroupChange(known);
        known.value = value;
      }
    }
  }

  delete(id: string): void {
    const group = this.#required(id);
    if (group.nodes.size > 0) throw new Error(`security group ${id}: deleted while bound ports are in it`);
    this.#groups.delete(id);
  }

  /** The datapath ids of the port's groups, ascending. */
  numbersOf(port: Tables['port']): readonly number[] {
    return groupIdsOf(port, (id) => this.#required(id).datapathId);
  }

  /** A port came to the node (1), or leaves it (-1). */
  count(port: Tables['port'], node: CompiledNode, by: 1 | -1): void {
    for (const id of port.securityGroupIds) {
      const group = this.#required(id);
      const before = node.portsPerGroup.get(group) ?? 0;
      const after = before + by;
      if (before === 0 || after === 0) this.#observer.beforeGroupMembershipChange(group, node);
      if (after > 0) {
        node.portsPerGroup.set(group, after);
        group.nodes.add(node);
      } else {
        node.portsPerGroup.delete(group);
        group.nodes.delete(node);
      }
    }
  }

  #required(id: string): CompiledSecurityGroup {
    const group = this.#groups.get(id);
    if (!group) throw new Error(`security group ${id} is referred to but unknown`);
    return group;
  }
}
