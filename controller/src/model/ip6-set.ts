import { NumberSet } from './number-set.js';

/** Numbers that have the same upper 96 bits are in one sparse bitmap. */
const lowBits = 32n;
const lowMask = (1n << lowBits) - 1n;

/** A set of IPv6 addresses as bigints. Costs what is in it, whatever the range that is looked through for a free one. */
export class Ip6Set {
  readonly #parts = new Map<bigint, NumberSet>();

  add(n: bigint): void {
    const high = n >> lowBits;
    let part = this.#parts.get(high);
    if (!part) {
      part = new NumberSet();
      this.#parts.set(high, part);
    }
    part.add(Number(n & lowMask));
  }

  delete(n: bigint): void {
    const high = n >> lowBits;
    const part = this.#parts.get(high);
    part?.delete(Number(n & lowMask));
    if (part?.size === 0) this.#parts.delete(high);
  }

  /** The lowest number in first..last (both inclusive) that is not in the set; null if all are. */
  firstFree(first: bigint, last: bigint): bigint | null {
    for (let from = first; from <= last; ) {
      const high = from >> lowBits;
      const part = this.#parts.get(high);
      if (!part) return from;
      const end = high === last >> lowBits ? last : (high << lowBits) | lowMask;
      const free = part.firstFree(Number(from & lowMask), Number(end & lowMask));
      if (free !== null) return (high << lowBits) | BigInt(free);
      from = end + 1n;
    }
    return null;
  }
}
