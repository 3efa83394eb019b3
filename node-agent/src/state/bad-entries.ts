import { weft } from '../../../proto/gen/codecs.js';
import type { BadEntry } from './entities.js';

/** Entries that are part of the state and can't be programmed, by key. */
export class BadEntries {
  readonly #entries = new Map<string, BadEntry>();
  #named: Set<string> | null = null;
  /** Raised by every change. */
  changes = 0;

  get size(): number {
    return this.#entries.size;
  }

  values(): IterableIterator<BadEntry> {
    return this.#entries.values();
  }

  set(id: string, entry: BadEntry): void {
    this.#named?.add(id);
    this.#entries.set(id, entry);
    this.changes++;
  }

  /** Cheap when there are none, which is nearly always: `id` is only worked out if needed. */
  delete(id: () => string): void {
    if (this.#entries.size > 0 && this.#entries.delete(id())) this.changes++;
  }

  /** Forgets what belongs to one of the networks. */
  deleteOfNetworks(vnis: ReadonlySet<number>): void {
    for (const [id, { key }] of this.#entries) {
      const ofNetwork = key.fdb ?? key.neighbor ?? key.member ?? key.subnet ?? key.network;
      if (ofNetwork && vnis.has(ofNetwork.vni ?? 0)) this.delete(() => id);
    }
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  /** Forgets what was not set since beginSnapshot. */
  sweep(): void {
    const named = this.#named;
    this.#named = null;
    if (!named) return;
    for (const id of this.#entries.keys()) if (!named.has(id)) this.delete(() => id);
  }
}

/** A key as text. */
export function keyId(key: weft.v1.EntryKey.$Properties): string {
  return Buffer.from(weft.v1.EntryKey.encode(key).finish()).toString('latin1');
}
