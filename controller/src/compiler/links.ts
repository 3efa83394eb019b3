import type { Tables } from '../store/change.js';
import { idOf, routeEntries, subnetEntry, subnetFacts } from './contributions.js';
import type { CompiledNetwork, CompiledRouter, CompiledSubnet, SubnetFacts } from './topology.js';

/** What the links tell of what changes. */
export interface LinkObserver {
  /** The router's routes are about to change, or the networks that it joins. */
  beforeRouterChange(router: CompiledRouter): void;
}

/** Subnets and routers: which networks routers join, and the entries of both. */
export class Links {
  readonly #subnets = new Map<string, CompiledSubnet>();
  readonly #routers = new Map<string, CompiledRouter>();
  readonly #observer: LinkObserver;
  /** Networks whose links to routers changed since the scopes were made. */
  readonly relinked = new Set<CompiledNetwork>();

  constructor(observer: LinkObserver) {
    this.#observer = observer;
  }

  subnet(id: string): CompiledSubnet | undefined {
    return this.#subnets.get(id);
  }

  putSubnet(row: Tables['subnet'], network: CompiledNetwork): void {
    const id = idOf(row);
    const facts = subnetFacts(row, network.vni);
    const known = this.#subnets.get(id);
    if (known && known.network !== network) throw new Error(`subnet ${id}: its network changed`);
    const [key] = subnetEntry(facts, 0);
    if (known && known.key !== key) throw new Error(`subnet ${id}: its prefix changed`);
    const subnet = known ?? { network, key, facts, router: null };
    subnet.facts = facts;
    this.#subnets.set(id, subnet);
    this.#putEntry(subnet);
  }

  deleteSubnet(id: string): void {
    const subnet = this.#subnets.get(id);
    if (!subnet) throw new Error(`subnet ${id}: deleted but unknown`);
    this.#subnets.delete(id);
    subnet.network.table.remove(subnet.key);
  }

  /** The row says which subnets the router has from now on; null: none. */
  linkRouter(id: string, row: Tables['router'] | null): void {
    const router = this.#routers.get(id) ?? newRouter(row);
    this.#observer.beforeRouterChange(router);
    const subnets = new Set<CompiledSubnet>();
    for (const { subnetId } of row?.interfaces ?? []) {
      const subnet = this.#subnets.get(subnetId ?? '');
      if (!subnet) throw new Error(`router ${id}: its subnet ${subnetId} is unknown`);
      subnets.add(subnet);
    }
    this.#linkNetworks(router, new Set(Array.from(subnets, ({ network }) => network)));
    for (const subnet of router.subnets) {
      // Another router may have taken it in the same transaction.
      if (!subnets.has(subnet) && subnet.router === router) this.#give(subnet, null);
    }
    for (const subnet of subnets) this.#give(subnet, router);
    router.subnets = subnets;
    router.routes = row ? routeEntries(row, factsOf(subnets)) : new Map();
    if (row) this.#routers.set(id, router);
    else this.#routers.delete(id);
  }

  #linkNetworks(router: CompiledRouter, networks: ReadonlySet<CompiledNetwork>): void {
    for (const network of router.networks) {
      if (networks.has(network)) continue;
      network.routers.delete(router);
      // What stays is no longer connected by it, either.
      for (const linked of router.networks) this.relinked.add(linked);
    }
    for (const network of networks) {
      if (router.networks.has(network)) continue;
      network.routers.add(router);
      this.relinked.add(network);
    }
    router.networks = networks;
  }

  #give(subnet: CompiledSubnet, router: CompiledRouter | null): void {
    if (subnet.router === router) return;
    subnet.router = router;
    this.#putEntry(subnet);
  }

  #putEntry(subnet: CompiledSubnet): void {
    const { network, facts, router } = subnet;
    // A subnet that is deleted in the same transaction has no entry any more.
    if (this.#subnets.get(facts.subnetId) !== subnet) return;
    network.table.put(...subnetEntry(facts, router?.datapathId ?? 0));
  }
}

/** What routes are made of. */
export function factsOf(subnets: Iterable<CompiledSubnet>): SubnetFacts[] {
  return Array.from(subnets, ({ facts }) => facts);
}

function newRouter(row: Tables['router'] | null): CompiledRouter {
  return {
    id: row?.metadata?.id ?? '',
    datapathId: row?.datapathId ?? 0,
    networks: new Set(),
    subnets: new Set(),
    routes: new Map(),
    scope: null,
  };
}
