import type { weft } from '../../../proto/gen/codecs.js';
import { addressBytes, routeDefect } from './entry-defects.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** What is known of one prefix of one router. */
interface Destination {
  readonly routerId: number;
  readonly prefix: Uint8Array;
  readonly length: number;
  /** VNIs of the subnets with that prefix: for the length of a frame there may be two, then the lowest counts. */
  readonly connected: Set<number>;
  staticRoute: weft.v1.RouteEntry.$Properties | null;
}

/** Routes of the node's routers: connected ones, which follow from subnets, and static ones. On the same prefix the connected one counts. */
export class Routes {
  readonly #tables: Tables['fromController'];
  /** L3 MTU of a network in bytes; 0 while it is not known. */
  readonly #mtuOf: (vni: number) => number;
  readonly #destinations = new Map<string, Destination>();
  #named: Set<string> | null = null;

  constructor(tables: Tables, mtuOf: (vni: number) => number) {
    this.#tables = tables.fromController;
    this.#mtuOf = mtuOf;
  }

  /** Static routes, as they came. */
  *statics(): Generator<weft.v1.RouteEntry.$Properties> {
    for (const { staticRoute } of this.#destinations.values()) if (staticRoute) yield staticRoute;
  }

  connect(routerId: number, prefix: Uint8Array, length: number, vni: number): void {
    const destination = this.#destination(routerId, prefix, length);
    destination.connected.add(vni);
    this.#layOut(destination);
  }

  disconnect(routerId: number, prefix: Uint8Array, length: number, vni: number): void {
    const destination = this.#destination(routerId, prefix, length);
    destination.connected.delete(vni);
    this.#layOut(destination);
  }

  /** Returns why it can't be programmed; then it is not kept. */
  put(entry: weft.v1.RouteEntry.$Properties): string | null {
    const routerId = entry.routerId ?? 0;
    const prefix = addressBytes(entry.prefix?.address);
    const length = entry.prefix?.length ?? 0;
    this.#named?.add(keyOf(routerId, prefix, length));
    const defect = routeDefect(entry);
    const destination = this.#destination(routerId, prefix, length);
    destination.staticRoute = defect ? null : entry;
    this.#layOut(destination);
    return defect;
  }

  remove(routerId: number, prefix: Uint8Array, length: number): void {
    const destination = this.#destinations.get(keyOf(routerId, prefix, length));
    if (!destination) return;
    destination.staticRoute = null;
    this.#layOut(destination);
  }

  /** The network's MTU may be another one. */
  networkChanged(vni: number): void {
    for (const destination of this.#destinations.values()) {
      if (destination.connected.has(vni) || destination.staticRoute?.vni === vni) this.#layOut(destination);
    }
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    if (!named) return;
    for (const [key, destination] of [...this.#destinations]) {
      if (!destination.staticRoute || named.has(key)) continue;
      destination.staticRoute = null;
      this.#layOut(destination);
    }
  }

  #destination(routerId: number, prefix: Uint8Array, length: number): Destination {
    const key = keyOf(routerId, prefix, length);
    let destination = this.#destinations.get(key);
    if (!destination) {
      destination = { routerId, prefix, length, connected: new Set(), staticRoute: null };
      this.#destinations.set(key, destination);
    }
    return destination;
  }

  #layOut(destination: Destination): void {
    const { routerId, prefix, length, connected, staticRoute } = destination;
    const ip6 = prefix.length === 16;
    const table = ip6 ? this.#tables.route6 : this.#tables.route4;
    const key = ip6 ? rows.route6Key(routerId, prefix, length) : rows.route4Key(routerId, prefix, length);
    const vni = connected.size > 0 ? Math.min(...connected) : (staticRoute?.vni ?? 0);
    if (connected.size === 0 && !staticRoute) {
      this.#destinations.delete(keyOf(routerId, prefix, length));
      // A prefix that was never right has no row.
      if (ip6 || prefix.length === 4) table.remove(key);
      return;
    }
    const mtu = this.#mtuOf(vni);
    // Without its network nothing fits through it: it comes with the network.
    if (mtu === 0) {
      table.remove(key);
      return;
    }
    const nextHop = connected.size > 0 ? null : addressBytes(staticRoute?.nextHop);
    table.put(key, ip6 ? rows.route6(vni, mtu, nextHop) : rows.route4(vni, mtu, nextHop));
  }
}

function keyOf(routerId: number, prefix: Uint8Array, length: number): string {
  return `${routerId}:${Buffer.from(prefix).toString('hex')}/${length}`;
}
