import { decodePolicy, POLICY_BYTES } from '../datapath/bpf/layout.gen.js';
import type { Datapath, PortPolicyWord } from '../datapath/datapath.js';
import { bytesOf } from '../state/rows.js';
import { noteRow } from './policy-writes.js';

/**
 * The words that say which policy a slot's port is judged by. Versions ascend over all slots, from 1 (0 is that of connections that no policy of this node has judged) and above the highest that was found: connections remember the one that they
 * were judged under, for longer than the agent lives.
 *
 * Row 0 of `policy_head`, which is none, keeps what outlives the words: the highest version (`rules`), and (`flags` 1) that memberships have changed for which not all ports have
 * another version yet.
 */
export class PortWords {
  readonly #datapath: Pick<Datapath, 'table' | 'portPolicies' | 'switchPolicy'>;
  readonly #words = new Map<number, PortPolicyWord>();
  #version = 0;
  #noted = 0;
  #unsettled = false;

  constructor(datapath: Pick<Datapath, 'table' | 'portPolicies' | 'switchPolicy'>) {
    this.#datapath = datapath;
  }

  /** Reads what the kernel has. Once. */
  load(): void {
    this.#datapath.table('policy_head').readAll((keys, values, count) => {
      const at = keys.subarray(0, count).indexOf(NOTE);
      if (at < 0) return;
      const { flags, rules } = decodePolicy(bytesOf(values.subarray(at * NOTE_WORDS, (at + 1) * NOTE_WORDS)));
      this.#noted = rules;
      this.#unsettled = flags === UNSETTLED;
    });
    this.#version = this.#noted;
    for (const word of this.#datapath.portPolicies()) {
      this.#words.set(word.slot, word);
      this.#version = Math.max(this.#version, word.version);
    }
  }

  /** The policy of a slot; 0: none. */
  policyOf(slot: number): number {
    return this.#words.get(slot)?.policy ?? 0;
  }

  /** Slots of ports that have a policy. */
  slots(): number[] {
    return [...this.#words.keys()];
  }

  /** Policies that some port has. */
  policies(): ReadonlySet<number> {
    return new Set([...this.#words.values()].map(({ policy }) => policy));
  }

  /** Has a slot judged by a policy, and its connections anew, from now on. */
  switch(slot: number, policy: number): void {
    const word = { slot, policy, version: ++this.#version };
    this.#datapath.switchPolicy(word);
    this.#words.set(slot, word);
  }

  /** From now on all passes at the slot. False: it did already. */
  clear(slot: number): boolean {
    if (!this.#words.has(slot)) return false;
    // The next version must be above this one, should this word be the only one that knows it.
    if (this.#noted < this.#version) this.#note();
    this.#datapath.switchPolicy({ slot, policy: 0, version: 0 });
    this.#words.delete(slot);
    return true;
  }

  /** Memberships have changed, or are about to, and connections that they admitted were not asked about again yet. */
  get isUnsettled(): boolean {
    return this.#unsettled;
  }

  set isUnsettled(unsettled: boolean) {
    if (unsettled === this.#unsettled) return;
    this.#unsettled = unsettled;
    this.#note();
  }

  #note(): void {
    const row = noteRow(this.#unsettled ? UNSETTLED : 0, this.#version);
    const { error } = this.#datapath.table('policy_head').write(Uint32Array.of(NOTE), row, 1);
    if (error) throw new Error(`the version of policies can't be kept: ${error.message}`);
    this.#noted = this.#version;
  }
}

/** The row of `policy_head` that is none. */
export const NOTE = 0;
const NOTE_WORDS = POLICY_BYTES / 4;
const UNSETTLED = 1;
