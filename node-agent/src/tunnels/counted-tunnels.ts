import { Counts, TrafficSlot } from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import { TrafficSlots } from '../state/traffic-slots.js';
import { TunnelTraffic } from './tunnel-traffic.js';

/** What the operator wants counted. */
export interface CountingOptions {
  /** Pairs of VNI and VTEP whose frames are counted by themselves; 0: nothing is counted. */
  readonly maxTunnelCounters: number;
  readonly tunnelFlows: boolean;
}

/** What is counted of tunnels, and where. */
export class CountedTunnels {
  readonly #datapath: Datapath;
  readonly #onFull: (message: string) => void;
  /** What the programs are to count: Counts, or-ed. */
  readonly counts: number;
  readonly slots: TrafficSlots;
  /** Members wait for slots, and the operator knows. */
  #told = false;

  /** `onFull`: there are too few slots; once for each time that this begins. */
  constructor(
    { maxTunnelCounters, tunnelFlows }: CountingOptions,
    datapath: Datapath,
    onFull: (message: string) => void,
  ) {
    this.#datapath = datapath;
    this.#onFull = onFull;
    this.counts = maxTunnelCounters === 0 ? 0 : tunnelFlows ? Counts.TUNNELS | Counts.INNER_FLOWS : Counts.TUNNELS;
    const capacity = maxTunnelCounters === 0 ? 0 : maxTunnelCounters + TrafficSlot.FIRST;
    this.slots = new TrafficSlots(Math.min(datapath.traffic.slots, capacity), (slot) => datapath.traffic.zero(slot));
  }

  /** Members that have a slot keep it: to be called before any is put. */
  restore(): void {
    this.#datapath.table('member').readAll((keys, values, count) => this.slots.restore(keys, values, count));
  }

  reader(nodeIdOf: (vtepId: number) => string): TunnelTraffic {
    return new TunnelTraffic({ counters: this.#datapath.traffic, slots: this.slots, nodeIdOf, counts: this.counts });
  }

  /** To be called when members may have got or lost slots. */
  checkRoom(): void {
    const { waiting, capacity } = this.slots;
    if (capacity > 0 && waiting > 0 && !this.#told) {
      this.#onFull(
        `tunnel_traffic is full: frames of ${capacity} pairs of VNI and VTEP are counted by themselves, those of ${waiting} others together`,
      );
    }
    this.#told = waiting > 0;
  }
}
