import type { Change, ChangeSource, Effect, TableName, Tables } from '../store/change.js';
import { idOf, type NodeSettings, networkFacts, nodeConfigValue, probeKeysOf, vtepValue } from './contributions.js';
import { entryOfValue, networkKey, nodeConfigKey, vtepKey } from './entry.js';
import { EntryTable } from './entry-table.js';
import { Links } from './links.js';
import { MemberBook } from './member-book.js';
import { NeighborClaims } from './neighbor-claims.js';
import { PortBook, putNetworkEntry } from './port-book.js';
import { ScopeBook } from './scope-book.js';
import { SecurityGroups } from './security-groups.js';
import {
  type CompiledNetwork,
  type CompiledNode,
  type CompiledSecurityGroup,
  type CompiledSubnet,
  newScope,
} from './topology.js';
import type { Update } from './update.js';
import { UpdateBuilder } from './update-builder.js';

export interface CompilerOptions {
  /** UDP port of VXLAN on the underlay. */
  readonly vxlanPort: number;
}

/**
 * Turns rows into the entries that nodes hold. Incremental: a change costs what depends on it (the entries that it touches and the nodes that get
 * them), never the size of a network or of the cluster. Pure: no clock, no I/O.
 *
 * Rows must be consistent at every revision, as the store keeps them: a bound port's network and the nodes of its bindings exist, a network's VNI and a node's VTEP id
 * never change, nor does a security group's datapath id, a router's subnets and a port's groups exist. Anything else is a defect and throws.
 */
