import { PROBE_WINDOW, type TunnelPath } from '../datapath/bpf/layout.gen.js';

/** What became of one request. `void`: of a session that was refused; it says nothing about the tunnel. */
export type RequestOutcome = 'answered' | 'lost' | 'waiting' | 'void';

/**
 * What became of a path's requests with numbers above `after`, oldest first. Only the last 64 are known: of older ones nothing is said, so a path has to be read
 * before 64 more are sent. A request is lost when it has waited for `timeoutNs` at `nowNs` (CLOCK_MONOTONIC).
 */
export function outcomesAfter(path: TunnelPath, after: number, nowNs: number, timeoutNs: number): RequestOutcome[] {
  const first = Math.max(after, path.number - PROBE_WINDOW, 0) + 1;
  return Array.from({ length: Math.max(0, path.number - first + 1) }, (_, i) =>
    outcomeOf(path, first + i, nowNs, timeoutNs),
  );
}

function outcomeOf(path: TunnelPath, number: number, nowNs: number, timeoutNs: number): RequestOutcome {
  const slot = number % PROBE_WINDOW;
  if (((path.answeredBits[Math.floor(slot / 8)] ?? 0) >> (slot % 8)) & 1) return 'answered';
  if (number <= path.sessionNumber) return 'void';
  return nowNs - (path.pendingNs[slot] ?? 0) >= timeoutNs ? 'lost' : 'waiting';
}
