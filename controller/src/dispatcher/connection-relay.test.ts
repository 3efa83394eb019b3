import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Effect } from '../store/change.js';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.js';
import { ASK_SPACING_MS, MAX_OPEN_TELLINGS, MAX_RELAYED_BYTES_OF_STREAM } from './limits.js';
import { FakeCall } from './testing/fake-call.js';
import { HeldEntries } from './testing/held-entries.js';
import { MemorySource } from './testing/memory-source.js';

const { Network, Node, Port } = weft.v1;

let source: MemorySource;
let registry: Registry;
let dispatcher: Dispatcher;

const effect = (table: string, id: string, after: unknown, before: unknown = null) =>
  ({ table, id, before, after }) as Effect;
const at = (nodeId: string, generation: number) => ({ nodeId, generation });
function put(bindings: weft.v1.Port.$Properties, id = 'p1', datapathId = 1): void {
  const after = Port.create({
    metadata: { id },
    networkId: 'net',
    mac: Uint8Array.of(2, 0, 0, 0, 0, datapathId),
    datapathId,
    nodeId: bindings.activeBinding?.nodeId ?? '',
    ...bindings,
  });
  source.commit([effect('port', id, after, source.row('port', id) ?? null)]);
}

beforeEach(() => {
  source = new MemorySource();
  source.commit([
    ...['h1', 'h2', 'h3'].map((id, i) => effect('node', id, Node.create({ metadata: { id }, vtepId: i + 1 }))),
    effect('network', 'net', Network.create({ metadata: { id: 'net' }, vni: 4096 })),
  ]);
  put({ activeBinding: at('h1', 1), pendingBinding: at('h2', 2) });
  begin();
});

function begin(options: Partial<DispatcherOptions> = {}): void {
  registry = new Registry();
  dispatcher = createDispatcher({
    changes: source,
    identityOf: () => 'loopback',
    log: pino({ level: 'silent' }),
    registry,
    heartbeatMs: 60_000,
    vxlanPort: 4789,
    ...options,
  });
}

/** An agent that has taken and acked everything. */
function connect(nodeId: string, held = new HeldEntries()): FakeCall {
  const call = hello(nodeId, held);
  for (let message = call.take(); message; message = call.take()) {
    const revision = held.apply(message);
    if (revision !== null) call.send({ ack: { revision } });
  }
  return call;
}

function hello(nodeId: string, held = new HeldEntries()): FakeCall {
  held.streamBegins();
  const call = new FakeCall();
  (dispatcher.service.implementation['sync'] as (call: unknown) => void)(call.asCall());
  const { clusterId, epoch, revision } = held;
  call.send({ hello: { nodeId, agentInstance: 'a', protocolMin: 1, protocolMax: 1, clusterId, epoch, revision } });
  return call;
}

const wanted = (generation: number, portId = 'p1') => ({ connectionsWanted: { portId, generation } });
const connection = (n: number): weft.v1.ConnectionState.$Properties => ({
  own: Uint8Array.of(10, 0, 0, 1),
  remote: Uint8Array.of(10, 0, 1, n & 0xff),
  ownL4Port: 80,
  remoteL4Port: n & 0xffff,
  protocol: 6,
  state: 3,
  ageMs: 5_000,
});
const states = (generation: number, more: weft.v1.ConnectionStates.$Properties = {}) => ({
  connections: { portId: 'p1', generation, connections: [connection(1)], complete: true, final: false, ...more },
});
/** About 300 KB. */
const many = Array.from({ length: 10_000 }, (_, i) => connection(i));
async function dropped(kind: string, cause: string): Promise<number> {
  const metric = await registry.getSingleMetric('weft_connections_dropped_total')?.get();
  return metric?.values.find(({ labels }) => labels['kind'] === kind && labels['cause'] === cause)?.value ?? 0;
}
const seen = (call: FakeCall) => {
  const messages: weft.v1.ControllerMessage[] = [];
  for (let message = call.take(); message; message = call.take()) messages.push(message);
  return messages;
};

/** What was told of connections, encoded: the same bytes. */
const heard = (call: FakeCall) => seen(call).map(({ connections }) => connections && encoded(connections));
const encoded = (message: weft.v1.ConnectionStates.$Properties) =>
  Buffer.from(weft.v1.ConnectionStates.encode(message).finish()).toString('hex');

