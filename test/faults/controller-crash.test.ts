import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { ClusterService, NetworkService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerProcess } from '../controller-process.js';

let scratch: string;
let data: string;
const running: ControllerProcess[] = [];
const clients: Client[] = [];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'weft-crash-'));
  data = join(scratch, 'data');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const controller of running.splice(0)) await controller.end('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

async function start(
  args: string[] = [],
  wrapper: string[] = [],
): Promise<{ controller: ControllerProcess; client: Client }> {
  const controller = await ControllerProcess.start(data, args, wrapper);
  running.push(controller);
  const client = new Client(controller.address, credentials.createInsecure());
  clients.push(client);
  return { controller, client };
}

async function populate(client: Client): Promise<void> {
  await callUnary(client, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
  await callUnary(client, NetworkService.createNetwork, { network: { metadata: { id: 'net' }, tenantId: 'acme' } });
  const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 16 };
  await callUnary(client, SubnetService.createSubnet, { subnet: { networkId: 'net', prefix } });
}

const facts = (p: weft.v1.Port.$Properties) => ({
  ...p.metadata,
  mac: p.mac,
  addresses: p.addresses,
  datapathId: p.datapathId,
});

describe('kill -9 of the controller under writes', () => {
  it('loses nothing that was answered, and repeats no number', async () => {
    const answered = new Map<string, weft.v1.Port.$Properties>();
    let highest = 0;
    for (const round of [0, 1, 2]) {
      const { controller, client } = await start();
      if (round === 0) await populate(client);
      const write = async (writer: number): Promise<void> => {
        for (let i = 0; ; i++) {
          const id = `p-${round}-${writer}-${i}`;
          try {
            const port = await callUnary(client, PortService.createPort, {
              port: { metadata: { id }, networkId: 'net' },
            });
            answered.set(id, port);
          } catch {
            return;
          }
        }
      };
      const writers = Array.from({ length: 16 }, (_, w) => write(w));
      const wanted = answered.size + 400;
      await expect.poll(() => answered.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(wanted);
      await controller.end('SIGKILL');
      await Promise.all(writers);

      const { controller: next, client: reader } = await start();
      const stored = new Map<string, weft.v1.Port.$Properties>();
      for (let pageToken = ''; ; ) {
        const page = await callUnary(reader, PortService.listPorts, { options: { pageSize: 1000, pageToken } });
        for (const port of page.ports) stored.set(port.metadata?.id ?? '', port);
        pageToken = page.nextPageToken;
        if (pageToken === '') break;
      }
      for (const [id, port] of answered) expect(facts(stored.get(id)!), id).toEqual(facts(port));
      // What was not answered may be there: then it is whole, and shares nothing.
      const ports = [...stored.values()];
      expect(new Set(ports.map((p) => p.datapathId)).size).toBe(ports.length);
      expect(
        new Set(ports.map((p) => parseInt(Buffer.from(p.addresses![0]!.address!.bytes!).toString('hex'), 16))).size,
      ).toBe(ports.length);
      const { revision } = await callUnary(reader, ClusterService.getCluster, {});
      expect(revision).toBeGreaterThanOrEqual(Math.max(highest, ...ports.map((p) => p.metadata?.revision ?? 0)));
      highest = revision;
      expect(await next.end('SIGTERM')).toBe(0);
    }
    expect(answered.size).toBeGreaterThan(1200);
  });

  it.skipIf(!hasStrace())('is harmless because each answer follows an fdatasync of its own', async () => {
    const trace = join(scratch, 'trace');
    const { client } = await start([], ['strace', '-D', '-f', '-qq', '-e', 'trace=fdatasync', '-o', trace]);
    const syncs = () => readFileSync(trace, 'utf8').match(/fdatasync(\(\d+\)| resumed>\))\s+= 0/g)?.length ?? 0;
    for (let i = 0; i < 5; i++) {
      const before = syncs();
      await callUnary(client, TenantService.createTenant, { tenant: {} });
      expect(syncs()).toBeGreaterThan(before);
    }
  });
});

describe('a controller that can not start', () => {
  async function refusal(args: string[]): Promise<string> {
    const { child, stderr } = ControllerProcess.spawn(data, ['--listen', '127.0.0.1:0', ...args]);
    child.stdout?.resume();
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(stderr().trim().split('\n')).toHaveLength(1);
    return stderr();
  }

  it('says why in one line: the store is locked, or somebody else’s', async () => {
    await start();
    expect(await refusal([])).toContain('another process has it open');
    await running.splice(0)[0]?.end('SIGTERM');
    const other = join(scratch, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'CURRENT'), 'rubbish');
    expect(await refusal(['--data', other])).toContain(`can't open the store in ${other}`);
  });

  it('says why in one line: flags', async () => {
    expect(await refusal(['--listen', '0.0.0.0:0'])).toContain('plain text is for loopback only');
    expect(await refusal(['--vni-min', '10', '--vni-max', '9'])).toContain('--vni-min 10 is above --vni-max 9');
    expect(await refusal(['--vxlan-port', '70000'])).toContain('1..65535');
    expect(await refusal(['--tls-ca', '/nowhere'])).toContain('belong together');
  });

  it('says why in one line: the address is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    expect(await refusal(['--listen', `127.0.0.1:${port}`])).toContain(`can't listen on 127.0.0.1:${port}`);
    squatter.close();
  });
});

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
