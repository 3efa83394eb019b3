import type { Key } from '../compiler/entry.js';

interface PortNack {
  readonly nodeId: string;
  readonly key: Key;
  readonly text: string;
}

/** By node and key, the oldest first. */
export type NacksOfPort = Map<string, PortNack>;

/** Entries of ports that nodes could not apply. Ports are slots (port-table.ts); few have any. */
export class PortNacks {
  readonly #ofSlot = new Map<number, NacksOfPort>();

  /** Text null: the node can apply it now. False: nothing has changed. */
  set(slot: number, nodeId: string, key: Key, text: string | null): boolean {
    const nacks: NacksOfPort = this.#ofSlot.get(slot) ?? new Map();
    const source = `${nodeId} ${key}`;
    if (text !== null) {
      nacks.set(source, { nodeId, key, text });
      this.#ofSlot.set(slot, nacks);
      return true;
    }
    if (!nacks.delete(source)) return false;
    if (nacks.size === 0) this.#ofSlot.delete(slot);
    return true;
  }

  /** What the first nack by such a node says; empty: there is none. */
  text(slot: number, by: (nodeId: string) => boolean): string {
    for (const { nodeId, text } of this.#ofSlot.get(slot)?.values() ?? []) if (by(nodeId)) return text;
    return '';
  }

  /** A node that could not apply one of those entries; null: there is none. */
  nodeOf(slot: number, concerns: (key: Key) => boolean): string | null {
    for (const { nodeId, key } of this.#ofSlot.get(slot)?.values() ?? []) if (concerns(key)) return nodeId;
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
