import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterService, NetworkService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { callUnary, openServerStream } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerProcess } from '../controller-process.js';

const weft = join(import.meta.dirname, '../../dist/controller/cli/weft.js');
let scratch: string;
const running: ControllerProcess[] = [];
const clients: Client[] = [];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'weft-backup-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const controller of running.splice(0)) await controller.end('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

async function start(directory: string): Promise<{ controller: ControllerProcess; client: Client }> {
  const controller = await ControllerProcess.start(join(scratch, directory));
  running.push(controller);
  const client = new Client(controller.address, credentials.createInsecure());
  clients.push(client);
  return { controller, client };
}

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [weft, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function populate(client: Client): Promise<void> {
  await callUnary(client, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
  await callUnary(client, NetworkService.createNetwork, { network: { metadata: { id: 'net' }, tenantId: 'acme' } });
  const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 16 };
  await callUnary(client, SubnetService.createSubnet, { subnet: { networkId: 'net', prefix } });
}

describe('weft store', () => {
  it('backs up a controller under writes; the file is checked, restored, and a controller goes on from it', async () => {
    const { controller, client } = await start('data');
    await populate(client);
    let writing = true;
    const answered: string[] = [];
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; writing; i++) {
        const id = `p-${w}-${i}`;
        await callUnary(client, PortService.createPort, { port: { metadata: { id }, networkId: 'net' } });
        answered.push(id);
      }
    });
    await expect.poll(() => answered.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(500);
    const before = [...answered];
    const file = join(scratch, 'backup');
    const made = await run('store', 'backup', '--out', file, '--controller', controller.address);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const revision = Number(/revision (\d+) to/.exec(made.stdout)?.[1]);
    writing = false;
    await Promise.all(writers);
    expect(answered.length).toBeGreaterThan(before.length);
    expect(readdirSync(scratch).sort()).toEqual(['backup', 'data']);
    const old = await callUnary(client, ClusterService.getCluster, {});
    expect(old.revision).toBeGreaterThan(revision);
    expect(revision).toBeGreaterThanOrEqual(before.length + 3);

    const restored = join(scratch, 'restored');
    expect(await run('store', 'restore', '--from', file, '--data', restored)).toMatchObject({ code: 0, stderr: '' });
    const check = await run('store', 'check', '--data', restored);
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is wrong') });
    const again = await start('restored');
    const { epoch, clusterId, revision: at } = await callUnary(again.client, ClusterService.getCluster, {});
    expect([clusterId, at]).toEqual([old.clusterId, revision]);
    expect(epoch).not.toBe(old.epoch);
    for (const id of before) await callUnary(again.client, PortService.getPort, { id });
    const late = await callUnary(again.client, PortService.createPort, { port: { networkId: 'net' } });
    expect(late.datapathId).toBeGreaterThan(1 << 24);

    expect(await run('store', 'restore', '--from', file, '--data', restored)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    truncateSync(file, readFileSync(file).length - 10);
    const cut = await run('store', 'restore', '--from', file, '--data', join(scratch, 'cut'));
    expect(cut).toMatchObject({ code: 1, stderr: expect.stringContaining('it is cut off') });
  });

  it('check says what is wrong, and refuses a store that is being written or is none', async () => {
    const { controller, client } = await start('data');
    await populate(client);
    const data = join(scratch, 'data');
    await controller.end('SIGTERM');
    expect((await run('store', 'check', '--data', data)).code).toBe(0);
    const log = readdirSync(data).find((name) => name.endsWith('.log'))!;
    // What a power loss with a disk that lies leaves: the end of the log is gone, and with it answered writes.
    writeFileSync(join(data, log), '');
    expect((await run('store', 'check', '--data', data)).code).toBe(1);
    expect(await run('store', 'check', '--data', join(scratch, 'none'))).toMatchObject({ code: 1 });
    expect(await run('store', 'check')).toMatchObject({ code: 2 });
  });

  it('gives one backup at a time, and goes on when a reader goes away', async () => {
    const { controller, client } = await start('data');
    await populate(client);
    const create = (i: number) =>
      callUnary(client, PortService.createPort, {
        port: { metadata: { id: `p-${i}`, labels: { x: 'y'.repeat(255) } }, networkId: 'net' },
      });
    for (let i = 0; i < 8000; i += 400) await Promise.all(Array.from({ length: 400 }, (_, j) => create(i + j)));
    const slow = openServerStream(client, ClusterService.backup, {});
    slow.on('error', () => undefined);
    // grpc-js reads all there is until somebody has begun to read; from then on it waits.
    slow.once('data', () => slow.pause());
    await once(slow, 'data');
    const file = join(scratch, 'backup');
    const out = ['store', 'backup', '--out', file, '--controller', controller.address];
    expect(await run(...out)).toMatchObject({ code: 1, stderr: expect.stringContaining('one at a time') });
    expect(existsSync(file)).toBe(false);
    slow.cancel();
    await expect.poll(async () => (await run(...out)).code, { timeout: 20_000 }).toBe(0);
    expect(readdirSync(scratch).sort()).toEqual(['backup', 'data']);
    await controller.end('SIGKILL');
    const gone = await run(...out);
    expect(gone.code).toBe(3);
    expect(readdirSync(scratch).sort()).toEqual(['backup', 'data']);
  });
});
