import { macToNumber } from '../../../proto/src/mac.js';
import { type AddressNumber, numberOf } from './address-number.js';
import { AddressSpace } from './address-space.js';
import { otherBinding } from './bindings.js';
import { addressCursor, type CursorMove } from './cursors.js';
import { Graveyard, type NumberKind } from './graveyard.js';
import { Grouping } from './grouping.js';
import { NumberSet } from './number-set.js';
import { Owned } from './owned.js';
import { pairMacsOf } from './pair-macs.js';
import { RowTable } from './row-table.js';
import type { Effect, TableName, Tables } from './tables.js';

/**
 * All rows and what rules need to find in them at once: who is in what, which numbers, MACs and addresses are taken. It is a function of the effects
 * applied to it: `apply` keeps every index, and nothing else changes one.
 */
export class Topology {
  readonly rows: { readonly [T in TableName]: RowTable<T> } = {
    tenant: new RowTable('tenant'),
    securityGroup: new RowTable('securityGroup'),
    network: new RowTable('network'),
    subnet: new RowTable('subnet'),
    router: new RowTable('router'),
    port: new RowTable('port'),
    node: new RowTable('node'),
    keyring: new RowTable('keyring'),
  };
  readonly networksOfTenant = new Grouping();
  readonly routersOfTenant = new Grouping();
  readonly securityGroupsOfTenant = new Grouping();
  readonly subnetsOfNetwork = new Grouping();
  /** Node -> the ports with a binding there, of any role. */
  readonly portsOfNode = new Grouping();
  /** Security group -> its ports, the other groups whose rules name it, the networks whose ports get it by default. */
  readonly portsOfGroup = new Grouping();
  readonly groupsNamingGroup = new Grouping();
  readonly networksOfGroup = new Grouping();
  readonly owned = new Owned();
  /** Network -> MAC as a number -> port. */
  readonly macs = new Map<string, Map<number, string>>();
  /** Network -> MAC of an allowed address pair as a number -> port. */
  readonly pairMacs = new Map<string, Map<number, string>>();
  /** Subnet -> its addresses. */
  readonly spaces = new Map<string, AddressSpace>();
  /** Subnet -> the router that has it. */
  readonly routerOfSubnet = new Map<string, string>();
  readonly networkByVni = new Map<number, string>();
  /** VTEP address as a number -> node. */
  readonly nodeByVtep = new Map<AddressNumber, string>();
  /** Numbers that can't be given out: those of resources, and those that wait in the graveyard. */
  readonly numbers: { readonly [K in NumberKind]: NumberSet } = {
    vni: new NumberSet(),
    datapath: new NumberSet(),
    vtep: new NumberSet(),
    router: new NumberSet(),
  };
  readonly graveyard = new Graveyard();
  readonly cursors = new Map<string, number>();

  /** Row of a table that has its type as a parameter. */
  get<T extends TableName>(table: T, id: string): Tables[T] | null {
    return (this.rows[table] as RowTable<T>).get(id);
  }

  /** Makes a transaction's effects the state. Effects of rows that are loaded from disk are creations. */
  apply(revision: number, effects: readonly Effect[], cursors: readonly CursorMove[]): void {
    for (const effect of effects) this.#applyEffect(revision, effect);
    for (const { name, value } of cursors) this.cursors.set(name, value);
  }

  /** Puts a number in the graveyard as it was stored there. Only for loading; revisions never descend. */
  restoreBuried(kind: NumberKind, number: number, revision: number): void {
    this.numbers[kind].add(number);
    this.graveyard.bury({ kind, number, revision });
  }

  /** Frees the numbers whose deletion every node has acked, at most `limit`; they are returned. */
  release(floor: number, limit: number): ReturnType<Graveyard['release']> {
    const released = this.graveyard.release(floor, limit);
    for (const { kind, number } of released) this.numbers[kind].delete(number);
    return released;
  }

