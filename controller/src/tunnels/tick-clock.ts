import type { google } from '../../../proto/gen/codecs.js';

/** Milliseconds of a tick. */
export const TICK_MS = 50;
/** Ticks begin so long before the process does: what is older counts as that old. They last for 4.8 years from its start. */
const BEFORE_MS = 2 * 365 * 86_400_000;

/** Points in time in 32 bits, right to 50 ms; 0 is never. */
export class TickClock {
  readonly #beginMs: number;

  constructor(startUnixMs: number) {
    this.#beginMs = Math.floor(startUnixMs / TICK_MS) * TICK_MS - BEFORE_MS;
  }

  of(unixMs: number): number {
    if (!(unixMs > 0)) return 0;
    return Math.min(Math.max(1, Math.round((unixMs - this.#beginMs) / TICK_MS)), 0xff_ff_ff_ff);
  }

  /** Milliseconds since the epoch; 0 for never. */
  unixMs(tick: number): number {
    return tick === 0 ? 0 : this.#beginMs + tick * TICK_MS;
  }
}

/** Milliseconds since the epoch; 0 for what is absent or no time. */
export function unixMsOf(time: google.protobuf.Timestamp.$Properties | null | undefined): number {
  const ms = Number(time?.seconds ?? 0) * 1000 + Number(time?.nanos ?? 0) / 1e6;
  return ms > 0 && ms < 253_402_300_800_000 ? ms : 0;
}

/** Null for 0. */
export function timestampOf(unixMs: number): { seconds: number; nanos: number } | null {
  if (unixMs === 0) return null;
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, nanos: Math.round((unixMs - seconds * 1000) * 1e6) };
}
