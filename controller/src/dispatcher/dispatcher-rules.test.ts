import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { contentOf } from '../compiler/content.js';
import type { Effect } from '../store/change.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { MAX_NACKS_PER_SECOND, MAX_STREAMS_PER_NODE, REVISION_LAG_TO_TELL } from './limits.js';
import { FakeCall } from './testing/fake-call.js';
import { HeldEntries } from './testing/held-entries.js';
import { MemorySource } from './testing/memory-source.js';

const { NackReason, Network, Node, Port, Tenant } = weft.v1;
const vxlanPort = 4789;

let source: MemorySource;
let registry: Registry;
let dispatcher: Dispatcher;

const effect = (table: string, id: string, after: unknown, before: unknown = null) =>
  ({ table, id, before, after }) as Effect;
const tenant = (id: string) => source.commit([effect('tenant', id, Tenant.create({ metadata: { id } }))]);
const port = (n: number, nodeId: string) =>
  Port.create({
    metadata: { id: `p${n}` },
    networkId: 'net',
    mac: Uint8Array.of(2, 0, 0, 0, 0, n),
    datapathId: n,
    activeBinding: { nodeId, generation: 1 },
  });

beforeEach(() => {
  source = new MemorySource();
  source.commit([
    effect('node', 'h1', Node.create({ metadata: { id: 'h1' }, vtepId: 1 })),
    effect('node', 'h2', Node.create({ metadata: { id: 'h2' }, vtepId: 2 })),
    effect('network', 'net', Network.create({ metadata: { id: 'net' }, vni: 4096 })),
    effect('port', 'p1', port(1, 'h1')),
  ]);
  registry = new Registry();
  dispatcher = createDispatcher({
    changes: source,
    identityOf: () => 'loopback',
    log: pino({ level: 'silent' }),
    registry,
    heartbeatMs: 60_000,
    vxlanPort,
    underlayMtu: 1500,
  });
});

function connect(held = new HeldEntries(), nodeId = 'h1', underlayMtu = 0): FakeCall {
  held.streamBegins();
  const call = new FakeCall();
  (dispatcher.service.implementation['sync'] as (call: unknown) => void)(call.asCall());
  const { clusterId, epoch, revision } = held;
  call.send({
    hello: { nodeId, agentInstance: 'a', protocolMin: 1, protocolMax: 1, clusterId, epoch, revision, underlayMtu },
  });
  return call;
}

/** Takes and acks everything that is written; returns the messages. */
function drain(call: FakeCall, held: HeldEntries): weft.v1.ControllerMessage[] {
  const messages: weft.v1.ControllerMessage[] = [];
  for (let message = call.take(); message; message = call.take()) {
    messages.push(message);
    const revision = held.apply(message);
    if (revision !== null) call.send({ ack: { revision } });
  }
  return messages;
}

const metric = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0;

describe("a node whose underlay is smaller than the cluster's", () => {
  it('is refused, says why in its status and an event, and is as others once it is not', () => {
    const told: string[] = [];
    dispatcher.onTransition((t) => t.kind === 'node' && told.push(`${t.state} ${t.message}`));
    const status = () => dispatcher.status.nodeStatus(source.row('node', 'h1')!);
    const why = "its underlay has an MTU of 1499 bytes, the cluster's has 1500";
    expect(connect(new HeldEntries(), 'h1', 1499).error).toMatchObject({
      code: 9,
      details: `node h1 is refused: ${why}`,
    });
    connect(new HeldEntries(), 'h1', 1499);
    expect(status()).toMatchObject({ state: 2, message: why });
    source.commit([effect('port', 'p2', port(2, 'h1'))]);
    const held = new HeldEntries();
    drain(connect(held, 'h1', 1500), held);
    expect(held.entries).toEqual(contentOf('h1', source, vxlanPort));
    expect(status()).toMatchObject({ state: 1, message: '' });
    expect(told).toEqual([`2 ${why}`, `1 ${why}`, '1 ']);
  });

  it('keeps the stream that it has, if its interface got smaller meanwhile', () => {
    const held = new HeldEntries();
    const call = connect(held, 'h1', 1500);
    drain(call, held);
    connect(new HeldEntries(), 'h1', 1400);
    source.commit([effect('port', 'p2', port(2, 'h1'))]);
    expect(call.waiting).toBe(1);
  });
});

