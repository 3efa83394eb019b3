import type { Change, Effect, Tables } from '../store/change.js';
import type { Compiler } from './compiler.js';
import {
  groupIdsOf,
  localPortEntry,
  memberEntry,
  networkFacts,
  networkValue,
  nodeConfigValue,
  portEntries,
  probeKeysOf,
  routeEntries,
  securityGroupEntry,
  subnetEntry,
  subnetFacts,
  vtepValue,
} from './contributions.js';
import { type Key, localPortKey, nodeConfigKey, type Value, vtepKey } from './entry.js';
import { factsOf } from './links.js';
import { bindingsOf } from './port-bindings.js';
import type { CompiledNode, Scope } from './topology.js';

/** Who needs what a change did: the nodes that hold an entry that differs by it, and the keys of those entries. */
export interface Affected {
  readonly nodes: Set<CompiledNode>;
  readonly keys: Set<Key>;
  /** Keys that differ at one node alone. */
  readonly keysOfNode: Map<CompiledNode, Set<Key>>;
}

/**
 * Whom a change concerns, by the compiler's present state (which contains it). A node that has got to need the entries later on counts too; one that has
 * lost its last port in the scope by the change itself counts, later on it does not.
 */
export function affectedBy(compiler: Compiler, change: Change, vxlanPort: number): Affected {
  const affected: Affected = { nodes: new Set(), keys: new Set(), keysOfNode: new Map() };
  for (const effect of change.effects) {
    if (effect.table === 'port') addPort(affected, compiler, effect);
    else if (effect.table === 'network') addNetwork(affected, compiler, effect);
    else if (effect.table === 'subnet') addSubnet(affected, compiler, effect);
    else if (effect.table === 'router') addRouter(affected, compiler, effect);
    else if (effect.table === 'node') addNode(affected, compiler, effect, vxlanPort);
    else if (effect.table === 'securityGroup') addSecurityGroup(affected, compiler, effect);
    else if (effect.table === 'keyring') addKeyring(affected, compiler, effect);
  }
  return affected;
}

function addPort(affected: Affected, compiler: Compiler, { before, after }: Effect & { table: 'port' }): void {
  const groupIdOf = groupIdsIn(compiler);
  const shared = differing(forwardingOf(compiler, before, groupIdOf), forwardingOf(compiler, after, groupIdOf));
  if (shared.length > 0) {
    for (const key of shared) affected.keys.add(key);
    // A port never changes its network.
    addScope(affected, compiler.network((after ?? before)?.networkId ?? '')?.scope);
  }
  const own = differing(localPortsOf(compiler, before, groupIdOf), localPortsOf(compiler, after, groupIdOf));
  if (own.length > 0) affected.keys.add(localPortKey((after ?? before)?.datapathId ?? 0));
  if (own.length + shared.length === 0) return;
  for (const row of [before, after]) {
    for (const { nodeId } of bindingsOf(row)) {
      const node = compiler.node(nodeId);
      if (!node) continue;
      affected.nodes.add(node);
      addGroupsOfPort(affected, compiler, row, node);
    }
  }
}

/** A port is filtered right if its node could apply its groups, whoever told the node of them. */
function addGroupsOfPort(affected: Affected, compiler: Compiler, row: Tables['port'] | null, node: CompiledNode): void {
  for (const id of row?.securityGroupIds ?? []) {
    const group = compiler.securityGroup(id);
    if (!group) continue;
    const keys = affected.keysOfNode.get(node) ?? new Set();
    affected.keysOfNode.set(node, keys.add(group.key));
  }
}

function forwardingOf(compiler: Compiler, row: Tables['port'] | null, groupIdOf: GroupIdOf): [Key, Value][] {
  const vteps = bindingsOf(row).map(({ nodeId }) => compiler.node(nodeId)?.vtepId);
  const [active] = vteps;
  const network = compiler.network(row?.networkId ?? '');
  if (!row || active === undefined || !network) return [];
  const groupIds = groupIdsOf(row, groupIdOf);
  const { fdb, neighbors, claims } = portEntries(row, network.vni, active, groupIds);
  const members = vteps.flatMap((id) => (id === undefined ? [] : [memberEntry(network.vni, id, false)]));
  const pairs: [Key, Value][] =
    row.allowedAddressPairs.length > 0 ? [[network.key, networkValue(network.facts, true)]] : [];
  return [...members, ...fdb, ...neighbors, ...claims, ...pairs];
}

/** The port's own entry at each of its nodes, by node. */
function localPortsOf(compiler: Compiler, row: Tables['port'] | null, groupIdOf: GroupIdOf): [string, Value][] {
  const network = compiler.network(row?.networkId ?? '');
  if (!row || !network) return [];
  return bindingsOf(row).map((binding) => {
    const [, value] = localPortEntry(row, binding, network.vni, groupIdsOf(row, groupIdOf));
    return [binding.nodeId, value];
  });
}

/** Those that have a port in it. Who gets the group, or loses it, by a change does so because of a port. */
function addSecurityGroup(
  affected: Affected,
  compiler: Compiler,
  { id, before, after }: Effect & { table: 'securityGroup' },
): void {
  const group = compiler.securityGroup(id);
  if (!group || !before || !after) return;
  const groupIdOf = groupIdsIn(compiler);
  const [[, was], [, is]] = [securityGroupEntry(before, groupIdOf), securityGroupEntry(after, groupIdOf)];
  if (was === is) return;
  affected.keys.add(group.key);
  for (const node of group.nodes) affected.nodes.add(node);
}

