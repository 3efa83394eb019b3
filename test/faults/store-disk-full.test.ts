import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStoreCommand } from '../../controller/src/store-commands.js';
import {
  Health,
  NetworkService,
  NodeService,
  PortService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import type { WeftError } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';

const megabyte = 1024 * 1024;
let mount: string;
let data: string;
let controller: ControllerProcess | null = null;
let client: Client;
const agents: SimulatedAgent[] = [];
const answered = new Map<string, string>();

beforeEach(async () => {
  mount = mkdtempSync(join(tmpdir(), 'weft-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'weft-full', mount]);
  data = join(mount, 'data');
  mkdirSync(data);
  answered.clear();
  await start();
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.close();
  client?.close();
  await controller?.end('SIGKILL');
  execFileSync('umount', [mount]);
  rmSync(mount, { recursive: true });
});

async function start(): Promise<void> {
  controller = await ControllerProcess.start(data);
  client = new Client(controller.address, credentials.createInsecure());
}

function agentOf(nodeId: string): SimulatedAgent {
  const agent = new SimulatedAgent({ address: controller?.address ?? '', nodeId });
  agents.push(agent);
  agent.connect();
  return agent;
}

let created = 0;
async function createPort(nodeId = 'h1'): Promise<void> {
  const id = `p-${created++}`;
  const port = await callUnary(client, PortService.createPort, {
    port: { metadata: { id }, networkId: 'net', nodeId },
  });
  answered.set(id, port.metadata?.etag ?? '');
}

/** Writes a file until nothing fits any more. */
function fill(): void {
  const file = openSync(join(mount, 'filler'), 'a');
  const bytes = Buffer.alloc(megabyte);
  for (const size of [megabyte, 4096]) {
    try {
      for (;;) writeSync(file, bytes, 0, size);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
  closeSync(file);
}

/** Creates ports until one is refused; resolves with the error. */
async function refusal(): Promise<WeftError> {
  for (;;) {
    try {
      await createPort();
    } catch (error) {
      return error as WeftError;
    }
  }
}

async function expectAllThere(): Promise<void> {
  const stored = new Map<string, string>();
  let pageToken = '';
  do {
    const page: { ports: { metadata?: { id?: string | null; etag?: string | null } | null }[]; nextPageToken: string } =
      await callUnary(client, PortService.listPorts, { options: { pageSize: 1000, pageToken } });
    for (const { metadata } of page.ports) stored.set(metadata?.id ?? '', metadata?.etag ?? '');
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  for (const [id, etag] of answered) expect(stored.get(id), id).toBe(etag);
}

describe('a full disk', () => {
  it('refuses writes with its reason, answers reads and agents, and needs nothing but room to go on', async () => {
    await callUnary(client, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
    await callUnary(client, NetworkService.createNetwork, { network: { metadata: { id: 'net' }, tenantId: 'acme' } });
    const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 16 };
    await callUnary(client, SubnetService.createSubnet, { subnet: { networkId: 'net', prefix } });
    for (const [i, id] of ['h1', 'h2'].entries()) {
      const vteps = [{ bytes: parseIp(`192.0.2.${i + 1}`) }];
      await callUnary(client, NodeService.createNode, { node: { metadata: { id }, vteps } });
    }
    for (let i = 0; i < 50; i++) await createPort();
    const agent = agentOf('h1');
    await agent.until(() => agent.held.localPorts.size === 50);

    fill();
    // The call whose batch failed learns that; those behind it are told why.
    expect(await refusal()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect
      .poll(async () => (await refusal()).message, { timeout: 20_000 })
      .toMatch(/writes are refused: the disk of .* is full/);
    // The room that opening the database again was given is taken by somebody else, however often.
    await expect
      .poll(
        () => {
          fill();
          return statfsSync(mount).bavail;
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    expect((await refusal()).message).toContain('reads go on');
    await expectAllThere();
    expect(await callUnary(client, Health.check, { service: '' })).toMatchObject({ status: 1 });
    const late = agentOf('h2');
    await late.until(() => late.held.entries.size > 0);
    expect(agent.open).toBe(true);
    expect(agent.held.localPorts.size).toBeGreaterThanOrEqual(answered.size);

    rmSync(join(mount, 'filler'));
    await expect.poll(() => createPort('h2').then(() => 'accepted', String), { timeout: 20_000 }).toBe('accepted');
    await late.until(() => late.held.localPorts.size === 1);
    await expectAllThere();
    expect(existsSync(join(data, 'reserve'))).toBe(true);
    client.close();
    expect(await controller?.end('SIGTERM')).toBe(0);
    expect(await runStoreCommand(['check', '--data', data])).toBe(0);
    await start();
    await expectAllThere();
  });

  it('is no reason not to start: the reserve makes the room, and reads are answered', async () => {
    await callUnary(client, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
    client.close();
    await controller?.end('SIGKILL');
    fill();
    await start();
    fill();
    expect((await callUnary(client, TenantService.getTenant, { id: 'acme' })).metadata?.id).toBe('acme');
    const create = () => callUnary(client, TenantService.createTenant, { tenant: {} });
    await expect(create()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    rmSync(join(mount, 'filler'));
    await expect.poll(() => create().then(() => 'accepted', String), { timeout: 20_000 }).toBe('accepted');
  });
});
