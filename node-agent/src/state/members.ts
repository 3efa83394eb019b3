import { TrafficSlot } from '../datapath/bpf/layout.gen.js';
import { memberDefect } from './entry-defects.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';
import type { TrafficSlots } from './traffic-slots.js';

/**
 * From which VTEPs frames of a VNI are accepted, and where they are counted: the rows of `member`; and to which of them its floods go: the flood list of each VNI, all but the own
 * and those that are only accepted.
 */
export class Members {
  readonly #tables: Tables['fromController'];
  readonly #slots: TrafficSlots;
  /** VNI -> VTEP id -> is it only accepted? */
  readonly #byVni = new Map<number, Map<number, boolean>>();
  /** VNIs whose flood list has to be laid out anew. */
  #changed = new Set<number>();
  #named: Map<number, Set<number>> | null = null;
  #ownVtepId = 0;

  constructor(tables: Tables, slots: TrafficSlots) {
    this.#tables = tables.fromController;
    this.#slots = slots;
  }

  *all(): Generator<[vni: number, vtepId: number, acceptOnly: boolean]> {
    for (const [vni, ids] of this.#byVni) for (const [id, acceptOnly] of ids) yield [vni, id, acceptOnly];
  }

  /** Returns why it can't be programmed; then it is not kept. */
  put(vni: number, vtepId: number, acceptOnly: boolean): string | null {
    const defect = memberDefect(vni, vtepId);
    if (defect) return defect;
    if (this.#named) {
      const named = this.#named.get(vni);
      if (named) named.add(vtepId);
      else this.#named.set(vni, new Set([vtepId]));
    }
    this.#putRow(vni, vtepId);
    let ids = this.#byVni.get(vni);
    if (!ids) {
      ids = new Map();
      this.#byVni.set(vni, ids);
    }
    if (ids.get(vtepId) === acceptOnly) return null;
    ids.set(vtepId, acceptOnly);
    this.#changed.add(vni);
    return null;
  }

  remove(vni: number, vtepId: number): void {
    this.#tables.member.remove(rows.memberKey(vni, vtepId));
    this.#slots.release(vni, vtepId);
    const ids = this.#byVni.get(vni);
    if (!ids?.delete(vtepId)) return;
    if (ids.size === 0) this.#byVni.delete(vni);
    this.#changed.add(vni);
  }

  removeNetwork(vni: number): void {
    for (const id of [...(this.#byVni.get(vni)?.keys() ?? [])]) this.remove(vni, id);
  }

  /** The node's own VTEP is another one: it is in no flood list, and nothing is carried to it. */
  ownVtepChanged(vtepId: number): void {
    const concerned = [this.#ownVtepId, vtepId];
    this.#ownVtepId = vtepId;
    for (const [vni, ids] of this.#byVni) {
      this.#changed.add(vni);
      for (const id of concerned) if (ids.has(id)) this.#putRow(vni, id);
    }
  }

  #putRow(vni: number, vtepId: number): void {
    const isOwn = vtepId === this.#ownVtepId;
    if (isOwn) this.#slots.release(vni, vtepId);
    const slot = isOwn ? TrafficSlot.FULL : this.#slots.take(vni, vtepId);
    this.#tables.member.put(rows.memberKey(vni, vtepId), rows.u32Value(slot));
  }

  /** The state is complete: slots of what is no member are given back. */
  keepSlots(): void {
    this.#slots.keepOnly((vni, vtepId) => this.#byVni.get(vni)?.has(vtepId) ?? false);
  }

  /** The kernel has what is wanted. True if there was a slot for a member that waited: then its row changes. */
  settleSlots(): boolean {
    const served = this.#slots.settle();
    for (const [vni, vtepId] of served) this.#putRow(vni, vtepId);
    return served.length > 0;
  }

  beginSnapshot(): void {
    this.#named = new Map();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    if (!named) return;
    for (const [vni, id] of [...this.all()]) if (!named.get(vni)?.has(id)) this.remove(vni, id);
  }

  /**
   * Lays out the flood lists that changed. A list longer than the map's value is cut; `tell` hears of each that was laid out, with
   * what is wrong with it or null.
   */
  layOut(ownVtepId: number, tell: (vni: number, defect: string | null) => void): void {
    for (const vni of this.#changed) {
      const ids: number[] = [];
      for (const [id, acceptOnly] of this.#byVni.get(vni) ?? []) if (!acceptOnly && id !== ownVtepId) ids.push(id);
      ids.sort((a, b) => a - b);
      const table = this.#tables.flood_remote;
      if (ids.length === 0) table.remove(rows.u32(vni));
      else table.put(rows.u32(vni), rows.flood(ids));
      const tooLong = ids.length > rows.FLOOD_MAX;
      tell(
        vni,
        tooLong ? `flood_remote of VNI ${vni} holds ${rows.FLOOD_MAX} VTEPs, the network has ${ids.length}` : null,
      );
    }
    this.#changed = new Set();
  }
}
