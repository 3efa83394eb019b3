/** Loss is told of the last so many requests, */
export const WINDOW_REQUESTS = 600;
/** at most so old. */
export const WINDOW_NS = 600e9;
/** So many lost ones in the window are loss. */
export const LOSS_ENTER = 3;
/** It is over when so many requests have passed with no more than LOSS_LEAVE lost ones, or the window's time. */
export const CLEAR_REQUESTS = 1_000;
export const LOSS_LEAVE = 1;
const CHECKPOINT_NS = 30e9;

export type LossDirection = 'out' | 'back';

interface Loss {
  /** Count of requests, with this one. */
  readonly index: number;
  readonly atNs: number;
  readonly path: number;
  direction: LossDirection | null;
}

/** Requests that were judged, and those of them that were lost, as far back as anything asks. Memory grows with what is lost, up to CLEAR_REQUESTS. */
export class LossWindow {
  #count = 0;
  #losses: Loss[] = [];
  /** How many there were at a time, each CHECKPOINT_NS: tells the window's time from its number of requests. */
  #checkpoints: { atNs: number; count: number }[] = [];
  #from = 0;

  answered(nowNs: number): void {
    this.#note(nowNs);
  }

  lost(path: number, nowNs: number): void {
    this.#note(nowNs);
    this.#losses.push({ index: this.#count, atNs: nowNs, path, direction: null });
  }

  /** It is known now where requests of a path that were lost, got lost: so many on the way out, the others on the way back. */
  attribute(path: number, out: number): void {
    let left = out;
    for (const loss of this.#losses) {
      if (loss.path !== path || loss.direction !== null) continue;
      loss.direction = left > 0 ? 'out' : 'back';
      left--;
    }
  }

  /** What was before is explained otherwise. */
  forget(): void {
    this.#losses = [];
    this.#from = this.#count;
  }

  forgetPath(path: number): void {
    this.#losses = this.#losses.filter((loss) => loss.path !== path);
  }

  /** Lost ones among the last `requests`, without those of `except`. */
  count(requests: number, except: ReadonlySet<number>): { all: number; out: number; back: number } {
    const found = { all: 0, out: 0, back: 0 };
    for (const { index, path, direction } of this.#losses) {
      if (index <= this.#count - requests || except.has(path)) continue;
      found.all++;
      if (direction !== null) found[direction]++;
    }
    return found;
  }

  /** Requests in the window that is told of. */
  get requests(): number {
    const oldest = Math.max(this.#from, this.#checkpoints[0]?.count ?? 0);
    return Math.min(WINDOW_REQUESTS, this.#count - oldest);
  }

  #note(nowNs: number): void {
    const newest = this.#checkpoints.at(-1);
    if (!newest || nowNs - newest.atNs >= CHECKPOINT_NS) this.#checkpoints.push({ atNs: nowNs, count: this.#count });
    while ((this.#checkpoints[1]?.atNs ?? nowNs) <= nowNs - WINDOW_NS) this.#checkpoints.shift();
    this.#count++;
    while (
      this.#losses[0] &&
      (this.#losses[0].index <= this.#count - CLEAR_REQUESTS || this.#losses[0].atNs < nowNs - WINDOW_NS)
    )
      this.#losses.shift();
  }
}
