import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import type { FakeDatapath } from '../../node-agent/src/datapath/fake/fake-datapath.js';
import { Journal } from '../../node-agent/src/journal/journal.js';
import { Reconciler } from '../../node-agent/src/reconcile/reconciler.js';
import { SerialQueue } from '../../node-agent/src/serial-queue.js';
import { ClusterMemory } from '../../node-agent/src/session/cluster-memory.js';
import { NackBook } from '../../node-agent/src/session/nack-book.js';
import { Session } from '../../node-agent/src/session/session.js';
import { SyncHandler } from '../../node-agent/src/session/sync-handler.js';
import type { DesiredState } from '../../node-agent/src/state/desired-state.js';
import { encodeSnapshot } from '../../node-agent/src/state/encode-snapshot.js';
import { emptyState } from '../../node-agent/src/testing/entries.js';
import { weft } from '../../proto/gen/codecs.js';
import { MAX_ENDPOINTS, NODE } from './scenario.js';

/** The agent from its stream down to the maps, which are in memory. Every port that it is told of counts as plugged and up. */
export class AgentUnderTest {
  readonly state: DesiredState;
  readonly datapath: FakeDatapath;
  readonly journal: Journal;
  readonly session: Session;
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-interop-'));
  #running: Promise<void> = Promise.resolve();

  constructor(address: string) {
    ({ state: this.state, datapath: this.datapath } = emptyState({
      maxEndpoints: MAX_ENDPOINTS,
      maxPorts: 8,
      maxFlows: 16,
      maxRoutes: 64,
    }));
    const { state } = this;
    const reconciler = new Reconciler(this.datapath, state.tables);
    this.journal = new Journal(this.#directory);
    const queue = new SerialQueue();
    const log = pino({ level: 'silent' });
    const handler = new SyncHandler({
      nodeId: NODE,
      agentInstance: 'interop',
      agentVersion: '0.1.0',
      state,
      journal: this.journal,
      cluster: new ClusterMemory(this.#directory),
      nacks: new NackBook(
        function* () {
          yield* state.bad.values();
          yield* reconciler.failures();
        },
        () => state.bad.changes + reconciler.failureChanges,
      ),
      actions: {
        writeTables: () => reconciler.flushBehind(),
        programPart: () => reconciler.flushBehind(),
        program: async () => {
          await reconciler.flush();
          this.session.send({ portReport: { ports: this.#facts() } });
        },
        onComplete: () => reconciler.doomUnwanted(),
        completePortReport: () => ({ ports: this.#facts(), complete: true }),
        onWelcome: () => {},
        connectionsWanted: () => {},
        connectionsTold: async () => {},
        underlayMtu: () => 1500,
        trouble: () => '',
      },
      exclusively: (task) => queue.run(task),
      log,
    });
    this.session = new Session(() => new Client(address, credentials.createInsecure()), handler, log);
  }

  async start(): Promise<void> {
    await this.journal.open(() => {});
    this.#running = this.session.run();
  }

  async stop(): Promise<void> {
    this.session.stop();
    await this.#running;
    this.journal.close();
    rmSync(this.#directory, { recursive: true });
  }

  /** Why it has no stream, if it has none. */
  failure(): string | null {
    const { state } = this.session;
    return state.kind === 'waiting' ? `${state.error.code}: ${state.error.message}` : null;
  }

  /** The entries of all kinds that it knows and holds, as sorted JSON of the protocol. */
  held(): string[] {
    const entries: string[] = [];
    for (const frame of encodeSnapshot(this.state, 1)) {
      const { snapshotChunk } = weft.v1.ControllerMessage.decode(frame);
      for (const entry of snapshotChunk?.put ?? []) {
        const text = JSON.stringify(weft.v1.Entry.fromObject(entry).toJSON());
        if (text !== '{}') entries.push(text);
      }
    }
    return entries.sort();
  }

  #facts(): weft.v1.PortFacts.$Properties[] {
    return [...this.state.ports.values()].map(({ portId, generation }) => ({
      portId,
      generation,
      plugged: true,
      linkUp: true,
      programmed: true,
      interface: 'sim',
    }));
  }
}
