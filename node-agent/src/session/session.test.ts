import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import { Journal } from '../journal/journal.js';
import { Reconciler } from '../reconcile/reconciler.js';
import { SerialQueue } from '../serial-queue.js';
import type { DesiredState } from '../state/desired-state.js';
import { emptyState } from '../testing/entries.js';
import { SyncPeer } from '../testing/sync-peer.js';
import { waitUntil } from '../testing/wait-until.js';
import { ClusterMemory } from './cluster-memory.js';
import { NackBook } from './nack-book.js';
import { Session } from './session.js';
import { SyncHandler } from './sync-handler.js';

/** Session, handler, journal, state and reconciler over a datapath in memory: an agent without interfaces. */
class HalfAgent {
  readonly state: DesiredState;
  readonly datapath: FakeDatapath;
  readonly reconciler: Reconciler;
  readonly journal: Journal;
  readonly handler: SyncHandler;
  readonly session: Session;
  readonly nacks: NackBook;
  completed = 0;
  /** About connections, in order. */
  readonly heard: string[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(directory: string, address: string, maxEndpoints = 100, version = '0') {
    ({ state: this.state, datapath: this.datapath } = emptyState({
      maxEndpoints,
      maxPorts: 4,
      maxFlows: 16,
      maxRoutes: 100,
    }));
    const reconciler = new Reconciler(this.datapath, this.state.tables);
    this.reconciler = reconciler;
    this.journal = new Journal(directory, version);
    const state = this.state;
    this.nacks = new NackBook(
      function* () {
        yield* state.bad.values();
        yield* reconciler.failures();
      },
      () => state.bad.changes + reconciler.failureChanges,
    );
    const queue = new SerialQueue();
    const log = pino({ level: 'silent' });
    this.handler = new SyncHandler({
      nodeId: 'h1',
      agentInstance: 'i',
      agentVersion: version,
      state,
      journal: this.journal,
      cluster: new ClusterMemory(directory),
      nacks: this.nacks,
      actions: {
        writeTables: () => reconciler.flushBehind(),
        programPart: () => reconciler.flushBehind(),
        program: () => reconciler.flush(),
        onComplete: () => {
          this.completed++;
          reconciler.doomUnwanted();
        },
        completePortReport: () => ({ ports: [], complete: true }),
        onWelcome: () => {},
        connectionsWanted: ({ portId, generation }) => this.heard.push(`${portId} ${generation} is wanted`),
        connectionsTold: async ({ portId, part, connections }) => {
          await new Promise((resolve) => setImmediate(resolve));
          this.heard.push(`${portId} part ${part}, ${connections.length} at ${this.datapath.tables.vtep.size} VTEPs`);
        },
        underlayMtu: () => 1500,
        trouble: () => '',
      },
      exclusively: (task) => queue.run(task),
      log,
    });
    this.session = new Session(() => new Client(address, credentials.createInsecure()), this.handler, log);
  }

  async start(): Promise<void> {
    await this.journal.open((frame) => {
      this.state.apply(frame);
    });
    this.reconciler.load();
    await this.reconciler.flush();
    this.#running = this.session.run();
  }

  async stop(): Promise<void> {
    this.session.stop();
    await this.#running;
    this.journal.close();
  }
}

let directory = '';
let peer: SyncPeer;
let agent: HalfAgent;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wa-session-'));
  peer = await SyncPeer.start();
  agent = new HalfAgent(directory, peer.address);
});
afterEach(async () => {
  await agent.stop();
  peer.stop();
  rmSync(directory, { recursive: true });
});

const vtep = (vtepId: number, last = vtepId) => ({
  vtep: { vtepId, addresses: [{ bytes: Uint8Array.of(192, 0, 2, last) }] },
});
const size = () => agent.datapath.tables.vtep.size;

test('messages about connections are taken in their order with others, and are no part of the state', async () => {
  await agent.start();
  const stream = await peer.stream(0);
  stream.sendSnapshot({ revision: 12 }, [vtep(1)]);
  await stream.acked(12);
  const { bytes } = agent.journal;
  stream.send(
    { connectionsWanted: { portId: 'p', generation: 3 } },
    { connections: { portId: 'q', part: 4, connections: [{ protocol: 6 }, { protocol: 17 }] } },
    { delta: { revision: 13, put: [vtep(2)] } },
    { connections: { portId: 'q', part: 5 } },
    { connectionsWanted: { portId: 'p', generation: 4 } },
  );
  await stream.acked(13);
  await waitUntil('all is heard', () => agent.heard[3]);
  expect(agent.heard).toEqual(['p 3 is wanted', 'q part 4, 2 at 1 VTEPs', 'q part 5, 0 at 2 VTEPs', 'p 4 is wanted']);
  const delta = agent.journal.bytes - bytes;
  stream.send({ connections: { portId: 'q', connections: [{ protocol: 6 }] } }, { delta: { revision: 14 } });
  await stream.acked(14);
  expect(agent.journal.bytes - bytes).toBeLessThan(2 * delta);
  expect(stream.ended).toBe(false);
});

