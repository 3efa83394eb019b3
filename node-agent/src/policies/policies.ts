import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Datapath, TableError } from '../datapath/datapath.js';
import type { SecurityGroup } from '../state/entities.js';
import { Breath } from './breath.js';
import { compilePolicy } from './compile-policy.js';
import type { CompiledPolicy } from './compiled-policy.js';
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

/** Ports that are in the same groups, and their policy. */
interface GroupSet {
  readonly groupIds: readonly number[];
  /** Null: it is to be worked out (anew), or it could not be laid out. */
  policy: StoredPolicy | null;
  failure: TableError | null;
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
  readonly #sets = new Map<string, GroupSet>();
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
    if (!before || before.slot !== slot || keyOf(before.groupIds) !== keyOf(groupIds)) this.#dirty = true;
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
      if (this.#words.policyOf(slot) === 0) continue;
      this.#parts.datapath.policy.endConnectionsOf(datapathId);
      this.#released.set(slot, this.#parts.now());
      this.#removeLater();
    }
  }

  /** What these groups allow is another. */
  groupsChanged(groupIds: ReadonlySet<number>): void {
    for (const set of this.#sets.values()) if (set.groupIds.some((id) => groupIds.has(id))) this.#workOutAnew(set);
  }

  /** Ports are about to leave these groups in the kernel. `settle` has connections asked about again that they may have admitted, also that of the next run. */
  membersLeave(groupIds: ReadonlySet<number>): void {
    for (const id of groupIds) this.#left.add(id);
    if (groupIds.size > 0 && this.#words.slots().length > 0) this.#words.isUnsettled = true;
  }

  /** What did not fit may fit now. False if all did. */
  retry(): boolean {
    const failed = [...this.#sets.values()].filter((set) => set.failure);
    for (const set of failed) this.#workOutAnew(set);
    return failed.length > 0;
  }

  /** Brings every port to the policy of its groups. Rows of port_groups are written. Resolves with the ports (datapath ids) that had none before. */
  async settle(): Promise<ReadonlySet<number>> {
    const admitted = new Set<number>();
    if (!this.#dirty && this.#left.size === 0) return admitted;
    const breath = new Breath();
    await this.#layOutSets(breath);
    for (const { datapathId, slot, groupIds } of this.#ports.values()) {
      if (groupIds.length === 0) {
        // Their state is not kept up any more: if the port is filtered again, they are picked up in the middle.
        if (this.#words.clear(slot)) this.#parts.datapath.policy.endConnectionsOf(datapathId);
        continue;
      }
      const has = this.#words.policyOf(slot);
      const policy = this.#sets.get(keyOf(groupIds))?.policy ?? (has === 0 ? null : this.store.get(has));
      if (!policy || (has === policy.id && !this.#mustAskAgain(policy))) continue;
      this.#words.switch(slot, policy.id);
      if (has === 0) admitted.add(datapathId);
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
    const breath = new Breath();
    let removed = false;
    const named = this.#words.policies();
    for (const [id, sinceMs] of this.#unnamed) {
      const policy = this.store.get(id);
      if (sinceMs > before && policy && !named.has(id)) continue;
      this.#unnamed.delete(id);
      if (!policy || named.has(id)) continue;
      // What the kernel does not let go of is unnamed anew below.
      removed = (await this.store.remove(policy, breath)) === null || removed;
    }
    this.#noteUnnamed();
    return removed && this.failing > 0;
  }

  /** Sets of groups whose policy could not be laid out. */
  get failing(): number {
    return [...this.#sets.values()].filter((set) => set.failure).length;
  }

  /** Why a port has not the policy of its groups; null if it has, or will in a moment. */
  problemOf(datapathId: number): string | null {
    const port = this.#ports.get(datapathId);
    if (!port || port.groupIds.length === 0) return null;
    const failure = this.#sets.get(keyOf(port.groupIds))?.failure;
    if (!failure) return null;
    const state =
      this.#words.policyOf(port.slot) === 0 ? 'the port is closed' : 'the port keeps the policy that it had';
    return `${state}: ${failure.message}`;
  }

  *problems(): Generator<PolicyProblem> {
    for (const { groupIds, failure } of this.#sets.values()) {
      if (!failure) continue;
      const reason = failure.kind === 'FULL' ? 'MAP_FULL' : 'KERNEL_ERROR';
      const message = `the policy of ports in the security groups ${groupIds.join(', ')} is not in force: ${failure.message}`;
      for (const groupId of groupIds) yield { key: { securityGroup: { groupId } }, reason, message };
    }
    for (const { datapathId, groupIds } of this.#ports.values()) {
      const key = { localPort: { datapathId } };
      const unknown = groupIds.find((id) => !this.#parts.group(id));
      const failure = this.#sets.get(keyOf(groupIds))?.failure;
      if (unknown !== undefined) {
        yield { key, reason: 'BAD_VALUE', message: `it is in security group ${unknown}, of which nothing is known` };
      } else if (failure) {
        const reason = failure.kind === 'FULL' ? 'MAP_FULL' : 'KERNEL_ERROR';
        yield { key, reason, message: this.problemOf(datapathId) ?? failure.message };
      }
    }
  }

  /** Finds or makes the policy of each set of groups that has none; forgets sets that no port has. */
  async #layOutSets(breath: Breath): Promise<void> {
    const wanted = new Map<string, readonly number[]>();
    for (const { groupIds } of this.#ports.values()) if (groupIds.length > 0) wanted.set(keyOf(groupIds), groupIds);
    for (const key of this.#sets.keys()) {
      if (wanted.has(key)) continue;
      this.problemChanges++;
      this.#sets.delete(key);
    }
    for (const [key, groupIds] of wanted) {
      const set = this.#sets.get(key) ?? { groupIds, policy: null, failure: null };
      this.#sets.set(key, set);
      // A policy may have lost its digest: it is on its way out, because the kernel let go of part of it.
      if (set.failure || set.policy?.digest) continue;
      const outcome = await this.#policyOf(groupIds, breath);
      if ('kind' in outcome) set.failure = outcome;
      else set.policy = outcome;
      this.problemChanges++;
    }
  }

  async #policyOf(groupIds: readonly number[], breath: Breath): Promise<StoredPolicy | TableError> {
    const compiled = await this.#compile(groupIds, breath);
    if ('kind' in compiled) return compiled;
    return this.store.byDigest(compiled.digest) ?? (await this.store.layOut(compiled, breath));
  }

  async #compile(groupIds: readonly number[], breath: Breath): Promise<CompiledPolicy | TableError> {
    const groups = groupIds.map((id) => this.#parts.group(id) ?? nothingOf(id));
    const steps = compilePolicy(groups, this.#parts.datapath.table('policy_l4').capacity);
    try {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        await breath.take();
      }
    } catch (error) {
      if (error instanceof WeftError && error.code === 'LIMIT_REACHED') {
        return { kind: 'FULL', message: `policy_l4 is too small: ${error.message}` };
      }
      throw error;
    }
  }

  #workOutAnew(set: GroupSet): void {
    this.problemChanges++;
    set.policy = null;
    set.failure = null;
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

function keyOf(groupIds: readonly number[]): string {
  return groupIds.join(' ');
}

/** A group of which nothing is known allows nothing: what the port may is not to be guessed. */
function nothingOf(groupId: number): SecurityGroup {
  return { groupId, rules: [], limitsEgress: true };
}
