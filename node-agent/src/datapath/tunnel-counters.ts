import type { InnerFlow, InnerFlowKey } from './bpf/layout.gen.js';
import type { RowCursor, TableRows } from './table-rows.js';

/**
 * What tunnels carry of tenants' frames, as the programs count it: by slot, which the rows of the table `member` name (TrafficSlot: slots 0 and 1 are no
 * member's); and, if the configuration says so, by inner addresses. Part of the datapath contract.
 */
export interface TunnelCounters {
  /** Slots there are. */
  readonly slots: number;
  /** Of `count` slots from `first` on: sent packets and bytes, received packets and bytes, summed over all CPUs; four numbers each. */
  read(first: number, count: number): Float64Array;
  /** Zeroes a slot: before it is given to a member. */
  zero(slot: number): void;
  /** Rows that the table of inner flows can hold. */
  readonly innerFlowCapacity: number;
  /**
   * About `max` inner flows from where a former call ended, or from the beginning (null). `cursor` is null at the end. One that is there from the first
   * call to the last comes exactly once.
   */
  readInnerFlows(cursor: RowCursor | null, max: number): TableRows<InnerFlowKey, InnerFlow>;
  /** Forgets inner flows by the bytes of their keys; one that is absent counts as forgotten. */
  removeInnerFlows(keys: readonly Uint8Array[]): void;
}
