import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { RuleDirectory } from './rule-directory.js';

const group = (securityGroupId: string, rules: Record<number, string>): weft.v1.SecurityGroupEntry.$Properties => ({
  securityGroupId,
  rules: Object.entries(rules).map(([number, ruleId]) => ({ number: Number(number), ruleId })),
});

test('rules have the ids that their group says, also once they or their group are gone', () => {
  const groups = new Map([[7, group('db', { 1: 'sql', 2: 'ssh' })]]);
  const directory = new RuleDirectory((id) => groups.get(id) ?? null);
  directory.learn([7]);
  expect(directory.namesOf(7, 1)).toEqual({ securityGroupId: 'db', ruleId: 'sql' });
  groups.set(7, group('db', { 2: 'ssh', 3: 'sql' }));
  directory.learn([7]);
  expect([directory.has(7, 1), directory.has(7, 3)]).toEqual([false, true]);
  expect(directory.namesOf(7, 1)).toEqual({ securityGroupId: 'db', ruleId: 'sql' });
  groups.delete(7);
  directory.learn([7]);
  expect(directory.has(7, 2)).toBe(false);
  expect(directory.namesOf(7, 2)).toEqual({ securityGroupId: 'db', ruleId: 'ssh' });
});

test('what nobody knows is called by its numbers', () => {
  const directory = new RuleDirectory(() => group('db', {}));
  expect(directory.namesOf(9, 4)).toEqual({ securityGroupId: '#9', ruleId: '#4' });
  directory.learn([9]);
  expect(directory.namesOf(9, 4)).toEqual({ securityGroupId: 'db', ruleId: '#4' });
});

test('of rules that are gone, the last 16,384 are remembered', () => {
  const rules: Record<number, string> = {};
  for (let number = 1; number <= 16_385; number++) rules[number] = `r${number}`;
  let entry: ReturnType<typeof group> | null = group('big', rules);
  const directory = new RuleDirectory(() => entry);
  directory.learn([1]);
  entry = null;
  directory.learn([1]);
  expect([directory.namesOf(1, 1).ruleId, directory.namesOf(1, 2).ruleId]).toEqual(['#1', 'r2']);
});
