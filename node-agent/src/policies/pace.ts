/** Says when enough was done that others should have their turn. */
export class Pace {
  #done = 0;

  isTime(work = 1): boolean {
    this.#done += work;
    if (this.#done < SLICE) return false;
    this.#done = 0;
    return true;
  }
}

/** Rules or rows: some milliseconds. */
const SLICE = 4_096;
