import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField, WeftError } from '../../../proto/src/errors.js';
import { formatIp, type Ip } from '../../../proto/src/ip.js';
import { formatMac, type Mac } from '../../../proto/src/mac.js';
import { type AddressNumber, addressNumber, addressOf, eui64Address } from './address-number.js';
import type { AddressSpace } from './address-space.js';
import { addressCursor, type CursorMove } from './cursors.js';
import { duplicateValue, optionalId, requireReference } from './fields.js';
import { requireIp } from './ip4.js';
import { cursorOf, type Planning } from './plan.js';
import { hostAddress } from './subnet-prefix.js';

/** Most addresses of a port of one family. */
export const portAddressesLimit = 8;

type Entry = weft.v1.PortAddress.$Properties;

/** The addresses of a port that is created: chosen ones checked, the others allocated. In the order of the request. */
export function assignAddresses(
  p: Planning,
  networkId: string,
  portId: string,
  mac: Mac,
  input: readonly Entry[],
): { addresses: Entry[]; cursors: CursorMove[] } {
  if (input.length > 2 * portAddressesLimit) {
    const limit = `the limit is ${portAddressesLimit} of each family`;
    throw invalidField('port.addresses', `has ${input.length} entries; ${limit}`);
  }
  const assignment = new Assignment(p, networkId, portId, mac);
  if (input.length === 0) return { addresses: assignment.ofEachFamily(), cursors: assignment.cursors() };
  // Chosen ones first: what the request names must not be allocated to another entry of it.
  const addresses: Entry[] = new Array(input.length);
  for (const [i, entry] of input.entries()) {
    if (entry.address?.bytes?.length) addresses[i] = assignment.chosen(entry, `port.addresses[${i}]`);
  }
  for (const [i, entry] of input.entries()) {
    if (!entry.address?.bytes?.length) addresses[i] = assignment.fromSubnet(entry, `port.addresses[${i}]`);
  }
  for (const bytes of [4, 16]) {
    const count = addresses.filter(({ address }) => address?.bytes?.length === bytes).length;
    if (count <= portAddressesLimit) continue;
    const family = bytes === 4 ? 'IPv4' : 'IPv6';
    throw invalidField('port.addresses', `has ${count} ${family} addresses; the limit is ${portAddressesLimit}`);
  }
  return { addresses, cursors: assignment.cursors() };
}

class Assignment {
  readonly #p: Planning;
  readonly #networkId: string;
  readonly #portId: string;
  readonly #mac: Mac;
  /** Addresses given to earlier entries and, in a batch, earlier ports. Subnets of a network don't overlap, so one map does. */
  readonly #given: Map<AddressNumber, string>;
  readonly #cursors = new Map<string, number>();

  constructor(p: Planning, networkId: string, portId: string, mac: Mac) {
    this.#p = p;
    this.#networkId = networkId;
    this.#portId = portId;
    this.#mac = mac;
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
    if (space.slaac) this.#requireFromMac(n, subnetId, `${field}.address`);
    this.#take(n, subnetId, `${field}.address`);
    return { address: { bytes: ip }, subnetId };
  }

  #take(n: AddressNumber, subnetId: string, field: string): void {
    const text = formatIp(addressOf(n));
    const space = this.#space(subnetId);
    if (n === space.gateway) throw invalidField(field, `${text} is the gateway of subnet ${subnetId}`);
    const given = this.#given.get(n);
    if (given === this.#portId) throw invalidField(field, `${text} is named twice`);
    const owner = space.owner(n) ?? given;
    if (owner !== undefined) {
      throw duplicateValue(field, `${text} is port ${owner}'s in subnet ${subnetId}`, { type: 'port', name: owner });
    }
    this.#given.set(n, this.#portId);
  }

  /** Where guests make their address by themselves another one would be theirs beside it, and what they send from it be dropped as spoofed. */
  #requireFromMac(n: AddressNumber, subnetId: string, field: string): void {
    const made = this.#madeOfMac(subnetId);
    if (n === made) return;
    const text = `subnet ${subnetId} is SLAAC: the address of a port with MAC ${formatMac(this.#mac)} is ${formatIp(addressOf(made))}`;
    throw invalidField(field, `${formatIp(addressOf(n))} can't be chosen: ${text}`);
  }

  #madeOfMac(subnetId: string): bigint {
    return eui64Address(this.#space(subnetId).first as bigint, this.#mac);
  }

  /** The address that the port's MAC makes. It was not asked for by name, but a port of an earlier version may have chosen it. */
  #fromMac(subnetId: string, field: string): Entry {
    const n = this.#madeOfMac(subnetId);
    this.#take(n, subnetId, field);
    return { address: { bytes: addressOf(n) }, subnetId };
  }

  fromSubnet(entry: Entry, field: string): Entry {
    if (!entry.subnetId) throw requiredField(`${field}.subnet_id`);
    const subnetId = this.#subnet(entry.subnetId, `${field}.subnet_id`);
    if (this.#space(subnetId).slaac) return this.#fromMac(subnetId, field);
    const address = this.#allocate(subnetId);
    if (address) return address;
    throw exhausted([subnetId]);
  }

  /** An address of each family that the network has subnets of. */
  ofEachFamily(): Entry[] {
    const subnets = [...this.#p.topology.subnetsOfNetwork.of(this.#networkId)].sort();
    const families = [4, 6].map((family) => subnets.filter((id) => this.#space(id).family === family));
    return families.filter((ids) => ids.length > 0).map((ids) => this.#fromFirst(ids));
  }

  /** An address of the first subnet that has a free one. */
  #fromFirst(subnets: readonly string[]): Entry {
    for (const subnetId of subnets) {
      if (this.#space(subnetId).slaac) return this.#fromMac(subnetId, 'port.addresses');
      const address = this.#allocate(subnetId);
      if (address) return address;
    }
    throw exhausted(subnets);
  }

  #allocate(subnetId: string): Entry | null {
    const name = addressCursor(subnetId);
    const previous = this.#cursors.get(name) ?? cursorOf(this.#p, name) ?? null;
    const free = this.#space(subnetId).nextFree(previous, this.#given);
    if (free === null) return null;
    this.#given.set(free.address, this.#portId);
    this.#cursors.set(name, free.cursor);
    return { address: { bytes: addressOf(free.address) }, subnetId };
  }

  #subnet(id: string, field: string): string {
    const subnetId = requireReference(this.#p, 'subnet', optionalId(id, field), field);
    const { networkId } = this.#space(subnetId);
    if (networkId === this.#networkId) return subnetId;
    throw invalidField(field, `subnet ${subnetId} is one of network ${networkId}, not of ${this.#networkId}`);
  }

  #findSubnet(ip: Ip, field: string): string {
    const n = addressNumber(ip);
    for (const id of this.#p.topology.subnetsOfNetwork.of(this.#networkId)) {
      if (this.#space(id).contains(n)) return id;
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
