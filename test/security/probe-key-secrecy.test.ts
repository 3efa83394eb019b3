import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect } from '@nats-io/transport-node';
import { afterEach, expect, it } from 'vitest';
import { entryOfValue, nodeConfigKey } from '../../controller/src/compiler/entry.js';
import { nodeRequest, tenantRequest } from '../../controller/src/model/testing/requests.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import * as services from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';
import { expectNoProbeKeys } from './probe-key-material.js';

const { AuditService, ClusterService, NodeService, TenantService } = services;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const unchanged = (bytes: Buffer) => bytes;

/** Every call that only reads, but for the backup: it is the store. */
const reading = Object.values(services)
  .flatMap((service) => Object.values(service) as { path: string; requestStream: boolean; responseStream: boolean }[])
  .filter(({ path, requestStream }) => /\/weft\.v1\..*\/(Get|List|Watch)/.test(path) && !requestStream);

it('no answer, no event and no metric has a key of tunnel probes, while it is rotated', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-probe-key-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const [natsPort, metricsPort] = [await freePort(), await freePort()];
  const nats: Background = spawnIn(null, ['nats-server', '-a', '127.0.0.1', '-p', String(natsPort)]);
  cleanups.push(() => nats.end('SIGTERM'));
  await waitFor('nats-server is ready', 10_000, () => nats.stderr.includes('Server is ready') || undefined);
  const url = `nats://127.0.0.1:${natsPort}`;
  let published = '';
  let messages = 0;
  const listener = await connect({ servers: url });
  cleanups.push(() => listener.close());
  listener.subscribe('>', {
    callback: (_error, { data }) => {
      messages++;
      published += Buffer.from(data).toString('latin1');
    },
  });
  await listener.flush();

  const options = ['--nats', url, '--metrics', `127.0.0.1:${metricsPort}`, '--log-level', 'debug'];
  const controller = await ControllerProcess.start(join(directory, 'store'), options);
  cleanups.push(() => controller.end('SIGTERM'));
  let log = '';
  controller.child.stdout?.on('data', (chunk) => {
    log += chunk;
  });
  const client = new Client(controller.address, credentials.createInsecure());
  cleanups.push(() => client.close());
  await callUnary(client, TenantService.createTenant, tenantRequest('acme'));
  await callUnary(client, NodeService.createNode, nodeRequest('h1', '192.0.2.1'));

  const keys = new Map<string, Uint8Array>();
  const agent: SimulatedAgent = new SimulatedAgent({
    address: controller.address,
    nodeId: 'h1',
    onRevision: () => {
      const value = agent.held.entries.get(nodeConfigKey);
      const config = value ? entryOfValue(value).nodeConfig : null;
      for (const key of config?.probeKeys ?? []) keys.set(Buffer.from(key).toString('hex'), key);
    },
  });
  cleanups.push(() => agent.close());
  agent.connect();
  await agent.until(() => keys.size === 1);

  let answers = '';
  for (const { path } of reading.filter(({ responseStream }) => responseStream)) {
    const watch = client.makeServerStreamRequest(path, unchanged, unchanged, Buffer.alloc(0));
    watch.on('data', (bytes: Buffer) => {
      answers += bytes.toString('latin1');
    });
    watch.on('error', () => {});
    cleanups.push(() => watch.cancel());
  }
  await callUnary(client, ClusterService.rotateProbeKey, {}, { timeoutMs: 30_000 });
  expect(keys.size).toBe(2);
  const unary = reading.filter(({ responseStream }) => !responseStream);
  expect(unary.length).toBeGreaterThan(10);
  for (const { path } of unary) {
    answers += await new Promise<string>((resolve) => {
      const { requestSerialize, id } = { requestSerialize: unchanged, id: Buffer.from('\x0a\x02h1') };
      client.makeUnaryRequest(
        path,
        requestSerialize,
        unchanged,
        /\/Get/.test(path) ? id : Buffer.alloc(0),
        (error, bytes) => resolve(`${error?.details ?? ''}${bytes?.toString('latin1') ?? ''}`),
      );
    });
  }
  const { records } = await callUnary(client, AuditService.listAudit, { kind: 'keyring' });
  expect(records.map(({ method }) => method)).toEqual(new Array(4).fill('/weft.v1.ClusterService/RotateProbeKey'));
  // All four steps of the rotation, and the two resources.
  await waitFor('the audit is published', 10_000, () => messages >= 6 || undefined);
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(answers).toContain('acme');
  for (const text of [answers, published, metrics, log]) {
    expect(text.length).toBeGreaterThan(100);
    expectNoProbeKeys(text, [...keys.values()]);
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
