import type { Logger } from 'pino';
import type { AgentEvents } from '../events/agent-events.js';
import type { Policies } from '../policies/policies.js';
import type { Reconciler } from './reconciler.js';

/** Tells, beside the nacks, when the kernel refuses more than before: a full map as an event, the rest in the log; each table once. */
export class FailureEvents {
  readonly #reconciler: Pick<Reconciler, 'failureCount' | 'failures'>;
  readonly #policies: Pick<Policies, 'failing' | 'problems'>;
  readonly #events: Pick<AgentEvents, 'emit'>;
  readonly #log: Logger;
  #seen = 0;

  constructor(parts: {
    reconciler: Pick<Reconciler, 'failureCount' | 'failures'>;
    policies: Pick<Policies, 'failing' | 'problems'>;
    events: Pick<AgentEvents, 'emit'>;
    log: Logger;
  }) {
    this.#reconciler = parts.reconciler;
    this.#policies = parts.policies;
    this.#events = parts.events;
    this.#log = parts.log;
  }

  /** To be called when all was tried. Returns how much was refused. */
  look(): number {
    const count = this.#reconciler.failureCount + this.#policies.failing;
    if (count > this.#seen) this.#tell();
    this.#seen = count;
    return count;
  }

  #tell(): void {
    for (const { message, reason } of this.#policies.problems()) {
      if (reason !== 'MAP_FULL') continue;
      this.#events.emit('MAP_FULL', message);
      break;
    }
    const told = new Set<string>();
    for (const { table, reason, message } of this.#reconciler.failures()) {
      if (told.has(table)) continue;
      told.add(table);
      if (reason === 'MAP_FULL') this.#events.emit('MAP_FULL', message);
      else this.#log.error({ table }, message);
    }
  }
}
