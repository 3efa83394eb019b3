import type { Change, ChangeSource, Effect, Tables } from '../store/change.js';
import {
  boundNode,
  forwardingEntries,
  forwardingKeys,
  idOf,
  localPortEntry,
  memberEntry,
  networkValue,
  nodeConfigValue,
  vtepValue,
} from './contributions.js';
import { localPortKey, memberKey, networkKey, nodeConfigKey, vtepKey } from './entry.js';
import { EntryTable } from './entry-table.js';
import type { CompiledNetwork, CompiledNode, Scope } from './topology.js';
import type { Update } from './update.js';
import { UpdateBuilder } from './update-builder.js';

export interface CompilerOptions {
  /** UDP port of VXLAN on the underlay. */
  readonly vxlanPort: number;
}

type PortRow = Tables['port'];

/**
 * Turns rows into the entries that nodes hold. Incremental: a change costs what depends on it (the entries that it touches and the nodes that get
 * them), never the size of a network or of the cluster. Pure: no clock, no I/O.
 *
 * Rows must be consistent at every revision, as the store keeps them: a bound port's network and node exist, a network's VNI and a node's VTEP id
 * never change. Anything else is a defect and throws.
 */
export class Compiler {
  readonly #nodes = new Map<string, CompiledNode>();
  readonly #networks = new Map<string, CompiledNetwork>();
  readonly #vxlanPort: number;
  #revision = 0;
  #update = new UpdateBuilder();

  /** Compiles all rows, as of the source's committedRevision. */
  constructor(source: Pick<ChangeSource, 'rows' | 'committedRevision'>, options: CompilerOptions) {
    this.#vxlanPort = options.vxlanPort;
    for (const node of source.rows('node')) this.#putNode(node);
    for (const network of source.rows('network')) this.#putNetwork(network);
    for (const port of source.rows('port')) this.#bind(port);
    this.#revision = source.committedRevision;
    this.#finish();
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
   * The order within a transaction: what ports refer to first, then all that ports leave, then all that they take (one may take what another
   * leaves), at last what ports no longer refer to.
   */
  #apply(effects: readonly Effect[]): void {
    for (const e of effects) {
      if (e.table === 'node' && e.after) this.#putNode(e.after);
      else if (e.table === 'network' && e.after) this.#putNetwork(e.after);
    }
    for (const e of effects) if (e.table === 'port' && e.before) this.#unbind(e.before);
    for (const e of effects) if (e.table === 'port' && e.after) this.#bind(e.after);
    for (const e of effects) {
      if (e.after) continue;
      if (e.table === 'node') this.#deleteNode(e.id);
      else if (e.table === 'network') this.#deleteNetwork(e.id);
    }
  }

  #finish(): Update {
    const builder = this.#update;
    this.#update = new UpdateBuilder();
    return builder.build(this.#revision);
  }

  /** A table whose first change since the last update makes the builder look at it. */
  #table(touched: (update: UpdateBuilder) => void): EntryTable {
    return new EntryTable(() => touched(this.#update));
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
      };
      node = created;
      this.#nodes.set(id, node);
    } else if (node.vtep !== vtep) {
      if (node.vtepId !== row.vtepId)
        throw new Error(`node ${id}: its VTEP id changed from ${node.vtepId} to ${row.vtepId}`);
      node.vtep = vtep;
      this.#update.vtepChanged(node);
    }
    node.table.put(nodeConfigKey, nodeConfigValue(row, this.#vxlanPort));
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
      const scope: Scope = { networks: new Set(), subscribers: new Set() };
      const table: EntryTable = this.#table((update) => update.touchedNetwork(created));
      const created: CompiledNetwork = {
        id,
        vni: row.vni,
        key: networkKey(row.vni),
        scope,
        table,
        portsPerNode: new Map(),
      };
      network = created;
      scope.networks.add(network);
      this.#networks.set(id, network);
    }
    network.table.put(network.key, networkValue(row));
  }

  #deleteNetwork(id: string): void {
    const network = this.#networks.get(id);
    if (!network) throw new Error(`network ${id}: deleted but unknown`);
    if (network.portsPerNode.size > 0) throw new Error(`network ${id}: deleted while it has bound ports`);
    // The scope keeps it: who held it before this batch is told to forget it by its key.
    this.#networks.delete(id);
  }

  #bind(port: PortRow): void {
    const place = this.#placeOf(port);
    if (!place) return;
    const { network, node } = place;
    const ports = network.portsPerNode.get(node) ?? 0;
    network.portsPerNode.set(node, ports + 1);
    if (ports === 0) network.table.put(...memberEntry(network.vni, node.vtepId));
    for (const entry of forwardingEntries(port, network.vni, node.vtepId)) network.table.put(...entry);
    node.table.put(...localPortEntry(port, network.vni));
    this.#countInScope(node, network.scope, 1);
  }

  #unbind(port: PortRow): void {
    const place = this.#placeOf(port);
    if (!place) return;
    const { network, node } = place;
    const ports = (network.portsPerNode.get(node) ?? 0) - 1;
    if (ports > 0) network.portsPerNode.set(node, ports);
    else network.portsPerNode.delete(node);
    if (ports === 0) network.table.remove(memberKey(network.vni, node.vtepId));
    for (const key of forwardingKeys(port, network.vni)) network.table.remove(key);
    node.table.remove(localPortKey(port.datapathId));
    this.#countInScope(node, network.scope, -1);
  }

  #placeOf(port: PortRow): { network: CompiledNetwork; node: CompiledNode } | null {
    const nodeId = boundNode(port);
    if (nodeId === null) return null;
    const network = this.#networks.get(port.networkId);
    const node = this.#nodes.get(nodeId);
    if (!network) throw new Error(`port ${idOf(port)}: its network ${port.networkId} is unknown`);
    if (!node) throw new Error(`port ${idOf(port)}: its node ${nodeId} is unknown`);
    return { network, node };
  }

  #countInScope(node: CompiledNode, scope: Scope, by: 1 | -1): void {
    const before = node.portsPerScope.get(scope) ?? 0;
    const after = before + by;
    if (before === 0 || after === 0) this.#update.beforeSubscriptionChange(node, scope);
    if (after > 0) {
      node.portsPerScope.set(scope, after);
      scope.subscribers.add(node);
    } else {
      node.portsPerScope.delete(scope);
      scope.subscribers.delete(node);
    }
  }
}