test('the first hello has no state; a snapshot is programmed, acknowledged, and remembered by the next run', async () => {
  await agent.start();
  const stream = await peer.stream(0);
  expect(await stream.hello()).toMatchObject({ nodeId: 'h1', clusterId: '', epoch: '', revision: 0, protocolMin: 1 });
  stream.sendSnapshot({ revision: 12 }, [vtep(1), vtep(2), vtep(3)], 2);
  await stream.acked(12);
  expect(size()).toBe(3);
  expect(agent.handler.inSync).toBe(true);
  expect(stream.received.filter((m) => m.portReport)).toHaveLength(1);
  await agent.stop();

  agent = new HalfAgent(directory, peer.address);
  await agent.start();
  expect(size()).toBe(3);
  const second = await peer.stream(1);
  expect(await second.hello()).toMatchObject({ clusterId: 'cluster-1', epoch: 'epoch-1', revision: 12 });
});

test('another version programs what the one before it wrote, and asks for all', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 12 }, [vtep(1), vtep(2)]);
  await first.acked(12);
  await agent.stop();

  agent = new HalfAgent(directory, peer.address, 100, '1');
  await agent.start();
  expect(size()).toBe(2);
  const second = await peer.stream(1);
  expect(await second.hello()).toMatchObject({ clusterId: 'cluster-1', epoch: '', revision: 0 });
  second.sendSnapshot({ revision: 12 }, [vtep(1), vtep(2)]);
  await second.acked(12);
  await agent.stop();

  agent = new HalfAgent(directory, peer.address, 100, '1');
  await agent.start();
  expect(await (await peer.stream(2)).hello()).toMatchObject({ epoch: 'epoch-1', revision: 12 });
});

test('deltas continue from the revision of the hello; the state counts as complete from Welcome on', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 1 }, [vtep(1)]);
  await first.acked(1);
  first.end();
  const second = await peer.stream(1);
  expect((await second.hello()).revision).toBe(1);
  second.sendWelcome({ resume: weft.v1.Resume.DELTA, revision: 5 });
  second.send({ delta: { revision: 4, more: true, put: [vtep(2)] } }, { delta: { revision: 4, put: [vtep(3)] } });
  second.send({ delta: { revision: 5, remove: [{ vtep: { vtepId: 1 } }] } });
  await second.acked(5);
  expect(second.received.filter((m) => m.ack).map((m) => m.ack?.revision)).toEqual([4, 5]);
  expect(size()).toBe(2);
  expect(agent.completed).toBe(2);
});

test('a snapshot of another epoch replaces everything', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 100 }, [vtep(1), vtep(2)]);
  await first.acked(100);
  first.end();
  const second = await peer.stream(1);
  second.sendSnapshot({ epoch: 'epoch-2', revision: 3 }, [vtep(2), vtep(4)]);
  await second.acked(3);
  expect(agent.datapath.tables.vtep.dump().map((line) => line.slice(0, 8))).toEqual(['00000002', '00000004']);
  // Only the difference was written.
  expect(agent.reconciler.counters.vtep).toEqual({ writes: 3, deletes: 1 });
  expect(agent.journal.position).toMatchObject({ epoch: 'epoch-2', revision: 3 });
});

test('a snapshot that breaks off deletes nothing, and the next hello asks for a full one', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 1 }, [vtep(1)]);
  await first.acked(1);
  first.end();
  const second = await peer.stream(1);
  second.sendWelcome({ epoch: 'epoch-2', resume: weft.v1.Resume.SNAPSHOT });
  second.send({ snapshotBegin: { revision: 9, entryCount: 2 } }, { snapshotChunk: { put: [vtep(2)] } });
  await waitUntil('the chunk is applied', () => size() === 2);
  second.end();
  const third = await peer.stream(2);
  expect(await third.hello()).toMatchObject({ clusterId: 'cluster-1', epoch: '', revision: 0 });
  third.sendSnapshot({ epoch: 'epoch-2', revision: 9 }, [vtep(2), vtep(3)]);
  await third.acked(9);
  expect(size()).toBe(2);
});

test('a delta that breaks off asks for a full snapshot too', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 1 }, [vtep(1)]);
  await first.acked(1);
  first.send({ delta: { revision: 2, more: true, put: [vtep(2)] } });
  await waitUntil('the frame is applied', () => size() === 2);
  first.end();
  expect(await (await peer.stream(1)).hello()).toMatchObject({ epoch: '', revision: 0 });
});

