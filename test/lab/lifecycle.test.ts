import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnIn } from '../../deploy/lab/background.js';
import { type CommandResult, run } from '../../deploy/lab/command.js';
import { built, LabDirectory, registeredDirectory } from '../../deploy/lab/directory.js';
import type { LabStatus } from '../../deploy/lab/lab-status.js';
import { listNamespaces } from '../../deploy/lab/namespaces.js';
import { processStartTime } from '../../deploy/lab/process.js';
import { findRemains, tearDown } from '../../deploy/lab/teardown.js';
import { LabNames } from '../../deploy/lab/underlay.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** `npm run lab` and `npm run weft` as a person uses them: as processes. */
const prefix = 'wllc';
const names = new LabNames(prefix);
let scratch = '';
let directory = '';

const environment = () => [`WEFT_LAB_PREFIX=${prefix}`, `WEFT_LAB_DIR=${directory}`];
const lab = (...args: string[]): Promise<CommandResult> =>
  run(['env', ...environment(), process.execPath, built('deploy', 'lab', 'lab.js'), ...args]);
const weft = (...args: string[]): Promise<CommandResult> =>
  run(['env', ...environment(), process.execPath, built('deploy', 'lab', 'weft.js'), ...args]);
async function ok(result: Promise<CommandResult>): Promise<string> {
  const { code, stdout, stderr } = await result;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

const nothingLeft = { namespaces: [], processes: 0, access: false, pins: false };

describe('npm run lab', () => {
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'weft-lifecycle-'));
    directory = join(scratch, 'lab');
  });
  afterEach(async () => {
    await tearDown(names, directory);
    rmSync(scratch, { recursive: true, force: true });
  });

  it('labs that start at once live side by side, each with addresses of its own', async () => {
    const prefixes = ['wllca', 'wllcb'];
    const inLab = (name: string, ...args: string[]) => {
      const settings = [`WEFT_LAB_PREFIX=${name}`, `WEFT_LAB_DIR=${join(scratch, name)}`];
      return run(['env', ...settings, process.execPath, built('deploy', 'lab', 'lab.js'), ...args]);
    };
    try {
      await Promise.all(prefixes.map((name) => ok(inLab(name, 'up', '--nodes', '1'))));
      const shown = await Promise.all(prefixes.map((name) => ok(inLab(name, 'status', '-o', 'json'))));
      const networks = shown.map((text) => (JSON.parse(text) as LabStatus).underlay.network);
      expect(new Set(networks).size).toBe(2);
    } finally {
      await Promise.all(prefixes.map((name) => inLab(name, 'down')));
    }
  });

  it('up, weft, plug, status, unplug, down: and nothing is left', async () => {
    await ok(lab('up', '--nodes', '2', '--underlay-mtu', '9000'));
    const refused = await lab('up', '--nodes', '1');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('a lab is up');

    await ok(weft('tenant', 'create', 'acme'));
    await ok(weft('network', 'create', 'blue', '--tenant', 'acme'));
    await ok(weft('subnet', 'create', '--network', 'blue', '--prefix', '10.0.0.0/24'));
    await ok(weft('port', 'create', 'web-1', '--network', 'blue', '--node', 'host-1'));
    await ok(weft('port', 'create', 'web-2', '--network', 'blue', '--node', 'host-2', '--address', '10.0.0.77'));
    await ok(lab('plug', 'web-1', '--name', 'one'));
    await ok(lab('plug', 'web-2', '--name', 'two-with-a-long-name', '--tap'));
    expect(JSON.parse(await ok(weft('port', 'list', '-o', 'json')))).toMatchObject([
      { metadata: { id: 'web-1' }, status: { state: 'ACTIVE' } },
      { metadata: { id: 'web-2' }, status: { state: 'ACTIVE' }, addresses: [{ address: '10.0.0.77' }] },
    ]);

    const status = JSON.parse(await ok(lab('status', '-o', 'json'))) as LabStatus;
    expect(status.nodes.map((n) => n.namespace)).toEqual([`${prefix}-host-1`, `${prefix}-host-2`]);
    for (const node of status.nodes) {
      expect(processStartTime(node.agentPid ?? 0)).not.toBeNull();
      expect(statSync(node.socket).isSocket()).toBe(true);
      expect(readdirSync(node.bpffs)).not.toEqual([]);
    }
    expect(status.vms).toMatchObject([
      { name: 'one', namespace: `${prefix}-vm-one`, port: 'web-1', node: 'host-1', mtu: 8950 },
      { name: 'two-with-a-long-name', port: 'web-2', addresses: ['10.0.0.77/24'] },
    ]);
    await ok(run(['ip', 'netns', 'exec', `${prefix}-vm-one`, 'ping', '-c', '2', '-i', '0.1', '-W', '1', '10.0.0.77']));
    const { socket = '' } = status.nodes[0] ?? {};
    expect(await ok(weft('agent', 'counters', 'web-1', '--socket', socket))).toContain('web-1');
    expect(await ok(weft('status'))).toContain('2 READY');

    expect((await lab('plug', 'web-1', '--name', 'one')).stderr).toContain('there is a VM one already');
    expect((await lab('plug', 'web-1', '--name', 'second')).stderr).toContain('unplug it first');
    expect(existsSync(`/run/netns/${prefix}-vm-second`)).toBe(false);
    expect(JSON.parse(await ok(weft('port', 'get', 'web-1', '-o', 'json')))).toMatchObject({
      status: { state: 'ACTIVE' },
    });
    expect(await ok(lab('move', 'one', '--to', 'host-2'))).toMatch(/^one {2}host-1 -> host-2\nprepared .*\nwithout /);
    expect((await lab('move', 'one', '--to', 'host-2')).stderr).toContain('VM one is at host-2 already');
    expect(await ok(lab('status'))).toMatch(/^vm +one .* node host-2 /m);
    await ok(lab('unplug', 'one'));
    expect(existsSync(`/run/netns/${prefix}-vm-one`)).toBe(false);
    expect((await lab('unplug', 'one')).code).toBe(1);

    await ok(lab('down'));
    expect(findRemains(names, new LabDirectory(directory))).toEqual(nothingLeft);
    expect(existsSync(directory)).toBe(false);
    expect(registeredDirectory(prefix)).toBeUndefined();
    for (const node of status.nodes) expect(processStartTime(node.agentPid ?? 0)).toBeNull();
    expect((await lab('status')).stderr).toContain('no lab in');
    expect((await lab('down')).stderr).toContain('nothing was up');
  });

  it('down removes half an `up` that was killed', async () => {
    const up = spawnIn(null, [
      'env',
      ...environment(),
      process.execPath,
      built('deploy', 'lab', 'lab.js'),
      'up',
      '--nodes',
      '3',
    ]);
    await waitFor('the first host', 20_000, () => (listNamespaces([names.host(1)]).length > 0 ? true : undefined), 2);
    await up.end('SIGKILL');
    const left = findRemains(names, new LabDirectory(directory));
    expect(left.namespaces.length).toBeGreaterThan(0);
    expect(left.processes).toBeGreaterThan(0);
    await ok(lab('down'));
    expect(findRemains(names, new LabDirectory(directory))).toEqual(nothingLeft);
  });

  it('down does not end a process that only has the number of one of its own', async () => {
    const bystander = spawnIn(null, ['sleep', '60']);
    try {
      const pids = new LabDirectory(directory).in('pids');
      mkdirSync(pids, { recursive: true });
      writeFileSync(join(directory, '.weft-lab'), '');
      const pid = bystander.pid ?? 0;
      writeFileSync(join(pids, 'agent-host-1.json'), JSON.stringify({ pid, startTime: '1', command: [] }));
      await ok(lab('down'));
      expect(processStartTime(pid)).not.toBeNull();
    } finally {
      await bystander.end();
    }
  });

  it('does not make a lab in a directory that holds something else, nor removes what is there', async () => {
    mkdirSync(join(directory, 'logs'), { recursive: true });
    writeFileSync(join(directory, 'logs', 'precious'), 'x');
    const refused = await lab('up', '--nodes', '1');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('holds something else');
    await ok(lab('down'));
    expect(existsSync(join(directory, 'logs', 'precious'))).toBe(true);
  });

  it.each([
    [['up', '--nodes', '0'], 'whole number'],
    [['up', '--nodes', '501'], '1 to 500'],
    [['up', '--underlay-mtu', '100'], '1280..65535'],
    [['plug', 'web-1'], '--name'],
  ])('%j is refused', async (args, said) => {
    const { code, stderr } = await lab(...args);
    expect(code).not.toBe(0);
    expect(stderr).toContain(said);
    expect(findRemains(names, new LabDirectory(directory))).toEqual(nothingLeft);
  });
});
