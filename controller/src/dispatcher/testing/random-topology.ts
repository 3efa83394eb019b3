import fc from 'fast-check';
import { weft } from '../../../../proto/gen/codecs.js';
import { bindingsOf } from '../../compiler/port-bindings.js';
import type { Effect, Tables } from '../../store/change.js';
import type { MemorySource } from './memory-source.js';

/** One thing that somebody does to the desired state; which resources it concerns follows from `a`, `b` and `c`. */
export interface Operation {
  readonly kind:
    | 'putNode'
    | 'deleteNode'
    | 'putNetwork'
    | 'deleteNetwork'
    | 'createPort'
    | 'bindPort'
    | 'unbindPort'
    | 'beginMove'
    | 'activateMove'
    | 'endMove'
    | 'deletePort'
    | 'renamePort'
    | 'setPairs'
    | 'createSubnet'
    | 'updateSubnet'
    | 'deleteSubnet'
    | 'putRouter'
    | 'deleteRouter'
    | 'putGroup'
    | 'deleteGroup'
    | 'setGroups'
    | 'putKeyring';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const nodeIds = ['n0', 'n1', 'n2', 'n3'];
const networkIds = ['net0', 'net1', 'net2', 'net3'];
const subnetIds = ['sub0', 'sub1', 'sub2', 'sub3', 'sub4', 'sub5'];
const routerIds = ['r0', 'r1', 'r2'];
const groupIds = ['g0', 'g1', 'g2', 'g3'];
const portIds = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];

const kinds: readonly Operation['kind'][] = [
  'putNode',
  'deleteNode',
  'putNetwork',
  'deleteNetwork',
  'createPort',
  'createPort',
  'bindPort',
  'bindPort',
  'unbindPort',
  'beginMove',
  'beginMove',
  'beginMove',
  'activateMove',
  'activateMove',
  'endMove',
  'deletePort',
  'renamePort',
  'setPairs',
  'setPairs',
  'createSubnet',
  'updateSubnet',
  'deleteSubnet',
  'putRouter',
  'putRouter',
  'deleteRouter',
  'putGroup',
  'putGroup',
  'deleteGroup',
  'setGroups',
  'setGroups',
  'putKeyring',
];

/** The operations of one transaction. */
export const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(11), b: fc.nat(11), c: fc.nat(23) }),
  { minLength: 1, maxLength: 6 },
);

/** Something to begin with. */
export const beginning: readonly Operation[] = [
  ...nodeIds.map((_, a): Operation => ({ kind: 'putNode', a, b: a, c: 0 })),
  ...networkIds.map((_, b): Operation => ({ kind: 'putNetwork', a: b, b, c: 0 })),
  ...subnetIds.map((_, c): Operation => ({ kind: 'createSubnet', a: 0, b: c, c })),
  ...routerIds.slice(1).map((_, a): Operation => ({ kind: 'putRouter', a, b: 3 * a, c: 3 })),
  ...groupIds.slice(1).map((_, a): Operation => ({ kind: 'putGroup', a, b: a, c: 0 })),
  ...portIds.slice(0, 5).map((_, c): Operation => ({ kind: 'createPort', a: c + 1, b: c, c })),
];

/** Commits one transaction; takes and returns the last generation that was given to a binding. */
export function commitOperations(source: MemorySource, transaction: readonly Operation[], generation: number): number {
  const builder = new TransactionBuilder(source, generation);
  for (const operation of transaction) builder.apply(operation);
  source.commit(builder.effects());
  return builder.generation;
}

type Table = 'node' | 'network' | 'subnet' | 'router' | 'securityGroup' | 'port' | 'keyring';

/**
 * One transaction out of operations: keeps the rules of the store (references exist, numbers and addresses are unique, nothing in use is
 * deleted) and leaves out what would break them. Numbers are reused as soon as they are free, ids of resources too.
 */
class TransactionBuilder {
  readonly #source: MemorySource;
  readonly #effects = new Map<string, { table: Table; id: string; before: unknown; after: unknown }>();
  #generation: number;

  constructor(source: MemorySource, generation: number) {
    this.#source = source;
    this.#generation = generation;
  }

  get generation(): number {
    return this.#generation;
  }

