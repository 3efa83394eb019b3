import { type Datapath, type PolicyTableName, policyTableNames, type TableError } from '../datapath/datapath.js';
import { AscendingIds } from './ascending-ids.js';
import { BlockRoom } from './block-room.js';
import type { Breath } from './breath.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { findPolicies } from './found-policies.js';
import { BLOCK_WORDS } from './policy-blocks.js';
import { blockRows, headRow } from './policy-writes.js';
import type { StoredPolicy } from './stored-policy.js';

export interface PolicyTableCounters {
  entries: number;
  writes: number;
  deletes: number;
}

/** The policies that the kernel has. Each is laid out whole or not at all, and never changed. */
export class PolicyStore {
  readonly #datapath: Pick<Datapath, 'table'>;
  readonly #policies = new Map<number, StoredPolicy>();
  readonly #byDigest = new Map<string, StoredPolicy>();
  readonly #policyIds = new AscendingIds(POLICY_ID_MAX);
  readonly #room: BlockRoom;
  readonly counters = Object.fromEntries(
    policyTableNames.map((name) => [name, { entries: 0, writes: 0, deletes: 0 }]),
  ) as Record<PolicyTableName, PolicyTableCounters>;

  constructor(datapath: Pick<Datapath, 'table'>) {
    this.#datapath = datapath;
    this.#room = new BlockRoom(datapath.table('policy_block').capacity);
  }

  /** Reads what the kernel has. Once. */
  load(): void {
    for (const policy of findPolicies(this.#datapath)) {
      this.#policyIds.found(policy.id);
      this.#room.found(policy.blocks);
      this.#add(policy);
    }
  }

  all(): Iterable<StoredPolicy> {
    return this.#policies.values();
  }

  get(id: number): StoredPolicy | null {
    return this.#policies.get(id) ?? null;
  }

  /** The policy with this content. */
  byDigest(digest: string): StoredPolicy | null {
    return this.#byDigest.get(digest) ?? null;
  }

  /** Lays a policy out: its blocks first, and when all are there the row that makes them one. Of one that the kernel does not take nothing is left. */
  async layOut(policy: CompiledPolicy, breath: Breath): Promise<StoredPolicy | TableError> {
    const heads = this.#datapath.table('policy_head');
    const { entries } = this.counters.policy_head;
    if (entries >= heads.capacity) {
      return { kind: 'FULL', message: `policy_head is full: it holds ${heads.capacity}, and all are taken` };
    }
    const count = policy.words.length / BLOCK_WORDS;
    const blocks = this.#room.take(count);
    if (!blocks) {
      const { capacity, used, longest } = this.#room;
      const message = `policy_block is full: it holds ${capacity}, ${used} are taken, ${longest} in a row are free, and a policy of ${policy.rules} rules needs ${count}`;
      return { kind: 'FULL', message };
    }
    for (const rows of blockRows(policy, blocks)) {
      const { done, error } = this.#datapath.table('policy_block').write(rows.keys, rows.values, rows.count);
      this.counters.policy_block.writes += done;
      if (error) {
        this.#room.release(blocks);
        return error;
      }
      await breath.take();
    }
    const used = [...this.#policies.keys()].map((first) => ({ first, count: 1 }));
    const id = this.#policyIds.take(1, used);
    const { error } = heads.write(Uint32Array.of(id), headRow(policy, blocks), 1);
    if (error) {
      this.#room.release(blocks);
      return error;
    }
    this.counters.policy_head.writes++;
    const { digest, namedGroups } = policy;
    const made = { id, digest, namedGroups, blocks };
    this.#add(made);
    return made;
  }

  /** Takes a policy away that no port has. One that the kernel does not let go of is kept, for another time, and is not found by its content any more. */
  remove(policy: StoredPolicy): TableError | null {
    if (policy.digest !== null) this.#byDigest.delete(policy.digest);
    policy.digest = null;
    const { error } = this.#datapath.table('policy_head').remove(Uint32Array.of(policy.id), 1);
    if (error) return error;
    this.#policies.delete(policy.id);
    this.#room.release(policy.blocks);
    const { policy_head, policy_block } = this.counters;
    policy_head.entries--;
    policy_head.deletes++;
    policy_block.entries -= policy.blocks.count;
    policy_block.deletes += policy.blocks.count;
    return null;
  }

  #add(policy: StoredPolicy): void {
    this.#policies.set(policy.id, policy);
    if (policy.digest !== null) this.#byDigest.set(policy.digest, policy);
    this.counters.policy_head.entries++;
    this.counters.policy_block.entries += policy.blocks.count;
  }
}

/** Active words have 32 bits of it; kept below 2^31, as all numbers of the agent's. */
const POLICY_ID_MAX = 0x7fff_ffff;
