import type { Key } from '../compiler/entry.js';

/** An entry of a port that a node could not apply. */
export interface PortNack {
  readonly nodeId: string;
  readonly key: Key;
  /** Name of a NackReason. */
  readonly reason: string;
  /** For people. */
  readonly text: string;
}

/** By node and key, the oldest first. */
export type NacksOfPort = Map<string, PortNack>;

/** Entries of ports that nodes could not apply. Ports are slots (port-table.ts); few have any. */
export class PortNacks {
  readonly #ofSlot = new Map<number, NacksOfPort>();

  add(slot: number, nack: PortNack): void {
    const nacks: NacksOfPort = this.#ofSlot.get(slot) ?? new Map();
    nacks.set(sourceOf(nack.nodeId, nack.key), nack);
    this.#ofSlot.set(slot, nacks);
  }

  /** The node can apply the entry now. False: it was not nacked. */
  resolve(slot: number, nodeId: string, key: Key): boolean {
    const nacks = this.#ofSlot.get(slot);
    if (!nacks?.delete(sourceOf(nodeId, key))) return false;
    if (nacks.size === 0) this.#ofSlot.delete(slot);
    return true;
  }

  /** What the first nack by such a node says; empty: there is none. */
  text(slot: number, by: (nodeId: string) => boolean): string {
    for (const { nodeId, text } of this.#ofSlot.get(slot)?.values() ?? []) if (by(nodeId)) return text;
    return '';
  }

  /** The node of the first such nack; null: there is none. */
  nodeOf(slot: number, concerns: (nack: PortNack) => boolean): string | null {
    for (const nack of this.#ofSlot.get(slot)?.values() ?? []) if (concerns(nack)) return nack.nodeId;
    return null;
  }

  /** Forgets them; returns what there was. */
  take(slot: number): NacksOfPort | undefined {
    const nacks = this.#ofSlot.get(slot);
    this.#ofSlot.delete(slot);
    return nacks;
  }

  put(slot: number, nacks: NacksOfPort): void {
    this.#ofSlot.set(slot, nacks);
  }
}

function sourceOf(nodeId: string, key: Key): string {
  return `${nodeId} ${key}`;
}