  effects(): Effect[] {
    return [...this.#effects.values()].filter((e) => e.before !== null || e.after !== null) as Effect[];
  }

  apply({ kind, a, b, c }: Operation): void {
    const node = pick(nodeIds, a);
    const network = pick(networkIds, b);
    const port = pick(portIds, c);
    if (kind === 'putNode') this.#putNode(node, b);
    else if (kind === 'deleteNode' && !this.#ports().some((p) => bindingsOf(p).some((b) => b.nodeId === node)))
      this.#set('node', node, null);
    else if (kind === 'putNetwork') this.#putNetwork(network, a);
    else if (kind === 'deleteNetwork') this.#deleteNetwork(network);
    else if (kind === 'createPort') this.#createPort(port, network, node, a);
    else if (kind === 'bindPort') this.#bind(port, node);
    else if (kind === 'unbindPort') this.#bind(port, null);
    else if (kind === 'beginMove') this.#beginMove(port, node);
    else if (kind === 'activateMove') this.#activateMove(port);
    else if (kind === 'endMove') this.#endMove(port);
    else if (kind === 'deletePort') this.#set('port', port, null);
    else if (kind === 'renamePort') this.#rename(port, a);
    else if (kind === 'setPairs') this.#setPairs(port, a, b);
    else if (kind === 'createSubnet') this.#createSubnet(pick(subnetIds, c), network);
    else if (kind === 'updateSubnet') this.#updateSubnet(pick(subnetIds, c), a);
    else if (kind === 'deleteSubnet') this.#deleteSubnet(pick(subnetIds, c));
    else if (kind === 'putRouter') this.#putRouter(pick(routerIds, a), b, c);
    else if (kind === 'deleteRouter') this.#set('router', pick(routerIds, a), null);
    else if (kind === 'putGroup') this.#putGroup(pick(groupIds, a), b, c);
    else if (kind === 'deleteGroup') this.#deleteGroup(pick(groupIds, a));
    else if (kind === 'setGroups') this.#setGroups(port, a, b);
    else if (kind === 'putKeyring') this.#putKeyring(a, b);
  }

  #row<T extends Table>(table: T, id: string): Tables[T] | null {
    const effect = this.#effects.get(`${table} ${id}`);
    if (effect) return effect.after as Tables[T] | null;
    return this.#source.row(table, id) ?? null;
  }

  #rows<T extends Table>(table: T, ids: readonly string[]): Tables[T][] {
    return ids.map((id) => this.#row(table, id)).filter((row) => row !== null);
  }

  #ports(): Tables['port'][] {
    return this.#rows('port', portIds);
  }

  #set(table: Table, id: string, after: Tables[Table] | null): void {
    const key = `${table} ${id}`;
    const known = this.#effects.get(key);
    // A resource that is deleted and created again in one transaction would be another one: the store has no such effect.
    if (known?.before && !known.after && after) return;
    const before = known ? known.before : (this.#source.row(table, id) ?? null);
    this.#effects.set(key, { table, id, before, after });
  }

  #putNode(id: string, b: number): void {
    const before = this.#row('node', id);
    const used = new Set(this.#rows('node', nodeIds).map((n) => n.vtepId));
    const vtepId = before?.vtepId ?? firstFree(used, b % 3);
    const vteps = [{ bytes: new Uint8Array([192, 0, b % 3, nodeIds.indexOf(id)]) }];
    this.#set('node', id, weft.v1.Node.create({ metadata: { id }, vtepId, vteps }) as Tables['node']);
  }

