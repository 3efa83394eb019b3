/** A rule by the number of its group and its own in it. */
export interface RuleName {
  readonly groupId: number;
  readonly number: number;
}

/** What the security groups of a port allow, in the form that programs ask (policy_types.h), but for where its blocks are. */
export interface CompiledPolicy {
  /** Of all that is in it, as hex: policies with the same one are the same. */
  readonly digest: string;
  /** enum weft_policy_flags, or-ed */
  readonly flags: number;
  /** Rules that it was made of. */
  readonly rules: number;
  /** Security groups that its rules name as the remote side. */
  readonly namedGroups: ReadonlySet<number>;
  /** Security groups that its rules are of, by the index that cells name them by. */
  readonly ruleGroups: readonly number[];
  /** References, by direction and enum weft_policy_remote. */
  readonly roots: readonly number[];
  /** Its blocks, one after the other: BLOCK_WORDS of each. */
  readonly words: Uint32Array;
}
