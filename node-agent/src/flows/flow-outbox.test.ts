import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { OutboxBatch } from '../events/outbox.js';
import { FlowOutbox, MAX_WAITING_RECORDS } from './flow-outbox.js';
import type { OwnedRecord } from './flow-record.js';

const record = (n: number, networkId = 'net'): OwnedRecord => ({
  owner: { portId: 'p', tenantId: 'acme', networkId, generation: 1 },
  record: { kind: 1, portId: 'p', packets: n },
});
const records = (count: number, from = 0) => Array.from({ length: count }, (_, i) => record(from + i));
const outbox = () => new FlowOutbox('h1', 'instance', () => ({ tableFull: 3, ringFull: 4 }));
const decode = (batch: OutboxBatch | null) =>
  (batch?.messages ?? []).map(({ subject, payload }) => ({ subject, batch: weft.v1.FlowBatch.decode(payload) }));

test('records go out by network, with instance, sequence and losses', () => {
  const box = outbox();
  box.push([record(1), record(2, 'other'), record(3)]);
  const messages = decode(box.next());
  expect(messages.map((m) => m.subject)).toEqual(['weft.flows.acme.net.h1', 'weft.flows.acme.other.h1']);
  expect(messages[0]?.batch).toMatchObject({
    nodeId: 'h1',
    tenantId: 'acme',
    networkId: 'net',
    agentInstance: 'instance',
    sequence: 1,
    losses: { tableFull: 3, ringFull: 4 },
    records: [{ packets: 1 }, { packets: 3 }],
  });
  expect(messages[1]?.batch.sequence).toBe(2);
});

test('what was not confirmed is offered again, as it was', () => {
  const box = outbox();
  box.push(records(2));
  const first = box.next();
  first?.returned();
  box.push(records(1, 2));
  const again = box.next();
  expect(again?.messages).toEqual(first?.messages);
  again?.confirmed();
  expect(box.published).toBe(2);
  expect(decode(box.next())[0]?.batch).toMatchObject({ sequence: 2, records: [{ packets: 2 }] });
});

test('the oldest are dropped beyond the bound, and the next batch says how many', () => {
  const box = outbox();
  box.push(records(MAX_WAITING_RECORDS));
  box.push(records(10, MAX_WAITING_RECORDS));
  expect(box.waiting).toBe(MAX_WAITING_RECORDS);
  expect(box.dropped).toBe(10);
  const [message] = decode(box.next());
  expect(message?.batch.records?.[0]?.packets).toBe(10);
  expect(message?.batch.losses?.publishDropped).toBe(10);
});

test('whatever happens, every record is waiting, published or counted as dropped', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('push' as const), count: fc.nat(40_000) }),
    fc.constant({ do: 'next' as const, count: 0 }),
    fc.constant({ do: 'confirm' as const, count: 0 }),
    fc.constant({ do: 'return' as const, count: 0 }),
  );
  const one = record(1);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const box = outbox();
      let pushed = 0;
      let open: OutboxBatch | null = null;
      for (const { do: what, count } of steps) {
        if (what === 'push') {
          box.push(new Array<OwnedRecord>(count).fill(one));
          pushed += count;
        } else if (what === 'next') open ??= box.next();
        else if (open) {
          if (what === 'confirm') open.confirmed();
          else open.returned();
          open = null;
        }
        expect(box.waiting + box.published + box.dropped).toBe(pushed);
        expect(box.waiting).toBeLessThanOrEqual(MAX_WAITING_RECORDS);
      }
    }),
    { numRuns: 50 },
  );
});
