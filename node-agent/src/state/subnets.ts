import type { weft } from '../../../proto/gen/codecs.js';
import type { SubnetFacts } from './entities.js';
import { addressBytes, inPrefix, subnetDefect } from './entry-defects.js';
import type { Routes } from './routes.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/**
 * Subnets of the node's scopes: the rows of gateway4 and gateway6, and a connected route for each that a router has. What else is known of
 * them (DHCP, router advertisements) is kept for whoever lays it out.
 */
export class Subnets {
  readonly #tables: Tables['fromController'];
  readonly #routes: Routes;
  readonly #onChange: (vni: number) => void;
  readonly #byVni = new Map<number, Map<string, SubnetFacts>>();
  #named: Set<string> | null = null;

  constructor(tables: Tables, routes: Routes, onChange: (vni: number) => void) {
    this.#tables = tables.fromController;
    this.#routes = routes;
    this.#onChange = onChange;
  }

  *all(): Generator<SubnetFacts> {
    for (const subnets of this.#byVni.values()) yield* subnets.values();
  }

  /** Subnets of a network. */
  of(vni: number): Iterable<SubnetFacts> {
    return this.#byVni.get(vni)?.values() ?? [];
  }

  /** Gateway of the subnet of that network that the address is in (the longest, should there be several); null if none is known. */
  gatewayOf(vni: number, address: Uint8Array): Uint8Array | null {
    let best: SubnetFacts | null = null;
    for (const subnet of this.of(vni)) {
      if (inPrefix(address, subnet.prefix, subnet.length) && (!best || subnet.length > best.length)) best = subnet;
    }
    return best?.gateway ?? null;
  }

  /** The subnet of that network that has the gateway. For the length of a frame two may; then the longer prefix counts. Null: none. */
  withGateway(vni: number, gateway: Uint8Array): SubnetFacts | null {
    let owner: SubnetFacts | null = null;
    for (const subnet of this.of(vni)) {
      if (sameAddress(subnet.gateway, gateway) && (!owner || subnet.length > owner.length)) owner = subnet;
    }
    return owner;
  }

  /** Returns why it can't be programmed; then it is not kept. */
  put(entry: weft.v1.SubnetEntry.$Properties): string | null {
    const vni = entry.vni ?? 0;
    const prefix = addressBytes(entry.prefix?.address);
    const length = entry.prefix?.length ?? 0;
    const key = keyOf(prefix, length);
    this.#named?.add(`${vni}:${key}`);
    const defect = subnetDefect(entry);
    if (defect) {
      this.#forget(vni, key);
      return defect;
    }
    const facts: SubnetFacts = {
      vni,
      prefix,
      length,
      gateway: addressBytes(entry.gateway),
      routerId: entry.routerId ?? 0,
      entry,
    };
    const before = this.#byVni.get(vni)?.get(key);
    if (before && before.routerId !== facts.routerId) this.#disconnect(before);
    let subnets = this.#byVni.get(vni);
    if (!subnets) {
      subnets = new Map();
      this.#byVni.set(vni, subnets);
    }
    subnets.set(key, facts);
    if (before) this.#layOutGateway(vni, before.gateway);
    if (facts.routerId !== 0) this.#routes.connect(facts.routerId, prefix, length, vni);
    this.#layOutGateway(vni, facts.gateway);
    this.#onChange(vni);
    return null;
  }

  remove(vni: number, prefix: Uint8Array, length: number): void {
    this.#forget(vni, keyOf(prefix, length));
  }

  removeNetwork(vni: number): void {
    for (const key of [...(this.#byVni.get(vni)?.keys() ?? [])]) this.#forget(vni, key);
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    if (!named) return;
    for (const [vni, subnets] of [...this.#byVni]) {
      for (const key of [...subnets.keys()]) if (!named.has(`${vni}:${key}`)) this.#forget(vni, key);
    }
  }

  #forget(vni: number, key: string): void {
    const subnets = this.#byVni.get(vni);
    const facts = subnets?.get(key);
    if (!subnets || !facts) return;
    subnets.delete(key);
    if (subnets.size === 0) this.#byVni.delete(vni);
    this.#layOutGateway(vni, facts.gateway);
    this.#disconnect(facts);
    this.#onChange(vni);
  }

  #disconnect({ routerId, prefix, length, vni }: SubnetFacts): void {
    if (routerId !== 0) this.#routes.disconnect(routerId, prefix, length, vni);
  }

  /** The row of a gateway's address: of the subnet that has it. */
  #layOutGateway(vni: number, gateway: Uint8Array): void {
    const owner = this.withGateway(vni, gateway);
    const { gateway4, gateway6 } = this.#tables;
    const table = gateway.length === 4 ? gateway4 : gateway6;
    const key = gateway.length === 4 ? rows.gateway4Key(vni, gateway) : rows.gateway6Key(vni, gateway);
    if (owner) table.put(key, rows.gateway(owner.routerId));
    else table.remove(key);
  }
}

function keyOf(prefix: Uint8Array, length: number): string {
  return `${Buffer.from(prefix).toString('hex')}/${length}`;
}

function sameAddress(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
