import type { weft } from '../../../proto/gen/codecs.js';
import { macToNumber } from '../../../proto/src/mac.js';
import type { AddressNumber } from './address-number.js';
import type { CursorMove } from './cursors.js';
import { pairMacsOf } from './pair-macs.js';

/**
 * What a transaction has made so far, and the topology does not have yet: the rules of its later rows look at both. Only ports are made many
 * at a time.
 */
export class Draft {
  readonly portIds = new Set<string>();
  readonly datapathIds = new Set<number>();
  readonly portsOfTenant = new Map<string, number>();
  /** Network -> what its ports get from it, and tenant and kind -> quota, once looked up: the same for every port of a batch. */
  readonly networks = new Map<string, Pick<weft.v1.Network, 'tenantId' | 'defaultSecurityGroupIds'>>();
  readonly quotaLimits = new Map<string, number>();
  readonly #macs = new Map<string, Map<number, string>>();
  readonly #addresses = new Map<string, Map<AddressNumber, string>>();
  readonly #cursors = new Map<string, number>();

  /** How far an allocator has come in this transaction. */
  cursor(name: string): number | undefined {
    return this.#cursors.get(name);
  }

  /** All that were moved. */
  cursors(): CursorMove[] {
    return Array.from(this.#cursors, ([name, value]) => ({ name, value }));
  }

  /** The port of the network that has been given the MAC, or a pair with it. */
  macOwner(networkId: string, mac: number): string | undefined {
    return this.#macs.get(networkId)?.get(mac);
  }

  /** The addresses of a network that ports have been given, with the ports. */
  addressesOf(networkId: string): Map<AddressNumber, string> {
    return inner(this.#addresses, networkId);
  }

  move(cursors: readonly CursorMove[]): void {
    for (const { name, value } of cursors) this.#cursors.set(name, value);
  }

  /** A port was made. Its addresses are here already. */
  addPort(port: weft.v1.Port): void {
    const id = port.metadata?.id ?? '';
    this.portIds.add(id);
    this.datapathIds.add(port.datapathId);
    this.portsOfTenant.set(port.tenantId, (this.portsOfTenant.get(port.tenantId) ?? 0) + 1);
    const macs = inner(this.#macs, port.networkId);
    macs.set(macToNumber(port.mac), id);
    for (const mac of pairMacsOf(port)) macs.set(mac, id);
  }
}

function inner<K>(map: Map<string, Map<K, string>>, key: string): Map<K, string> {
  let found = map.get(key);
  if (!found) {
    found = new Map();
    map.set(key, found);
  }
  return found;
}
