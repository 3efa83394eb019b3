import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { waitUntil } from '../../node-agent/src/testing/wait-until.js';
import { weft } from '../../proto/gen/codecs.js';
import { ControllerUnderTest } from '../sync/controller-under-test.js';
import { AgentUnderTest } from './agent-under-test.js';
import { BytePeer, openByteStream } from './byte-peer.js';
import { encodeRecording, type Message, type Recording, type Step } from './recording.js';
import { NODE, NODES, scenarioOf, statusOf } from './scenario.js';

/** Plays the scenario with the controller and the agent of this tree, and notes every message that passes between them. */
export async function record(name: string): Promise<Recording> {
  const scenario = scenarioOf(name);
  const controller = await ControllerUnderTest.start(NODES);
  const steps: Step[] = [];
  let admits = false;
  let cut = () => {};
  const note = (message: Message) => steps.at(-1)?.messages.push(message);
  const tap = await BytePeer.start((call) => {
    if (!admits) {
      call.end();
      return;
    }
    const { call: onward, close } = openByteStream(`127.0.0.1:${controller.l4Port}`);
    cut = () => {
      close();
      call.end();
    };
    call.on('data', (bytes: Buffer) => {
      note({ from: 'agent', bytes });
      onward.write(bytes);
    });
    onward.on('data', (bytes: Buffer) => {
      note({ from: 'controller', bytes });
      call.write(bytes);
    });
    onward.on('error', () => call.end());
  });
  const agent = new AgentUnderTest(tap.address);
  try {
    for (const { name: stepName, connected, run } of scenario) {
      const step: Step = { name: stepName, messages: [], status: null };
      steps.push(step);
      if (admits && !connected) cut();
      admits = connected;
      if (stepName === scenario.find((step) => step.connected)?.name) await agent.start();
      await run(controller);
      if (connected) {
        const revision = controller.store.committedRevision;
        await waitUntil(`an ack of ${revision} in step ${stepName}`, () =>
          step.messages.some(({ from, bytes }) => from === 'agent' && isAckOf(bytes, revision)),
        );
        await waitUntil('the controller takes the ack', () => ackedBy(controller) === revision);
        step.status = statusOf(controller);
      }
    }
    return { scenario: name, steps, held: agent.held() };
  } finally {
    await agent.stop();
    tap.stop();
    await controller.stop();
  }
}

function isAckOf(bytes: Buffer, revision: number): boolean {
  return weft.v1.AgentMessage.decode(bytes).ack?.revision === revision;
}

function ackedBy(controller: ControllerUnderTest): number {
  return controller.nodeStatus(NODE).ackedRevision ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path, name = 'ports'] = process.argv;
  if (path) {
    const recording = await record(name);
    writeFileSync(path, encodeRecording(recording));
    process.stdout.write(`${recording.steps.flatMap((step) => step.messages).length} messages\n`);
  } else {
    process.stderr.write('usage: node dist/test/interop/record.js <file> [scenario]\n');
    process.exitCode = 2;
  }
}
