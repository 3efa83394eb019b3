import { expect, it } from 'vitest';
import { AnswerTurns, hasLargeAnswer } from './answer-turns.js';

it('are two at once for each client, in the order of the calls; one that ends lets the next one begin', () => {
  const turns = new AnswerTurns(2);
  const begun: string[] = [];
  const take = (client: string, call: string) => turns.take(client, () => begun.push(call));
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((call) => take('acme', call));
  take('globex', 'x');
  expect(begun).toEqual(['a', 'b', 'x']);
  // One that is given up while it waits.
  c?.end();
  c?.end();
  expect(begun).toEqual(['a', 'b', 'x']);
  a?.end();
  a?.end();
  expect(begun).toEqual(['a', 'b', 'x', 'd']);
  take('acme', 'e');
  expect(begun).toHaveLength(4);
  b?.end();
  d?.end();
  expect(begun).toEqual(['a', 'b', 'x', 'd', 'e']);
});

it('are for lists, batches that are answered with what they made, and security groups', () => {
  const large = ['ListPorts', 'ListAuditRecords', 'BatchCreatePorts', 'GetSecurityGroup', 'AddSecurityGroupRules'];
  const small = ['GetPort', 'CreatePort', 'WatchPorts', 'BatchDeletePorts', 'DeleteSecurityGroup', 'Backup', 'List'];
  expect([...large, ...small].filter((method) => hasLargeAnswer(`/weft.v1.X/${method}`))).toEqual(large);
});
