import type { weft } from '../../../proto/gen/codecs.js';

/** Transitions that wait while NATS is away. One more, and the oldest is dropped and counted. */
export const MAX_WAITING_TRANSITIONS = 4_096;

/** A transition waits for its view of the underlay so long. */
export const VIEW_WAIT_MS = 100;

type Transition = weft.v1.TunnelTransition.$Properties;
type View = weft.v1.UnderlayView.$Properties;

interface Waiting {
  readonly transition: Transition;
  /** What it waits for is there, or took too long. */
  ready: boolean;
  taken: boolean;
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

  /** `underlay`: waited for, for VIEW_WAIT_MS; `late` hears of it if the transition was taken without it. Must not reject. */
  push(transition: Transition, underlay: Promise<View> | null = null, late: (view: View) => void = () => {}): void {
    const waiting: Waiting = { transition, ready: underlay === null, taken: false };
    this.#waiting.push(waiting);
    if (this.#waiting.length > MAX_WAITING_TRANSITIONS) {
      const dropped = this.#waiting.shift();
      if (dropped) dropped.taken = true;
      this.dropped++;
    }
    const makeReady = () => {
      waiting.ready = true;
      this.#wake();
    };
    if (!underlay) {
      makeReady();
      return;
    }
    const timer = setTimeout(makeReady, VIEW_WAIT_MS);
    void underlay.then((view) => {
      clearTimeout(timer);
      if (waiting.taken) late(view);
      else {
        transition.underlay = view;
        makeReady();
      }
    });
  }

  /** Takes up to `max` from the front; one that is not ready has the later ones wait. */
  take(max: number): Transition[] {
    const held = this.#waiting.findIndex(({ ready }) => !ready);
    const taken = this.#waiting.splice(0, Math.min(max, held === -1 ? this.#waiting.length : held));
    for (const waiting of taken) waiting.taken = true;
    return taken.map(({ transition }) => transition);
  }
}
