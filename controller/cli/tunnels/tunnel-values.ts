import { weft } from '../../../proto/gen/codecs.js';

/** How figures of tunnels are shown. */

type Time = { readonly seconds?: number | null; readonly nanos?: number | null } | null | undefined;

/** `DEGRADED` of TUNNEL_DEGRADED. */
export function stateName(state: weft.v1.TunnelState | null | undefined): string {
  return (weft.v1.TunnelState[state ?? 0] ?? String(state)).replace('TUNNEL_', '');
}

const letters: Readonly<Record<number, string>> = {
  [weft.v1.TunnelState.TUNNEL_UP]: 'U',
  [weft.v1.TunnelState.TUNNEL_DEGRADED]: 'G',
  [weft.v1.TunnelState.TUNNEL_DOWN]: 'D',
};

/** `U` up, `G` degraded, `D` down, `?` not known. */
export function stateLetter(state: weft.v1.TunnelState | null | undefined): string {
  return letters[state ?? 0] ?? '?';
}

export function reasonNames(reasons: readonly weft.v1.TunnelReason[] | null | undefined): string {
  return (reasons ?? []).map((reason) => weft.v1.TunnelReason[reason] ?? String(reason)).join(',');
}

/** A duration in three digits: `83us`, `1.20ms`, `2.5s`; empty for 0, which is not measured. */
export function formatNs(ns: number | null | undefined): string {
  if (!ns) return '';
  for (const [unit, size] of [
    ['us', 1e3],
    ['ms', 1e6],
  ] as const) {
    const value = ns / size;
    if (value < 999.5) return `${digits(value)}${unit}`;
  }
  return `${digits(ns / 1e9)}s`;
}

function digits(value: number): string {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** Millionths as per cent: `0`, `0.5%`, `25%`. */
export function formatPpm(ppm: number | null | undefined): string {
  if (!ppm) return '0';
  const percent = ppm / 10_000;
  return `${percent < 0.01 ? '<0.01' : percent < 10 ? Number(percent.toFixed(2)) : percent.toFixed(0)}%`;
}

/** `1.5 MB`, in powers of 1,000. */
export function formatBytes(bytes: number | null | undefined): string {
  let value = bytes ?? 0;
  for (const unit of ['B', 'kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) return unit === 'B' ? `${value} B` : `${digits(value)} ${unit}`;
    value /= 1000;
  }
  return `${digits(value)} PB`;
}

export function isoTime(time: Time): string {
  if (!time?.seconds) return '';
  return new Date(time.seconds * 1000 + (time.nanos ?? 0) / 1e6).toISOString();
}
