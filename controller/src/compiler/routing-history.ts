import type { Effect, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import { routeEntries, subnetFacts } from './contributions.js';
import { type Key, subnetKey } from './entry.js';
import type { SubnetFacts } from './topology.js';

/** Which entries of subnets and routes were touched since a revision. It is told the changes backwards in time. */
export class RoutingHistory {
  readonly #compiler: Compiler;
  /** Subnets at the moment that is looked at, of those that are not (or not so) in the compiler. */
  readonly #subnets = new Map<string, SubnetFacts>();
  /** By VNI. */
  readonly #subnetKeys = new Map<number, Set<Key>>();
  /** Of a router at some moment: its routes, and the VNIs of the networks that it joined. */
  readonly #routers: { readonly keys: readonly Key[]; readonly vnis: ReadonlySet<number> }[] = [];

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** `vniOf` says the VNI of a network at the moment of the change. */
  goBackOverSubnet({ id, before, after }: Effect & { table: 'subnet' }, vniOf: (networkId: string) => number): void {
    for (const row of [before, after]) {
      if (row) this.#touchSubnet(vniOf(row.networkId), subnetKey(vniOf(row.networkId), row.prefix));
    }
    if (before) this.#subnets.set(id, subnetFacts(before, vniOf(before.networkId)));
  }

  goBackOverRouter({ before, after }: Effect & { table: 'router' }): void {
    for (const row of [before, after]) {
      if (!row) continue;
      const subnets = this.#subnetsOf(row);
      for (const { vni, prefix } of subnets) this.#touchSubnet(vni, subnetKey(vni, prefix));
      const keys = [...routeEntries(row, subnets).keys()];
      if (keys.length > 0) this.#routers.push({ keys, vnis: new Set(subnets.map(({ vni }) => vni)) });
    }
  }

  /** The keys of subnets of the network that were touched. */
  subnetKeysOf(vni: number): ReadonlySet<Key> {
    return this.#subnetKeys.get(vni) ?? new Set();
  }

  /** The keys of all routes that touched routers had while they joined one of the networks. */
  routeKeysIn(vnis: ReadonlyMap<number, unknown>): Set<Key> {
    const keys = new Set<Key>();
    for (const router of this.#routers) {
      for (const vni of router.vnis) {
        if (!vnis.has(vni)) continue;
        for (const key of router.keys) keys.add(key);
        break;
      }
    }
    return keys;
  }

  #subnetsOf(row: Tables['router']): SubnetFacts[] {
    return row.interfaces.map(({ subnetId }) => {
      const id = subnetId ?? '';
      const facts = this.#subnets.get(id) ?? this.#compiler.subnet(id)?.facts;
      if (!facts) throw new Error(`the log has no row of subnet ${id}, which a router had`);
      return facts;
    });
  }

  #touchSubnet(vni: number, key: Key): void {
    const keys = this.#subnetKeys.get(vni) ?? new Set();
    this.#subnetKeys.set(vni, keys.add(key));
  }
}
