import type { weft } from '../../../proto/gen/codecs.js';
import type { PortHits } from '../api/status-source.js';

/** Counters of one port: the rules of 16 full groups. */
export const MAX_HITS_OF_PORT = 65_536;
/** Counters of all ports of one node: what its agent's map of them holds by default. */
export const MAX_HITS_OF_NODE = 262_144;
/** Counters of all ports of all nodes, some 45 bytes each. */
export const MAX_HITS = 2_000_000;

export interface RuleHitLimits {
  readonly ofPort: number;
  readonly ofNode: number;
  readonly ofAll: number;
}

/** Where a port lives as far as it is known; null: there is no such port, or it is bound nowhere. */
export type BindingOf = (portId: string) => { readonly nodeId: string; readonly generation: number } | null;

interface Kept extends PortHits {
  readonly nodeId: string;
  timeMs: number;
  readonly counters: Counters;
}

/**
 * Hits of rules as nodes tell them, in memory only: a node tells all of them after each Hello. They are those of the present binding; of a former one they are
 * forgotten. A counter that finds no room is not kept and counted in `refused`.
 */
export class RuleHitBook {
  readonly #bindingOf: BindingOf;
  readonly #now: () => number;
  readonly #limits: RuleHitLimits;
  readonly #ports = new Map<string, Kept>();
  readonly #ofNode = new Map<string, { counters: number; readonly ports: Set<string> }>();
  #counters = 0;
  /** Counters that found no room, each time that they were told. */
  refused = 0;

  constructor(
    bindingOf: BindingOf,
    now: () => number,
    limits: RuleHitLimits = { ofPort: MAX_HITS_OF_PORT, ofNode: MAX_HITS_OF_NODE, ofAll: MAX_HITS },
  ) {
    this.#bindingOf = bindingOf;
    this.#now = now;
    this.#limits = limits;
  }

  /** Counters that are kept. */
  get size(): number {
    return this.#counters;
  }

  of(portId: string): PortHits | null {
    return this.#ports.get(portId) ?? null;
  }

  /** Takes what a node tells of ports that are bound to it, at the generation that it names; the rest has no effect. */
  told(nodeId: string, report: weft.v1.RuleHitsReport.$Properties): void {
    const timeMs = this.#now();
    for (const { portId = '', generation, hits } of report.ports ?? []) {
      const id = portId ?? '';
      const binding = this.#bindingOf(id);
      if (binding?.nodeId !== nodeId || binding.generation !== generation) continue;
      const kept = this.#ports.get(id) ?? this.#begin(id, nodeId);
      kept.timeMs = timeMs;
      for (const hit of hits ?? []) this.#take(kept, hit);
    }
  }

  /** The port is bound anew, bound nowhere or gone. */
  forgetPort(portId: string): void {
    const kept = this.#ports.get(portId);
    if (!kept) return;
    this.#ports.delete(portId);
    this.#counters -= kept.counters.size;
    const node = this.#ofNode.get(kept.nodeId);
    if (!node) return;
    node.counters -= kept.counters.size;
    node.ports.delete(portId);
    if (node.ports.size === 0) this.#ofNode.delete(kept.nodeId);
  }

  /** The node's agent begins to tell anew. */
  forgetNode(nodeId: string): void {
    for (const portId of [...(this.#ofNode.get(nodeId)?.ports ?? [])]) this.forgetPort(portId);
  }

  #begin(portId: string, nodeId: string): Kept {
    const counters = new Counters();
    const kept: Kept = {
      nodeId,
      timeMs: 0,
      counters,
      packets: (direction, groupId, number) => counters.get(groupId, ruleKey(direction, number)),
    };
    this.#ports.set(portId, kept);
    const node = this.#ofNode.get(nodeId) ?? { counters: 0, ports: new Set() };
    this.#ofNode.set(nodeId, node);
    node.ports.add(portId);
    return kept;
  }

  #take({ nodeId, counters }: Kept, { groupId, number, direction, packets }: weft.v1.RuleHits.$Properties): void {
    const node = this.#ofNode.get(nodeId);
    if (!node) return;
    const before = counters.size;
    const { ofPort, ofNode, ofAll } = this.#limits;
    const room = before < ofPort && node.counters < ofNode && this.#counters < ofAll;
    if (!counters.set(groupId ?? 0, ruleKey(direction ?? 0, number ?? 0), packets ?? 0, room)) this.refused++;
    const added = counters.size - before;
    node.counters += added;
    this.#counters += added;
  }
}

function ruleKey(direction: number, number: number): number {
  return number * 4 + direction;
}

/** Group -> rule -> packets. */
class Counters {
  readonly #groups = new Map<number, Map<number, number>>();
  size = 0;

  get(groupId: number, rule: number): number {
    return this.#groups.get(groupId)?.get(rule) ?? 0;
  }

  /** 0 removes. False: it is a new one and there is no room. */
  set(groupId: number, rule: number, packets: number, room: boolean): boolean {
    const rules = this.#groups.get(groupId);
    if (packets === 0) {
      if (rules?.delete(rule)) this.size--;
      if (rules?.size === 0) this.#groups.delete(groupId);
      return true;
    }
    if (rules?.has(rule)) {
      rules.set(rule, packets);
      return true;
    }
    if (!room) return false;
    if (rules) rules.set(rule, packets);
    else this.#groups.set(groupId, new Map([[rule, packets]]));
    this.size++;
    return true;
  }
}
