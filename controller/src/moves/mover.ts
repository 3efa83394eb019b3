import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { WeftError } from '../../../proto/src/errors.js';
import type { MoveWrites } from '../dispatcher/moves.js';
import type { Plan, Planning } from '../model/plan.js';
import { portArrived, portDeparted } from '../model/port-moves.js';
import type { Origin, Tables } from '../store/change.js';
import { Pauses } from '../store/pauses.js';
import type { Store } from '../store/store.js';

/** Between two attempts while the store takes no writes, in milliseconds; it doubles. */
const firstDelayMs = 50;
const longestDelayMs = 2_000;

/** What the audit says of it: nobody has called. */
const origin: Origin = { actor: 'controller', method: '/weft.v1.NodeSync/Sync', requestId: '' };

export interface MoverOptions {
  readonly store: Pick<Store, 'commit'>;
  readonly log: Logger;
  readonly registry: Registry;
}

type Step = 'arrived' | 'departed';

/**
 * Moves ports on as nodes say: activates the binding from which a port sends, and ends the departing one when nobody needs it. Each step is a transaction that has no effect if
 * it comes too late, begun as soon as it is asked for; those that are asked for at the same time share a sync of the store. While the store takes no writes it is tried again.
 */
export class Mover implements MoveWrites {
  readonly #options: MoverOptions;
  readonly #steps: Counter<'step'>;
  readonly #retries: Counter;
  readonly #pauses = new Pauses();
  /** Steps that are being made: step, port and generation. */
  readonly #running = new Set<string>();
  #stopped = false;

  constructor(options: MoverOptions) {
    this.#options = options;
    const registers = [options.registry];
    this.#steps = new Counter({
      name: 'weft_port_move_steps_total',
      help: 'Steps of ports that are being moved that followed from what nodes said, by step: arrived (activated by a first frame), departed',
      labelNames: ['step'],
      registers,
    });
    this.#retries = new Counter({
      name: 'weft_port_move_retries_total',
      help: 'Attempts at such steps that failed because the store took no writes',
      registers,
    });
  }

  arrived(portId: string, generation: number): void {
    void this.#step('arrived', portId, generation, (p) => portArrived(p, portId, generation));
  }

  departed(portId: string, generation: number): void {
    void this.#step('departed', portId, generation, (p) => portDeparted(p, portId, generation));
  }

  /** Nothing is tried again. */
  stop(): void {
    this.#stopped = true;
    this.#pauses.endAll();
  }

  async #step(
    step: Step,
    portId: string,
    generation: number,
    plan: (p: Planning) => Plan<Tables['port'] | null>,
  ): Promise<void> {
    const name = `${step} ${portId} ${generation}`;
    if (this.#running.has(name)) return;
    this.#running.add(name);
    const { store, log } = this.#options;
    let delayMs = firstDelayMs;
    while (!this.#stopped) {
      try {
        let made = false;
        const { revision } = await store.commit(
          (p) => {
            const planned = plan(p);
            made = planned.effects.length > 0;
            return planned;
          },
          { origin },
        );
        if (made) {
          this.#steps.inc({ step });
          log.debug({ port: portId, generation, revision }, stepText[step]);
        }
        break;
      } catch (error) {
        if (!isPassing(error)) {
          log.error({ err: error, port: portId, generation, step }, 'a port that is being moved could not be moved on');
          break;
        }
        this.#retries.inc();
        await this.#pauses.pause(delayMs);
        delayMs = Math.min(delayMs * 2, longestDelayMs);
      }
    }
    this.#running.delete(name);
  }
}

const stepText = {
  arrived: 'a port has moved: it sends from where its pending binding was',
  departed: 'the departing binding of a port has ended',
} satisfies Record<Step, string>;

/** The store takes no writes now, or too many wait. */
function isPassing(error: unknown): boolean {
  return error instanceof WeftError && (error.code === 'STORE_UNAVAILABLE' || error.code === 'LIMIT_REACHED');
}
