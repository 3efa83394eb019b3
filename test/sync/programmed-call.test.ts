import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ExitCode } from '../../controller/cli/exit.js';
import { runProgram } from '../../controller/cli/program.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, TenantService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import type { MethodShape } from '../../proto/src/method.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';

let directory: string;
let controller: ControllerProcess;
let client: Client;
let agent: SimulatedAgent;

const call = <Sent, Received, ResponseSent, Response>(
  method: MethodShape<Sent, Received, ResponseSent, Response>,
  request: Sent,
) => callUnary(client, method, request, { timeoutMs: 20_000 });
const wait = (timeoutMs: number) => ({ until: weft.v1.WaitFor.UNTIL_PROGRAMMED, timeoutMs });

// h1's agent is there and takes 400 ms to apply; h2's is not.
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-programmed-call-'));
  controller = await ControllerProcess.start(directory);
  client = new Client(controller.address, credentials.createInsecure());
  await call(TenantService.createTenant, tenantRequest('acme'));
  for (const [id, vtep] of [
    ['h1', '192.0.2.1'],
    ['h2', '192.0.2.2'],
  ] as const) {
    await call(NodeService.createNode, nodeRequest(id, vtep));
    await call(NetworkService.createNetwork, networkRequest(`net-${id}`));
  }
  agent = new SimulatedAgent({ address: controller.address, nodeId: 'h1', applyMs: 400 });
  agent.connect();
  await agent.until(() => agent.held.revision > 0);
});

afterEach(async () => {
  vi.restoreAllMocks();
  agent?.close();
  client?.close();
  await controller?.end('SIGTERM');
  rmSync(directory, { recursive: true, force: true });
});

it('every kind of write waits until its nodes have applied it', async () => {
  const on = { networkId: 'net-h1', nodeId: 'h1' };
  const acked = async () => (await call(NodeService.getNode, { id: 'h1' })).status?.ackedRevision ?? 0;
  const port = await call(PortService.createPort, { ...portRequest('p1', on), wait: wait(10_000) });
  expect(await acked()).toBeGreaterThanOrEqual(port.metadata?.revision ?? Infinity);
  const ports = ['p2', 'p3'].map((id) => portRequest(id, on).port ?? {});
  const batch = await call(PortService.batchCreatePorts, { ports, wait: wait(10_000) });
  expect(await acked()).toBeGreaterThanOrEqual(batch.revision);
  const move = { port: { metadata: { id: 'p3' } }, updateMask: { paths: ['node_id'] }, wait: wait(10_000) };
  const unbound = await call(PortService.updatePort, move);
  expect(await acked()).toBeGreaterThanOrEqual(unbound.metadata?.revision ?? Infinity);
  const { revision } = await call(PortService.deletePort, { id: 'p1', wait: wait(10_000) });
  expect(await acked()).toBeGreaterThanOrEqual(revision);
  expect([...agent.held.localPorts.values()].map(({ portId }) => portId)).toEqual(['p2']);
  // And one that does not wait is answered before the agent can have applied it.
  const early = await call(PortService.deletePort, { id: 'p2' });
  expect(await acked()).toBeLessThan(early.revision);
});

it('a wait ends with its time, names the nodes that are behind, and leaves the write', async () => {
  const on = { networkId: 'net-h2', nodeId: 'h2' };
  const begun = performance.now();
  const error = await call(PortService.createPort, { ...portRequest('p1', on), wait: wait(300) }).catch((e) => e);
  expect(performance.now() - begun).toBeGreaterThan(290);
  const { metadata } = await call(PortService.getPort, { id: 'p1' });
  expect(error).toMatchObject({
    code: 'NOT_PROGRAMMED',
    grpcCode: 4,
    details: {
      metadata: { revision: String(metadata?.revision), nodes_behind: '1' },
      preconditions: [{ subject: 'node/h2' }],
    },
  });
  // A port of a network that h2 has no port in does not wait for it.
  await call(PortService.createPort, {
    ...portRequest('p2', { networkId: 'net-h1', nodeId: 'h1' }),
    wait: wait(10_000),
  });

  let stderr = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    stderr += String(chunk);
    return true;
  });
  const weftCommand = ['port', 'create', 'p3', '--network', 'net-h2', '--node', 'h2', '--wait', '0.2'];
  expect(await runProgram([...weftCommand, '--controller', controller.address])).not.toBe(ExitCode.OK);
  expect(stderr).toMatch(/NOT_PROGRAMMED[\s\S]*h2/);
  expect((await call(PortService.getPort, { id: 'p3' })).nodeId).toBe('h2');
});
