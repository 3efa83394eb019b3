import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { notFound, outOfRange } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

const web1: weft.v1.Port.$Properties = {
  metadata: { id: 'web-1', createTime: { seconds: 1_700_000_000, nanos: 0 }, revision: 7 },
  networkId: 'blue',
  tenantId: 'acme',
  mac: parseMac('02:57:00:00:00:01'),
  addresses: [{ address: { bytes: parseIp('10.0.0.2') }, subnetId: 'blue-v4' }],
  nodeId: 'host-1',
  status: { state: weft.v1.PortState.BINDING, nodeReady: true },
};

describe('weft', () => {
  let stdout = '';
  let stderr = '';

  beforeEach(() => {
    stdout = '';
    stderr = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += text;
      return true;
    });
    vi.stubEnv('WEFT_CONFIG', '');
    vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
    for (const name of ['WEFT_CONTROLLER', 'WEFT_TLS_CA', 'WEFT_TLS_CERT', 'WEFT_TLS_KEY', 'WEFT_NATS_URL']) {
      vi.stubEnv(name, '');
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('sends what the flags say, with addresses as bytes', async () => {
    let sent: weft.v1.CreateSubnetRequest | undefined;
    const server = await serve([
      [
        SubnetService.createSubnet,
        async (request: weft.v1.CreateSubnetRequest) => {
          sent = request;
          return request.subnet;
        },
      ],
    ]);
    const args = [
      '--network',
      'blue',
      '--prefix',
      '10.0.0.0/24',
      '--gateway',
      '10.0.0.254',
      '--pool',
      '10.0.0.9-10.0.0.10',
    ];
    const code = await runProgram([
      '--controller',
      server.address,
      'subnet',
      'create',
      's1',
      ...args,
      '--label',
      'a=b=c',
    ]);
    server.close();
    expect(code).toBe(ExitCode.OK);
    expect(sent?.subnet).toMatchObject({
      metadata: { id: 's1', labels: { a: 'b=c' } },
      networkId: 'blue',
      prefix: { address: { bytes: Buffer.from([10, 0, 0, 0]) }, length: 24 },
      gateway: { bytes: Buffer.from([10, 0, 0, 254]) },
      allocationPools: [{ first: { bytes: Buffer.from([10, 0, 0, 9]) }, last: { bytes: Buffer.from([10, 0, 0, 10]) } }],
    });
    expect(stdout).toContain('10.0.0.0/24');
  });

  it('prints JSON with addresses, states and times as text', async () => {
    const server = await serve([[PortService.getPort, async () => web1]]);
    expect(await runProgram(['port', 'get', 'web-1', '-o', 'json', '--controller', server.address])).toBe(ExitCode.OK);
    server.close();
    expect(JSON.parse(stdout)).toMatchObject({
      metadata: { id: 'web-1', createTime: '2023-11-14T22:13:20.000Z', revision: 7 },
      mac: '02:57:00:00:00:01',
      addresses: [{ address: '10.0.0.2', subnetId: 'blue-v4' }],
      status: { state: 'BINDING', plugged: false },
      pendingBinding: null,
    });
  });

  it('reads every page of a list and narrows it as asked', async () => {
    const requests: weft.v1.ListPortsRequest[] = [];
    const server = await serve([
      [
        PortService.listPorts,
        async (request: weft.v1.ListPortsRequest) => {
          requests.push(request);
          const last = request.options?.pageToken === 'next';
          return { ports: [web1], nextPageToken: last ? '' : 'next', revision: 9 };
        },
      ],
    ]);
    expect(await runProgram(['port', 'list', '--node', 'host-1', '--controller', server.address])).toBe(ExitCode.OK);
    server.close();
    expect(requests.map((r) => r.nodeId)).toEqual(['host-1', 'host-1']);
    const rows = stdout.trim().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/web-1 +acme +blue +02:57:00:00:00:01 +10.0.0.2 +host-1 +BINDING +not plugged/);
  });

  it('names the field of a refused call on stderr, exit code 1', async () => {
    const server = await serve([
      [
        TenantService.createTenant,
        async () => {
          throw outOfRange('network.vni', 0x1000000, 1, 0xfffffe);
        },
      ],
      [
        TenantService.getTenant,
        async () => {
          throw notFound('tenant', 'nobody');
        },
      ],
    ]);
    expect(await runProgram(['tenant', 'create', 'acme', '--controller', server.address])).toBe(ExitCode.FAILED);
    expect(stderr).toContain('FIELD_OUT_OF_RANGE: network.vni: 16777216 is not in 1..16777214');
    expect(await runProgram(['tenant', 'get', 'nobody', '--controller', server.address])).toBe(ExitCode.FAILED);
    expect(stderr).toContain('NOT_FOUND: tenant "nobody" does not exist');
    expect(stdout).toBe('');
    server.close();
  });

  it('says that nobody listens, exit code 3', async () => {
    const server = await serve([]);
    server.close();
    const args = ['tenant', 'list', '--controller', server.address, '--timeout', '2'];
    expect(await runProgram(args)).toBe(ExitCode.UNREACHABLE);
    expect(stderr).toContain('cannot reach');
  });

  it.each([
    [['tenant', 'list'], 'no controller'],
    [['tenant', 'list', '--controller', '192.0.2.1:7700'], 'TLS'],
    [['network', 'create', 'blue', '--controller', '127.0.0.1:1'], '--tenant'],
    [['port', 'create', '--network', 'n', '--mac', '02:57', '--controller', '127.0.0.1:1'], '--mac'],
    [['port', 'create', '--network', 'n', '--address', '10.0.0.300', '--controller', '127.0.0.1:1'], '--address'],
    [['subnet', 'create', '--network', 'n', '--prefix', '10.0.0.0', '--controller', '127.0.0.1:1'], '--prefix'],
    [['port', 'update', 'p', '--controller', '127.0.0.1:1'], 'nothing to update'],
    [['tenant', 'list', '-o', 'yaml'], 'yaml'],
    [['nonsense'], 'nonsense'],
    [['flows', '--follow'], 'no nats-server'],
    [['--config', '/nonexistent/weft.json', 'tenant', 'list'], '/nonexistent/weft.json'],
  ])('%j is wrong usage, exit code 2', async (args, said) => {
    expect(await runProgram(args)).toBe(ExitCode.USAGE);
    expect(stderr).toContain(said);
  });

  it('shows help with examples and exit codes, exit code 0', async () => {
    expect(await runProgram(['--help'])).toBe(ExitCode.OK);
    expect(stdout).toContain('Exit codes:');
    expect(stdout).toContain('weft port create web-1');
  });

  it('says how a write is answered and how a retry is known, and narrows lists by labels', async () => {
    const sent: { [name: string]: unknown } = {};
    const record = (name: string, answer: object) => async (request: never) => {
      sent[name] = request;
      return answer;
    };
    const server = await serve([
      [TenantService.createTenant, record('create', { metadata: { id: 't' } })],
      [TenantService.deleteTenant, record('delete', { revision: 9 })],
      [PortService.listPorts, record('list', { ports: [] })],
      [PortService.batchCreatePorts, record('many', { ports: [web1] })],
      [PortService.batchDeletePorts, record('none', { revision: 9 })],
    ]);
    const weftCommand = (...args: string[]) => runProgram([...args, '--controller', server.address]);
    await weftCommand('tenant', 'create', 't', '--request-id', 'once', '--wait', '2.5');
    await weftCommand('tenant', 'delete', 't', '--wait', '60');
    await weftCommand('port', 'list', '--label', 'tier=web', '--label', 'env=prod');
    await weftCommand('port', 'create-many', 'a', 'b', '--network', 'blue', '--label', 'tier=web');
    await weftCommand('port', 'delete-many', 'a', 'b');
    expect(await weftCommand('tenant', 'create', 't', '--wait', '61')).toBe(ExitCode.USAGE);
    server.close();
    const until = weft.v1.WaitFor.UNTIL_PROGRAMMED;
    expect(sent['create']).toMatchObject({ requestId: 'once', wait: { until, timeoutMs: 2_500 } });
    expect(sent['delete']).toMatchObject({ id: 't', wait: { until, timeoutMs: 60_000 } });
    expect(sent['list']).toMatchObject({ options: { labels: { tier: 'web', env: 'prod' } } });
    const port = (id: string) => ({ metadata: { id, labels: { tier: 'web' } }, networkId: 'blue' });
    expect(sent['many']).toMatchObject({ ports: [port('a'), port('b')] });
    expect(sent['none']).toMatchObject({ ids: ['a', 'b'] });
  });

  it('moves a port with an update of node_id alone, and --no-node unbinds', async () => {
    const sent: weft.v1.UpdatePortRequest[] = [];
    const server = await serve([
      [
        PortService.updatePort,
        async (request: weft.v1.UpdatePortRequest) => {
          sent.push(request);
          return web1;
        },
      ],
    ]);
    await runProgram(['port', 'update', 'web-1', '--node', 'host-2', '--controller', server.address]);
    await runProgram(['port', 'update', 'web-1', '--no-node', '--controller', server.address]);
    await runProgram(['port', 'update', 'web-1', '--name', 'x', '--controller', server.address]);
    server.close();
    expect(sent.map((r) => [r.updateMask?.paths, r.port?.nodeId])).toEqual([
      [['node_id'], 'host-2'],
      [['node_id'], ''],
      [['metadata.name'], ''],
    ]);
  });
});
