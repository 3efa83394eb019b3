import { weft } from '../../../proto/gen/codecs.js';
import { type AddressNumber, familyOf, lastOfPrefix, numberOf, plus } from './address-number.js';
import { Ip6Set } from './ip6-set.js';
import { NumberSet } from './number-set.js';

/** A set or map that has addresses. */
type Addresses = Pick<ReadonlySet<AddressNumber>, 'has'>;

/** What allocation needs of a set of addresses of one family. */
interface AddressSet {
  add(n: AddressNumber): void;
  delete(n: AddressNumber): void;
  firstFree(first: AddressNumber, last: AddressNumber): AddressNumber | null;
}

type Pool = readonly [first: AddressNumber, last: AddressNumber];

/** The addresses of one subnet, as numbers: which ones there are, and which ports have them. Costs what is taken, not what there is. */
export class AddressSpace {
  readonly networkId: string;
  readonly family: 4 | 6;
  /** IPv4: network and broadcast address, which no host has. IPv6: the subnet-router anycast address, which no host has, and the last one. */
  readonly first: AddressNumber;
  readonly last: AddressNumber;
  readonly gateway: AddressNumber;
  readonly pools: readonly Pool[];
  /** A port that chooses no address gets the one that its MAC makes. */
  readonly slaac: boolean;
  // The gateway counts as taken.
  readonly #taken: AddressSet;
  readonly #owners = new Map<AddressNumber, string>();

  constructor(subnet: weft.v1.Subnet) {
    this.networkId = subnet.networkId;
    this.first = numberOf(subnet.prefix?.address);
    this.last = lastOfPrefix(this.first, subnet.prefix?.length ?? 0);
    this.family = familyOf(this.first);
    this.gateway = numberOf(subnet.gateway);
    this.pools = subnet.allocationPools.map((pool) => [numberOf(pool.first), numberOf(pool.last)]);
    this.slaac = subnet.ip6AddressMode === weft.v1.Ip6AddressMode.SLAAC;
    this.#taken = this.family === 4 ? new NumberSet() : new Ip6Set();
    this.#taken.add(this.gateway);
  }

  contains(address: AddressNumber): boolean {
    return familyOf(address) === this.family && address >= this.first && address <= this.last;
  }

  /** The port that has the address. */
  owner(address: AddressNumber): string | undefined {
    return this.#owners.get(address);
  }

  /** The ports that have addresses, a port once for each. */
  owners(): IterableIterator<string> {
    return this.#owners.values();
  }

  get size(): number {
    return this.#owners.size;
  }

  take(address: AddressNumber, portId: string): void {
    this.#taken.add(address);
    this.#owners.set(address, portId);
  }

  free(address: AddressNumber): void {
    this.#owners.delete(address);
    if (address !== this.gateway) this.#taken.delete(address);
  }

  /**
   * Next fit over the pools in their order: the first free address behind the cursor (of the last one given out) in its pool, then in the pools behind
   * that, then from the first pool on. So an address that was freed is not used again at once. `chosen` are taken too. Null: all are taken.
   */
  nextFree(cursor: number | null, chosen: Addresses): { address: AddressNumber; cursor: number } | null {
    const previous = cursor === null ? null : this.#atCursor(cursor);
    const at = previous === null ? -1 : this.#poolOf(previous);
    const end = this.pools[at]?.[1];
    if (previous !== null && end !== undefined) {
      const free = this.#firstFree(plus(previous, 1), end, chosen);
      if (free !== null) return this.#withCursor(free);
    }
    for (let i = 1; i <= this.pools.length; i++) {
      const pool = this.pools[(at + i + this.pools.length) % this.pools.length];
      const free = pool ? this.#firstFree(pool[0], pool[1], chosen) : null;
      if (free !== null) return this.#withCursor(free);
    }
    return null;
  }

  #poolOf(address: AddressNumber): number {
    return this.pools.findIndex(([first, last]) => address >= first && address <= last);
  }

  /**
   * A cursor is the address itself, or in IPv6 its place in all pools one behind the other: that counts allocations, so it stays far below 2^53. One
   * that does not fit is no cursor: allocation goes on from the first pool.
   */
  #withCursor(address: AddressNumber): { address: AddressNumber; cursor: number } {
    if (typeof address === 'number') return { address, cursor: address };
    let place = 0n;
    for (const [first, last] of this.pools as readonly (readonly [bigint, bigint])[]) {
      if (address >= first && address <= last) {
        place += address - first;
        break;
      }
      place += last - first + 1n;
    }
    return { address, cursor: place <= Number.MAX_SAFE_INTEGER ? Number(place) : 0 };
  }

  #atCursor(cursor: number): AddressNumber | null {
    if (this.family === 4) return cursor;
    let place = BigInt(cursor);
    for (const [first, last] of this.pools as readonly (readonly [bigint, bigint])[]) {
      if (place <= last - first) return first + place;
      place -= last - first + 1n;
    }
    return null;
  }

  #firstFree(first: AddressNumber, last: AddressNumber, chosen: Addresses): AddressNumber | null {
    let free = this.#taken.firstFree(first, last);
    while (free !== null && chosen.has(free)) free = this.#taken.firstFree(plus(free, 1), last);
    return free;
  }
}
