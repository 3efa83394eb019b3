import { decodePolicy, POLICY_BYTES } from '../datapath/bpf/layout.gen.js';
import { type Datapath, type PolicyTableName, policyTableNames, type TableError } from '../datapath/datapath.js';
import { bytesOf } from '../state/rows.js';
import { AscendingIds } from './ascending-ids.js';
import type { Breath } from './breath.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { findPolicies } from './found-policies.js';
import { type PolicyRows, policyRows, rowCounts } from './policy-rows.js';
import { NOTE } from './port-words.js';
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
  readonly #classIds = new AscendingIds(0xffff_ffff);
  readonly counters = Object.fromEntries(
    policyTableNames.map((name) => [name, { entries: 0, writes: 0, deletes: 0 }]),
  ) as Record<PolicyTableName, PolicyTableCounters>;

  constructor(datapath: Pick<Datapath, 'table'>) {
    this.#datapath = datapath;
  }

  /** Reads what the kernel has. What is not whole, of a run that was killed, has no digest. Once. */
  load(): void {
    for (const policy of findPolicies(this.#datapath)) {
      this.#add(policy);
      if (policy.id !== NO_POLICY) this.#policyIds.found(policy.id);
      this.#classIds.found(policy.classes.first + policy.classes.count - 1);
      for (const [table, keys] of policy.keys) this.counters[table].entries += this.#rows(table, keys);
    }
    this.#datapath.table('policy').readAll((keys, values, count) => {
      for (let i = 0; i < count; i++) {
        const policy = keys[i] === NOTE ? null : this.#policies.get(keys[i] ?? 0);
        const row = values.subarray((i * POLICY_BYTES) / 4, ((i + 1) * POLICY_BYTES) / 4);
        if (policy) this.#nameBy(policy, Buffer.from(decodePolicy(bytesOf(row)).digest).toString('hex'));
      }
    });
  }

  all(): Iterable<StoredPolicy> {
    return this.#policies.values();
  }

  get(id: number): StoredPolicy | null {
    return this.#policies.get(id) ?? null;
  }

  /** The whole policy with this content. */
  byDigest(digest: string): StoredPolicy | null {
    return this.#byDigest.get(digest) ?? null;
  }

  /** Why a policy does not fit beside those that are there; null if it does. */
  lackOf(policy: CompiledPolicy): TableError | null {
    const counts = rowCounts(policy);
    for (const name of policyTableNames) {
      const { capacity } = this.#datapath.table(name);
      const { entries } = this.counters[name];
      if (entries + counts[name] > capacity) {
        const message = `${name} is full: it holds ${capacity}, ${entries} are taken, and a policy of ${policy.rules} rules needs ${counts[name]}`;
        return { kind: 'FULL', message };
      }
    }
    return null;
  }

  /** Lays a policy out. Of one that the kernel does not take nothing is left, unless it does not let go of it either. */
  async layOut(policy: CompiledPolicy, breath: Breath): Promise<StoredPolicy | TableError> {
    const lack = this.lackOf(policy);
    if (lack) return lack;
    const stored = [...this.#policies.values()];
    const [id, firstClass] = [
      this.#policyIds.take(
        1,
        stored.map((other) => ({ first: other.id, count: 1 })),
      ),
      this.#classIds.take(
        Math.max(1, policy.classes.length),
        stored.map((other) => other.classes),
      ),
    ];
    const keys = new Map<PolicyTableName, Uint32Array[]>();
    const { namedGroups, classes } = policy;
    const made = { id, digest: null, namedGroups, classes: { first: firstClass, count: classes.length }, keys };
    this.#add(made);
    for (const rows of policyRows(policy, id, firstClass)) {
      const error = this.#write(rows, keys);
      if (error) {
        await this.remove(made, breath);
        return error;
      }
      await breath.take();
    }
    this.#nameBy(made, policy.digest);
    return made;
  }

  /** Takes a policy away that no port has: first the row that says that it is whole. What the kernel does not let go of is kept, for another time. */
  async remove(policy: StoredPolicy, breath: Breath): Promise<TableError | null> {
    if (policy.digest !== null) this.#byDigest.delete(policy.digest);
    policy.digest = null;
    for (const name of [...policyTableNames].reverse()) {
      const table = this.#datapath.table(name);
      const words = table.keySize / 4;
      for (const keys of policy.keys.get(name) ?? []) {
        for (let at = 0; at < keys.length; at += BATCH_ROWS * words) {
          const batch = keys.subarray(at, at + BATCH_ROWS * words);
          const { error } = table.remove(batch, batch.length / words);
          if (error) return error;
          await breath.take();
        }
      }
    }
    // Counted once all are gone: those that are tried again are not there twice.
    for (const [name, keys] of policy.keys) {
      const count = this.#rows(name, keys);
      this.counters[name].entries -= count;
      this.counters[name].deletes += count;
    }
    this.#policies.delete(policy.id);
    return null;
  }

  #write({ table: name, keys, values, count }: PolicyRows, written: Map<PolicyTableName, Uint32Array[]>) {
    const { done, error } = this.#datapath.table(name).write(keys, values, count);
    const words = keys.length / count;
    const before = written.get(name) ?? [];
    written.set(name, [...before, keys.slice(0, done * words)]);
    this.counters[name].entries += done;
    this.counters[name].writes += done;
    return error;
  }

  #rows(name: PolicyTableName, keys: readonly Uint32Array[]): number {
    const words = this.#datapath.table(name).keySize / 4;
    return keys.reduce((sum, part) => sum + part.length / words, 0);
  }

  #add(policy: StoredPolicy): void {
    this.#policies.set(policy.id, policy);
  }

  #nameBy(policy: StoredPolicy, digest: string): void {
    policy.digest = digest;
    this.#byDigest.set(digest, policy);
  }
}

/** An id and the direction are 32 bits. */
const POLICY_ID_MAX = 0x7fff_ffff;
const BATCH_ROWS = 1_024;
/** Of rows of classes that no policy has. */
const NO_POLICY = 0;
