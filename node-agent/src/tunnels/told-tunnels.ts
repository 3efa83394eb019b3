/** Tunnels that are told of in turn, and how fast. */
export const BATCH_MIN_MS = 1_000;
export const BATCH_MAX_MS = 10_000;
/** A node tells of so many tunnels a second, on average, as long as each is told of every REPEAT_MAX_MS. */
export const REPORTS_PER_S = 10;
export const REPEAT_MAX_MS = 100_000;
/** After a stream or a connection began anew, so many a second. */
export const CATCH_UP_PER_S = 100;

export interface Cadence {
  readonly batchMs: number;
  readonly repeatMs: number;
  /** Reports of a batch. */
  readonly reports: number;
}

/** How often a node with so many tunnels tells of them. */
export function cadence(tunnels: number): Cadence {
  const perS = Math.max(REPORTS_PER_S, (1000 * tunnels) / REPEAT_MAX_MS);
  // 1,000 tunnels reach the longest time between batches.
  const batchMs = Math.max(BATCH_MIN_MS, Math.min(BATCH_MAX_MS, tunnels * (BATCH_MAX_MS / 1000)));
  const reports = Math.ceil((perS * batchMs) / 1000);
  return { batchMs, reports, repeatMs: Math.max(1, Math.ceil(tunnels / reports)) * batchMs };
}

/** Whose turn it is: the one that was told of longest ago. */
export class ToldTunnels {
  /** In the order in which they were told of. */
  readonly #order = new Set<number>();

  /** Takes at most `max`; they are last from now on. `there`: the tunnels that exist. */
  take(max: number, there: ReadonlySet<number>): number[] {
    for (const vtepId of this.#order) if (!there.has(vtepId)) this.#order.delete(vtepId);
    const untold = [...there].filter((vtepId) => !this.#order.has(vtepId));
    const taken = [...untold, ...this.#order].slice(0, max);
    for (const vtepId of taken) this.told(vtepId);
    return taken;
  }

  /** It was told of otherwise. */
  told(vtepId: number): void {
    this.#order.delete(vtepId);
    this.#order.add(vtepId);
  }
}
