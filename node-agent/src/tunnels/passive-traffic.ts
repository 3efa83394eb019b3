import type { weft } from '../../../proto/gen/codecs.js';

/** Tenants' packets by (VNI, VTEP), counted by the programs: what probing needs of them, and what is told of them. */
export interface PassiveTraffic {
  /** Reads the counters; once a second. `nowNs`: CLOCK_MONOTONIC. */
  refresh(nowNs: number): void;
  /** When a packet from that VTEP was first seen to have come, at the reading that saw the newest one (CLOCK_MONOTONIC, ns); 0: never. */
  lastReceivedNs(vtepId: number): number;
  /** As above, of packets to that VTEP. */
  lastSentNs(vtepId: number): number;
  /** Takes at most `max` counters that changed since they were taken, or have not been taken for `repeatMs`, the longest untold first. */
  takeTraffic(max: number, nowNs: number, repeatMs: number): weft.v1.TunnelTraffic.$Properties[];
  /** Likewise between inner addresses; empty where they are not counted. */
  takeInnerFlows(max: number, nowNs: number, repeatMs: number): weft.v1.InnerFlow.$Properties[];
  /** Totals since the agent started. */
  losses(): { readonly innerFlowsFull: number; readonly trafficFull: number };
}
