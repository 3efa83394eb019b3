import type { weft } from '../../../proto/gen/codecs.js';
import { ip4ToNumber } from './ip4.js';
import { NumberSet } from './number-set.js';

/** A set or map that has numbers. */
type Numbers = Pick<ReadonlySet<number>, 'has'>;

/** The addresses of one IPv4 subnet, as numbers: which ones there are, and which ports have them. */
export class AddressSpace {
  readonly networkId: string;
  /** Network and broadcast address: no host has them. */
  readonly first: number;
  readonly last: number;
  readonly gateway: number;
  readonly pools: readonly (readonly [first: number, last: number])[];
  // The gateway counts as taken.
  readonly #taken = new NumberSet();
  readonly #owners = new Map<number, string>();

  constructor(subnet: weft.v1.Subnet) {
    this.networkId = subnet.networkId;
    this.first = ip4ToNumber(subnet.prefix?.address?.bytes ?? new Uint8Array());
    this.last = this.first + 2 ** (32 - (subnet.prefix?.length ?? 32)) - 1;
    this.gateway = ip4ToNumber(subnet.gateway?.bytes ?? new Uint8Array());
    this.pools = subnet.allocationPools.map((pool) => [
      ip4ToNumber(pool.first?.bytes ?? new Uint8Array()),
      ip4ToNumber(pool.last?.bytes ?? new Uint8Array()),
    ]);
    this.#taken.add(this.gateway);
  }

  contains(address: number): boolean {
    return address >= this.first && address <= this.last;
  }

  /** The port that has the address. */
  owner(address: number): string | undefined {
    return this.#owners.get(address);
  }

  /** The ports that have addresses, a port once for each. */
  owners(): IterableIterator<string> {
    return this.#owners.values();
  }

  get size(): number {
    return this.#owners.size;
  }

  take(address: number, portId: string): void {
    this.#taken.add(address);
    this.#owners.set(address, portId);
  }

  free(address: number): void {
    this.#owners.delete(address);
    if (address !== this.gateway) this.#taken.delete(address);
  }

  /**
   * Next fit over the pools in their order: the first free address behind `previous` (the last one given out) in its pool, then in the pools behind
   * that, then from the first pool on. So an address that was freed is not used again at once. `chosen` are taken too. Null: all are taken.
   */
  nextFree(previous: number | null, chosen: Numbers): number | null {
    const at = previous === null ? -1 : this.pools.findIndex(([first, last]) => previous >= first && previous <= last);
    if (at >= 0 && previous !== null) {
      const free = this.#firstFree(previous + 1, this.pools[at]?.[1] ?? 0, chosen);
      if (free !== null) return free;
    }
    for (let i = 1; i <= this.pools.length; i++) {
      const pool = this.pools[(at + i + this.pools.length) % this.pools.length];
      const free = pool ? this.#firstFree(pool[0], pool[1], chosen) : null;
      if (free !== null) return free;
    }
    return null;
  }

  #firstFree(first: number, last: number, chosen: Numbers): number | null {
    let free = this.#taken.firstFree(first, last);
    while (free !== null && chosen.has(free)) free = this.#taken.firstFree(free + 1, last);
    return free;
  }
}
