import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, WeftError } from '../../../proto/src/errors.js';
import { requireId } from './fields.js';
import type { Planning } from './plan.js';
import { checkedRule, contentOf, type RuleOwner } from './security-group-rule.js';

/** Most rules of a group. */
export const groupRulesLimit = 4_096;
const max32 = 0xff_ff_ff_ff;

type Input = weft.v1.SecurityGroupRule.$Properties;
/** The rules of a group, in the order of their numbers, and the highest number that any rule of it was given. */
export type NumberedRules = Pick<weft.v1.SecurityGroup, 'rules' | 'lastRuleNumber'>;

const none: NumberedRules = { rules: [], lastRuleNumber: 0 };

/** The rules of a group that is created. */
export function firstRules(p: Planning, group: RuleOwner, input: readonly Input[], list: string): NumberedRules {
  return replacedRules(p, group, none, input, list);
}

/**
 * `input` instead of the rules of `before`. A rule without an id that allows what a present one allows is that one, unless the request names its id; a
 * rule that allows something else than before has another number, so that what is told of a number is told of one rule for ever.
 */
export function replacedRules(
  p: Planning,
  group: RuleOwner,
  before: NumberedRules,
  input: readonly Input[],
  list: string,
): NumberedRules {
  requireCount(input.length, list);
  const asked = input.map((rule, i) => checkedRule(p, group, rule, `${list}[${i}]`));
  refuseTwins(asked, list);
  const named = new Set(asked.map(({ id }) => id));
  const present = new Map(before.rules.map((rule) => [rule.id, rule]));
  const unnamed = before.rules.filter(({ id }) => !named.has(id ?? ''));
  const byContent = new Map(unnamed.map((rule) => [contentOf(rule), rule]));
  const numbering = new Numbering(p, before.lastRuleNumber, [...named, ...present.keys()]);
  const rules = asked.map((rule) => {
    const content = contentOf(rule);
    const former = rule.id === '' ? byContent.get(content) : present.get(rule.id);
    if (!former || contentOf(former) !== content) return numbering.numbered(rule);
    return weft.v1.SecurityGroupRule.create({ ...rule, id: former.id ?? '', number: former.number ?? 0 });
  });
  return { rules: rules.sort(byNumber), lastRuleNumber: numbering.last };
}

/** The rules of `before` and `input`. */
export function addedRules(
  p: Planning,
  group: RuleOwner,
  before: NumberedRules,
  input: readonly Input[],
  list: string,
): NumberedRules {
  requireCount(before.rules.length + input.length, list);
  const asked = input.map((rule, i) => checkedRule(p, group, rule, `${list}[${i}]`));
  refuseTwins(asked, list);
  const ids = new Set(before.rules.map(({ id }) => id ?? ''));
  const byContent = new Map(before.rules.map((rule) => [contentOf(rule), rule.id]));
  for (const [i, rule] of asked.entries()) {
    if (ids.has(rule.id)) throw idTaken(rule.id, group.id, `${list}[${i}].id`);
    const twin = byContent.get(contentOf(rule));
    if (twin !== undefined) throw invalidField(`${list}[${i}]`, `allows what rule ${twin} of the group allows`);
  }
  const numbering = new Numbering(p, before.lastRuleNumber, [...ids, ...asked.map(({ id }) => id)]);
  const rules = [...before.rules, ...asked.map((rule) => numbering.numbered(rule))];
  return { rules, lastRuleNumber: numbering.last };
}

/** The rules of `before` but those that `ids` names. */
export function removedRules(
  group: RuleOwner,
  before: NumberedRules,
  ids: readonly string[],
  list: string,
): NumberedRules {
  const present = new Set(before.rules.map(({ id }) => id));
  const gone = new Set<string | null | undefined>();
  for (const [i, id] of ids.entries()) {
    const field = `${list}[${i}]`;
    requireId(id, field);
    if (gone.has(id)) throw invalidField(field, `${JSON.stringify(id)} is named twice`);
    if (!present.has(id)) throw noSuchRule(id, group.id, field);
    gone.add(id);
  }
  return { rules: before.rules.filter(({ id }) => !gone.has(id)), lastRuleNumber: before.lastRuleNumber };
}

/** Gives rules their numbers, and ids to those that have none. */
class Numbering {
  readonly #p: Planning;
  readonly #ids: Set<string>;
  last: number;

  constructor(p: Planning, last: number, ids: readonly (string | null | undefined)[]) {
    this.#p = p;
    this.#ids = new Set(ids.map((id) => id ?? ''));
    this.last = last;
  }

  numbered(rule: weft.v1.SecurityGroupRule): weft.v1.SecurityGroupRule {
    if (this.last >= max32) {
      const description = `the numbers of the group's rules are used up: the limit is ${max32}; make another group`;
      throw new WeftError('NUMBERS_EXHAUSTED', description, { quota: { subject: 'security_group_rule', description } });
    }
    this.last++;
    return weft.v1.SecurityGroupRule.create({ ...rule, id: rule.id || this.#newId(), number: this.last });
  }

  /** After its number, unless something has that id. */
  #newId(): string {
    let id = `rule-${this.last}`;
    while (this.#ids.has(id)) id = this.#p.newId('rule');
    this.#ids.add(id);
    return id;
  }
}

function byNumber(a: Input, b: Input): number {
  return (a.number ?? 0) - (b.number ?? 0);
}

function requireCount(count: number, list: string): void {
  if (count <= groupRulesLimit) return;
  throw invalidField(list, `would make it ${count} rules; the limit of a security group is ${groupRulesLimit}`);
}

/** No two rules of a request have the same id, or allow the same. */
function refuseTwins(rules: readonly weft.v1.SecurityGroupRule[], list: string): void {
  const ids = new Set<string>();
  const contents = new Map<string, number>();
  for (const [i, rule] of rules.entries()) {
    if (ids.has(rule.id)) throw invalidField(`${list}[${i}].id`, `${JSON.stringify(rule.id)} is named twice`);
    if (rule.id !== '') ids.add(rule.id);
    const content = contentOf(rule);
    const twin = contents.get(content);
    if (twin !== undefined) throw invalidField(`${list}[${i}]`, `allows what ${list}[${twin}] allows`);
    contents.set(content, i);
  }
}

function idTaken(id: string, groupId: string, field: string): WeftError {
  const description = `security_group ${JSON.stringify(groupId)} has a rule ${JSON.stringify(id)} already`;
  return new WeftError('ALREADY_EXISTS', `${field}: ${description}`, {
    fields: [{ field, description }],
    resource: { type: 'security_group_rule', name: id },
  });
}

function noSuchRule(id: string, groupId: string, field: string): WeftError {
  const description = `security_group ${JSON.stringify(groupId)} has no rule ${JSON.stringify(id)}`;
  return new WeftError('NOT_FOUND', `${field}: ${description}`, {
    fields: [{ field, description }],
    resource: { type: 'security_group_rule', name: id },
  });
}