export class Compiler {
  readonly #nodes = new Map<string, CompiledNode>();
  readonly #networks = new Map<string, CompiledNetwork>();
  #settings: NodeSettings;
  readonly #links = new Links({ beforeRouterChange: (router) => this.#update.routes.beforeRouterChange(router) });
  readonly #groups = new SecurityGroups({
    beforeGroupChange: (group) => this.#update.groups.beforeGroupChange(group),
    beforeGroupMembershipChange: (group, node) => this.#update.groups.beforeMembershipChange(group, node),
  });
  readonly #members = new MemberBook();
  readonly #scopes = new ScopeBook(this.#members, () => this.#update);
  readonly #ports = new PortBook({
    network: (id) => this.#networks.get(id),
    node: (id) => this.#nodes.get(id),
    groups: this.#groups,
    members: this.#members,
    scopes: this.#scopes,
  });
  #revision = 0;
  #update = new UpdateBuilder();
  /** Of the first state nobody wants to know how it came about. */
  #loading = true;

  /** Compiles all rows, as of the source's committedRevision. */
  constructor(source: Pick<ChangeSource, 'rows' | 'committedRevision'>, options: CompilerOptions) {
    const [keyring] = source.rows('keyring');
    this.#settings = { vxlanPort: options.vxlanPort, probeKeys: probeKeysOf(keyring) };
    for (const node of source.rows('node')) this.#putNode(node);
    for (const network of source.rows('network')) this.#putNetwork(network);
    for (const subnet of source.rows('subnet')) this.#putSubnet(subnet);
    for (const router of source.rows('router')) this.#links.linkRouter(idOf(router), router);
    this.#remakeScopes();
    this.#groups.put([...source.rows('securityGroup')]);
    for (const port of source.rows('port')) this.#ports.bind(port);
    this.#revision = source.committedRevision;
    this.#finish();
    this.#loading = false;
  }

  /** Revision of the last change that was applied. */
  get revision(): number {
    return this.#revision;
  }

  node(id: string): CompiledNode | undefined {
    return this.#nodes.get(id);
  }

  get nodeCount(): number {
    return this.#nodes.size;
  }

  nodes(): Iterable<CompiledNode> {
    return this.#nodes.values();
  }

  network(id: string): CompiledNetwork | undefined {
    return this.#networks.get(id);
  }

  /** Do the nodes subscribe to a scope that they share? */
  shareScope(nodeA: string, nodeB: string): boolean {
    const a = this.#nodes.get(nodeA)?.portsPerScope;
    const b = this.#nodes.get(nodeB)?.portsPerScope;
    if (!a || !b) return false;
    const [fewer, more] = a.size <= b.size ? [a, b] : [b, a];
    for (const scope of fewer.keys()) if (more.has(scope)) return true;
    return false;
  }

  /** Does the node subscribe to the scope that the network is in? */
  hasNetwork(nodeId: string, networkId: string): boolean {
    const network = this.#networks.get(networkId);
    return network !== undefined && (this.#nodes.get(nodeId)?.portsPerScope.has(network.scope) ?? false);
  }

  subnet(id: string): CompiledSubnet | undefined {
    return this.#links.subnet(id);
  }

  securityGroup(id: string): CompiledSecurityGroup | undefined {
    return this.#groups.get(id);
  }

  /** Applies changes, revisions ascending; those that are contained in the state already are skipped. */
  apply(changes: readonly Change[]): Update {
    for (const change of changes) {
      if (change.revision <= this.#revision) continue;
      this.#apply(change.effects);
      this.#revision = change.revision;
    }
    return this.#finish();
  }

  /**
   * Scopes and members are brought up to date at the end of a batch (`#finish`): meanwhile ports are counted in the scopes of before.
   *
   * The order within a transaction: subnets that go (another one may take the prefix), what others refer to, then all that ports leave, then all that
   * they take (one may take what another leaves), at last what nothing refers to any more.
   */
  #apply(effects: readonly Effect[]): void {
    for (const e of effects) if (e.table === 'subnet' && !e.after) this.#links.deleteSubnet(e.id);
    for (const e of effects) if (e.table === 'keyring') this.#putKeyring(e.after);
    for (const e of effects) {
      if (e.table === 'node' && e.after) this.#putNode(e.after);
      else if (e.table === 'network' && e.after) this.#putNetwork(e.after);
    }
    for (const e of effects) if (e.table === 'subnet' && e.after) this.#putSubnet(e.after);
    for (const e of effects) if (e.table === 'router') this.#links.linkRouter(e.id, e.after);
    this.#groups.put(rowsAfter(effects, 'securityGroup'));
    for (const e of effects) if (e.table === 'port' && e.before) this.#ports.unbind(e.before);
    for (const e of effects) if (e.table === 'port' && e.after) this.#ports.bind(e.after);
    for (const e of effects) {
      if (e.after) continue;
      if (e.table === 'node') this.#deleteNode(e.id);
      else if (e.table === 'network') this.#deleteNetwork(e.id);
      else if (e.table === 'securityGroup') this.#groups.delete(e.id);
    }
  }

  #remakeScopes(): void {
    this.#scopes.remake(this.#links.relinked);
    this.#links.relinked.clear();
  }

  #finish(): Update {
    this.#remakeScopes();
    this.#update.routes.settle();
    this.#members.settle();
    const builder = this.#update;
    this.#update = new UpdateBuilder();
    return builder.build(this.#revision);
  }

  /** A table whose first change since the last update makes the builder look at it. */
  #table(touched: (update: UpdateBuilder) => void): EntryTable {
    return new EntryTable(() => {
      if (!this.#loading) touched(this.#update);
      return !this.#loading;
    });
  }

  #putNode(row: Tables['node']): void {
    const id = idOf(row);
    let node = this.#nodes.get(id);
    const vtep = vtepValue(row);
    if (!node) {
      const table: EntryTable = this.#table((update) => update.touchedNode(created));
      const created: CompiledNode = {
        id,
        vtepId: row.vtepId,
        vtepKey: vtepKey(row.vtepId),
        vtep,
        table,
        portsPerScope: new Map(),
        portsPerGroup: new Map(),
      };
      node = created;
      this.#nodes.set(id, node);
    } else if (node.vtep !== vtep) {
      if (node.vtepId !== row.vtepId)
        throw new Error(`node ${id}: its VTEP id changed from ${node.vtepId} to ${row.vtepId}`);
      node.vtep = vtep;
      this.#update.vtepChanged(node);
    }
    node.table.put(nodeConfigKey, nodeConfigValue(row, this.#settings));
  }

  /** Concerns every node. */
  #putKeyring(row: Tables['keyring'] | null): void {
    this.#settings = { ...this.#settings, probeKeys: probeKeysOf(row) };
    for (const { vtepId, vtep, table } of this.#nodes.values()) {
      const vteps = entryOfValue(vtep).vtep?.addresses ?? [];
      table.put(nodeConfigKey, nodeConfigValue({ vtepId, vteps }, this.#settings));
    }
  }

  #deleteNode(id: string): void {
    const node = this.#nodes.get(id);
    if (!node) throw new Error(`node ${id}: deleted but unknown`);
    if (node.portsPerScope.size > 0) throw new Error(`node ${id}: deleted while ports are bound to it`);
    this.#nodes.delete(id);
    this.#update.deleted(node);
  }

  #putNetwork(row: Tables['network']): void {
    const id = idOf(row);
    let network = this.#networks.get(id);
    if (network && network.vni !== row.vni) {
      throw new Error(`network ${id}: its VNI changed from ${network.vni} to ${row.vni}`);
    }
    if (!network) {
      const scope = newScope();
      const table: EntryTable = this.#table((update) => update.touchedNetwork(created));
      const created: CompiledNetwork = {
        id,
        vni: row.vni,
        key: networkKey(row.vni),
        scope,
        routers: new Set(),
        table,
        portsPerNode: new Map(),
        neighbors: new NeighborClaims(table),
        facts: networkFacts(row),
        portsWithPairs: 0,
      };
      network = created;
      scope.networks.add(network);
      this.#networks.set(id, network);
    }
    network.facts = networkFacts(row);
    putNetworkEntry(network);
  }

  #deleteNetwork(id: string): void {
    const network = this.#networks.get(id);
    if (!network) throw new Error(`network ${id}: deleted but unknown`);
    if (network.portsPerNode.size > 0) throw new Error(`network ${id}: deleted while it has bound ports`);
    if (network.routers.size > 0) throw new Error(`network ${id}: deleted while a router has a subnet of it`);
    this.#networks.delete(id);
    this.#links.relinked.delete(network);
    this.#update.beforeNetworksChange(network.scope);
    network.scope.networks.delete(network);
  }

  #putSubnet(row: Tables['subnet']): void {
    const network = this.#networks.get(row.networkId);
    if (!network) throw new Error(`subnet ${idOf(row)}: its network ${row.networkId} is unknown`);
    this.#links.putSubnet(row, network);
  }
}

function rowsAfter<T extends TableName>(effects: readonly Effect[], table: T): Tables[T][] {
  return effects.flatMap((e) => (e.table === table && e.after ? [e.after as Tables[T]] : []));
}
