import { PROBE_FRAME_MAX, PROBE_FRAME_MIN } from '../datapath/bpf/layout.gen.js';

const ETHERNET_BYTES = 14;
/** The largest MTU that a probe can be asked for; and what small probes show to pass anyway. */
export const MEASURED_MTU_MAX = PROBE_FRAME_MAX - ETHERNET_BYTES;
const MEASURED_MTU_MIN = PROBE_FRAME_MIN - ETHERNET_BYTES;
/** What passed does not pass any more when so many in a row are lost, while smaller ones are answered. */
const LOST_OF_KNOWN = 3;
/** While searching, so many lost ones are enough: a mistake is found afterwards. */
const LOST_OF_STEP = 2;

type Phase =
  | { readonly kind: 'whole' }
  | { readonly kind: 'search'; readonly low: number; readonly high: number }
  | { readonly kind: 'small'; readonly ask: 'needed' | 'known' | 'more' };

/**
 * Looks for the largest packet of a network (its MTU) that passes a tunnel, in one direction, by asking for one size at a time and hearing what became of it. As long as what is needed passes,
 * only that is asked for. Pure.
 */
export class PathMtuSearch {
  #needed = 0;
  #phase: Phase = { kind: 'whole' };
  /** In a row, of the size that is asked for now. */
  #lost = 0;
  /** What passes, at most what is needed; 0: not known yet. */
  pathMtu = 0;
  /** What is needed does not pass. */
  tooSmall = false;

  /** The largest MTU that has to pass; 0: nothing is asked for. */
  need(mtu: number): void {
    const needed = Math.min(mtu, MEASURED_MTU_MAX);
    if (needed === this.#needed) return;
    this.#needed = needed;
    if (this.pathMtu >= needed) {
      this.pathMtu = needed;
      this.tooSmall = false;
    }
    this.#enter({ kind: 'whole' });
  }

  /** MTU to ask for next; 0: none. */
  get next(): number {
    const phase = this.#phase;
    if (phase.kind === 'search') return Math.floor((phase.low + phase.high) / 2);
    if (phase.kind === 'whole') return this.#needed;
    return { needed: this.#needed, known: this.pathMtu, more: this.pathMtu + 1 }[phase.ask];
  }

  /** The next one is part of finding something out: it should not wait. */
  get urgent(): boolean {
    const phase = this.#phase;
    return this.#needed > 0 && (phase.kind === 'search' || (this.#lost > 0 && this.#awaited(phase)));
  }

  /** What became of the size that was asked for; to be told of lost ones only when smaller ones were answered meanwhile. */
  outcome(mtu: number, answered: boolean): void {
    // The question has changed meanwhile.
    if (mtu !== this.next) return;
    if (answered) this.#passes(mtu);
    else this.#fails(mtu);
  }

  #passes(mtu: number): void {
    const phase = this.#phase;
    this.#lost = 0;
    if (mtu === this.#needed) {
      this.pathMtu = mtu;
      this.tooSmall = false;
      this.#enter({ kind: 'whole' });
    } else if (phase.kind === 'search') this.#narrow(mtu, phase.high);
    else if (phase.kind === 'small') {
      if (phase.ask === 'known') this.#enter({ kind: 'small', ask: 'more' });
      else this.#narrow(mtu, this.#needed);
    }
  }

  #fails(mtu: number): void {
    const phase = this.#phase;
    this.#lost++;
    switch (phase.kind) {
      case 'whole':
        if (this.#lost < LOST_OF_KNOWN) return;
        this.tooSmall = true;
        this.#narrow(MEASURED_MTU_MIN, mtu);
        return;
      case 'search':
        if (this.#lost >= LOST_OF_STEP) this.#narrow(phase.low, mtu);
        return;
      case 'small':
        if (phase.ask !== 'known') this.#enter({ kind: 'small', ask: phase.ask === 'needed' ? 'known' : 'needed' });
        else if (this.#lost >= LOST_OF_KNOWN) this.#narrow(MEASURED_MTU_MIN, mtu);
    }
  }

  /** `low` passes, `high` does not. */
  #narrow(low: number, high: number): void {
    if (high - low > 1) {
      this.#enter({ kind: 'search', low, high });
      return;
    }
    this.pathMtu = low;
    this.#enter({ kind: 'small', ask: 'needed' });
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#lost = 0;
  }

  /** Has what is asked for passed before? */
  #awaited(phase: Phase): boolean {
    return phase.kind === 'whole' || (phase.kind === 'small' && phase.ask === 'known');
  }
}
