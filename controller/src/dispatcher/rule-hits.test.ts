import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Effect } from '../store/change.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { FakeCall } from './testing/fake-call.js';
import { MemorySource } from './testing/memory-source.js';

const { Network, Node, Port } = weft.v1;
const { INGRESS } = weft.v1.RuleDirection;

let source: MemorySource;
let dispatcher: Dispatcher;
let registry: Registry;

const effect = (table: string, id: string, after: unknown, before: unknown = null) =>
  ({ table, id, before, after }) as Effect;
const port = (nodeId: string, generation: number) =>
  Port.create({
    metadata: { id: 'web' },
    networkId: 'net',
    mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
    datapathId: 1,
    activeBinding: { nodeId, generation },
  });

beforeEach(() => {
  source = new MemorySource();
  source.commit([
    effect('node', 'h1', Node.create({ metadata: { id: 'h1' }, vtepId: 1 })),
    effect('node', 'h2', Node.create({ metadata: { id: 'h2' }, vtepId: 2 })),
    effect('network', 'net', Network.create({ metadata: { id: 'net' }, vni: 4096 })),
    effect('port', 'web', port('h1', 1)),
  ]);
  registry = new Registry();
  dispatcher = createDispatcher({
    changes: source,
    identityOf: () => 'loopback',
    log: pino({ level: 'silent' }),
    registry,
    heartbeatMs: 60_000,
    vxlanPort: 4789,
  });
});

function connect(nodeId: string): FakeCall {
  const call = new FakeCall();
  (dispatcher.service.implementation['sync'] as (call: unknown) => void)(call.asCall());
  call.send({ hello: { nodeId, agentInstance: 'a', protocolMin: 1, protocolMax: 1 } });
  return call;
}

const tell = (call: FakeCall, generation: number, ...hits: weft.v1.RuleHits.$Properties[]) =>
  call.send({ ruleHits: { ports: [{ portId: 'web', generation, hits }] } });
const hit = { groupId: 7, number: 1, direction: 1, packets: 5 };
const packets = () => dispatcher.status.ruleHits('web')?.packets(INGRESS, 7, 1);

it('keeps what the node of a port tells of its rules, until the port is bound anew', async () => {
  const call = connect('h1');
  tell(call, 1, hit);
  expect(packets()).toBe(5);
  tell(call, 1, { ...hit, packets: 6 });
  expect(packets()).toBe(6);
  expect(await registry.metrics()).toContain('weft_rule_hit_counters 1');
  source.commit([effect('port', 'web', port('h2', 2), port('h1', 1))]);
  expect(dispatcher.status.ruleHits('web')).toBeNull();
  tell(call, 1, hit);
  tell(call, 2, hit);
  expect(dispatcher.status.ruleHits('web')).toBeNull();
  tell(connect('h2'), 2, { ...hit, packets: 1 });
  expect(packets()).toBe(1);
});

it('a change of the port that leaves it where it is keeps them; a node that begins anew tells them anew', () => {
  tell(connect('h1'), 1, hit);
  source.commit([effect('port', 'web', Port.create({ ...port('h1', 1), tenantId: 'acme' }), port('h1', 1))]);
  expect(packets()).toBe(5);
  connect('h1');
  expect(dispatcher.status.ruleHits('web')).toBeNull();
});

it("another node's word about the port has no effect", () => {
  const call = connect('h2');
  tell(call, 1, hit);
  expect([dispatcher.status.ruleHits('web'), call.over]).toEqual([null, false]);
});

it.each([
  ['a rule without a group', { ...hit, groupId: 0 }],
  ['a group without a rule', { ...hit, number: 0 }],
  ['no direction', { ...hit, direction: 0 }],
  ['a direction that there is not', { ...hit, direction: 3 }],
  ['more packets than there are', { ...hit, packets: 2 ** 60 }],
])('%s ends the stream, and nothing is kept', (_what, bad) => {
  const call = connect('h1');
  tell(call, 1, hit, bad);
  expect(call.error?.code).toBe(3);
  expect(dispatcher.status.ruleHits('web')).toBeNull();
});
