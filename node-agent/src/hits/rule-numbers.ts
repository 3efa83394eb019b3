/** A weft_rule: security group << 32 | number of the rule in it. */
export interface RuleNumbers {
  readonly groupId: number;
  readonly number: number;
}

export function ruleNumbers(rule: bigint): RuleNumbers {
  return { groupId: Number(rule >> 32n), number: Number(rule & 0xffff_ffffn) };
}
