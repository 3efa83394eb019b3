import type { weft } from '../../../proto/gen/codecs.js';
import type { PortHits } from '../api/status-source.js';
import { type BindingPlace, isPlace } from './moving-ports.js';

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

/** A binding of a port as far as it is known; null: there is no such port, or it has no such binding. */
export type BindingOf = (portId: string, role: 'active' | 'pending') => BindingPlace | null;

interface Kept extends PortHits {
  readonly nodeId: string;
  timeMs: number;
  readonly counters: Counters;
}

/**
 * Hits of rules as nodes tell them, in memory only: a node tells all of them after each Hello. They are those of the active binding; of a former one they are
 * forgotten, those of the pending one are kept until it is the active one. A counter that finds no room is not kept and counted in `refused`.
 */
export class RuleHitBook {
  readonly #bindingOf: BindingOf;
  readonly #now: () => number;
  readonly #limits: RuleHitLimits;
  readonly #active = new Map<string, Kept>();
  readonly #pending = new Map<string, Kept>();
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
    return this.#active.get(portId) ?? null;
  }

  /** Takes what a node tells of ports that are bound to it, at the generation that it names; the rest has no effect. */
  told(nodeId: string, report: weft.v1.RuleHitsReport.$Properties): void {
    const timeMs = this.#now();
    for (const { portId = '', generation, hits } of report.ports ?? []) {
      const id = portId ?? '';
      const role = this.#roleOf(id, nodeId, generation ?? 0);
      if (!role) continue;
      const ports = role === 'active' ? this.#active : this.#pending;
      const kept = ports.get(id) ?? this.#begin(ports, id, nodeId);
      kept.timeMs = timeMs;
      for (const hit of hits ?? []) this.#take(kept, hit);
    }
  }

  /** The port is bound anew, bound nowhere or gone. */
  forgetPort(portId: string): void {
    this.#forget(this.#active, portId);
    this.#forget(this.#pending, portId);
  }

  /** The port has no pending binding any more; if that was `activated`, what it did counts. */
  endPending(portId: string, activated: boolean): void {
    const kept = this.#pending.get(portId);
    if (!activated) {
      this.#forget(this.#pending, portId);
      return;
    }
    this.#forget(this.#active, portId);
    this.#pending.delete(portId);
    if (kept) this.#active.set(portId, kept);
  }

  /** The node's agent begins to tell anew. */
  forgetNode(nodeId: string): void {
    for (const portId of [...(this.#ofNode.get(nodeId)?.ports ?? [])]) {
      for (const ports of [this.#active, this.#pending]) {
        if (ports.get(portId)?.nodeId === nodeId) this.#forget(ports, portId);
      }
    }
  }

  #roleOf(portId: string, nodeId: string, generation: number): 'active' | 'pending' | null {
    for (const role of ['active', 'pending'] as const) {
      const binding = this.#bindingOf(portId, role);
      if (binding && isPlace(binding, nodeId, generation)) return role;
    }
    return null;
  }

  #forget(ports: Map<string, Kept>, portId: string): void {
    const kept = ports.get(portId);
    if (!kept) return;
    ports.delete(portId);
    this.#counters -= kept.counters.size;
    const node = this.#ofNode.get(kept.nodeId);
    if (!node) return;
    node.counters -= kept.counters.size;
    node.ports.delete(portId);
    if (node.ports.size === 0) this.#ofNode.delete(kept.nodeId);
  }

  #begin(ports: Map<string, Kept>, portId: string, nodeId: string): Kept {
    const counters = new Counters();
    const kept: Kept = {
      nodeId,
      timeMs: 0,
      counters,
      packets: (direction, groupId, number) => counters.get(groupId, ruleKey(direction, number)),
    };
    ports.set(portId, kept);
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
