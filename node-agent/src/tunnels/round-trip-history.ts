/** The median of so many round trips is compared, or of those of RECENT_NS if these are more. */
export const RECENT_TRIPS = 50;
const RECENT_NS = 3e9;
const SAMPLES_MAX = 300;
/** The reference is the lower quartile of the lower quartiles of slots of this time, as many as there are in 10 minutes. */
const SLOT_NS = 10e9;
const SLOTS = 60;
/** The first slot is shorter, so that there is something to compare with soon. */
const FIRST_SLOT_NS = 2e9;
const SLOW_NS = 2e6;
const SLOW_FACTOR = 1.5;
/** It is over when three of four are fast again: what was slow for just so long that it was seen would come and go at the median. */
const SLOW_SHARE = { enter: 0.5, leave: 0.75 };

/** Round trips of a tunnel: what is usual, and whether they take longer now. */
export class RoundTripHistory {
  /** The newest, as rings: time and round trip. */
  readonly #atNs = new Float64Array(SAMPLES_MAX);
  readonly #tripNs = new Float64Array(SAMPLES_MAX);
  #count = 0;
  #slotFromNs = 0;
  #slotCount = 0;
  #slots: { readonly atNs: number; readonly quartileNs: number }[] = [];
  #slow = false;
  /** What LATENCY compares with; 0: too little is known. */
  referenceNs = 0;

  add(nowNs: number, tripNs: number): void {
    if (this.#count === this.#slotCount) this.#slotFromNs = nowNs;
    else if (nowNs - this.#slotFromNs >= (this.#slots.length === 0 ? FIRST_SLOT_NS : SLOT_NS)) this.#closeSlot(nowNs);
    this.#atNs[this.#count % SAMPLES_MAX] = nowNs;
    this.#tripNs[this.#count % SAMPLES_MAX] = tripNs;
    this.#count++;
  }

  /** Do round trips take longer than they used to? Half of them by 2 ms and by half, to begin with; until three of four are less than half as much above it. */
  judge(nowNs: number): boolean {
    const tripNs = quantile(this.#recent(nowNs), this.#slow ? SLOW_SHARE.leave : SLOW_SHARE.enter);
    if (tripNs === null || this.referenceNs === 0) this.#slow = false;
    else {
      const share = this.#slow ? 0.5 : 1;
      const excessNs = tripNs - this.referenceNs;
      this.#slow = excessNs >= share * SLOW_NS && excessNs >= share * (SLOW_FACTOR - 1) * this.referenceNs;
    }
    return this.#slow;
  }

  #closeSlot(nowNs: number): void {
    const trips = this.#last(this.#count - this.#slotCount);
    const quartileNs = quantile(trips, 0.25);
    if (quartileNs !== null) this.#slots.push({ atNs: this.#slotFromNs, quartileNs });
    this.#slots = this.#slots.filter(({ atNs }) => nowNs - atNs <= SLOTS * SLOT_NS);
    this.referenceNs =
      quantile(
        this.#slots.map((slot) => slot.quartileNs),
        0.25,
      ) ?? 0;
    this.#slotFromNs = nowNs;
    this.#slotCount = this.#count;
  }

  #recent(nowNs: number): number[] {
    let trips = Math.min(RECENT_TRIPS, this.#count);
    while (trips < Math.min(this.#count, SAMPLES_MAX) && nowNs - this.#atOf(trips + 1) <= RECENT_NS) trips++;
    return this.#last(trips);
  }

  /** Time of the one that is `back` before the end, from 1. */
  #atOf(back: number): number {
    return this.#atNs[(this.#count - back) % SAMPLES_MAX] ?? 0;
  }

  #last(trips: number): number[] {
    const kept = Math.min(trips, this.#count, SAMPLES_MAX);
    return Array.from({ length: kept }, (_, i) => this.#tripNs[(this.#count - 1 - i) % SAMPLES_MAX] ?? 0);
  }
}

function quantile(values: number[], share: number): number | null {
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}