type GroupIdOf = (id: string) => number;

/** Datapath ids for comparing what was with what is: groups that were deleted since each have one of their own. */
function groupIdsIn(compiler: Compiler): GroupIdOf {
  const deleted: string[] = [];
  return (id) => {
    const group = compiler.securityGroup(id);
    if (group) return group.datapathId;
    if (!deleted.includes(id)) deleted.push(id);
    return 0xffff_ffff - deleted.indexOf(id);
  };
}

function addNetwork(
  affected: Affected,
  compiler: Compiler,
  { id, before, after }: Effect & { table: 'network' },
): void {
  const network = compiler.network(id);
  if (
    !network ||
    !before ||
    !after ||
    networkValue(networkFacts(before), false) === networkValue(networkFacts(after), false)
  )
    return;
  affected.keys.add(network.key);
  addScope(affected, network.scope);
}

function addSubnet(affected: Affected, compiler: Compiler, { id, before, after }: Effect & { table: 'subnet' }): void {
  const network = compiler.network((after ?? before)?.networkId ?? '');
  if (!network) return;
  const routerId = compiler.subnet(id)?.router?.datapathId ?? 0;
  const entries = (row: Tables['subnet'] | null) => (row ? [subnetEntry(subnetFacts(row, network.vni), routerId)] : []);
  const keys = differing(entries(before), entries(after));
  for (const key of keys) affected.keys.add(key);
  if (keys.length > 0) addScope(affected, network.scope);
}

/** The entries of subnets that it gets or loses, and its routes. */
function addRouterEntries(
  affected: Affected,
  compiler: Compiler,
  { before, after }: Effect & { table: 'router' },
): void {
  const subnetsOf = (row: Tables['router'] | null) =>
    new Set(row?.interfaces.map(({ subnetId }) => compiler.subnet(subnetId ?? '')).filter((s) => s !== undefined));
  const [was, is] = [subnetsOf(before), subnetsOf(after)];
  for (const subnet of new Set([...was, ...is])) {
    if (was.has(subnet) && is.has(subnet)) continue;
    affected.keys.add(subnet.key);
    addScope(affected, subnet.network.scope);
  }
  const routes = (row: Tables['router'] | null, subnets: ReturnType<typeof subnetsOf>) =>
    row ? [...routeEntries(row, factsOf(subnets))] : [];
  const keys = differing(routes(before, was), routes(after, is));
  for (const key of keys) affected.keys.add(key);
  if (keys.length > 0) for (const { network } of [...was, ...is]) addScope(affected, network.scope);
}

/** Joining and splitting concern all that have a port in what is or was joined. */
function addRouter(affected: Affected, compiler: Compiler, effect: Effect & { table: 'router' }): void {
  const { before, after } = effect;
  addRouterEntries(affected, compiler, effect);
  const networksOf = (row: Tables['router'] | null) =>
    new Set(row?.interfaces.map(({ subnetId }) => compiler.subnet(subnetId ?? '')?.network.id ?? ''));
  const was = networksOf(before);
  const is = networksOf(after);
  if (was.size === is.size && [...was].every((id) => is.has(id))) return;
  for (const id of [...was, ...is]) {
    const network = compiler.network(id);
    if (!network) continue;
    affected.keys.add(network.key);
    addScope(affected, network.scope);
  }
}

function addNode(
  affected: Affected,
  compiler: Compiler,
  { id, before, after }: Effect & { table: 'node' },
  vxlanPort: number,
): void {
  const node = compiler.node(id);
  if (!node || !before || !after) return;
  const settings = { vxlanPort, probeKeys: [] };
  if (nodeConfigValue(before, settings) !== nodeConfigValue(after, settings)) {
    affected.keys.add(nodeConfigKey);
    affected.nodes.add(node);
  }
  if (vtepValue(before) !== vtepValue(after)) {
    affected.keys.add(vtepKey(node.vtepId));
    for (const scope of node.portsPerScope.keys()) addScope(affected, scope);
  }
}

/** Every node has it in its configuration. */
function addKeyring(affected: Affected, compiler: Compiler, { before, after }: Effect & { table: 'keyring' }): void {
  const [was, is] = [probeKeysOf(before), probeKeysOf(after)];
  if (was.length === is.length && was.every((key, i) => Buffer.compare(key, is[i] ?? key) === 0)) return;
  affected.keys.add(nodeConfigKey);
  for (const node of compiler.nodes()) affected.nodes.add(node);
}

function addScope(affected: Affected, scope: Scope | undefined): void {
  for (const node of scope?.subscribers ?? []) affected.nodes.add(node);
}

/** The keys that are only in one of them, or have different values. */
function differing<K>(before: readonly [K, Value][], after: readonly [K, Value][]): K[] {
  const now = new Map(after);
  const keys: K[] = [];
  for (const [key, value] of before) {
    if (now.get(key) !== value) keys.push(key);
    else now.delete(key);
  }
  return [...keys, ...now.keys()];
}
