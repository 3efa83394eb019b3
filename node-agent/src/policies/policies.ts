import type { weft } from '../../../proto/gen/codecs.js';
import type { Datapath } from '../datapath/datapath.js';
import type { SecurityGroup } from '../state/entities.js';
import { Breath } from './breath.js';
import { PolicySets } from './policy-sets.js';
import { PolicyStore } from './policy-store.js';
import { PortWords } from './port-words.js';
import type { StoredPolicy } from './stored-policy.js';

/** A port of this node that has a slot. */
export interface FilteredPort {
  readonly datapathId: number;
  readonly slot: number;
  /** Ascending; none: it is not filtered. */
  readonly groupIds: readonly number[];
}

/** What could not be done, as a nack says it. */
export interface PolicyProblem {
  readonly key: weft.v1.EntryKey.$Properties;
  readonly reason: 'MAP_FULL' | 'KERNEL_ERROR' | 'BAD_VALUE';
  readonly message: string;
}

export interface PolicyParts {
  readonly datapath: Pick<Datapath, 'table' | 'portPolicies' | 'switchPolicy' | 'policy'>;
  readonly group: (groupId: number) => SecurityGroup | null;
  /** Has `removeUnnamed` called some time after `afterMs`, while nothing else changes. */
  readonly later: (afterMs: number) => void;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/**
 * Policies of this node's ports: which there are to be, and which port has which. What the groups of a port allow is compiled, laid out whole beside what is there, and then the
 * port is switched to it by one store. A port that comes up is let in once it has its policy; one that is up keeps the policy that it has until
 * there is another. Policies that no port has go about a second later: a packet that read the word of a port before has ended by then.
 *
 * Not reentrant: callers serialize.
 */
export class Policies {
  readonly #parts: PolicyParts;
  readonly #words: PortWords;
  readonly store: PolicyStore;
  /** By datapath id. */
  readonly #ports = new Map<number, FilteredPort>();
  /** Whose word a slot's is. */
  readonly #owners = new Map<number, number>();
  /** Slots whose ports are gone, and since when. */
  readonly #released = new Map<number, number>();
  readonly #sets: PolicySets;
  /** Policies that no port has, and since when. */
  readonly #unnamed = new Map<number, number>();
  /** Groups that ports have left, or are about to, since `settle`. */
  readonly #left = new Set<number>();
  #dirty = false;
  #removalComes = false;
  /** An earlier run was killed between a change of memberships and what follows from it. */
  #askAll = false;
  /** Raised by every change of `problems`. */
  problemChanges = 0;

  constructor(parts: PolicyParts) {
    this.#parts = parts;
    this.#words = new PortWords(parts.datapath);
    this.store = new PolicyStore(parts.datapath);
    this.#sets = new PolicySets(this.store, parts.group, parts.datapath.table('policy_block').capacity);
  }