  /** Of few keys, so that one comes back. */
  #putKeyring(a: number, b: number): void {
    const probeKeys = [a % 3, 3 + (b % 3)].slice(b % 2).map((n) => new Uint8Array(16).fill(n));
    this.#set(
      'keyring',
      'probe',
      weft.v1.Keyring.create({ metadata: { id: 'probe' }, probeKeys }) as Tables['keyring'],
    );
  }

  #putNetwork(id: string, a: number): void {
    const before = this.#row('network', id);
    const used = new Set(this.#rows('network', networkIds).map((n) => n.vni));
    const vni = before?.vni ?? firstFree(used, 0x1000 + (a % 2));
    const row = { metadata: { id, name: `name-${a}` }, tenantId: 'acme', vni, mtu: 1450 };
    this.#set('network', id, weft.v1.Network.create(row) as Tables['network']);
  }

  #deleteNetwork(id: string): void {
    if (this.#ports().some((p) => p.networkId === id)) return;
    if (this.#rows('subnet', subnetIds).some((s) => s.networkId === id)) return;
    this.#set('network', id, null);
  }

  #createSubnet(id: string, networkId: string): void {
    if (this.#row('subnet', id) || !this.#row('network', networkId)) return;
    const prefix = pick(prefixes, subnetIds.indexOf(id));
    const same = (s: Tables['subnet']) => s.networkId === networkId && s.prefix?.address === prefix.address;
    if (this.#rows('subnet', subnetIds).some(same)) return;
    this.#set('subnet', id, weft.v1.Subnet.create({ metadata: { id }, networkId, prefix }) as Tables['subnet']);
  }

  #updateSubnet(id: string, a: number): void {
    const subnet = this.#row('subnet', id);
    if (!subnet) return;
    const dnsServers = [{ bytes: hostOf(subnet.prefix, 53) }].slice(a % 2);
    this.#set('subnet', id, weft.v1.Subnet.create({ ...subnet, dnsServers, dhcp: a % 3 }) as Tables['subnet']);
  }

  #deleteSubnet(id: string): void {
    const used = this.#rows('router', routerIds).some((r) => r.interfaces.some((i) => i.subnetId === id));
    if (!used) this.#set('subnet', id, null);
  }

  /** `b` and `c` say which subnets the router has: none, or up to three of those that no other router has. */
  #putRouter(id: string, b: number, c: number): void {
    const others = this.#rows('router', routerIds).filter((r) => r.metadata?.id !== id);
    const used = new Set(others.flatMap((r) => r.interfaces.map((i) => i.subnetId)));
    const wanted = new Set([b, b + 1 + (c % 3), b + c].slice(0, c % 4).map((n) => pick(subnetIds, n)));
    const interfaces = [...wanted]
      .filter((subnetId) => !used.has(subnetId) && this.#row('subnet', subnetId))
      .map((subnetId) => ({ subnetId }));
    const numbers = new Set(this.#rows('router', routerIds).map((r) => r.datapathId));
    const datapathId = this.#row('router', id)?.datapathId ?? firstFree(numbers, 1);
    const routes = interfaces.slice(0, b % 3).map(({ subnetId }, i) => ({
      prefix: { address: { bytes: Uint8Array.of(172, 16, i, 0) }, length: c % 2 ? 24 : 25 },
      nextHop: { bytes: hostOf(this.#row('subnet', subnetId)?.prefix, 9 + (b % 2)) },
    }));
    const row = { metadata: { id }, interfaces, datapathId, routes };
    this.#set('router', id, weft.v1.Router.create(row) as Tables['router']);
  }

  #createPort(id: string, networkId: string, nodeId: string, a: number): void {
    if (this.#row('port', id) || !this.#row('network', networkId)) return;
    const others = this.#ports();
    const inNetwork = others.filter((p) => p.networkId === networkId);
    const last = firstFree(new Set(inNetwork.map((p) => p.mac[5] ?? 0)), 1);
    const datapathId = firstFree(new Set(others.map((p) => p.datapathId)), 1);
    const bound = a % 4 !== 0 && this.#row('node', nodeId);
    const hosts = a % 3 === 0 ? [last, last + 100] : [last];
    const securityGroupIds = this.#groupsOf(a, last);
    const row = {
      metadata: { id },
      networkId,
      tenantId: 'acme',
      mac: new Uint8Array([2, 0x57, 0, 0, 0, last]),
      addresses: hosts.map((host) => ({ address: { bytes: new Uint8Array([10, 0, 0, host]) } })),
      datapathId,
      securityGroupIds,
      ...(bound ? { nodeId, activeBinding: { nodeId, generation: ++this.#generation } } : {}),
    };
    this.#set('port', id, weft.v1.Port.create(row) as Tables['port']);
  }

  #bind(id: string, nodeId: string | null): void {
    const port = this.#row('port', id);
    if (!port || (nodeId && !this.#row('node', nodeId))) return;
    const activeBinding = nodeId ? { nodeId, generation: ++this.#generation } : null;
    const bindings = { activeBinding, pendingBinding: null, departingBinding: null };
    this.#set('port', id, weft.v1.Port.create({ ...port, nodeId: nodeId ?? '', ...bindings }) as Tables['port']);
  }

  #beginMove(id: string, nodeId: string): void {
    const port = this.#row('port', id);
    const [active, other] = bindingsOf(port);
    if (!port || !active || other || active.nodeId === nodeId || !this.#row('node', nodeId)) return;
    const pendingBinding = { nodeId, generation: ++this.#generation };
    this.#set('port', id, weft.v1.Port.create({ ...port, pendingBinding }) as Tables['port']);
  }

  #activateMove(id: string): void {
    const port = this.#row('port', id);
    if (!port?.pendingBinding) return;
    const { activeBinding: departingBinding = null, pendingBinding: activeBinding } = port;
    const row = { ...port, activeBinding, departingBinding, pendingBinding: null, nodeId: activeBinding.nodeId ?? '' };
    this.#set('port', id, weft.v1.Port.create(row) as Tables['port']);
  }

  /** A move that is cancelled, or one that is over. */
  #endMove(id: string): void {
    const port = this.#row('port', id);
    const ended = { pendingBinding: null, departingBinding: null };
    if (port) this.#set('port', id, weft.v1.Port.create({ ...port, ...ended }) as Tables['port']);
  }

  /** Pairs of few addresses, so that several ports have the same, and some are another port's own. A MAC of a pair is of one port only. */
  #setPairs(id: string, a: number, b: number): void {
    const port = this.#row('port', id);
    if (!port) return;
    const own = Uint8Array.of(2, 0x57, 1, 0, 0, portIds.indexOf(id));
    const allowedAddressPairs = [10, 1, 2].slice(a % 4).map((host, i) => ({
      prefix: { address: { bytes: Uint8Array.of(10, 0, 0, host) }, length: b % 5 === 0 ? 31 : 32 },
      mac: (b + i) % 2 === 0 ? own : new Uint8Array(),
    }));
    const floodPacketsPerSecond = b % 3;
    const egressLimit = a % 3 === 0 ? null : weft.v1.BandwidthLimit.create({ kilobitsPerSecond: 64 * (a % 3) });
    const row = { ...port, allowedAddressPairs, floodPacketsPerSecond, egressLimit };
    this.#set('port', id, weft.v1.Port.create(row) as Tables['port']);
  }

  /** Rules of few kinds, some of which name a group. A group is put again with other rules, the same, or none. */
  #putGroup(id: string, b: number, c: number): void {
    const used = new Set(this.#rows('securityGroup', groupIds).map((g) => g.datapathId));
    const datapathId = this.#row('securityGroup', id)?.datapathId ?? firstFree(used, 1);
    const named = pick(groupIds, b + c);
    const rules: weft.v1.SecurityGroupRule.$Properties[] = [
      { id: 'ssh', number: 1 + (b % 2), direction: 1, protocol: 6, firstL4Port: 22 },
      { id: 'ping', number: 4, direction: 2, protocol: 1, icmpType: 8, ...(c % 2 ? { icmpCode: 0 } : {}) },
      { id: 'web', number: 3, direction: 1, protocol: 6, firstL4Port: 80, lastL4Port: 80 + c },
    ];
    rules[c % 3] = {
      ...rules[c % 3],
      ...remoteOf(c, named === id || this.#row('securityGroup', named) ? named : null),
    };
    const row = { metadata: { id }, tenantId: 'acme', datapathId, rules: rules.slice(b % 4) };
    this.#set('securityGroup', id, weft.v1.SecurityGroup.create(row) as Tables['securityGroup']);
  }

  #deleteGroup(id: string): void {
    if (this.#ports().some((p) => p.securityGroupIds.includes(id))) return;
    const others = this.#rows('securityGroup', groupIds).filter((g) => g.metadata?.id !== id);
    if (others.some((g) => g.rules.some((rule) => rule.remoteSecurityGroupId === id))) return;
    this.#set('securityGroup', id, null);
  }

  #setGroups(id: string, a: number, b: number): void {
    const port = this.#row('port', id);
    if (!port) return;
    const securityGroupIds = this.#groupsOf(a, b);
    this.#set('port', id, weft.v1.Port.create({ ...port, securityGroupIds }) as Tables['port']);
  }

  /** Up to three groups that there are, in any order. */
  #groupsOf(a: number, b: number): string[] {
    const wanted = new Set([b, b + 1 + (a % 3), b + a].slice(0, a % 4).map((n) => pick(groupIds, n)));
    return [...wanted].filter((group) => this.#row('securityGroup', group));
  }

  #rename(id: string, a: number): void {
    const port = this.#row('port', id);
    if (port)
      this.#set('port', id, weft.v1.Port.create({ ...port, metadata: { id, name: `n-${a}` } }) as Tables['port']);
  }
}

/** Of the subnets, in their order: two have the same, and two are IPv6. */
const prefixes: readonly weft.v1.IpPrefix.$Properties[] = [0, 1, 2, 3].map((n) =>
  n < 2
    ? { address: { bytes: Uint8Array.of(10, n, 0, 0) }, length: 24 }
    : { address: { bytes: Uint8Array.of(0xfd, n, ...new Array<number>(14).fill(0)) }, length: 64 },
);

function remoteOf(c: number, groupId: string | null): weft.v1.SecurityGroupRule.$Properties {
  if (c % 4 === 0) return { remotePrefix: { address: { bytes: Uint8Array.of(10, 0, 0, 0) }, length: 24 } };
  return groupId !== null && c % 4 !== 1 ? { remoteSecurityGroupId: groupId } : {};
}

/** An address of the prefix. */
function hostOf(prefix: weft.v1.IpPrefix.$Properties | null | undefined, host: number): Uint8Array {
  const bytes = Uint8Array.from(prefix?.address?.bytes ?? []);
  bytes[bytes.length - 1] = host;
  return bytes;
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}

function firstFree(used: ReadonlySet<number>, from: number): number {
  let n = from;
  while (used.has(n)) n++;
  return n;
}
