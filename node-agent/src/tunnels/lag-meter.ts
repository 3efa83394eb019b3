const SLOT_MS = 10_000;

/** The worst of what was measured in the last 10 to 20 s. */
export class LagMeter {
  #slotFromMs = 0;
  #worst = 0;
  #worstBefore = 0;

  note(lagMs: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#worst = Math.max(this.#worst, lagMs);
  }

  worstMs(nowMs: number): number {
    this.#turn(nowMs);
    return Math.max(this.#worst, this.#worstBefore);
  }

  #turn(nowMs: number): void {
    const slots = Math.floor((nowMs - this.#slotFromMs) / SLOT_MS);
    if (slots < 1) return;
    this.#worstBefore = slots === 1 ? this.#worst : 0;
    this.#worst = 0;
    this.#slotFromMs = nowMs;
  }
}
