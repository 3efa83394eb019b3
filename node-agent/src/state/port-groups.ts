import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** The FDB entry that says which groups a port is in. */
interface Owner {
  readonly vni: number;
  /** As a number. */
  readonly mac: number;
}

/**
 * Which security groups the ports of the node's scopes are in: rows of port_groups, from the FDB entries that name any. A port has several entries if it has address
 * pairs with MACs; only the one that named its groups takes them away.
 */
export class PortGroups {
  readonly #table: Tables['fromController']['port_groups'];
  readonly #owners = new Map<number, Owner>();
  #left = new Set<number>();
  #named: Set<number> | null = null;

  constructor(tables: Tables) {
    this.#table = tables.fromController.port_groups;
  }

  /** Ports that are in groups. */
  get size(): number {
    return this.#owners.size;
  }

  /** Groups of a port, if it is the entry of this MAC that names them. */
  of(datapathId: number, vni: number, mac: Uint8Array): readonly number[] {
    const row = this.#owns(datapathId, vni, mac) ? this.#table.get(rows.u32(datapathId)) : null;
    return row ? rows.groupsOf(row) : NONE;
  }

  /** The entry that names a port's groups. */
  entryOf(datapathId: number): { vni: number; mac: Uint8Array } | null {
    const owner = this.#owners.get(datapathId);
    return owner ? { vni: owner.vni, mac: macBytes(owner.mac) } : null;
  }

  /** An entry says which groups a port is in. `before`: the port that it was for, null if there was none. */
  put(vni: number, mac: Uint8Array, before: number | null, datapathId: number, groupIds: readonly number[]): void {
    if (before !== null && (before !== datapathId || groupIds.length === 0)) this.remove(before, vni, mac);
    if (groupIds.length === 0) return;
    this.#named?.add(datapathId);
    this.#owners.set(datapathId, { vni, mac: macNumber(mac) });
    const key = rows.u32(datapathId);
    this.#noteLeft(this.#table.get(key), groupIds);
    this.#table.put(key, rows.portGroups(groupIds));
  }

  /** The entry of this MAC is no longer the port's. */
  remove(datapathId: number, vni: number, mac: Uint8Array): void {
    if (this.#owns(datapathId, vni, mac)) this.#drop(datapathId);
  }

  /** All entries of these networks are gone. */
  removeNetworks(vnis: ReadonlySet<number>): void {
    for (const [datapathId, owner] of [...this.#owners]) if (vnis.has(owner.vni)) this.#drop(datapathId);
  }

  /** Groups that a port has left since the last call. (To join one takes nothing from anybody.) */
  takeLeft(): ReadonlySet<number> {
    const left = this.#left;
    this.#left = new Set();
    return left;
  }

  /** Tells what the kernel has had, of which `takeLeft` is to say what changes. Ports that nobody wants there keep their groups for the time being. */
  compare(keys: Uint32Array, values: Uint32Array, count: number): void {
    const words = values.length / Math.max(count, 1);
    this.#left = new Set();
    for (let i = 0; i < count; i++) {
      const wanted = this.#table.get(keys.subarray(i, i + 1));
      if (wanted) this.#noteLeft(values.subarray(i * words, (i + 1) * words), rows.groupsOf(wanted));
    }
  }

  /** What nobody wants in the kernel is about to go. */
  doomUnwanted(): void {
    for (const [, value] of this.#table.unwantedRows()) this.#noteLeft(value, NONE);
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    for (const id of [...this.#owners.keys()]) if (named && !named.has(id)) this.#drop(id);
  }

  #owns(datapathId: number, vni: number, mac: Uint8Array): boolean {
    const owner = this.#owners.get(datapathId);
    return owner !== undefined && owner.vni === vni && owner.mac === macNumber(mac);
  }

  #drop(datapathId: number): void {
    this.#owners.delete(datapathId);
    const key = rows.u32(datapathId);
    this.#noteLeft(this.#table.get(key), NONE);
    this.#table.remove(key);
  }

  #noteLeft(before: Uint32Array | null, now: readonly number[]): void {
    if (!before) return;
    for (const id of rows.groupsOf(before)) if (!now.includes(id)) this.#left.add(id);
  }
}

const NONE: readonly number[] = [];

function macNumber(mac: Uint8Array): number {
  let number = 0;
  for (const byte of mac) number = number * 256 + byte;
  return number;
}

function macBytes(number: number): Uint8Array {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(number, 0, 6);
  return Uint8Array.from(bytes);
}
