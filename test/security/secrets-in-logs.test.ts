import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { ClusterService } from '../../proto/gen/services.js';
import { openServerStream } from '../../proto/src/call.js';
import { createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { expectNoKeys } from './key-material.js';
import { expectNoProbeKeys, probeKeysOfBackup } from './probe-key-material.js';

let lab: Lab;
let down: () => Promise<void> = async () => {};

beforeAll(async () => {
  ({ lab, down } = await startLab('wlsl', { nodes: 2 }));
});
afterAll(() => down());

it('a whole lab at work logs no key', async () => {
  await createTenantNetwork(lab, 'red');
  for (const host of [1, 2]) await createVm(lab, 'red', `red-${host}`, `host-${host}`, `10.0.0.1${host}`);
  expect(await pings(lab, 'red-1', '10.0.0.12')).toBe(true);
  await lab.api.call(ClusterService.rotateProbeKey, {}, 40_000);
  const logs = lab.plan.directory.in('logs');
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((f) =>
    statSync(join(logs, f)).isFile(),
  );
  // The controller, nats-server and two agents.
  expect(files.length).toBeGreaterThanOrEqual(4);
  const text = files.map((file) => readFileSync(join(logs, file), 'utf8')).join('\n');
  expect(text.length).toBeGreaterThan(1_000);
  expectNoKeys(text, lab.plan.directory.in('certs'), 5);
  const probeKeys = await probeKeysOfBackup(await backup(lab));
  expect(probeKeys).toHaveLength(2);
  expectNoProbeKeys(text, probeKeys);
});

async function backup({ api }: Lab): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const { data } of openServerStream(api.client, ClusterService.backup, {})) chunks.push(data);
  return chunks;
}
