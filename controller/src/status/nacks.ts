import type { weft } from '../../../proto/gen/codecs.js';
import type { NackedTable } from '../api/status-source.js';
import type { Key } from '../compiler/entry.js';

/** Nacked entries of a node that are shown in its status. */
export const SHOWN_NACKS = 64;
/** Nacked entries of a node that are remembered one by one; beyond, only the count is right as long as nothing is resolved. */
export const REMEMBERED_NACKS = 4096;

export interface Nack {
  readonly revision: number;
  readonly key: Key;
  /** The entry, as text. */
  readonly entry: string;
  readonly reason: string;
  readonly message: string;
  /** What the entry is of; empty: of what has no status but that of the node. */
  readonly subjects: readonly NackSubject[];
}

export interface NackSubject {
  readonly table: 'port' | NackedTable;
  readonly id: string;
}

/** A nack as its node shows it. */
export function nackedEntry({ revision, entry, reason, message }: Nack): weft.v1.NackedEntry.$Properties {
  return { revision, entry, reason, message };
}

/** The entries that a node could not apply, as it said. */
export class Nacks {
  readonly #nacks = new Map<Key, Nack>();
  /** Nacks that were forgotten because there were too many. */
  #forgotten = 0;

  get count(): number {
    return this.#nacks.size + this.#forgotten;
  }

  has(key: Key): boolean {
    return this.#nacks.has(key);
  }

  get(key: Key): Nack | undefined {
    return this.#nacks.get(key);
  }

  keys(): Key[] {
    return [...this.#nacks.keys()];
  }

  /** Returns the nack that was forgotten for it, if any. */
  add(nack: Nack): Nack | null {
    this.#nacks.delete(nack.key);
    this.#nacks.set(nack.key, nack);
    if (this.#nacks.size <= REMEMBERED_NACKS) return null;
    for (const oldest of this.#nacks.values()) {
      this.#nacks.delete(oldest.key);
      this.#forgotten++;
      return oldest;
    }
    return null;
  }

  /** The nack of the same key, told in another way; it keeps its place. */
  replace(nack: Nack): void {
    if (this.#nacks.has(nack.key)) this.#nacks.set(nack.key, nack);
  }

  /** Returns the nack that no longer holds; null if there was none that is remembered. */
  resolve(key: Key): Nack | null {
    const nack = this.#nacks.get(key) ?? null;
    if (nack) this.#nacks.delete(key);
    else if (this.#forgotten > 0) this.#forgotten--;
    return nack;
  }

  /** Forgets all; returns those that were remembered. */
  clear(): Nack[] {
    const all = [...this.#nacks.values()];
    this.#nacks.clear();
    this.#forgotten = 0;
    return all;
  }

  /** Newest last. */
  shown(): weft.v1.NackedEntry.$Properties[] {
    return [...this.#nacks.values()].slice(-SHOWN_NACKS).map(nackedEntry);
  }
}