  #applyEffect(revision: number, effect: Effect): void {
    const { id } = effect;
    this.owned.count(effect, 1);
    switch (effect.table) {
      case 'tenant':
        this.#store(this.rows.tenant, id, effect.after);
        return;
      case 'securityGroup':
        this.#store(this.rows.securityGroup, id, effect.after);
        this.#applySecurityGroup(revision, id, effect.before, effect.after);
        return;
      case 'network':
        this.#store(this.rows.network, id, effect.after);
        this.#applyNetwork(revision, id, effect.before, effect.after);
        return;
      case 'subnet':
        this.#store(this.rows.subnet, id, effect.after);
        this.#applySubnet(id, effect.before, effect.after);
        return;
      case 'router':
        this.#store(this.rows.router, id, effect.after);
        this.#applyRouter(revision, id, effect.before, effect.after);
        return;
      case 'port':
        this.#store(this.rows.port, id, effect.after);
        this.#applyPort(revision, id, effect.before, effect.after);
        return;
      case 'node':
        this.#store(this.rows.node, id, effect.after);
        this.#applyNode(revision, effect.before, effect.after);
        return;
      case 'keyring':
        this.#store(this.rows.keyring, id, effect.after);
    }
  }

  #store<T extends TableName>(table: RowTable<T>, id: string, after: Tables[T] | null): void {
    if (after) table.put(id, after);
    else table.delete(id);
  }

  #applySecurityGroup(
    revision: number,
    id: string,
    before: Tables['securityGroup'] | null,
    after: Tables['securityGroup'] | null,
  ): void {
    regroup(this.groupsNamingGroup, id, otherGroups(id, before), otherGroups(id, after));
    if (before && after) return;
    if (after) {
      this.securityGroupsOfTenant.add(after.tenantId, id);
      this.numbers.datapath.add(after.datapathId);
    } else if (before) {
      this.securityGroupsOfTenant.delete(before.tenantId, id);
      this.graveyard.bury({ kind: 'datapath', number: before.datapathId, revision });
    }
  }

  #applyNetwork(revision: number, id: string, before: Tables['network'] | null, after: Tables['network'] | null): void {
    regroup(this.networksOfGroup, id, before?.defaultSecurityGroupIds, after?.defaultSecurityGroupIds);
    if (before && after) return; // What else is indexed is immutable.
    if (after) {
      this.networksOfTenant.add(after.tenantId, id);
      this.networkByVni.set(after.vni, id);
      this.numbers.vni.add(after.vni);
    } else if (before) {
      this.networksOfTenant.delete(before.tenantId, id);
      this.networkByVni.delete(before.vni);
      this.graveyard.bury({ kind: 'vni', number: before.vni, revision });
    }
  }

  #applySubnet(id: string, before: Tables['subnet'] | null, after: Tables['subnet'] | null): void {
    if (before && after) return;
    if (after) {
      this.subnetsOfNetwork.add(after.networkId, id);
      this.spaces.set(id, new AddressSpace(after));
    } else if (before) {
      this.subnetsOfNetwork.delete(before.networkId, id);
      this.spaces.delete(id);
      this.cursors.delete(addressCursor(id));
    }
  }

  #applyRouter(revision: number, id: string, before: Tables['router'] | null, after: Tables['router'] | null): void {
    for (const { subnetId } of before?.interfaces ?? []) this.routerOfSubnet.delete(subnetId ?? '');
    for (const { subnetId } of after?.interfaces ?? []) this.routerOfSubnet.set(subnetId ?? '', id);
    if (before && after) return;
    if (after) {
      this.routersOfTenant.add(after.tenantId, id);
      this.numbers.router.add(after.datapathId);
    } else if (before) {
      this.routersOfTenant.delete(before.tenantId, id);
      this.graveyard.bury({ kind: 'router', number: before.datapathId, revision });
    }
  }

  #applyPort(revision: number, id: string, before: Tables['port'] | null, after: Tables['port'] | null): void {
    this.#applyBindings(id, before, after);
    this.#applyPairs(id, before, after);
    regroup(this.portsOfGroup, id, before?.securityGroupIds, after?.securityGroupIds);
    if (before && after) return;
    if (after) {
      let macs = this.macs.get(after.networkId);
      if (!macs) {
        macs = new Map();
        this.macs.set(after.networkId, macs);
      }
      macs.set(macToNumber(after.mac), id);
      for (const { subnetId, address } of after.addresses) {
        this.spaces.get(subnetId ?? '')?.take(numberOf(address), id);
      }
      this.numbers.datapath.add(after.datapathId);
    } else if (before) {
      const macs = this.macs.get(before.networkId);
      macs?.delete(macToNumber(before.mac));
      if (macs?.size === 0) this.macs.delete(before.networkId);
      for (const { subnetId, address } of before.addresses) {
        this.spaces.get(subnetId ?? '')?.free(numberOf(address));
      }
      this.graveyard.bury({ kind: 'datapath', number: before.datapathId, revision });
    }
  }

  #applyBindings(id: string, before: Tables['port'] | null, after: Tables['port'] | null): void {
    const [nodeBefore, otherBefore] = [before?.nodeId, before && otherBinding(before)?.nodeId];
    const [node, other] = [after?.nodeId, after && otherBinding(after)?.nodeId];
    if (node === nodeBefore && other === otherBefore) return;
    if (nodeBefore) this.portsOfNode.delete(nodeBefore, id);
    if (otherBefore) this.portsOfNode.delete(otherBefore, id);
    if (node) this.portsOfNode.add(node, id);
    if (other) this.portsOfNode.add(other, id);
  }

  #applyPairs(id: string, before: Tables['port'] | null, after: Tables['port'] | null): void {
    if (!before?.allowedAddressPairs.length && !after?.allowedAddressPairs.length) return;
    const networkId = (after ?? before)?.networkId ?? '';
    const macs = this.pairMacs.get(networkId) ?? new Map<number, string>();
    for (const mac of pairMacsOf(before)) macs.delete(mac);
    for (const mac of pairMacsOf(after)) macs.set(mac, id);
    if (macs.size > 0) this.pairMacs.set(networkId, macs);
    else this.pairMacs.delete(networkId);
  }

  #applyNode(revision: number, before: Tables['node'] | null, after: Tables['node'] | null): void {
    for (const vtep of before?.vteps ?? []) this.nodeByVtep.delete(numberOf(vtep));
    for (const vtep of after?.vteps ?? []) {
      this.nodeByVtep.set(numberOf(vtep), after?.metadata?.id ?? '');
    }
    if (after && !before) this.numbers.vtep.add(after.vtepId);
    if (before && !after) this.graveyard.bury({ kind: 'vtep', number: before.vtepId, revision });
  }
}

/** `member` leaves the groups of `before` and joins those of `after`. */
function regroup(
  grouping: Grouping,
  member: string,
  before: Iterable<string> | undefined,
  after: Iterable<string> | undefined,
): void {
  for (const owner of before ?? []) grouping.delete(owner, member);
  for (const owner of after ?? []) grouping.add(owner, member);
}

/** The groups that rules of a group name, but for itself. */
function otherGroups(id: string, group: Tables['securityGroup'] | null): Set<string> {
  const named = new Set<string>();
  for (const { remoteSecurityGroupId } of group?.rules ?? [])
    if (remoteSecurityGroupId) named.add(remoteSecurityGroupId);
  named.delete(id);
  return named;
}