  /** Takes up what an earlier run left. `ports`: those that have a slot. Once, before all else. */
  restore(ports: Iterable<{ readonly datapathId: number; readonly slot: number }>): void {
    this.#words.load();
    this.store.load();
    for (const { datapathId, slot } of ports) this.#owners.set(slot, datapathId);
    // A word whose port has no rows: killed between the one and the other.
    for (const slot of this.#words.slots()) if (!this.#owners.has(slot)) this.#words.clear(slot);
    this.#askAll = this.#words.isUnsettled;
    this.#noteUnnamed();
    this.#dirty = true;
  }

  /**
   * Says which groups a port that has a slot is in. True: its rows may be laid out; false: not before `settle` has answered with it. `isUp`: they are there, and packets
   * pass.
   */
  want(port: FilteredPort, isUp: boolean): boolean {
    const { datapathId, slot, groupIds } = port;
    const before = this.#ports.get(datapathId);
    if (!before || before.slot !== slot || `${before.groupIds}` !== `${groupIds}`) this.#dirty = true;
    this.#ports.set(datapathId, port);
    this.#released.delete(slot);
    const isOwn = this.#owners.get(slot) === datapathId;
    this.#owners.set(slot, datapathId);
    if (groupIds.length === 0) {
      if (!isUp) this.#words.clear(slot);
      return true;
    }
    if (!isOwn) this.#words.clear(slot);
    return this.#words.policyOf(slot) !== 0;
  }

  /** The port's rows are gone, and its slot is given up. */
  release(datapathId: number): void {
    const port = this.#ports.get(datapathId);
    this.#ports.delete(datapathId);
    this.#dirty = true;
    for (const [slot, owner] of this.#owners) {
      if (owner !== datapathId || (port && port.slot !== slot)) continue;
      this.#owners.delete(slot);
      // Also of one that got no policy: it may have taken connections over.
      this.#parts.datapath.policy.endConnectionsOf(datapathId, slot);
      if (this.#words.policyOf(slot) === 0) continue;
      this.#released.set(slot, this.#parts.now());
      this.#removeLater();
    }
  }

  /** What these groups allow is another. */
  groupsChanged(groupIds: ReadonlySet<number>): void {
    if (this.#sets.groupsChanged(groupIds)) this.#workOutAnew();
  }

  /** Ports are about to leave these groups in the kernel. `settle` has connections asked about again that they may have admitted, also that of the next run. */
  membersLeave(groupIds: ReadonlySet<number>): void {
    for (const id of groupIds) this.#left.add(id);
    if (groupIds.size > 0 && this.#words.slots().length > 0) this.#words.isUnsettled = true;
  }

  /** What did not fit may fit now. False if all did. */
  retry(): boolean {
    const any = this.#sets.retry();
    if (any) this.#workOutAnew();
    return any;
  }

  /** Brings every port to the policy of its groups. Rows of port_groups are written. Resolves with the ports (datapath ids) that had none before. */
  async settle(): Promise<ReadonlySet<number>> {
    const admitted = new Set<number>();
    if (!this.#dirty && this.#left.size === 0) return admitted;
    const breath = new Breath();
    const wanted = [...this.#ports.values()].map(({ groupIds }) => groupIds);
    if (await this.#sets.layOut(wanted, breath)) this.problemChanges++;
    const switched = new Set<number>();
    for (const { datapathId, slot, groupIds } of this.#ports.values()) {
      if (groupIds.length === 0) {
        // Their state is not kept up any more: if the port is filtered again, they are picked up in the middle.
        if (this.#words.clear(slot)) this.#parts.datapath.policy.endConnectionsOf(datapathId, slot);
        continue;
      }
      const has = this.#words.policyOf(slot);
      const policy = this.#sets.get(groupIds)?.policy;
      if (!policy || has === policy.id) continue;
      this.#words.switch(slot, policy.id);
      switched.add(slot);
      if (has === 0) admitted.add(datapathId);
    }
    // Also ports of which nothing is known yet.
    for (const slot of this.#words.slots()) {
      const policy = this.store.get(this.#words.policyOf(slot));
      if (policy && !switched.has(slot) && this.#mustAskAgain(policy)) this.#words.switch(slot, policy.id);
    }
    this.#askAll = false;
    this.#left.clear();
    this.#words.isUnsettled = false;
    this.#dirty = false;
    this.#noteUnnamed();
    return admitted;
  }

  /** Takes away what no port has had for a while. True if there is room for what did not fit. */
  async removeUnnamed(): Promise<boolean> {
    this.#removalComes = false;
    const before = this.#parts.now() - LAST_PACKET_MS;
    for (const [slot, sinceMs] of this.#released) {
      if (sinceMs > before) continue;
      this.#released.delete(slot);
      this.#words.clear(slot);
    }
    let removed = false;
    const named = this.#words.policies();
    for (const [id, sinceMs] of this.#unnamed) {
      const policy = this.store.get(id);
      if (sinceMs > before && policy && !named.has(id)) continue;
      this.#unnamed.delete(id);
      if (!policy || named.has(id)) continue;
      // What the kernel does not let go of is unnamed anew below.
      removed = this.store.remove(policy) === null || removed;
    }
    this.#noteUnnamed();
    return removed && this.failing > 0;
  }

  /** Sets of groups whose policy could not be laid out. */
  get failing(): number {
    return this.#sets.failed().length;
  }

  /** Why a port has not the policy of its groups; null if it has, or will in a moment. */
  problemOf(datapathId: number): string | null {
    const port = this.#ports.get(datapathId);
    if (!port || port.groupIds.length === 0) return null;
    const failure = this.#sets.get(port.groupIds)?.failure;
    if (!failure) return null;
    const state =
      this.#words.policyOf(port.slot) === 0 ? 'the port is closed' : 'the port keeps the policy that it had';
    return `${state}: ${failure.message}`;
  }

  *problems(): Generator<PolicyProblem> {
    for (const { groupIds, failure } of this.#sets.failed()) {
      if (!failure) continue;
      const reason = failure.kind === 'FULL' ? 'MAP_FULL' : 'KERNEL_ERROR';
      const message = `the policy of ports in the security groups ${groupIds.join(', ')} is not in force: ${failure.message}`;
      for (const groupId of groupIds) yield { key: { securityGroup: { groupId } }, reason, message };
    }
    for (const { datapathId, groupIds } of this.#ports.values()) {
      const key = { localPort: { datapathId } };
      const unknown = groupIds.find((id) => !this.#parts.group(id));
      const failure = this.#sets.get(groupIds)?.failure;
      if (unknown !== undefined) {
        yield { key, reason: 'BAD_VALUE', message: `it is in security group ${unknown}, of which nothing is known` };
      } else if (failure) {
        const reason = failure.kind === 'FULL' ? 'MAP_FULL' : 'KERNEL_ERROR';
        yield { key, reason, message: this.problemOf(datapathId) ?? failure.message };
      }
    }
  }

  #workOutAnew(): void {
    this.problemChanges++;
    this.#dirty = true;
  }

  #mustAskAgain(policy: StoredPolicy): boolean {
    if (this.#askAll) return policy.namedGroups.size > 0;
    for (const id of this.#left) if (policy.namedGroups.has(id)) return true;
    return false;
  }

  /** Notes which policies no port has any more. */
  #noteUnnamed(): void {
    const named = this.#words.policies();
    for (const { id } of this.store.all()) {
      if (named.has(id)) this.#unnamed.delete(id);
      else if (!this.#unnamed.has(id)) this.#unnamed.set(id, this.#parts.now());
    }
    if (this.#unnamed.size > 0) this.#removeLater();
  }

  #removeLater(): void {
    if (this.#removalComes) return;
    this.#removalComes = true;
    this.#parts.later(LAST_PACKET_MS);
  }
}

/** Longer than any packet takes through the programs. */
const LAST_PACKET_MS = 1_000;
