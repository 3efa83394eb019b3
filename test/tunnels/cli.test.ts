import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ExitCode } from '../../controller/cli/exit.js';
import { runProgram } from '../../controller/cli/program.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { shareNetwork } from '../share-network.js';
import { ToldController } from './told-controller.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { LOSS_OUT, NO_REPLY } = weft.v1.TunnelReason;

// The command line against a controller that agents told of: h3 has died, h1 loses packets to h2.

let told: ToldController;
let flags: string[];
let vni = 0;
let saying: NodeJS.Timeout;
let stdout = '';
let stderr = '';

beforeAll(async () => {
  told = await ToldController.start(['h1', 'h2', 'h3']);
  await told.startNats();
  const { certificate, key } = told.controller.pki.files({ role: 'admin', name: 'root' });
  const tls = ['--tls-ca', join(told.controller.pki.path, 'ca.crt'), '--tls-cert', certificate, '--tls-key', key];
  flags = ['--controller', `localhost:${told.controller.l4Port}`, ...tls];
  vni = await shareNetwork(told.admin, ['h1', 'h2'], 'blue');
  saying = setInterval(say, 500);
  say();
});
afterAll(async () => {
  clearInterval(saying);
  await told.stop();
});

beforeEach(() => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function say(): void {
  const down = { reasons: [NO_REPLY] };
  const traffic = { vni, remoteVtepId: told.report('h2').remoteVtepId ?? 0, remoteNodeId: 'h2' };
  told.publish('h1', {
    reports: [
      told.report('h2', TUNNEL_DEGRADED, { reasons: [LOSS_OUT], lossOutPpm: 20_000 }),
      told.report('h3', TUNNEL_DOWN, down),
    ],
    traffic: [{ ...traffic, sentPackets: 10, sentBytes: 15_000, receivedPackets: 1, receivedBytes: 60 }],
  });
  told.publish('h2', { reports: [told.report('h1', TUNNEL_UP), told.report('h3', TUNNEL_DOWN, down)] });
}

async function run(...args: string[]): Promise<string> {
  stdout = '';
  expect(await runProgram([...args, ...flags]), stderr).toBe(ExitCode.OK);
  return stdout;
}

const until = (what: string, args: string[], wanted: RegExp) =>
  waitFor(what, 15_000, async () => (wanted.test(await run(...args)) ? true : undefined)).catch((error) => {
    throw new Error(`${(error as Error).message}: ${stdout}`);
  });

it('weft tunnels shows what nodes measure, and what is wrong', async () => {
  await until('the picture', ['tunnels'], /3 tunnels: 0 up, 1 degraded, 2 down/);
  expect(stdout).toMatch(/^ 1 h1 +- +G 150us +D$/m);
  expect(stdout).toMatch(/^ 2 h2 +U 150us +- +D$/m);
  expect(stdout).toMatch(/^ 3 h3 +\? +\? +-$/m);
  expect(await run('tunnels', '--state', 'degraded')).toMatch(/^h1 +h2 +DEGRADED .* 2% .* LOSS_OUT$/m);
  expect(stdout).not.toContain('h3');
  await until('the incident', ['tunnels', 'incidents'], /^NODE_UNREACHABLE +h3 .* still +2\/2 +NO_REPLY$/m);
  expect(await run('tunnels', 'incidents', '--all', '--node', 'h1')).toContain('PAIR_DEGRADED');
});

it('weft tunnels <a> <b> shows both ends', async () => {
  await until('both ends', ['tunnels', 'h2', 'h1'], /^state +DEGRADED +UP$/m);
  expect(stdout).toMatch(/^h1 - h2: DEGRADED, /);
  expect(stdout).toMatch(/^loss h1 -> h2 2%, h2 -> h1 0$/m);
  expect(stdout).toMatch(/^states +G+ +U+$/m);
  expect(JSON.parse(await run('tunnels', 'h1', 'h2', '-o', 'json')).tunnel).toMatchObject({ state: 'TUNNEL_DEGRADED' });
});

it('weft tunnels traffic shows what was counted, by network', async () => {
  const row = new RegExp(`^${vni} +blue +h1 +h2 +15.0 kB +\\S+ k?B +60 B +\\S+ B$`, 'm');
  await until('traffic', ['tunnels', 'traffic', '--network', 'blue'], row);
  expect(await run('tunnels', 'traffic', '--vni', String(vni + 1))).not.toContain('blue');
});

it('weft tunnels of nodes without a tunnel fails with what it is', async () => {
  expect(await runProgram(['tunnels', 'h1', 'nobody', ...flags])).toBe(ExitCode.FAILED);
  expect(stderr).toContain('NOT_FOUND');
});
