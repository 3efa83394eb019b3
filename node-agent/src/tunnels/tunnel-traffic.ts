import type { weft } from '../../../proto/gen/codecs.js';
import { Counts, TrafficSlot } from '../datapath/bpf/layout.gen.js';
import type { TunnelCounters } from '../datapath/tunnel-counters.js';
import type { SlotOwner } from '../state/traffic-slots.js';
import { InnerFlows } from './inner-flows.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { TellingOrder } from './telling-order.js';

/** Numbers of a slot: packets and bytes sent, packets and bytes received. */
const NUMBERS = 4;
const SENT = 0;
const RECEIVED = 2;

export interface TunnelTrafficParts {
  readonly counters: TunnelCounters;
  /** Who slots belong to; all in use are below `end`. */
  readonly slots: { readonly end: number; owner(slot: number): SlotOwner | undefined };
  readonly nodeIdOf: (vtepId: number) => string;
  /** What the programs count: Counts, or-ed. */
  readonly counts: number;
}

/** Of a VTEP. */
interface Seen {
  /** That count for it: without any it is forgotten. */
  slots: number;
  receivedNs: number;
  sentNs: number;
}

/** Reads what the programs count of tunnels, and remembers what was told of it. Members without a slot of their own are never seen to send or receive. */
export class TunnelTraffic implements PassiveTraffic {
  readonly #parts: TunnelTrafficParts;
  readonly #inner: InnerFlows;
  /** Owners at the last reading. */
  #owners: (SlotOwner | undefined)[] = [];
  /** At the last reading, by slot. */
  #sums: Float64Array = new Float64Array(0);
  /** By slot: what takeTraffic said of it last. */
  readonly #told = new Map<number, Float64Array>();
  /** Slots that have carried anything. */
  readonly #order = new TellingOrder<number>();
  readonly #seen = new Map<number, Seen>();
  /** Of the slots that are no member's, at the first reading. */
  #atStart: Float64Array | null = null;

  constructor(parts: TunnelTrafficParts) {
    this.#parts = parts;
    this.#inner = new InnerFlows(parts.counters, parts.nodeIdOf, (parts.counts & Counts.INNER_FLOWS) !== 0);
  }

  refresh(nowNs: number): void {
    const { counters, slots } = this.#parts;
    const before = this.#sums;
    const { end } = slots;
    this.#sums = counters.read(0, end);
    this.#atStart ??= this.#sums.slice(0, TrafficSlot.FIRST * NUMBERS);
    for (let slot: number = TrafficSlot.FIRST; slot < end; slot++) {
      const owner = slots.owner(slot);
      const isNew = owner !== this.#owners[slot];
      if (isNew) this.#change(slot, owner);
      if (owner) this.#note(owner, isNew ? null : before, nowNs);
    }
    this.#inner.refresh(nowNs);
  }

  lastReceivedNs(vtepId: number): number {
    return this.#seen.get(vtepId)?.receivedNs ?? 0;
  }

  lastSentNs(vtepId: number): number {
    return this.#seen.get(vtepId)?.sentNs ?? 0;
  }

  takeTraffic(max: number, nowNs: number, repeatMs: number): weft.v1.TunnelTraffic.$Properties[] {
    const taken = this.#order.take(max, nowNs, repeatMs, (slot) => this.#changed(slot));
    return taken.flatMap((slot) => {
      const owner = this.#owners[slot];
      if (!owner) return [];
      this.#told.set(slot, this.#numbers(slot));
      const [sentPackets = 0, sentBytes = 0, receivedPackets = 0, receivedBytes = 0] = this.#numbers(slot);
      const { vni, vtepId } = owner;
      const remoteNodeId = this.#parts.nodeIdOf(vtepId);
      return [{ vni, remoteVtepId: vtepId, remoteNodeId, sentPackets, sentBytes, receivedPackets, receivedBytes }];
    });
  }

  takeInnerFlows(max: number, nowNs: number, repeatMs: number): weft.v1.InnerFlow.$Properties[] {
    return this.#inner.take(max, nowNs, repeatMs);
  }

  losses(): { readonly innerFlowsFull: number; readonly trafficFull: number } {
    const since = (slot: number) => this.#packetsOf(this.#sums, slot) - this.#packetsOf(this.#atStart, slot);
    return { innerFlowsFull: since(TrafficSlot.INNER_FULL), trafficFull: since(TrafficSlot.FULL) };
  }

  #change(slot: number, owner: SlotOwner | undefined): void {
    const left = this.#owners[slot];
    this.#owners[slot] = owner;
    this.#order.remove(slot);
    this.#told.delete(slot);
    if (owner) {
      const seen = this.#seen.get(owner.vtepId);
      if (seen) seen.slots++;
      else this.#seen.set(owner.vtepId, { slots: 1, receivedNs: 0, sentNs: 0 });
    }
    const seen = left && this.#seen.get(left.vtepId);
    if (seen && --seen.slots === 0) this.#seen.delete(left.vtepId);
  }

  /** `before`: the last reading of the owner's slot; null if this is the first. */
  #note({ slot, vtepId, restored }: SlotOwner, before: Float64Array | null, nowNs: number): void {
    if (this.#packetsOf(this.#sums, slot) === 0) return;
    if (!this.#order.has(slot)) this.#order.add(slot);
    // What an earlier run's packets left says nothing of when they came.
    if (!before && restored) return;
    const grew = (number: number) => {
      const at = slot * NUMBERS + number;
      return (this.#sums[at] ?? 0) > (before?.[at] ?? 0);
    };
    const seen = this.#seen.get(vtepId);
    if (!seen) return;
    if (grew(SENT)) seen.sentNs = nowNs;
    if (grew(RECEIVED)) seen.receivedNs = nowNs;
  }

  #changed(slot: number): boolean {
    const told = this.#told.get(slot);
    const at = slot * NUMBERS;
    return told?.[SENT] !== this.#sums[at + SENT] || told?.[RECEIVED] !== this.#sums[at + RECEIVED];
  }

  #numbers(slot: number): Float64Array {
    return this.#sums.slice(slot * NUMBERS, (slot + 1) * NUMBERS);
  }

  #packetsOf(sums: Float64Array | null, slot: number): number {
    return (sums?.[slot * NUMBERS + SENT] ?? 0) + (sums?.[slot * NUMBERS + RECEIVED] ?? 0);
  }
}
