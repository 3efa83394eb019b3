import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { FlowOutbox, MAX_WAITING_RECORDS } from '../flows/flow-outbox.js';
import { waitUntil } from '../testing/wait-until.js';
import { EventOutbox } from './event-outbox.js';
import { NatsPublisher } from './nats-publisher.js';

const port = 20_000 + (process.pid % 20_000);
let server: ChildProcess | null = null;
let publisher: NatsPublisher;
let flows: FlowOutbox;
let events: EventOutbox;
let listener: NatsConnection | null = null;
let batches: weft.v1.FlowBatch[];
let subjects: string[];

async function startServer(): Promise<void> {
  server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  listener = await waitUntil('nats-server answers', () =>
    connect({ servers: `127.0.0.1:${port}`, reconnect: false }).catch(() => null),
  );
  listener.subscribe('weft.>', {
    callback: (_error, message) => {
      subjects.push(message.subject);
      if (message.subject.startsWith('weft.flows.')) batches.push(weft.v1.FlowBatch.decode(message.data));
    },
  });
  await listener.flush();
}

async function stopServer(): Promise<void> {
  await listener?.close().catch(() => {});
  listener = null;
  const gone = new Promise((resolve) => server?.once('exit', resolve));
  server?.kill('SIGKILL');
  await gone;
  server = null;
}

const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    owner: { portId: 'p', tenantId: 'acme', networkId: 'net', generation: 1 },
    record: { kind: 1, portId: 'p', packets: from + i },
  }));
const received = () => batches.flatMap((b) => b.records.map((r) => r.packets ?? 0));

beforeEach(() => {
  batches = [];
  subjects = [];
  flows = new FlowOutbox('h1', 'instance', () => ({ tableFull: 0, ringFull: 0 }));
  events = new EventOutbox('h1', 'instance', () => ({ epoch: 'e', revision: 3 }));
});
afterEach(async () => {
  await publisher.stop(0);
  if (server) await stopServer();
});

function startPublisher(): void {
  publisher = new NatsPublisher({
    url: `nats://127.0.0.1:${port}`,
    tls: null,
    nodeId: 'h1',
    sources: [flows, events],
    log: pino({ level: 'silent' }),
  });
}

test('without NATS it starts and waits; what waited is published when NATS is there, in order', async () => {
  startPublisher();
  flows.push(records(5000));
  events.push('MAP_FULL', 'fdb is full');
  await startServer();
  await waitUntil('all records', () => received().length === 5000);
  expect(received()).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  expect(batches.map((b) => b.sequence)).toEqual(batches.map((_, i) => i + 1));
  await waitUntil('the event', () => subjects.includes('weft.events.agent.h1'));
  expect(flows.dropped).toBe(0);
  await waitUntil('all are confirmed', () => flows.waiting === 0);
});

test('while NATS is away records are bounded, the oldest are lost and counted, and the count is told', async () => {
  await startServer();
  startPublisher();
  flows.push(records(10));
  await waitUntil('it works', () => received().length === 10);
  await stopServer();
  flows.push(records(MAX_WAITING_RECORDS + 500, 10));
  await waitUntil('the loss is noticed', () => !publisher.connected);
  expect(flows.dropped).toBeGreaterThanOrEqual(500);
  batches = [];
  await startServer();
  await waitUntil('the last record', () => received().includes(MAX_WAITING_RECORDS + 509));
  expect(batches.at(-1)?.losses?.publishDropped).toBe(flows.dropped);
  // Everything is accounted for; what was under way when the connection broke may come twice, with its number.
  expect(new Set(received()).size + flows.dropped).toBeGreaterThanOrEqual(MAX_WAITING_RECORDS + 500);
});

test('who wakes it does not wait, and hears when a connection is made', async () => {
  await startServer();
  const waiting: Uint8Array[] = [];
  let connections = 0;
  const source = {
    waiting: 0,
    onConnected: () => connections++,
    next: () => {
      const payload = waiting.shift();
      const settled = () => {};
      return payload
        ? { messages: [{ subject: 'weft.tunnels.h1', payload }], confirmed: settled, returned: settled }
        : null;
    },
  };
  publisher = new NatsPublisher({
    url: `nats://127.0.0.1:${port}`,
    tls: null,
    nodeId: 'h1',
    sources: [source],
    log: pino({ level: 'silent' }),
  });
  await waitUntil('it is connected', () => connections === 1);
  const tookMs: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = subjects.length;
    const startedMs = performance.now();
    waiting.push(Uint8Array.of(i));
    publisher.wake();
    while (subjects.length === before) await new Promise(setImmediate);
    tookMs.push(performance.now() - startedMs);
  }
  expect(tookMs.toSorted((a, b) => a - b)[10]).toBeLessThan(20);
  await stopServer();
  await waitUntil('it notices', () => !publisher.connected);
  await startServer();
  await waitUntil('it is connected again', () => connections === 2);
});