describe('what agents say of the connections of a port that is being moved', () => {
  it('goes to the node of the other binding, at once, whether the move is activated or not', () => {
    const [h1, h2, h3] = [connect('h1'), connect('h2'), connect('h3')];
    h2.send(wanted(2));
    expect(seen(h1)).toMatchObject([{ connectionsWanted: { portId: 'p1', generation: 2 } }]);
    h1.send(states(2));
    expect(heard(h2)).toEqual([encoded(states(2).connections)]);
    put({ activeBinding: at('h2', 2), departingBinding: at('h1', 1) });
    seen(h1);
    seen(h2);
    h1.send(states(2, { final: true }));
    expect(heard(h2)).toEqual([encoded(states(2, { final: true }).connections)]);
    expect(seen(h3)).toEqual([]);
  });

  it('is skipped if it is of another generation, of another node, or of a move that is over', async () => {
    const [h1, h2, h3] = [connect('h1'), connect('h2'), connect('h3')];
    for (const message of [wanted(1), wanted(3), wanted(2, 'other'), states(2)]) h2.send(message);
    for (const message of [wanted(1), wanted(2), states(1), states(3)]) h1.send(message);
    for (const message of [wanted(2), states(2)]) h3.send(message);
    put({ activeBinding: at('h1', 1) });
    seen(h1);
    seen(h2);
    h2.send(wanted(2));
    h1.send(states(2));
    expect([seen(h1), seen(h2), seen(h3)]).toEqual([[], [], []]);
    expect([await dropped('wanted', 'no_move'), await dropped('states', 'no_move')]).toEqual([7, 5]);
    expect([h1.over, h2.over, h3.over]).toEqual([false, false, false]);
  });

  it('is dropped without a stream at the other end, and while that gets a snapshot', async () => {
    // Each entry has a frame of its own.
    begin({ frameTargetBytes: 1 });
    const h1 = connect('h1');
    h1.send(states(2));
    const held = new HeldEntries();
    const h2 = hello('h2', held);
    while (h2.waiting > 0 && held.revision === 0) {
      h1.send(states(2));
      const revision = held.apply(h2.take()!);
      if (revision !== null) h2.send({ ack: { revision } });
    }
    expect(await dropped('states', 'no_stream')).toBeGreaterThan(1);
    seen(h2);
    h1.send(states(2));
    expect(heard(h2)).toEqual([encoded(states(2).connections)]);
    h1.disconnect();
    h2.send(wanted(2));
    expect(await dropped('wanted', 'no_stream')).toBe(1);
  });

  it('is asked for after the word that the port leaves', () => {
    vi.useFakeTimers();
    try {
      put({ activeBinding: at('h1', 1) });
      const [h1, h2] = [connect('h1'), connect('h2')];
      // h1 has not acked what it was told before.
      put({ activeBinding: at('h1', 1), floodPacketsPerSecond: 7 });
      put({ activeBinding: at('h1', 1), pendingBinding: at('h2', 2) });
      seen(h2);
      h2.send(wanted(2));
      expect(seen(h1).map(({ message }) => message)).toEqual(['delta']);
      vi.advanceTimersByTime(100);
      expect(seen(h1).map(({ message }) => message)).toEqual(['delta', 'connectionsWanted']);
      vi.advanceTimersByTime(ASK_SPACING_MS);
      put({ activeBinding: at('h1', 1), pendingBinding: at('h2', 2), floodPacketsPerSecond: 8 });
      h2.send(wanted(2));
      put({ activeBinding: at('h1', 1) });
      vi.advanceTimersByTime(100);
      expect(seen(h1).map(({ message }) => message)).toEqual(['delta']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is asked for at most every so often', async () => {
    const [h1, h2] = [connect('h1'), connect('h2')];
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    for (let i = 0; i < 5; i++) h2.send(wanted(2));
    expect(seen(h1)).toHaveLength(1);
    now.mockReturnValue(1_000 + ASK_SPACING_MS);
    h2.send(wanted(2));
    expect(seen(h1)).toHaveLength(1);
    expect(await dropped('wanted', 'too_soon')).toBe(4);
    now.mockRestore();
  });

  it('to one that does not read costs a bounded number of bytes, and what is complete is whole', async () => {
    const [h1, h2] = [connect('h1'), connect('h2')];
    const one = states(2, { connections: many, complete: false, part: 1 });
    const most = Math.floor(MAX_RELAYED_BYTES_OF_STREAM / weft.v1.AgentMessage.encode(one).finish().length);
    for (let i = 0; i < most + 5; i++) h1.send(states(2, { connections: many, complete: false, part: i }));
    expect(h2.waiting).toBe(most);
    // State goes on being told.
    put({ activeBinding: at('h2', 2), departingBinding: at('h1', 1) });
    expect(h2.waiting).toBe(most + 1);
    const got = seen(h2);
    expect(got.at(-1)?.delta).toBeTruthy();
    expect((await registry.getSingleMetric('weft_connections_relayed_bytes_in_flight')?.get())?.values[0]?.value).toBe(
      0,
    );
    // There is room again; but what was dropped is missing from this telling.
    h1.send(states(2, { part: most + 5 }));
    expect(seen(h2)).toEqual([]);
    expect(await dropped('states', 'no_room')).toBe(1);
    expect(await dropped('states', 'cut')).toBe(5);
    h1.send(states(2, { connections: many, complete: false }));
    h1.send(states(2, { part: 1 }));
    expect(seen(h2).map(({ connections }) => connections?.complete)).toEqual([false, true]);
  });

  it('is cut off where the stream of its receiver, or of its teller, ends', async () => {
    let [h1, h2] = [connect('h1'), connect('h2')];
    const part = (n: number) => states(2, { complete: false, part: n });
    h1.send(part(0));
    h2 = connect('h2');
    h1.send(part(1));
    h1.send(states(2, { part: 2 }));
    expect(seen(h2)).toEqual([]);
    expect(await dropped('states', 'cut')).toBe(2);
    h1.send(part(0));
    expect(seen(h2)).toHaveLength(1);
    h1 = connect('h1');
    h1.send(states(2, { part: 1 }));
    expect(seen(h2)).toEqual([]);
    // One that begins anew before it has come to its end.
    for (const message of [part(0), part(1), part(0), states(2, { part: 1 })]) h1.send(message);
    expect(seen(h2).map(({ connections }) => connections?.part)).toEqual([0, 1, 0, 1]);
    h1.send(states(2));
    h1.send(states(2, { part: 1 }));
    expect(seen(h2)).toHaveLength(1);
    // What a stream that is over still held counts for nobody.
    h2.disconnect();
    expect((await registry.getSingleMetric('weft_connections_relayed_bytes_in_flight')?.get())?.values[0]?.value).toBe(
      0,
    );
  });

  it('of few ports is told at the same time, so that some of it comes to its end', async () => {
    const [h1, h2] = [connect('h1'), connect('h2')];
    const ids = Array.from({ length: MAX_OPEN_TELLINGS + 2 }, (_, i) => `m${i}`);
    for (const [i, id] of ids.entries()) put({ activeBinding: at('h1', 1), pendingBinding: at('h2', 2) }, id, i + 2);
    seen(h1);
    seen(h2);
    for (const portId of ids) h1.send(states(2, { portId, complete: false }));
    for (const portId of ids) h1.send(states(2, { portId, part: 1 }));
    const whole = ids.slice(0, MAX_OPEN_TELLINGS);
    expect(seen(h2).map(({ connections }) => connections?.portId)).toEqual([...whole, ...whole]);
    expect([await dropped('states', 'no_room'), await dropped('states', 'cut')]).toEqual([2, 2]);
    // Those that will not come to their end hold up nobody, and what is one message begins and ends at once.
    for (const portId of whole) h1.send(states(2, { portId, complete: false }));
    h1.send(states(2, { portId: 'm4' }));
    put({ activeBinding: at('h1', 1) }, 'm0', 2);
    seen(h2);
    h1.send(states(2, { portId: 'm5', complete: false }));
    expect(seen(h2).map(({ connections }) => connections?.portId)).toEqual(['m5']);
  });

  it('does not wait for what another node does not bring to its end', async () => {
    const [h1, h2, h3] = [connect('h1'), connect('h2'), connect('h3')];
    const ids = Array.from({ length: MAX_OPEN_TELLINGS + 1 }, (_, i) => `m${i}`);
    for (const [i, id] of ids.entries()) put({ activeBinding: at('h3', 1), pendingBinding: at('h2', 2) }, id, i + 2);
    seen(h2);
    for (const portId of ids) h3.send(states(2, { portId, complete: false }));
    h1.send(states(2, { complete: false }));
    h1.send(states(2, { part: 1 }));
    const told = seen(h2).map(({ connections }) => [connections?.portId, connections?.part]);
    expect(told).toEqual([...ids.slice(0, -1).map((id) => [id, 0]), ['p1', 0], ['p1', 1]]);
  });

  it('ends the stream if it is malformed', () => {
    const bad: weft.v1.AgentMessage.$Properties[] = [
      wanted(0),
      wanted(2, ''),
      states(0),
      states(2, { portId: '' }),
      states(2, { connections: [{ ...connection(1), own: new Uint8Array(5) }] }),
      states(2, { connections: [{ ...connection(1), remote: new Uint8Array(16) }] }),
      states(2, { connections: [{ ...connection(1), ownL4Port: 65_536 }] }),
      states(2, { connections: [{ ...connection(1), protocol: 256 }] }),
      states(2, { connections: [{ ...connection(1), began: 2 }] }),
      states(2, { connections: [{ ...connection(1), idleMs: 2 ** 60 }] }),
      states(2, {
        connections: Array.from({ length: 32_769 }, () => ({ own: new Uint8Array(4), remote: new Uint8Array(4) })),
      }),
    ];
    for (const message of bad) {
      const h1 = connect('h1');
      h1.send(message);
      expect(h1.error?.code, JSON.stringify(message).slice(0, 100)).toBe(3);
      h1.disconnect();
    }
  });
});
