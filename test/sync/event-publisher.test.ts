import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../controller/cli/pki/authority.js';
import {
  EventPublisher,
  type EventPublisherOptions,
  MAX_WAITING_EVENTS,
} from '../../controller/src/events/event-publisher.js';
import type { PortTransition } from '../../controller/src/status/transitions.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { weft } from '../../proto/gen/codecs.js';
import type { Identity } from '../../proto/src/identity.js';
import { inboxPrefix } from '../../proto/src/subjects.js';

const log = pino({ level: 'silent' });
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function freeL4Port(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function startNats(l4Port: number): Promise<ChildProcess> {
  const child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(l4Port)], { stdio: 'ignore' });
  cleanups.push(() => stop(child));
  await until(async () => (await reachable(l4Port)) === true);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function reachable(l4Port: number): Promise<boolean> {
  try {
    const nats = await connect({ servers: `127.0.0.1:${l4Port}`, reconnect: false, timeout: 500 });
    await nats.close();
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function transition(generation: number): PortTransition {
  return {
    kind: 'port',
    timeUnixMs: 1_700_000_000_123,
    portId: 'web-1',
    tenantId: 'acme',
    networkId: 'blue',
    nodeId: 'h1',
    generation,
    previousState: weft.v1.PortState.BINDING,
    state: weft.v1.PortState.ACTIVE,
    deleted: false,
  };
}

async function listen(l4Port: number, received: { subject: string; event: weft.v1.Event }[]): Promise<NatsConnection> {
  const nats = await connect({ servers: `127.0.0.1:${l4Port}`, reconnect: false });
  cleanups.push(() => nats.close());
  nats.subscribe('weft.events.>', {
    callback: (_error, message) => {
      received.push({ subject: message.subject, event: weft.v1.Event.decode(message.data) });
    },
  });
  await nats.flush();
  return nats;
}

function start(
  l4Port: number,
  more: Partial<EventPublisherOptions> = {},
): { publisher: EventPublisher; metric: (name: string) => Promise<number> } {
  const registry = new Registry();
  const source = { epoch: 'e1', committedRevision: 7 };
  const publisher = new EventPublisher({ url: `127.0.0.1:${l4Port}`, source, log, registry, ...more });
  cleanups.push(() => publisher.stop(0));
  const metric = async (name: string) => {
    const found = await registry.getSingleMetric(name)?.get();
    return found?.values[0]?.value ?? 0;
  };
  return { publisher, metric };
}

describe('the event publisher', () => {
  it('publishes events on the subject of the resource', async () => {
    const l4Port = await freeL4Port();
    await startNats(l4Port);
    const received: { subject: string; event: weft.v1.Event }[] = [];
    await listen(l4Port, received);
    const { publisher } = start(l4Port);
    publisher.publish(transition(3));
    publisher.publish({
      kind: 'node',
      timeUnixMs: 5,
      nodeId: 'h1',
      previousState: weft.v1.NodeState.READY,
      state: weft.v1.NodeState.NOT_READY,
      deleted: false,
      message: '',
    });
    await until(() => received.length === 2);
    expect(received[0]?.subject).toBe('weft.events.port.acme.blue.web-1');
    expect(received[0]?.event).toMatchObject({
      epoch: 'e1',
      revision: 7,
      time: { seconds: 1_700_000_000, nanos: 123_000_000 },
      port: { portId: 'web-1', nodeId: 'h1', generation: 3, previousState: 2, state: 3 },
    });
    expect(received[1]?.subject).toBe('weft.events.node.h1');
    expect(received[1]?.event.node).toMatchObject({ nodeId: 'h1', previousState: 1, state: 2 });
  });

  it('starts without nats-server, outlives it, and then publishes what waited, in order', async () => {
    const l4Port = await freeL4Port();
    const { publisher, metric } = start(l4Port);
    for (let i = 1; i <= 3; i++) publisher.publish(transition(i));
    expect(await metric('weft_events_waiting')).toBe(3);

    const first = await startNats(l4Port);
    await until(async () => (await metric('weft_events_waiting')) === 0);
    expect(await metric('weft_events_published_total')).toBe(3);
    await stop(first);
    await until(async () => (await metric('weft_events_connected')) === 0);
    for (let i = 4; i <= 1_503; i++) publisher.publish(transition(i));

    await startNats(l4Port);
    const received: { subject: string; event: weft.v1.Event }[] = [];
    // The publisher may be faster than this subscription, then what is counted is right all the same.
    await listen(l4Port, received);
    await until(async () => (await metric('weft_events_published_total')) === 1_503);
    publisher.publish(transition(1_504));
    await until(() => received.at(-1)?.event.port?.generation === 1_504);
    const generations = received.map(({ event }) => event.port?.generation ?? 0);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(await metric('weft_events_dropped_total')).toBe(0);
  });

  it('drops the oldest events, and counts them, when too many wait', async () => {
    const l4Port = await freeL4Port();
    const { publisher, metric } = start(l4Port);
    for (let i = 1; i <= MAX_WAITING_EVENTS + 25; i++) publisher.publish(transition(i));
    expect(await metric('weft_events_dropped_total')).toBe(25);
    expect(await metric('weft_events_waiting')).toBe(MAX_WAITING_EVENTS);

    await startNats(l4Port);
    await until(async () => (await metric('weft_events_waiting')) === 0);
    expect(await metric('weft_events_published_total')).toBe(MAX_WAITING_EVENTS);
  });

  it('does not wait for a nats-server that does not read', async () => {
    const server = createServer((socket) => {
      socket.write('INFO {"server_id":"x","version":"2.9.10","proto":1,"max_payload":1048576}\r\n');
      socket.once('data', () => {
        socket.write('PONG\r\n');
        socket.pause();
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(async () => server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { publisher, metric } = start(address.port);
    await until(async () => (await metric('weft_events_connected')) === 1);
    for (let i = 1; i <= MAX_WAITING_EVENTS + 10; i++) publisher.publish(transition(i));
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 1; i <= 90; i++) publisher.publish(transition(i));
    expect(await metric('weft_events_waiting')).toBe(MAX_WAITING_EVENTS);
    expect(await metric('weft_events_dropped_total')).toBe(100);
    expect(await metric('weft_events_published_total')).toBe(0);
  });

  it('uses mutual TLS, with a certificate of its role and with no other', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'weft-events-'));
    cleanups.push(async () => rmSync(directory, { recursive: true }));
    const pair = (name: string) => ({
      certificate: join(directory, `${name}.crt`),
      key: join(directory, `${name}.key`),
    });
    const authority = await CertificateAuthority.create(pair('ca'), 'test CA');
    await authority.issue(pair('nats'), { commonName: 'nats', server: { dns: ['localhost'], ip: ['127.0.0.1'] } });
    const admin: Identity = { role: 'admin', name: 'op' };
    const controller: Identity = { role: 'controller', name: 'c1' };
    const node: Identity = { role: 'node', name: 'h1' };
    for (const identity of [admin, controller, node]) {
      await authority.issue(pair(identity.name), { commonName: identity.name, identity });
    }
    const l4Port = await freeL4Port();
    const config = {
      listen: { host: '127.0.0.1', port: l4Port },
      monitorPort: await freeL4Port(),
      authority: pair('ca').certificate,
      server: pair('nats'),
      users: [admin, controller],
    };
    writeFileSync(join(directory, 'nats.conf'), natsConfigText(config));
    const child = spawn('nats-server', ['-c', join(directory, 'nats.conf')], { stdio: 'ignore' });
    cleanups.push(() => stop(child));

    const url = `tls://127.0.0.1:${l4Port}`;
    const tls = (name: string) => ({ ca: pair('ca').certificate, ...pair(name) });
    const good = start(l4Port, { url, tls: tls('c1') });
    await until(async () => (await good.metric('weft_events_connected')) === 1);
    const operator = await connect({
      servers: url,
      tls: { caFile: tls('op').ca, certFile: tls('op').certificate, keyFile: tls('op').key },
      inboxPrefix: inboxPrefix('admin', 'op'),
      reconnect: false,
    });
    cleanups.push(() => operator.close());
    const heard: string[] = [];
    operator.subscribe('weft.events.>', { callback: (_error, message) => void heard.push(message.subject) });
    await operator.flush();
    const stranger = start(l4Port, { url, tls: tls('h1') });
    const nobody = start(l4Port, { url });
    stranger.publisher.publish(transition(1));
    nobody.publisher.publish(transition(1));
    good.publisher.publish(transition(1));
    await until(() => heard.length > 0);
    expect(heard).toEqual(['weft.events.port.acme.blue.web-1']);
    expect(await stranger.metric('weft_events_waiting')).toBe(1);
    expect(await nobody.metric('weft_events_waiting')).toBe(1);
  });
});
