import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField, WeftError } from '../../../proto/src/errors.js';
import { family, formatIp, type Ip } from '../../../proto/src/ip.js';
import type { AddressSpace } from './address-space.js';
import { addressCursor, type CursorMove } from './cursors.js';
import { duplicateValue, optionalId, requireReference } from './fields.js';
import { ip4FromNumber, ip4ToNumber, requireIp } from './ip4.js';
import { cursorOf, type Planning } from './plan.js';
import { hostAddress } from './subnets.js';

/** Most addresses of a port of one family. */
export const portAddressesLimit = 8;

type Entry = weft.v1.PortAddress.$Properties;

/** The addresses of a port that is created: chosen ones checked, the others allocated. In the order of the request. */
export function assignAddresses(
  p: Planning,
  networkId: string,
  portId: string,
  input: readonly Entry[],
): { addresses: Entry[]; cursors: CursorMove[] } {
  if (input.length > portAddressesLimit) {
    throw invalidField('port.addresses', `has ${input.length} entries; the limit is ${portAddressesLimit}`);
  }
  const assignment = new Assignment(p, networkId, portId);
  if (input.length === 0) {
    const any = assignment.fromAnySubnet();
    return { addresses: any ? [any] : [], cursors: assignment.cursors() };
  }
  // Chosen ones first: what the request names must not be allocated to another entry of it.
  const addresses: Entry[] = new Array(input.length);
  for (const [i, entry] of input.entries()) {
    if (entry.address?.bytes?.length) addresses[i] = assignment.chosen(entry, `port.addresses[${i}]`);
  }
  for (const [i, entry] of input.entries()) {
    if (!entry.address?.bytes?.length) addresses[i] = assignment.fromSubnet(entry, `port.addresses[${i}]`);
  }
  return { addresses, cursors: assignment.cursors() };
}

class Assignment {
  readonly #p: Planning;
  readonly #networkId: string;
  readonly #portId: string;
  /** Addresses given to earlier entries and, in a batch, earlier ports. Subnets of a network don't overlap, so one map does. */
  readonly #given: Map<number, string>;
  readonly #cursors = new Map<string, number>();

  constructor(p: Planning, networkId: string, portId: string) {
    this.#p = p;
    this.#networkId = networkId;
    this.#portId = portId;
    this.#given = p.draft.addressesOf(networkId);
  }

  cursors(): CursorMove[] {
    return Array.from(this.#cursors, ([name, value]) => ({ name, value }));
  }

  chosen(entry: Entry, field: string): Entry {
    const ip = requireIp(entry.address, `${field}.address`);
    const subnetId = entry.subnetId ? this.#subnet(entry.subnetId, `${field}.subnet_id`) : this.#findSubnet(ip, field);
    const space = this.#space(subnetId);
    const n = hostAddress(ip, space, `subnet ${subnetId}`, `${field}.address`);
    if (n === space.gateway) {
      throw invalidField(`${field}.address`, `${formatIp(ip)} is the gateway of subnet ${subnetId}`);
    }
    const given = this.#given.get(n);
    if (given === this.#portId) throw invalidField(`${field}.address`, `${formatIp(ip)} is named twice`);
    const owner = space.owner(n) ?? given;
    if (owner !== undefined) {
      throw duplicateValue(`${field}.address`, `${formatIp(ip)} is port ${owner}'s in subnet ${subnetId}`, {
        type: 'port',
        name: owner,
      });
    }
    this.#given.set(n, this.#portId);
    return { address: { bytes: ip }, subnetId };
  }

  fromSubnet(entry: Entry, field: string): Entry {
    if (!entry.subnetId) throw requiredField(`${field}.subnet_id`);
    const subnetId = this.#subnet(entry.subnetId, `${field}.subnet_id`);
    const address = this.#allocate(subnetId);
    if (address) return address;
    throw exhausted([subnetId]);
  }

  /** An address of the first subnet (by id) of the network that has a free one; null if the network has no subnet. */
  fromAnySubnet(): Entry | null {
    const subnets = [...this.#p.topology.subnetsOfNetwork.of(this.#networkId)].sort();
    for (const subnetId of subnets) {
      const address = this.#allocate(subnetId);
      if (address) return address;
    }
    if (subnets.length === 0) return null;
    throw exhausted(subnets);
  }

  #allocate(subnetId: string): Entry | null {
    const name = addressCursor(subnetId);
    const previous = this.#cursors.get(name) ?? cursorOf(this.#p, name) ?? null;
    const n = this.#space(subnetId).nextFree(previous, this.#given);
    if (n === null) return null;
    this.#given.set(n, this.#portId);
    this.#cursors.set(name, n);
    return { address: { bytes: ip4FromNumber(n) }, subnetId };
  }

  #subnet(id: string, field: string): string {
    const subnetId = requireReference(this.#p, 'subnet', optionalId(id, field), field);
    const { networkId } = this.#space(subnetId);
    if (networkId === this.#networkId) return subnetId;
    throw invalidField(field, `subnet ${subnetId} is one of network ${networkId}, not of ${this.#networkId}`);
  }

  #findSubnet(ip: Ip, field: string): string {
    const n = ip4ToNumber(ip);
    for (const id of this.#p.topology.subnetsOfNetwork.of(this.#networkId)) {
      if (family(ip) === 4 && this.#space(id).contains(n)) return id;
    }
    throw invalidField(`${field}.address`, `${formatIp(ip)} is in no subnet of network ${this.#networkId}`);
  }

  #space(subnetId: string): AddressSpace {
    const space = this.#p.topology.spaces.get(subnetId);
    if (!space) throw new Error(`subnet ${subnetId} has no address space`);
    return space;
  }
}

function exhausted(subnetIds: readonly string[]): WeftError {
  const shown = subnetIds.slice(0, 10).join(', ');
  const description = `no address is free in the allocation pools of ${shown}`;
  return new WeftError('POOL_EXHAUSTED', description, { quota: { subject: `subnet/${subnetIds[0]}`, description } });
}
