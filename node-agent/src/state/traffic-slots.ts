import { TrafficSlot } from '../datapath/bpf/layout.gen.js';

/** Who a slot belongs to. Another object each time that a slot is given. */
export interface SlotOwner {
  readonly vni: number;
  readonly vtepId: number;
  readonly slot: number;
  /** Found in the kernel: what it has counted is from before. */
  readonly restored: boolean;
}

/**
 * Slots of `tunnel_traffic`, by (VNI, VTEP): a member keeps its own as long as it is one, also over a restart of the agent. A slot that is given
 * back rests until the kernel has no row that names it any more. Members beyond the capacity share TrafficSlot.FULL until a slot is free.
 */
export class TrafficSlots {
  readonly #capacity: number;
  readonly #zero: (slot: number) => void;
  readonly #owners = new Map<number, Map<number, SlotOwner>>();
  readonly #bySlot: (SlotOwner | undefined)[] = [];
  #free: number[] = [];
  /** Given back since the last settle. */
  #resting: number[] = [];
  /** From here on no slot was given yet. */
  #end: number = TrafficSlot.FIRST;
  /** VNI -> VTEP ids of members that have none. */
  readonly #waiting = new Map<number, Set<number>>();

  /** `capacity` counts the slots that are no member's; `zero` clears a slot's counters. */
  constructor(capacity: number, zero: (slot: number) => void) {
    this.#capacity = capacity;
    this.#zero = zero;
  }

  /** Slots for members. */
  get capacity(): number {
    return Math.max(0, this.#capacity - TrafficSlot.FIRST);
  }

  /** All slots in use are below. */
  get end(): number {
    return this.#end;
  }

  get waiting(): number {
    let count = 0;
    for (const ids of this.#waiting.values()) count += ids.size;
    return count;
  }

  owner(slot: number): SlotOwner | undefined {
    return this.#bySlot[slot];
  }

  /** Takes up the rows of `member` that an earlier run left; before any other call. */
  restore(keys: Uint32Array, values: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const [vni = 0, vtepId = 0] = keys.subarray(2 * i, 2 * i + 2);
      const slot = values[i] ?? 0;
      if (slot < TrafficSlot.FIRST || slot >= this.#capacity || this.#bySlot[slot]) continue;
      this.#own({ vni, vtepId, slot, restored: true });
      this.#end = Math.max(this.#end, slot + 1);
    }
    for (let slot: number = TrafficSlot.FIRST; slot < this.#end; slot++) if (!this.#bySlot[slot]) this.#free.push(slot);
  }

  /** The slot of a member; a zeroed one if it had none. */
  take(vni: number, vtepId: number): number {
    const has = this.#owners.get(vni)?.get(vtepId);
    if (has) return has.slot;
    const slot = this.#free.pop() ?? (this.#end < this.#capacity ? this.#end++ : null);
    if (slot === null) {
      const ids = this.#waiting.get(vni);
      if (ids) ids.add(vtepId);
      else this.#waiting.set(vni, new Set([vtepId]));
      return TrafficSlot.FULL;
    }
    this.#waiting.get(vni)?.delete(vtepId);
    this.#zero(slot);
    this.#own({ vni, vtepId, slot, restored: false });
    return slot;
  }

  /** It is no member any more. */
  release(vni: number, vtepId: number): void {
    this.#waiting.get(vni)?.delete(vtepId);
    const ids = this.#owners.get(vni);
    const owner = ids?.get(vtepId);
    if (!ids || !owner) return;
    ids.delete(vtepId);
    if (ids.size === 0) this.#owners.delete(vni);
    this.#bySlot[owner.slot] = undefined;
    this.#resting.push(owner.slot);
  }

  /** The state is complete: what was restored and is no member goes. */
  keepOnly(isMember: (vni: number, vtepId: number) => boolean): void {
    for (const owner of this.#bySlot)
      if (owner?.restored && !isMember(owner.vni, owner.vtepId)) this.release(owner.vni, owner.vtepId);
  }

  /** The kernel has what is wanted: what was given back before is free, and goes to members that wait, if any. These are told; their rows change. */
  settle(): [vni: number, vtepId: number][] {
    this.#free.push(...this.#resting);
    this.#resting = [];
    const served: [vni: number, vtepId: number][] = [];
    for (const [vni, ids] of this.#waiting) {
      for (const vtepId of ids) {
        if (this.#free.length === 0) return served;
        this.take(vni, vtepId);
        served.push([vni, vtepId]);
      }
      if (ids.size === 0) this.#waiting.delete(vni);
    }
    return served;
  }

  #own(owner: SlotOwner): void {
    const ids = this.#owners.get(owner.vni);
    if (ids) ids.set(owner.vtepId, owner);
    else this.#owners.set(owner.vni, new Map([[owner.vtepId, owner]]));
    this.#bySlot[owner.slot] = owner;
  }
}

/** Where nothing is counted. */
export function noTrafficSlots(): TrafficSlots {
  return new TrafficSlots(0, () => {});
}
