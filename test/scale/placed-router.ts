import type { weft } from '../../proto/gen/codecs.js';
import type { PlacedNetwork } from './placement.js';

/** A router as the simulator made it: it joins some of its networks, and routes a prefix to a port of the first. */
export class PlacedRouter {
  readonly id: string;
  readonly tenantId: string;
  readonly networks: readonly PlacedNetwork[];
  /** The networks that it joins, as far as was answered. */
  joined: ReadonlySet<PlacedNetwork>;
  /** A write of it is under way. */
  busy = false;

  constructor(id: string, tenantId: string, networks: readonly PlacedNetwork[]) {
    this.id = id;
    this.tenantId = tenantId;
    this.networks = networks;
    this.joined = new Set(networks);
  }

  /** With that network joined if it is not, and not joined if it is. */
  toggled(network: PlacedNetwork): ReadonlySet<PlacedNetwork> {
    return new Set(this.networks.filter((each) => this.joined.has(each) !== (each === network)));
  }

  /** The router as a message, joining those. */
  message(joined: ReadonlySet<PlacedNetwork>): weft.v1.Router.$Properties {
    const [first] = joined;
    const destination = { address: { bytes: Uint8Array.of(192, 168, 0, 0) }, length: 16 };
    return {
      metadata: { id: this.id },
      tenantId: this.tenantId,
      interfaces: Array.from(joined, ({ subnetId }) => ({ subnetId })),
      routes: first ? [{ prefix: destination, nextHop: { bytes: first.address(9) } }] : [],
    };
  }
}

/** Network n of a tenant is of its router n modulo their number. */
export function placedRouters(networks: readonly PlacedNetwork[], routersPerTenant: number): PlacedRouter[] {
  if (routersPerTenant === 0) return [];
  const byRouter = new Map<string, PlacedNetwork[]>();
  for (const network of networks) {
    const id = `${network.tenantId}-r${network.number % routersPerTenant}`;
    const joined = byRouter.get(id) ?? [];
    joined.push(network);
    byRouter.set(id, joined);
  }
  return Array.from(byRouter, ([id, joined]) => new PlacedRouter(id, joined[0]?.tenantId ?? '', joined));
}
