import { WeftError } from '../../../proto/src/errors.js';
import type { TableError } from '../datapath/datapath.js';
import type { SecurityGroup } from '../state/entities.js';
import type { Breath } from './breath.js';
import { compilePolicy } from './compile-policy.js';
import type { CompiledPolicy } from './compiled-policy.js';
import type { PolicyStore } from './policy-store.js';
import type { StoredPolicy } from './stored-policy.js';

/** Groups that ports are in together, ascending, and the policy that comes of them. */
export interface PolicySet {
  readonly groupIds: readonly number[];
  /** Null: it is to be worked out (anew), or it could not be laid out. */
  policy: StoredPolicy | null;
  failure: TableError | null;
}

/** Which sets of groups there are to be policies for: ports of the same set share one. */
export class PolicySets {
  readonly #store: PolicyStore;
  readonly #groupOf: (groupId: number) => SecurityGroup | null;
  readonly #blocksMax: number;
  readonly #sets = new Map<string, PolicySet>();

  /** `blocksMax`: more blocks than this no policy can have. */
  constructor(store: PolicyStore, groupOf: (groupId: number) => SecurityGroup | null, blocksMax: number) {
    this.#store = store;
    this.#groupOf = groupOf;
    this.#blocksMax = blocksMax;
  }

  get(groupIds: readonly number[]): PolicySet | null {
    return this.#sets.get(keyOf(groupIds)) ?? null;
  }

  /** Those whose policy could not be laid out. */
  failed(): PolicySet[] {
    return [...this.#sets.values()].filter((set) => set.failure);
  }

  /** What these groups allow is another: the policies of their sets are to be worked out anew. True if there are such sets. */
  groupsChanged(groupIds: ReadonlySet<number>): boolean {
    const concerned = [...this.#sets.values()].filter((set) => set.groupIds.some((id) => groupIds.has(id)));
    for (const set of concerned) forget(set);
    return concerned.length > 0;
  }

  /** What could not be laid out is to be tried again. True if there is any. */
  retry(): boolean {
    const failed = this.failed();
    for (const set of failed) forget(set);
    return failed.length > 0;
  }

  /** Finds or makes the policy of each of these sets, unless it failed already, and forgets all others. True if anything is another. */
  async layOut(wanted: Iterable<readonly number[]>, breath: Breath): Promise<boolean> {
    const byKey = new Map<string, readonly number[]>();
    for (const groupIds of wanted) if (groupIds.length > 0) byKey.set(keyOf(groupIds), groupIds);
    let changed = false;
    for (const key of this.#sets.keys()) if (!byKey.has(key)) changed = this.#sets.delete(key);
    for (const [key, groupIds] of byKey) {
      const set = this.#sets.get(key) ?? { groupIds, policy: null, failure: null };
      this.#sets.set(key, set);
      // One without digest is on its way out, because the kernel let go of part of it.
      if (set.failure || set.policy?.digest) continue;
      const outcome = await this.#policyOf(groupIds, breath);
      if ('kind' in outcome) set.failure = outcome;
      else set.policy = outcome;
      changed = true;
    }
    return changed;
  }

  async #policyOf(groupIds: readonly number[], breath: Breath): Promise<StoredPolicy | TableError> {
    const compiled = await this.#compile(groupIds, breath);
    if ('kind' in compiled) return compiled;
    return this.#store.byDigest(compiled.digest) ?? (await this.#store.layOut(compiled, breath));
  }

  async #compile(groupIds: readonly number[], breath: Breath): Promise<CompiledPolicy | TableError> {
    const steps = compilePolicy(
      groupIds.map((id) => this.#groupOf(id) ?? nothingOf(id)),
      this.#blocksMax,
    );
    try {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        await breath.take();
      }
    } catch (error) {
      if (!(error instanceof WeftError) || error.code !== 'LIMIT_REACHED') throw error;
      return { kind: 'FULL', message: `policy_block is too small: ${error.message}` };
    }
  }
}

function forget(set: PolicySet): void {
  set.policy = null;
  set.failure = null;
}

function keyOf(groupIds: readonly number[]): string {
  return groupIds.join(' ');
}

/** A group of which nothing is known allows nothing: what the port may is not to be guessed. */
function nothingOf(groupId: number): SecurityGroup {
  return { groupId, rules: [], limitsEgress: true };
}
