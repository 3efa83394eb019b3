import type { weft } from '../../../proto/gen/codecs.js';
import { ip4Of, vtepDefect } from './entry-defects.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** VTEPs: id -> addresses, and the other way round for who a packet is from. */
export class Vteps {
  readonly #tables: Tables['fromController'];
  readonly #entries = new Map<number, weft.v1.Vtep.$Properties>();
  /** The IPv4 word under which a VTEP is known. */
  readonly #ip4 = new Map<number, number>();
  /** IPv4 word -> VTEPs that have it, the newest last: for the length of a frame two may (when they swap addresses). */
  readonly #claims = new Map<number, number[]>();
  #named: Set<number> | null = null;

  constructor(tables: Tables) {
    this.#tables = tables.fromController;
  }

  values(): IterableIterator<weft.v1.Vtep.$Properties> {
    return this.#entries.values();
  }

  /** Returns why it can't be programmed; then it is known and in no table. */
  put(entry: weft.v1.Vtep.$Properties): string | null {
    const id = entry.vtepId ?? 0;
    const ip4 = ip4Of(entry.addresses);
    this.#named?.add(id);
    this.#entries.set(id, entry);
    const defect = vtepDefect(entry);
    this.#forgetIp4(id, defect ? null : ip4);
    if (defect || !ip4) {
      this.#tables.vtep.remove(rows.u32(id));
      return defect;
    }
    const ip6 = entry.addresses?.find((a) => a.bytes?.length === 16)?.bytes ?? null;
    this.#tables.vtep.put(rows.u32(id), rows.vtep(ip4, ip6));
    this.#claimIp4(id, rows.ip4Word(ip4));
    return null;
  }

  remove(id: number): void {
    this.#entries.delete(id);
    this.#forgetIp4(id, null);
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

  #claimIp4(id: number, word: number): void {
    this.#ip4.set(id, word);
    const others = (this.#claims.get(word) ?? []).filter((other) => other !== id);
    this.#claims.set(word, [...others, id]);
    this.#tables.vtep_by_ip4.put(rows.u32(word), rows.u32Value(id));
  }

  /** Ends a VTEP's claim to its address, unless it stays the same. The address is then whose newest claim remains. */
  #forgetIp4(id: number, next: Uint8Array | null): void {
    const old = this.#ip4.get(id);
    if (old === undefined || (next && rows.ip4Word(next) === old)) return;
    this.#ip4.delete(id);
    const others = (this.#claims.get(old) ?? []).filter((other) => other !== id);
    const newest = others.at(-1);
    if (newest === undefined) {
      this.#claims.delete(old);
      this.#tables.vtep_by_ip4.remove(rows.u32(old));
    } else {
      this.#claims.set(old, others);
      this.#tables.vtep_by_ip4.put(rows.u32(old), rows.u32Value(newest));
    }
  }
}
