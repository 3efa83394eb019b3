import type { SyncCall } from '../../controller/src/dispatcher/session.js';
import { toldEpoch } from '../../controller/src/dispatcher/told-epoch.js';
import { waitUntil } from '../../node-agent/src/testing/wait-until.js';
import { weft } from '../../proto/gen/codecs.js';
import { weftErrorOf } from '../../proto/src/call.js';
import { ControllerUnderTest } from '../sync/controller-under-test.js';
import { AgentUnderTest } from './agent-under-test.js';
import { BytePeer, openByteStream } from './byte-peer.js';
import type { Recording, Step } from './recording.js';
import { NODE, NODES, scenarioOf, statusOf } from './scenario.js';

/** Another version of a message: what is sent instead of the recorded one, possibly in several messages. */
export type Rewrite = (bytes: Buffer) => Buffer[];

/** Tables that have a row for each entry of a kind. */
export const countedTables = [
  'fdb',
  'neighbor4',
  'neighbor6',
  'member',
  'vtep',
  'gateway4',
  'gateway6',
  'port_groups',
] as const;

/** What one replay through the agent came to. */
export interface AgentReplay {
  readonly held: string[];
  /** Rows in the maps. */
  readonly rows: Record<(typeof countedTables)[number], number>;
  readonly heard: weft.v1.AgentMessage[];
  /** The agent's bytes of each message in `heard`. */
  readonly heardBytes: Buffer[];
}

/** Sends what the recorded controller sent through an agent of this tree; fails if it does not ack what the recorded one acked. */
export async function replayToAgent(recording: Recording, rewrite: Rewrite): Promise<AgentReplay> {
  const calls: SyncCall[] = [];
  const heard: weft.v1.AgentMessage[] = [];
  const heardBytes: Buffer[] = [];
  const peer = await BytePeer.start((call) => {
    calls.push(call);
    call.on('data', (bytes: Buffer) => {
      heard.push(weft.v1.AgentMessage.decode(bytes));
      heardBytes.push(bytes);
    });
  });
  const agent = new AgentUnderTest(peer.address);
  try {
    await agent.start();
    let streams = 0;
    for (const step of recording.steps) {
      const messages = decoded(step);
      const hello = messages.find((m) => m.hello)?.hello;
      if (hello) {
        calls[streams - 1]?.end();
        const index = streams++;
        const said = await waitUntil('Hello', () => heard.filter((m) => m.hello)[index]?.hello);
        for (const name of ['clusterId', 'epoch', 'revision', 'nodeId'] as const) {
          if (said[name] !== hello[name]) throw new Error(`Hello.${name} is ${said[name]}, recorded is ${hello[name]}`);
        }
      }
      for (const { from, bytes } of step.messages) {
        if (from === 'controller') for (const other of rewrite(bytes)) calls[streams - 1]?.write(other);
      }
      const last = messages.findLast((m) => m.ack)?.ack?.revision;
      if (last === undefined) continue;
      await waitUntil(`ack of ${last} in step ${step.name}`, () => {
        if (agent.failure()?.startsWith('PROTOCOL')) throw new Error(`${step.name}: ${agent.failure()}`);
        return heard.some((m) => m.ack?.revision === last);
      });
    }
    const rows = Object.fromEntries(countedTables.map((name) => [name, agent.datapath.tables[name].size]));
    return { held: agent.held(), rows: rows as AgentReplay['rows'], heard, heardBytes };
  } finally {
    await agent.stop();
    peer.stop();
  }
}

/** What one replay through the controller came to. */
export interface ControllerReplay {
  /** The status after each step in which the agent has a stream. */
  readonly statuses: unknown[];
  /** Resume of each Welcome, and the protocol that it speaks. */
  readonly welcomes: weft.v1.Welcome.$Properties[];
  readonly nacksSkipped: number;
}

/** Plays the scenario to a controller of this tree with an agent that says what the recorded one said; fails if a stream is ended. */
export async function replayToController(recording: Recording, rewrite: Rewrite): Promise<ControllerReplay> {
  const controller = await ControllerUnderTest.start(NODES);
  const welcomes: weft.v1.Welcome.$Properties[] = [];
  const statuses: unknown[] = [];
  let stream: ReturnType<typeof openByteStream> | null = null;
  let complete = 0;
  let failure: unknown = null;
  const { clusterId } = controller.store;
  const epoch = toldEpoch(controller.store.epoch);
  try {
    for (const [i, step] of recording.steps.entries()) {
      const { connected, run, name } = scenarioOf(recording.scenario)[i] ?? {};
      if (name !== step.name || !run) throw new Error(`the scenario has no step ${step.name} at ${i}`);
      const sent = step.messages.filter(({ from }) => from === 'agent');
      if (!connected) {
        stream?.close();
        stream = null;
      } else if (!stream) {
        complete = 0;
        const opened = openByteStream(`127.0.0.1:${controller.l4Port}`);
        stream = opened;
        opened.call.on('data', (bytes: Buffer) => {
          const { welcome, snapshotEnd, delta } = weft.v1.ControllerMessage.decode(bytes);
          if (welcome) welcomes.push(welcome);
          if (snapshotEnd || (delta && !delta.more)) complete = (snapshotEnd ?? delta)?.revision ?? 0;
        });
        opened.call.on('error', (error) => {
          if (stream === opened) failure = weftErrorOf(error);
        });
        const hello = sent.shift();
        const { hello: recorded } = weft.v1.AgentMessage.decode(hello?.bytes ?? Buffer.alloc(0));
        // Which cluster and history it is differs in each run.
        const here = recorded?.epoch ? { clusterId, epoch } : {};
        const bytes = Buffer.from(weft.v1.AgentMessage.encode({ hello: { ...recorded, ...here } }).finish());
        for (const other of rewrite(bytes)) opened.call.write(other);
      }
      await run(controller);
      if (!connected) continue;
      const { committedRevision } = controller.store;
      const check = <T>(value: T): T => {
        if (failure) throw failure;
        return value;
      };
      await waitUntil(`frames of step ${step.name}`, () => check(complete === committedRevision));
      for (const { bytes } of sent) for (const other of rewrite(bytes)) stream?.call.write(other);
      await waitUntil(`the ack of step ${step.name}`, () =>
        check(controller.nodeStatus(NODE).ackedRevision === committedRevision),
      );
      statuses.push(statusOf(controller));
    }
    return { statuses, welcomes, nacksSkipped: await controller.metric('weft_sync_nacks_skipped_total') };
  } finally {
    stream?.close();
    await controller.stop();
  }
}

function decoded({ messages }: Step): weft.v1.AgentMessage[] {
  return messages.filter(({ from }) => from === 'agent').map(({ bytes }) => weft.v1.AgentMessage.decode(bytes));
}
