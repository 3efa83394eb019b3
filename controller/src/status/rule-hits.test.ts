import { beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { RuleHitBook } from './rule-hits.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

let bindings: Record<string, { nodeId: string; generation: number }>;
let now: number;
let book: RuleHitBook;

const hit = (groupId: number, number: number, packets: number, direction = INGRESS as number) => ({
  groupId,
  number,
  packets,
  direction,
});
const tell = (nodeId: string, portId: string, generation: number, ...hits: weft.v1.RuleHits.$Properties[]) =>
  book.told(nodeId, { ports: [{ portId, generation, hits }] });

beforeEach(() => {
  bindings = { web: { nodeId: 'h1', generation: 2 }, db: { nodeId: 'h2', generation: 1 } };
  now = 1000;
  book = new RuleHitBook(
    (id) => bindings[id] ?? null,
    () => now,
    { ofPort: 4, ofNode: 5, ofAll: 7 },
  );
});

test('totals are kept by rule and direction, later ones replace earlier ones', () => {
  expect(book.of('web')).toBeNull();
  tell('h1', 'web', 2, hit(7, 1, 10), hit(0, 0, 3), hit(0, 0, 4, EGRESS));
  now = 2000;
  tell('h1', 'web', 2, hit(7, 1, 12));
  const hits = book.of('web');
  expect(hits?.timeMs).toBe(2000);
  expect(hits?.packets(INGRESS, 7, 1)).toBe(12);
  expect(hits?.packets(EGRESS, 7, 1)).toBe(0);
  expect([hits?.packets(INGRESS, 0, 0), hits?.packets(EGRESS, 0, 0)]).toEqual([3, 4]);
  expect(book.size).toBe(3);
});

test('a node tells of ports that are bound to it, of their present generation, and of no others', () => {
  tell('h2', 'web', 2, hit(7, 1, 10));
  tell('h1', 'web', 1, hit(7, 1, 10));
  tell('h1', 'nobody', 2, hit(7, 1, 10));
  expect([book.of('web'), book.of('nobody'), book.size]).toEqual([null, null, 0]);
});

test('a port without hits has been told of, too', () => {
  tell('h1', 'web', 2);
  expect(book.of('web')?.timeMs).toBe(1000);
});

test('zero removes: the rule is gone', () => {
  tell('h1', 'web', 2, hit(7, 1, 10), hit(7, 2, 5));
  tell('h1', 'web', 2, hit(7, 1, 0), hit(9, 9, 0));
  expect([book.size, book.of('web')?.packets(INGRESS, 7, 1), book.of('web')?.packets(INGRESS, 7, 2)]).toEqual([
    1, 0, 5,
  ]);
});

test('beyond a limit new counters are refused and counted; those that are kept go on', () => {
  bindings['web-2'] = { nodeId: 'h1', generation: 1 };
  tell('h1', 'web', 2, hit(7, 1, 1), hit(7, 2, 1), hit(7, 3, 1), hit(7, 4, 1), hit(7, 5, 1));
  expect([book.size, book.refused]).toEqual([4, 1]);
  tell('h1', 'web', 2, hit(7, 4, 2));
  expect(book.of('web')?.packets(INGRESS, 7, 4)).toBe(2);
  tell('h1', 'web-2', 1, hit(7, 1, 1), hit(7, 2, 1));
  expect([book.size, book.refused]).toEqual([5, 2]);
  tell('h2', 'db', 1, hit(7, 1, 1), hit(7, 2, 1), hit(7, 3, 1));
  expect([book.size, book.refused]).toEqual([7, 3]);
});

test('what is forgotten makes room', () => {
  tell('h1', 'web', 2, hit(7, 1, 1), hit(7, 2, 1));
  tell('h2', 'db', 1, hit(7, 1, 1));
  book.forgetPort('web');
  expect([book.of('web'), book.size]).toEqual([null, 1]);
  book.forgetNode('h2');
  expect([book.of('db'), book.size]).toEqual([null, 0]);
  tell('h1', 'web', 2, hit(1, 1, 1), hit(1, 2, 1), hit(1, 3, 1), hit(1, 4, 1));
  expect([book.size, book.refused]).toEqual([4, 0]);
});
