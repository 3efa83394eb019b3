import type { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import type { RemoteGroup, RemotePrefix } from '../state/entities.js';

/** A rule by the number of its group and its own in it. */
export interface RuleName {
  readonly groupId: number;
  readonly number: number;
}

/** What the security groups of a port allow, in the form that programs ask, with numbers of its own for its classes. */
export interface CompiledPolicy {
  /** Of all that is in it, as hex: policies with the same one are the same. */
  readonly digest: string;
  /** enum weft_policy_flags, or-ed */
  readonly flags: number;
  /** Rules that it was made of. */
  readonly rules: number;
  /** Class i has number i + 1. */
  readonly classes: readonly CompiledClass[];
  /** Security groups that its rules name as the remote side. */
  readonly namedGroups: ReadonlySet<number>;
  /** Rows of policy_l4. */
  readonly l4Rows: number;
}

/** Rules of one direction with the same remote side. */
export interface CompiledClass {
  readonly direction: PolicyDirection;
  /** Several, where one set of rules is for several. */
  readonly remotes: readonly (RemotePrefix | RemoteGroup)[];
  /** Number of the class of the next shorter prefix; 0: none. */
  readonly wider: number;
  /** Allows every protocol, where no row of l4 is for a packet. */
  readonly any: RuleName | null;
  readonly l4: readonly L4Row[];
}

export interface L4Row {
  readonly protocol: number;
  readonly first: number;
  /** Of `first` that count: 0..16. */
  readonly bits: number;
  readonly rule: RuleName;
}
