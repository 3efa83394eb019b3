import fc from 'fast-check';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../compiler/content.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { FakeCall } from './testing/fake-call.js';
import { HeldEntries } from './testing/held-entries.js';
import { MemorySource } from './testing/memory-source.js';
import { beginning, commitOperations, nodeIds, operations } from './testing/random-topology.js';

const vxlanPort = 4789;

/** An agent that takes frames when it is told to. */
class ManualAgent {
  readonly held = new HeldEntries();
  call: FakeCall | null = null;
  #unacked: number | null = null;
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  connect(dispatcher: Dispatcher): void {
    this.call?.disconnect();
    this.#unacked = null;
    this.held.streamBegins();
    const call = new FakeCall();
    this.call = call;
    (dispatcher.service.implementation['sync'] as (call: unknown) => void)(call.asCall());
    call.send({
      hello: {
        clusterId: this.held.clusterId,
        epoch: this.held.epoch,
        revision: this.held.revision,
        nodeId: this.#id,
        agentInstance: 'a',
        protocolMin: 1,
        protocolMax: 1,
      },
    });
  }

  /** Takes up to `count` frames and checks the state whenever it is complete. Returns false if there were none. */
  take(source: MemorySource, count: number, ackNow: boolean): boolean {
    const { call } = this;
    if (!call || call.over) return false;
    for (let i = 0; i < count; i++) {
      const message = call.take();
      if (!message) return i > 0;
      const complete = this.held.apply(message);
      if (complete === null) continue;
      expect(this.held.entries).toEqual(contentOf(this.#id, source.rowsAt(complete), vxlanPort));
      this.#unacked = complete;
      if (ackNow) this.ack();
    }
    return true;
  }

  ack(): void {
    if (this.#unacked === null || !this.call || this.call.over) return;
    this.call.send({ ack: { revision: this.#unacked } });
    this.#unacked = null;
  }

  /** Loses what it had. */
  forget(): void {
    this.call?.disconnect();
    this.held.entries.clear();
    this.held.epoch = '';
    this.held.revision = 0;
  }
}

type Step =
  | { kind: 'commit'; group: Parameters<typeof commitOperations>[1][] }
  | { kind: 'take'; node: number; count: number; ackNow: boolean }
  | { kind: 'connect' | 'disconnect' | 'ack' | 'forget' | 'heartbeat'; node: number }
  | { kind: 'compact' | 'restore'; part: number }
  | { kind: 'crash' | 'holdLog' | 'answerLog' };

const node = fc.nat(nodeIds.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      group: fc.array(operations, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('take' as const),
      node,
      count: fc.integer({ min: 1, max: 20 }),
      ackNow: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('connect' as const), node }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('disconnect' as const, 'ack' as const, 'forget' as const, 'heartbeat' as const),
      node,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('compact' as const, 'restore' as const),
      part: fc.double({ min: 0.6, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'holdLog' as const, 'answerLog' as const) }),
  },
);

async function run(steps: readonly Step[]): Promise<{ deltas: number; snapshots: number; entries: number }> {
  const source = new MemorySource();
  let defects = 0;
  const log = pino({ level: 'error' }, { write: () => defects++ });
  const start = () =>
    createDispatcher({
      changes: source,
      identityOf: () => 'loopback',
      log,
      registry: new Registry(),
      heartbeatMs: 60_000,
      vxlanPort,
      verifyIncremental: true,
      // A few entries: snapshots and deltas have several frames.
      frameTargetBytes: 60,
    });
  let dispatcher = start();
  const agents = nodeIds.map((id) => new ManualAgent(id));
  let generation = commitOperations(source, beginning, 0);
  let epoch = 1;
  const restart = () => {
    for (const agent of agents) agent.call?.disconnect();
    dispatcher.stop();
    source.answer();
    dispatcher = start();
    for (const agent of agents) agent.connect(dispatcher);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  for (const agent of agents) agent.connect(dispatcher);
  for (const s of steps) {
    const agent = 'node' in s ? agents[s.node]! : agents[0]!;
    if (s.kind === 'commit') {
      source.inOneGroup(() => {
        for (const transaction of s.group) generation = commitOperations(source, transaction, generation);
      });
    } else if (s.kind === 'take') agent.take(source, s.count, s.ackNow);
    else if (s.kind === 'connect') agent.connect(dispatcher);
    else if (s.kind === 'disconnect') agent.call?.disconnect();
    else if (s.kind === 'ack') agent.ack();
    else if (s.kind === 'forget') agent.forget();
    else if (s.kind === 'compact') source.compact(Math.floor(s.part * source.committedRevision));
    else if (s.kind === 'crash') restart();
    else if (s.kind === 'holdLog') source.holdAnswers = true;
    else if (s.kind === 'answerLog') source.answer();
    else if (s.kind === 'heartbeat') {
      if (agent.call && !agent.call.over) agent.call.send({ heartbeat: { sentUnixMs: 1 } });
    } else if (s.kind === 'restore') {
      source.restore(Math.floor(s.part * source.committedRevision), `epoch-${++epoch}`);
      restart();
    }
    if (s.kind !== 'commit' && s.kind !== 'take') await settle();
  }

  source.answer();
  await settle();
  let entries = 0;
  for (const [i, id] of nodeIds.entries()) {
    const agent = agents[i]!;
    if (!source.row('node', id)) continue;
    if (!agent.call || agent.call.over) agent.connect(dispatcher);
    await settle();
    agent.ack();
    // Sending may be put off for a moment.
    const deadline = performance.now() + 5_000;
    while (ackedBy(dispatcher, source, id) < source.committedRevision && performance.now() < deadline) {
      if (!agent.take(source, 1000, true)) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(agent.held.entries).toEqual(contentOf(id, source, vxlanPort));
    entries += agent.held.entries.size;
  }
  expect(dispatcher.ackedRevisionFloor()).toBe(source.committedRevision);
  expect(defects).toBe(0);
  dispatcher.stop();
  return {
    entries,
    deltas: agents.reduce((sum, a) => sum + a.held.deltas, 0),
    snapshots: agents.reduce((sum, a) => sum + a.held.snapshots, 0),
  };
}

function ackedBy(dispatcher: Dispatcher, source: MemorySource, id: string): number {
  const row = source.row('node', id);
  return (row && dispatcher.status.nodeStatus(row).ackedRevision) ?? 0;
}

describe('the dispatcher', () => {
  it('leaves every agent with exactly what is right for each revision that it completes, whatever happens', async () => {
    const runs = Number(process.env['RUNS'] ?? 300);
    const seen = { deltas: 0, snapshots: 0, entries: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 100, size: 'max' }), async (steps) => {
        const { deltas, snapshots, entries } = await run(steps);
        seen.deltas += deltas;
        seen.snapshots += snapshots;
        seen.entries += entries;
      }),
      { numRuns: runs },
    );
    // The property is not true for want of anything happening.
    expect(seen.deltas).toBeGreaterThan(3 * runs);
    expect(seen.snapshots).toBeGreaterThan(runs);
    expect(seen.entries).toBeGreaterThan(10 * runs);
  }, 120_000);
});
