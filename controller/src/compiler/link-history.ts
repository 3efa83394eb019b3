import type { Effect, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import type { CompiledNetwork } from './topology.js';

/**
 * Which networks routers may have connected at any moment since a revision, as far as routers changed since: groups of networks, by VNI. Whatever was in
 * one scope with a network of a group for some time and is not now, or the other way round, is in that group:
 * a scope that lost a network was cut at a link that is in here, and each of its parts has an end of a link that was cut.
 */
export class LinkHistory {
  readonly #compiler: Compiler;
  /** Subnet -> network at the moment that is looked at, of subnets that do not have the compiler's. */
  readonly #networkOfSubnet = new Map<string, string>();
  /** A forest of VNIs: those with the same root are in one group. */
  readonly #parent = new Map<number, number>();
  readonly #networks = new Set<CompiledNetwork>();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** A subnet was created or deleted: which network it was in before. */
  goBackOverSubnet({ id, before }: Effect & { table: 'subnet' }): void {
    if (before) this.#networkOfSubnet.set(id, before.networkId);
  }

  /** `vniOf` says the VNI of a network at the moment of the change. */
  goBackOverRouter({ before, after }: Effect & { table: 'router' }, vniOf: (networkId: string) => number): void {
    const was = this.#networksOf(before);
    const is = this.#networksOf(after);
    if (was.size === is.size && [...was].every((id) => is.has(id))) return;
    for (const networks of [was, is]) {
      let first: number | null = null;
      for (const id of networks) {
        const vni = vniOf(id);
        this.#join(first ?? vni, vni);
        first ??= vni;
        const network = this.#compiler.network(id);
        if (network?.vni === vni) this.#networks.add(network);
      }
    }
  }

  /** To be called when all changes were looked at: what is connected now belongs together, too. */
  complete(): void {
    for (const { vni, scope } of [...this.#networks]) {
      for (const network of scope.networks) {
        this.#join(vni, network.vni);
        this.#networks.add(network);
      }
    }
  }

  /** Were the links of the network, or of one that it may have been connected with, changed? */
  concerns(vni: number): boolean {
    return this.#parent.has(vni);
  }

  /** The VNIs of the groups of these. */
  groupsOf(vnis: Iterable<number>): number[] {
    const roots = new Set<number>();
    for (const vni of vnis) if (this.#parent.has(vni)) roots.add(this.#root(vni));
    return roots.size === 0 ? [] : [...this.#parent.keys()].filter((vni) => roots.has(this.#root(vni)));
  }

  /** The networks of now that are in groups. */
  get networks(): ReadonlySet<CompiledNetwork> {
    return this.#networks;
  }

  #networksOf(row: Tables['router'] | null): Set<string> {
    const ids = new Set<string>();
    for (const { subnetId } of row?.interfaces ?? []) {
      const id = subnetId ?? '';
      const network = this.#networkOfSubnet.get(id) ?? this.#compiler.subnet(id)?.network.id;
      if (network === undefined) throw new Error(`the log has no row of subnet ${id}, which a router had`);
      ids.add(network);
    }
    return ids;
  }

  #join(a: number, b: number): void {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    this.#parent.set(rootB, rootA);
  }

  #root(vni: number): number {
    let root = vni;
    for (;;) {
      const parent = this.#parent.get(root);
      if (parent === undefined) {
        this.#parent.set(root, root);
        return root;
      }
      if (parent === root) break;
      root = parent;
    }
    this.#parent.set(vni, root);
    return root;
  }
}
