import { PROBE_WINDOW, type TunnelPath } from '../datapath/bpf/layout.gen.js';

/** What became of one request. `void`: it says nothing about the tunnel. */
export type RequestOutcome = 'answered' | 'lost' | 'waiting' | 'void';

export interface JudgedRequest {
  readonly number: number;
  readonly outcome: RequestOutcome;
  /** CLOCK_MONOTONIC; 0 for those that were answered. */
  readonly sentNs: number;
}

/**
 * What became of a path's requests with numbers above `after`, oldest first. Only the last 64 are known: of older ones nothing is said, so a path has to be read
 * before 64 more are sent. A request without a reply is lost when it was sent at `lostUpToNs` or before (CLOCK_MONOTONIC). Void are those of a session that was refused, and
 * those without a reply that were sent before `fairFromNs`.
 */
export function requestsAfter(
  path: TunnelPath,
  after: number,
  lostUpToNs: number,
  fairFromNs: number,
): JudgedRequest[] {
  const first = Math.max(after, path.number - PROBE_WINDOW, 0) + 1;
  return Array.from({ length: Math.max(0, path.number - first + 1) }, (_, i) =>
    judged(path, first + i, lostUpToNs, fairFromNs),
  );
}

/** As requestsAfter, the outcomes alone: lost is what has waited for `timeoutNs` at `nowNs`. */
export function outcomesAfter(path: TunnelPath, after: number, nowNs: number, timeoutNs: number): RequestOutcome[] {
  return requestsAfter(path, after, nowNs - timeoutNs, 0).map(({ outcome }) => outcome);
}

function judged(path: TunnelPath, number: number, lostUpToNs: number, fairFromNs: number): JudgedRequest {
  const slot = number % PROBE_WINDOW;
  if (((path.answeredBits[Math.floor(slot / 8)] ?? 0) >> (slot % 8)) & 1)
    return { number, outcome: 'answered', sentNs: 0 };
  const sentNs = path.pendingNs[slot] ?? 0;
  if (number <= path.sessionNumber || sentNs < fairFromNs) return { number, outcome: 'void', sentNs };
  return { number, outcome: sentNs <= lostUpToNs ? 'lost' : 'waiting', sentNs };
}
