import type { weft } from '../../../proto/gen/codecs.js';

/** Transitions that wait while NATS is away. One more, and the oldest is dropped and counted. */
export const MAX_WAITING_TRANSITIONS = 4_096;

interface Waiting {
  readonly transition: weft.v1.TunnelTransition.$Properties;
  /** What it still waits for is there, or took too long. */
  ready: boolean;
}

/** Transitions on their way to NATS, in the order in which they happened. */
export class WaitingTransitions {
  #waiting: Waiting[] = [];
  readonly #wake: () => void;
  dropped = 0;

  /** @param wake called when there is one to take */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** `underlay`: is waited for, if it is not null, and has to come to an end by itself. */
  push(
    transition: weft.v1.TunnelTransition.$Properties,
    underlay: Promise<weft.v1.UnderlayView.$Properties | null> | null,
  ): void {
    const waiting: Waiting = { transition, ready: underlay === null };
    this.#waiting.push(waiting);
    if (this.#waiting.length > MAX_WAITING_TRANSITIONS) {
      this.#waiting.shift();
      this.dropped++;
    }
    if (!underlay) {
      this.#wake();
      return;
    }
    const settled = (view: weft.v1.UnderlayView.$Properties | null) => {
      if (view) transition.underlay = view;
      waiting.ready = true;
      this.#wake();
    };
    underlay.then(settled, () => settled(null));
  }

  /** Takes up to `max` from the front; one that is not ready has the later ones wait. */
  take(max: number): weft.v1.TunnelTransition.$Properties[] {
    const held = this.#waiting.findIndex(({ ready }) => !ready);
    const count = Math.min(max, held === -1 ? this.#waiting.length : held);
    return this.#waiting.splice(0, count).map(({ transition }) => transition);
  }
}
