import type { google } from '../../../proto/gen/codecs.js';

/** Where a monitor has its times from. */
export interface TunnelClock {
  /** CLOCK_MONOTONIC, as the programs stamp. */
  nowNs(): number;
  unixMs(): number;
}

export const systemClock: TunnelClock = {
  nowNs: () => Number(process.hrtime.bigint()),
  unixMs: () => Date.now(),
};

/** A time of the programs as a Timestamp; null for 0, which is never. */
export function timestampOf(monotonicNs: number, clock: TunnelClock): google.protobuf.Timestamp.$Properties | null {
  return monotonicNs === 0 ? null : timestamp(clock.unixMs() + (monotonicNs - clock.nowNs()) / 1e6);
}

export function timestamp(unixMs: number): google.protobuf.Timestamp.$Properties {
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, nanos: Math.floor((unixMs - seconds * 1000) * 1e6) };
}
