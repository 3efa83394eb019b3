import type { weft } from '../../../proto/gen/codecs.js';

/** Rules that are gone and of which something may still be said. One more, and the oldest is forgotten. */
const MAX_REMEMBERED = 16_384;

/** What a rule of a security group is called. */
export interface RuleNames {
  readonly securityGroupId: string;
  readonly ruleId: string;
}

interface KnownGroup {
  readonly securityGroupId: string;
  /** By number. */
  readonly rules: ReadonlyMap<number, string>;
}

/**
 * (group, number of a rule in it) -> ids, for what the programs say of rules. A connection ends because its rule is gone: such rules are remembered
 * (numbers of rules are not used again, nor are those of groups as long as anybody has them).
 */
export class RuleDirectory {
  readonly #groupOf: (groupId: number) => weft.v1.SecurityGroupEntry.$Properties | null;
  readonly #groups = new Map<number, KnownGroup>();
  readonly #gone = new Map<string, RuleNames>();

  /** `groupOf`: the group as the controller sent it last. */
  constructor(groupOf: (groupId: number) => weft.v1.SecurityGroupEntry.$Properties | null) {
    this.#groupOf = groupOf;
  }

  /** Learns groups as they are now; to be called after each change, with those that changed. */
  learn(groupIds: Iterable<number>): void {
    for (const groupId of groupIds) {
      const before = this.#groups.get(groupId);
      const entry = this.#groupOf(groupId);
      const rules = new Map((entry?.rules ?? []).map((rule) => [rule.number ?? 0, rule.ruleId ?? '']));
      for (const [number, ruleId] of before?.rules ?? []) {
        if (!rules.has(number) && before) this.#remember(groupId, number, { ...before, ruleId });
      }
      if (entry) this.#groups.set(groupId, { securityGroupId: entry.securityGroupId ?? '', rules });
      else this.#groups.delete(groupId);
    }
  }

  /** Is it a rule of a group that the node knows now? */
  has(groupId: number, number: number): boolean {
    return this.#groups.get(groupId)?.rules.has(number) ?? false;
  }

  /** Ids of a rule; of one that is not known any more, its numbers, after a `#`. */
  namesOf(groupId: number, number: number): RuleNames {
    const group = this.#groups.get(groupId);
    const ruleId = group?.rules.get(number);
    if (group && ruleId !== undefined) return { securityGroupId: group.securityGroupId, ruleId };
    const gone = this.#gone.get(keyOf(groupId, number));
    return gone ?? { securityGroupId: group?.securityGroupId ?? `#${groupId}`, ruleId: `#${number}` };
  }

  #remember(groupId: number, number: number, { securityGroupId, ruleId }: RuleNames): void {
    const key = keyOf(groupId, number);
    this.#gone.delete(key);
    this.#gone.set(key, { securityGroupId, ruleId });
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= MAX_REMEMBERED) break;
      this.#gone.delete(oldest);
    }
  }
}

function keyOf(groupId: number, number: number): string {
  return `${groupId} ${number}`;
}
