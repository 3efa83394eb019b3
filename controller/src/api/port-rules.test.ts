import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { portRules } from './port-rules.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;
const { Port, SecurityGroup } = weft.v1;

const rule = (id: string, number: number, direction: weft.v1.RuleDirection) => ({ id, number, direction });
const groups = new Map([
  ['web', SecurityGroup.create({ datapathId: 7, rules: [rule('out', 1, EGRESS), rule('http', 2, INGRESS)] })],
  ['ssh', SecurityGroup.create({ datapathId: 8, rules: [rule('ssh', 1, INGRESS)] })],
]);
const groupOf = (id: string) => groups.get(id) ?? null;
const port = (...securityGroupIds: string[]) => Port.create({ metadata: { id: 'web-1' }, securityGroupIds });

test('rules come by group in the order of the port, ingress first, with what each did', () => {
  const hits = { timeMs: 1_700_000_000_500, packets: (d: number, g: number, n: number) => d * 100 + g * 10 + n };
  const answer = portRules(port('ssh', 'web'), groupOf, hits);
  expect(answer.rules.map((r) => [r.securityGroupId, r.rule?.id, r.hits])).toEqual([
    ['ssh', 'ssh', 181],
    ['web', 'http', 172],
    ['web', 'out', 271],
  ]);
  expect(answer).toMatchObject({
    filtered: true,
    egressFiltered: true,
    ingressDenied: 100,
    egressDenied: 200,
    hitsTime: { seconds: 1_700_000_000, nanos: 500_000_000 },
  });
});

test('without egress rules all may leave; without groups nothing is filtered; without a word of the node there are no hits', () => {
  expect(portRules(port('ssh'), groupOf, null)).toMatchObject({
    filtered: true,
    egressFiltered: false,
    hitsTime: null,
  });
  expect(portRules(port(), groupOf, null)).toMatchObject({ filtered: false, rules: [], ingressDenied: 0 });
});
