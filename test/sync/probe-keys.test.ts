import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryOfValue, nodeConfigKey } from '../../controller/src/compiler/entry.js';
import { nodeRequest } from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import { ClusterService, NodeService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import type { MethodShape } from '../../proto/src/method.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { NodeState } = weft.v1;

let directory: string;
let controller: ControllerProcess;
let client: Client;
let agents: SimulatedAgent[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-probe-keys-'));
  agents = [];
  await start();
});
afterEach(async () => {
  for (const agent of agents) agent.close();
  await stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(args: readonly string[] = []): Promise<void> {
  controller = await ControllerProcess.start(directory, ['--verify-incremental', '--heartbeat-ms', '200', ...args]);
  client = new Client(controller.address, credentials.createInsecure());
}

async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  client?.close();
  await controller?.end(signal);
}

const call = <Sent, Received, ResponseSent, Response>(
  method: MethodShape<Sent, Received, ResponseSent, Response>,
  request: Sent,
) => callUnary(client, method, request, { timeoutMs: 30_000 });
const rotate = (request: weft.v1.RotateProbeKeyRequest.$Properties = {}) =>
  call(ClusterService.rotateProbeKey, request);
const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  );

/** The keys that the agent's node was told, in their order. */
function keysOf(agent: SimulatedAgent): string[] {
  const value = agent.held.entries.get(nodeConfigKey);
  const keys = value ? entryOfValue(value).nodeConfig?.probeKeys : null;
  return (keys ?? []).map((key) => Buffer.from(key).toString('hex'));
}

/** An agent that is in sync, and every list of keys that it was told since. */
async function agentOf(nodeId: string, applyMs = 0): Promise<{ agent: SimulatedAgent; told: string[][] }> {
  const told: string[][] = [];
  const onRevision = () => {
    const keys = keysOf(agent);
    if (keys.join() !== told.at(-1)?.join()) told.push(keys);
  };
  const agent: SimulatedAgent = new SimulatedAgent({ address: controller.address, nodeId, applyMs, onRevision });
  agents.push(agent);
  agent.connect();
  await eventually(() => told.length > 0);
  return { agent, told };
}

async function createNodes(...ids: string[]): Promise<void> {
  for (const [i, id] of ids.entries()) await call(NodeService.createNode, nodeRequest(id, `192.0.2.${i + 1}`));
}

it('every node of a new cluster has one key of 16 bytes, the same after a restart', async () => {
  await createNodes('h1', 'h2');
  const [h1, h2] = [await agentOf('h1'), await agentOf('h2')];
  expect(keysOf(h1.agent)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(keysOf(h2.agent)).toEqual(keysOf(h1.agent));
  await stop('SIGKILL');
  await start();
  expect((await call(ClusterService.getCluster, {})).revision).toBe(3);
  expect(keysOf((await agentOf('h1')).agent)).toEqual(keysOf(h1.agent));
});

it('nodes of a store that an older version made learn the key as they learn any change', async () => {
  await stop();
  // It makes no keyring: that is the whole controller's doing.
  const older = await ControllerUnderTest.start(['h1']);
  try {
    const agent = older.agent('h1');
    agent.connect();
    await agent.until(() => older.right(agent));
    expect([keysOf(agent), agent.held.snapshots]).toEqual([[], 1]);
    agent.disconnect();
    await older.crash();
    controller = await ControllerProcess.start(older.stores.directory, ['--listen', `127.0.0.1:${older.l4Port}`]);
    agent.connect();
    await agent.until(() => keysOf(agent).length === 1);
    expect(agent.held.snapshots).toBe(1);
  } finally {
    await controller.end('SIGTERM');
    await older.stop();
  }
});

it('a rotation begins a step when every node has done the one before', async () => {
  await createNodes('h1', 'h2');
  const [h1, h2] = [await agentOf('h1'), await agentOf('h2', 120)];
  const [first = ''] = keysOf(h1.agent);
  let apart = 0;
  const watch = setInterval(() => {
    // What one uses the other takes, at every moment.
    const [a, b] = [h1.told.at(-1) ?? [], h2.told.at(-1) ?? []];
    if (!a.includes(b[0] ?? '') || !b.includes(a[0] ?? '')) apart++;
  }, 2);
  const { revision } = await rotate();
  clearInterval(watch);
  expect(apart).toBe(0);
  const [second = ''] = keysOf(h1.agent);
  expect(second).not.toBe(first);
  const steps = [[first], [first, second], [second, first], [second]];
  expect(h1.told).toEqual(steps);
  expect(h2.told).toEqual(steps);
  expect((await call(ClusterService.getCluster, {})).revision).toBe(revision);
});

it('a node that is behind is named, what is done stays, and the next call goes on with the same key', async () => {
  await createNodes('h1', 'h2');
  const [h1, h2] = [await agentOf('h1'), await agentOf('h2')];
  const [first = ''] = keysOf(h1.agent);
  h2.agent.disconnect();
  const error = await failureOf(rotate({ timeoutMs: 300 }));
  expect(error).toMatchObject({
    code: 'NOT_PROGRAMMED',
    grpcCode: 4,
    details: { preconditions: [{ subject: 'node/h2' }] },
  });
  await h1.agent.until(() => keysOf(h1.agent).length === 2);
  const [, second = ''] = keysOf(h1.agent);
  expect(keysOf(h1.agent)).toEqual([first, second]);
  // It says nothing of the keys.
  for (const key of [first, second]) {
    expect(JSON.stringify([error, error.details])).not.toContain(key);
    expect(JSON.stringify([error, error.details])).not.toContain(Buffer.from(key, 'hex').toString('base64'));
  }
  await stop('SIGKILL');
  await start(['--listen', `127.0.0.1:${controller.l4Port}`]);
  const again = [await agentOf('h1'), await agentOf('h2')];
  await rotate();
  for (const { agent } of again) expect(keysOf(agent)).toEqual([second]);
});

it('a node that is not ready is not waited for if that is asked, and learns the key when it comes back', async () => {
  await createNodes('h1', 'h2', 'never-seen');
  const [h1, h2] = [await agentOf('h1'), await agentOf('h2')];
  const [first = ''] = keysOf(h1.agent);
  h2.agent.disconnect();
  const stateOf = async (id: string) => (await call(NodeService.getNode, { id })).status?.state;
  await eventually(async () => (await stateOf('h2')) === NodeState.NOT_READY);
  const begun = performance.now();
  await rotate({ skipNotReady: true, timeoutMs: 20_000 });
  expect(performance.now() - begun).toBeLessThan(10_000);
  const [second = '', ...others] = keysOf(h1.agent);
  expect([others, keysOf(h2.agent)]).toEqual([[], [first]]);
  h2.agent.connect();
  await h2.agent.until(() => keysOf(h2.agent).join() === second);
});

it('two calls at once make one rotation', async () => {
  await createNodes('h1');
  const h1 = await agentOf('h1', 30);
  await Promise.all([rotate(), rotate()]);
  expect(h1.told.map((keys) => keys.length)).toEqual([1, 2, 2, 1]);
});

it('a timeout that is too long is refused before anything is done', async () => {
  const { revision } = await call(ClusterService.getCluster, {});
  expect(await failureOf(rotate({ timeoutMs: 60_001 }))).toMatchObject({
    code: 'FIELD_OUT_OF_RANGE',
    details: { fields: [{ field: 'timeout_ms' }] },
  });
  expect((await call(ClusterService.getCluster, {})).revision).toBe(revision);
});