describe('an agent in sync', () => {
  it('hears of a change in the same turn in which it was committed, and of nothing that is not its own', () => {
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    tenant('other');
    expect(call.waiting).toBe(0);
    source.commit([effect('port', 'p2', port(2, 'h1'))]);
    expect(call.waiting).toBe(1);
    drain(call, held);
    expect(held.entries).toEqual(contentOf('h1', source, vxlanPort));
    expect(dispatcher.status.nodeStatus(source.row('node', 'h1')!)).toMatchObject({ ackedRevision: 3, ports: 2 });
    tenant('another');
    expect(dispatcher.status.nodeStatus(source.row('node', 'h1')!)).toMatchObject({ ackedRevision: 4 });
  });

  it('is told the revision, with an empty delta, when it is far behind without having missed anything', () => {
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    for (let i = 0; i < REVISION_LAG_TO_TELL; i++) {
      if (i === REVISION_LAG_TO_TELL - 1) {
        call.send({ heartbeat: { sentUnixMs: 1 } });
        expect(call.waiting).toBe(0);
      }
      tenant(`t${i}`);
    }
    call.send({ heartbeat: { sentUnixMs: 1 } });
    const [message] = drain(call, held);
    expect(message?.delta).toMatchObject({ revision: source.committedRevision, put: [], remove: [] });
    call.send({ heartbeat: { sentUnixMs: 1 } });
    expect(call.waiting).toBe(0);
  });
});

describe('what is in the way of numbers being used again', () => {
  it('is a node that has not acked, also one that is away or was never heard of', async () => {
    expect(dispatcher.ackedRevisionFloor()).toBe(0);
    source.commit([effect('node', 'h2', null, source.row('node', 'h2'))]);
    expect(dispatcher.ackedRevisionFloor()).toBe(0);
    const held = new HeldEntries();
    const call = connect(held);
    expect(dispatcher.ackedRevisionFloor()).toBe(0);
    drain(call, held);
    expect(dispatcher.ackedRevisionFloor()).toBe(2);
    tenant('t');
    expect(dispatcher.ackedRevisionFloor()).toBe(3);
    source.commit([effect('port', 'p2', port(2, 'h1'))]);
    expect(dispatcher.ackedRevisionFloor()).toBe(3);
    call.disconnect();
    tenant('u');
    expect(dispatcher.ackedRevisionFloor()).toBe(3);
    // An ack that is older than all that was sent says nothing.
    const again = connect();
    again.send({ ack: { revision: 0 } });
    expect(dispatcher.ackedRevisionFloor()).toBe(0);
  });
});

describe('a defect of the compiler', () => {
  it('ends all streams, and every agent takes a snapshot', async () => {
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    // An effect that no store makes: the port's network does not exist.
    const bad = Port.create({ ...port(9, 'h1'), networkId: 'nowhere' });
    expect(() => source.commit([effect('port', 'p9', bad)])).toThrow();
    expect(call.error?.code).toBe(13);
    expect(await metric('weft_compiler_defects_total')).toBe(1);
  });

  it('that does not come from the rows is over with them compiled anew', async () => {
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    // The effect is wrong, what it leads to is not.
    source.commit([effect('node', 'h2', null, source.row('node', 'h2')), effect('node', 'h3', null, null)]);
    expect(call.error?.code).toBe(13);
    const again = connect(held);
    drain(again, held);
    expect(held.snapshots).toBe(2);
    expect(held.entries).toEqual(contentOf('h1', source, vxlanPort));
    again.disconnect();
    const third = connect(held);
    await Promise.resolve();
    drain(third, held);
    expect(held.snapshots).toBe(2);
  });
});

