import type { weft } from '../../../proto/gen/codecs.js';
import { ipOf, vtepDefect } from './entry-defects.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** VTEPs: id -> address, and the other way round for who a packet is from. */
export class Vteps {
  readonly #tables: Tables['fromController'];
  readonly #entries = new Map<number, weft.v1.Vtep.$Properties>();
  /** The address under which a VTEP is known. */
  readonly #addresses = new Map<number, Uint8Array>();
  /** Address -> VTEPs that have it, the newest last: for the length of a frame two may (when they swap addresses). */
  readonly #claims = new Map<string, number[]>();
  #named: Set<number> | null = null;

  constructor(tables: Tables) {
    this.#tables = tables.fromController;
  }

  values(): IterableIterator<weft.v1.Vtep.$Properties> {
    return this.#entries.values();
  }

  get(vtepId: number): weft.v1.Vtep.$Properties | null {
    return this.#entries.get(vtepId) ?? null;
  }

  /** Returns why it can't be programmed; then it is known and in no table. */
  put(entry: weft.v1.Vtep.$Properties): string | null {
    const id = entry.vtepId ?? 0;
    this.#named?.add(id);
    this.#entries.set(id, entry);
    const defect = vtepDefect(entry);
    const address = defect ? null : ipOf(entry.addresses);
    this.#forgetAddress(id, address);
    if (!address) {
      this.#tables.vtep.remove(rows.u32(id));
      return defect;
    }
    const ip6 = address.length === 16;
    this.#tables.vtep.put(rows.u32(id), ip6 ? rows.vtep(null, address) : rows.vtep(address, null));
    this.#claimAddress(id, Uint8Array.from(address));
    return null;
  }

  remove(id: number): void {
    this.#entries.delete(id);
    this.#forgetAddress(id, null);
    this.#tables.vtep.remove(rows.u32(id));
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    for (const id of [...this.#entries.keys()]) if (named && !named.has(id)) this.remove(id);
  }

  #claimAddress(id: number, address: Uint8Array): void {
    this.#addresses.set(id, address);
    const key = keyOf(address);
    const others = (this.#claims.get(key) ?? []).filter((other) => other !== id);
    this.#claims.set(key, [...others, id]);
    this.#putOwner(address, id);
  }

  /** Ends a VTEP's claim to its address, unless it stays the same. The address is then whose newest claim remains. */
  #forgetAddress(id: number, next: Uint8Array | null): void {
    const old = this.#addresses.get(id);
    if (old === undefined || (next && Buffer.compare(next, old) === 0)) return;
    this.#addresses.delete(id);
    const key = keyOf(old);
    const others = (this.#claims.get(key) ?? []).filter((other) => other !== id);
    const newest = others.at(-1);
    if (newest === undefined) {
      this.#claims.delete(key);
      if (old.length === 16) this.#tables.vtep_by_ip6.remove(rows.ip6Key(old));
      else this.#tables.vtep_by_ip4.remove(rows.u32(rows.ip4Word(old)));
    } else {
      this.#claims.set(key, others);
      this.#putOwner(old, newest);
    }
  }

  #putOwner(address: Uint8Array, id: number): void {
    if (address.length === 16) this.#tables.vtep_by_ip6.put(rows.ip6Key(address), rows.u32Value(id));
    else this.#tables.vtep_by_ip4.put(rows.u32(rows.ip4Word(address)), rows.u32Value(id));
  }
}

function keyOf(address: Uint8Array): string {
  return Buffer.from(address).toString('hex');
}
