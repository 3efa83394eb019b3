import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { run } from '../../deploy/lab/command.js';
import { built } from '../../deploy/lab/directory.js';
import { tearDown } from '../../deploy/lab/teardown.js';
import { LabNames } from '../../deploy/lab/underlay.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/**
 * Security groups as a person uses them: `npm run lab` and `npm run weft` as processes.
 *
 *   [web-1] 10.0.0.11 and [other-1] 10.0.0.12 -- host-1 ==== host-2 -- [db-1] 10.0.0.21: in tcp 5432 from group web
 */
const prefix = 'wlwd';
const names = new LabNames(prefix);
const inMachine = (name: string) => `${prefix}-vm-${name}`;

interface PortRules {
  rules: { securityGroupId: string; rule: { id: string }; hits: number }[];
  ingressDenied: number;
}

describe('why a packet was let in, and why not', () => {
  let scratch = '';
  let flows: Background;
  let server: Background;
  const environment = () => [`WEFT_LAB_PREFIX=${prefix}`, `WEFT_LAB_DIR=${join(scratch, 'lab')}`];
  const program = (name: 'lab' | 'weft', args: string[]): [string, ...string[]] => [
    'env',
    ...environment(),
    process.execPath,
    built('deploy', 'lab', `${name}.js`),
    ...args,
  ];
  async function ok(name: 'lab' | 'weft', ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(program(name, args));
    expect({ args, code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  }
  const rulesOf = async (port: string) =>
    JSON.parse(await ok('weft', 'port', 'rules', port, '-o', 'json')) as PortRules;
  /** Has the machine a connection to the database within a second? */
  async function connects(machine: string): Promise<boolean> {
    const source = `require('node:net').connect({host:'10.0.0.21',port:5432,timeout:1000}).on('connect',()=>process.exit(0)).on('timeout',()=>process.exit(9))`;
    const { code } = await run(['nsenter', `--net=/run/netns/${inMachine(machine)}`, process.execPath, '-e', source]);
    return code === 0;
  }
  const denied = () =>
    flows.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'weft-why-'));
    await ok('lab', 'up', '--nodes', '2');
    await ok('weft', 'tenant', 'create', 'acme');
    await ok('weft', 'network', 'create', 'blue', '--tenant', 'acme');
    await ok('weft', 'subnet', 'create', 'blue-v4', '--network', 'blue', '--prefix', '10.0.0.0/24');
    await ok('weft', 'sg', 'create', 'web', '--tenant', 'acme');
    await ok('weft', 'sg', 'create', 'db', '--tenant', 'acme', '--rule', 'sql: in tcp 5432 from group web');
    for (const [port, node, address, ...groups] of [
      ['web-1', 'host-1', '10.0.0.11', '--security-group', 'web'],
      ['other-1', 'host-1', '10.0.0.12'],
      ['db-1', 'host-2', '10.0.0.21', '--security-group', 'db'],
    ] as const) {
      await ok('weft', 'port', 'create', port, '--network', 'blue', '--node', node, '--address', address, ...groups);
      await ok('lab', 'plug', port, '--name', port);
    }
    const source = `require('node:net').createServer((s) => s.on('error', () => {})).listen(5432, () => console.log('ready'))`;
    server = spawnIn(inMachine('db-1'), [process.execPath, '-e', source]);
    flows = spawnIn(null, program('weft', ['flows', '--follow', '--denied', '--tenant', 'acme', '-o', 'json']));
    await waitFor('the server listens', 10_000, () => server.stdout.includes('ready') || undefined);
    await waitFor('flows are listened to', 10_000, () => flows.stderr.includes('listening') || undefined);
  });
  afterAll(async () => {
    await flows?.end();
    await server?.end();
    await tearDown(names, join(scratch, 'lab'));
    rmSync(scratch, { recursive: true, force: true });
  });

  it('the rule that let it in counts it; what none let in is counted, and told with the port that denied it', async () => {
    expect(await connects('web-1')).toBe(true);
    expect(await connects('other-1')).toBe(false);
    const record = await waitFor('a record of the denied packet', 10_000, () => denied()[0]);
    expect(record).toMatchObject({
      tenantId: 'acme',
      networkId: 'blue',
      nodeId: 'host-2',
      portId: 'db-1',
      source: '10.0.0.12',
      destination: '10.0.0.21',
      destinationL4Port: 5432,
      dropReason: 'INGRESS_DENIED',
      policyDirection: 'INGRESS',
      securityGroupId: '',
      ruleId: '',
    });
    const told = await waitFor('the node tells of its hits', 15_000, async () => {
      const rules = await rulesOf('db-1');
      return rules.rules[0]?.hits && rules.ingressDenied ? rules : undefined;
    });
    expect(told.rules).toMatchObject([{ securityGroupId: 'db', rule: { id: 'sql' }, hits: 1 }]);
    expect(told.ingressDenied).toBeGreaterThanOrEqual(1);
    expect(await ok('weft', 'port', 'rules', 'db-1')).toMatch(/in +tcp +5432 +group web +db +sql +1\n/);
    expect(await ok('weft', 'port', 'rules', 'other-1')).toContain('not filtered');
  });

  it('a member that joins is let in without another rule; a rule that is taken away lets nobody in', async () => {
    await ok('weft', 'port', 'update', 'other-1', '--security-group', 'web', '--wait', '10');
    expect(await connects('other-1')).toBe(true);
    await ok('weft', 'sg', 'remove-rule', 'db', 'sql', '--wait', '10');
    expect(await connects('web-1')).toBe(false);
    await ok('weft', 'port', 'update', 'db-1', '--no-security-groups', '--wait', '10');
    expect(await connects('web-1')).toBe(true);
  });
});