describe('snapshots', () => {
  it('that are on their way hold up others, which are welcome meanwhile and get what is right when it is their turn', async () => {
    dispatcher.stop();
    registry = new Registry();
    dispatcher = createDispatcher({
      changes: source,
      identityOf: () => 'loopback',
      log: pino({ level: 'silent' }),
      registry,
      heartbeatMs: 60_000,
      vxlanPort,
      concurrentSnapshots: 1,
      frameTargetBytes: 10,
    });
    source.commit([effect('port', 'p2', port(2, 'h2'))]);
    const [first, second] = [new HeldEntries(), new HeldEntries()];
    const slow = connect(first);
    const waits = connect(second, 'h2');
    drain(waits, second);
    expect(second.welcome).toMatchObject({ resume: 1 });
    expect(second.revision).toBe(0);
    expect(await metric('weft_sync_snapshots_waiting')).toBe(1);
    source.commit([effect('port', 'p3', port(3, 'h2'))]);
    drain(waits, second);
    expect(second.revision).toBe(0);
    // A stream that ends makes room, too.
    slow.disconnect();
    drain(waits, second);
    expect(second.revision).toBe(source.committedRevision);
    expect(second.entries).toEqual(contentOf('h2', source, vxlanPort));
    expect(await metric('weft_sync_snapshots_waiting')).toBe(0);
  });
});

describe('with verifyIncremental', () => {
  it('a state that is not what the rows say is found, logged and counted, and over', async () => {
    dispatcher.stop();
    const logged: { level: number; msg: string; err: { message: string } }[] = [];
    registry = new Registry();
    dispatcher = createDispatcher({
      changes: source,
      identityOf: () => 'loopback',
      log: pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line)) }),
      registry,
      heartbeatMs: 60_000,
      vxlanPort,
      verifyIncremental: true,
    });
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    source.commit([effect('port', 'p2', port(2, 'h1'))]);
    drain(call, held);
    expect(await metric('weft_compiler_defects_total')).toBe(0);
    // The row of p2 is gone, but what the compiler hears of is another port's end.
    source.commit([effect('port', 'p2', null, { ...port(1, 'h1'), metadata: { id: 'p2' } })]);
    expect(await metric('weft_compiler_defects_total')).toBe(1);
    expect(logged).toMatchObject([{ msg: 'defect in the compiler; starting it anew' }]);
    expect(logged[0]?.err.message).toContain('node h1:');
    expect(call.error?.code).toBe(13);
    drain(connect(held), held);
    expect(held.entries).toEqual(contentOf('h1', source, vxlanPort));
  });
});

describe('limits', () => {
  it('of streams of one node that do not end', () => {
    const calls: FakeCall[] = [];
    for (let i = 0; i < MAX_STREAMS_PER_NODE; i++) calls.push(connect());
    expect(calls.map((c) => c.error?.code)).toEqual([...new Array(MAX_STREAMS_PER_NODE - 1).fill(10), undefined]);
    expect(connect().error?.code).toBe(8);
    calls[0]?.disconnect();
    expect(connect().error).toBeNull();
  });

  it('of nacks that are looked at', async () => {
    const held = new HeldEntries();
    const call = connect(held);
    drain(call, held);
    const nack = { revision: 1, key: { network: { vni: 4096 } }, reason: NackReason.MAP_FULL };
    for (let i = 0; i < MAX_NACKS_PER_SECOND * 3; i++) call.send({ nack });
    expect(await metric('weft_sync_nacks_total')).toBeLessThanOrEqual(MAX_NACKS_PER_SECOND * 2);
    expect(await metric('weft_sync_nacks_skipped_total')).toBeGreaterThanOrEqual(MAX_NACKS_PER_SECOND);
    expect(dispatcher.status.nodeStatus(source.row('node', 'h1')!)).toMatchObject({ nackCount: 1 });
  });
});
