import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { expectNoKeys } from './key-material.js';

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
  const logs = lab.plan.directory.in('logs');
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((f) =>
    statSync(join(logs, f)).isFile(),
  );
  // The controller, nats-server and two agents.
  expect(files.length).toBeGreaterThanOrEqual(4);
  const text = files.map((file) => readFileSync(join(logs, file), 'utf8')).join('\n');
  expect(text.length).toBeGreaterThan(1_000);
  expectNoKeys(text, lab.plan.directory.in('certs'), 5);
});