test.each([
  [
    'a snapshot with fewer entries than announced',
    [
      { snapshotBegin: { revision: 1, entryCount: 2 } },
      { snapshotChunk: { put: [vtep(1)] } },
      { snapshotEnd: { revision: 1, entryCount: 2 } },
    ],
  ],
  ['a chunk without a beginning', [{ snapshotChunk: { put: [vtep(1)] } }]],
  ['a delta without a snapshot before it', [{ delta: { revision: 1, put: [vtep(1)] } }]],
  ['a delta inside a snapshot', [{ snapshotBegin: { revision: 1, entryCount: 2 } }, { delta: { revision: 1 } }]],
  ['a second Welcome', [{ welcome: { clusterId: 'cluster-1', epoch: 'epoch-1', protocol: 1 } }]],
] as [string, weft.v1.ControllerMessage.$Properties[]][])('%s ends the stream', async (_what, messages) => {
  await agent.start();
  const stream = await peer.stream(0);
  stream.sendWelcome({ resume: weft.v1.Resume.SNAPSHOT });
  stream.send(...messages);
  const state = await waitUntil('the stream ends', () =>
    agent.session.state.kind === 'waiting' ? agent.session.state : null,
  );
  expect(state.error.code).toBe('PROTOCOL_VIOLATION');
  expect(agent.journal.position).toBeNull();
});

test('another cluster is refused, and the first one remembered', async () => {
  await agent.start();
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 1 }, [vtep(1)]);
  await first.acked(1);
  first.end();
  const second = await peer.stream(1);
  second.sendSnapshot({ clusterId: 'cluster-2', epoch: 'epoch-9', revision: 1 }, [vtep(7)]);
  const state = await waitUntil('the refusal', () =>
    agent.session.state.kind === 'waiting' ? agent.session.state : null,
  );
  expect(state).toMatchObject({ refused: true, error: { code: 'CLUSTER_MISMATCH' } });
  expect(size()).toBe(1);
  expect(new ClusterMemory(directory).id).toBe('cluster-1');
});

test('a refusal of the controller is kept for people and retried slowly', async () => {
  await agent.start();
  const stream = await peer.stream(0);
  await stream.hello();
  stream.end(new WeftError('PERMISSION_DENIED', 'node h1 does not exist'));
  const state = await waitUntil('the refusal', () =>
    agent.session.state.kind === 'waiting' ? agent.session.state : null,
  );
  expect(state.refused).toBe(true);
  expect(state.error.message).toContain('does not exist');
});

test('a controller that comes later is found; one that dies is found again', async () => {
  const { port } = peer;
  peer.stop();
  await agent.start();
  await waitUntil('an attempt fails', () => agent.session.state.kind === 'waiting');
  peer = await SyncPeer.start(`127.0.0.1:${port}`);
  const stream = await peer.stream(0);
  stream.sendSnapshot({ revision: 1 }, [vtep(1)]);
  await stream.acked(1);
  peer.stop();
  await waitUntil('the loss is noticed', () => !agent.handler.inSync);
  expect(size()).toBe(1);
  peer = await SyncPeer.start(`127.0.0.1:${port}`);
  expect((await (await peer.stream(0)).hello()).revision).toBe(1);
});

test('entries that can not be applied are named before the ack, on every stream, and resolved when they can', async () => {
  agent = new HalfAgent(directory, peer.address, 1);
  await agent.start();
  const fdb = (n: number) => ({ fdb: { vni: 1, mac: Uint8Array.of(2, 0, 0, 0, 0, n), vtepId: 1, datapathId: n } });
  const first = await peer.stream(0);
  first.sendSnapshot({ revision: 1 }, [fdb(1), fdb(2), { member: { vni: 0, vtepId: 1 } }]);
  await first.acked(1);
  expect(first.nacks().map((n) => [n.reason, n.key])).toEqual([
    [weft.v1.NackReason.BAD_VALUE, expect.objectContaining({ member: expect.anything() })],
    [weft.v1.NackReason.MAP_FULL, expect.objectContaining({ fdb: expect.objectContaining({ vni: 1 }) })],
  ]);
  expect(first.nacks()[1]?.message).toBe('fdb is full: it holds 1');
  expect(first.received.findIndex((m) => m.nack)).toBeLessThan(first.received.findIndex((m) => m.ack));
  first.end();
  const second = await peer.stream(1);
  second.sendWelcome({ resume: weft.v1.Resume.DELTA, revision: 2 });
  second.send({ delta: { revision: 2 } });
  await second.acked(2);
  expect(second.nacks()).toHaveLength(2);
  second.send({ delta: { revision: 3, remove: [{ fdb: { vni: 1, mac: Uint8Array.of(2, 0, 0, 0, 0, 1) } }] } });
  await second.acked(3);
  expect(second.nacks().slice(2)).toMatchObject([{ reason: weft.v1.NackReason.RESOLVED, key: { fdb: { vni: 1 } } }]);
  expect(agent.datapath.tables.fdb.size).toBe(1);
});

test('heartbeats come at the interval that Welcome says', async () => {
  await agent.start();
  const stream = await peer.stream(0);
  stream.sendWelcome({ resume: weft.v1.Resume.SNAPSHOT, heartbeatIntervalMs: 50 });
  await waitUntil('three heartbeats', () => stream.received.filter((m) => m.heartbeat).length >= 3);
  const beat = stream.received.findLast((m) => m.heartbeat)?.heartbeat;
  expect(Math.abs(Number(beat?.sentUnixMs) - Date.now())).toBeLessThan(5_000);
});
