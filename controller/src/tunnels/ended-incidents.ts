import type { weft } from '../../../proto/gen/codecs.js';

/** Incidents that are remembered after they ended, and for how long, in milliseconds. */
export const ENDED_MAX = 1_000;
export const ENDED_MS = 3_600_000;

type Incident = weft.v1.TunnelIncident.$Properties;

/** Incidents that ended not long ago. */
export class EndedIncidents {
  readonly #now: () => number;
  /** Oldest first. */
  #ended: { readonly incident: Incident; readonly atMs: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add(incident: Incident, atMs: number): void {
    this.#ended.push({ incident, atMs });
    if (this.#ended.length > ENDED_MAX) this.#ended.shift();
  }

  /** Newest first. */
  list(): Incident[] {
    const now = this.#now();
    this.#ended = this.#ended.filter(({ atMs }) => now - atMs <= ENDED_MS);
    return this.#ended.map(({ incident }) => incident).reverse();
  }
}
