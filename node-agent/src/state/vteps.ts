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
    const word = rows.ip4Word(ip4);
    this.#ip4.set(id, word);
    this.#tables.vtep_by_ip4.put(rows.u32(word), rows.u32Value(id));
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

  /** Ends a VTEP's claim to its address, unless another has it by now (two that swap addresses) or it stays the same. */
  #forgetIp4(id: number, next: Uint8Array | null): void {
    const old = this.#ip4.get(id);
    if (old === undefined || (next && rows.ip4Word(next) === old)) return;
    this.#ip4.delete(id);
    const owner = this.#tables.vtep_by_ip4.get(rows.u32(old));
    if (owner?.[0] !== id) return;
    // Two VTEPs may have had the address for the length of a frame.
    const heir = [...this.#ip4].find(([, word]) => word === old)?.[0];
    if (heir === undefined) this.#tables.vtep_by_ip4.remove(rows.u32(old));
    else this.#tables.vtep_by_ip4.put(rows.u32(old), rows.u32Value(heir));
  }
}
