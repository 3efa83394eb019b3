import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, PortService, TenantService } from '../../proto/gen/services.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

const { INGRESS } = weft.v1.RuleDirection;

let stdout = '';
let sent: unknown;
let answered: weft.v1.ListPortRulesResponse.$Properties;
let server: Awaited<ReturnType<typeof serve>>;
const weftCommand = (...args: string[]) => runProgram([...args, '--controller', server.address]);
const answer = (of: 'port' | 'network' | 'tenant') => async (request: never) => {
  sent = request;
  return (request as Record<string, unknown>)[of];
};

beforeEach(async () => {
  stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  answered = {
    filtered: true,
    ingressDenied: 12,
    hitsTime: { seconds: Math.floor(Date.now() / 1000) - 3, nanos: 0 },
    rules: [
      {
        securityGroupId: 'db',
        hits: 7,
        rule: { id: 'sql', direction: INGRESS, protocol: 6, firstL4Port: 5432, remoteSecurityGroupId: 'web' },
      },
    ],
  };
  server = await serve([
    [PortService.listPortRules, async () => answered],
    [PortService.createPort, answer('port')],
    [PortService.updatePort, answer('port')],
    [
      PortService.batchCreatePorts,
      async (request: weft.v1.BatchCreatePortsRequest) => {
        sent = request;
        return { ports: request.ports };
      },
    ],
    [NetworkService.createNetwork, answer('network')],
    [NetworkService.updateNetwork, answer('network')],
    [TenantService.updateTenant, answer('tenant')],
  ]);
});
afterEach(() => {
  server.close();
  vi.restoreAllMocks();
});

it('shows each rule with its hits, and what was denied', async () => {
  expect(await weftCommand('port', 'rules', 'db-1')).toBe(ExitCode.OK);
  expect(stdout).toMatch(
    /DIRECTION +PROTOCOL +L4-PORTS +REMOTE +GROUP +RULE +HITS\nin +tcp +5432 +group web +db +sql +7\n/,
  );
  expect(stdout).toMatch(/in: all else is denied: 12 packets\nout: everything may leave.*\nas of [34]s ago\n/);
  answered = { ...answered, egressFiltered: true, egressDenied: 3, hitsTime: null };
  stdout = '';
  await weftCommand('port', 'rules', 'db-1');
  expect(stdout).toMatch(/out: all else is denied: 3 packets\nits node has not told of hits yet/);
});

it('shows rules as JSON, and says of a port without groups that it is not filtered', async () => {
  await weftCommand('port', 'rules', 'db-1', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    filtered: true,
    ingressDenied: 12,
    egressDenied: 0,
    rules: [{ securityGroupId: 'db', rule: { id: 'sql', direction: 'INGRESS' }, hits: 7 }],
  });
  answered = {};
  stdout = '';
  await weftCommand('port', 'rules', 'db-1');
  expect(stdout).toBe('not filtered: the port has no security groups\n');
});

it('ports are created in groups; an update sets them, or takes all away', async () => {
  const groups = ['--security-group', 'web', '--security-group', 'ssh'];
  expect(await weftCommand('port', 'create', 'p', '--network', 'blue', ...groups)).toBe(ExitCode.OK);
  expect((sent as weft.v1.CreatePortRequest).port?.securityGroupIds).toEqual(['web', 'ssh']);
  expect(stdout).toMatch(/ web,ssh$/m);
  const updated = () => {
    const { port, updateMask } = sent as weft.v1.UpdatePortRequest;
    return [updateMask?.paths, port?.securityGroupIds];
  };
  expect(await weftCommand('port', 'update', 'p', '--security-group', 'db')).toBe(ExitCode.OK);
  expect(updated()).toEqual([['security_group_ids'], ['db']]);
  expect(await weftCommand('port', 'update', 'p', '--no-security-groups')).toBe(ExitCode.OK);
  expect(updated()).toEqual([['security_group_ids'], []]);
  expect(await weftCommand('port', 'update', 'p', '--name', 'x')).toBe(ExitCode.OK);
  expect(updated()).toEqual([['metadata.name'], []]);
  expect(await weftCommand('port', 'update', 'p', ...groups, '--no-security-groups')).toBe(ExitCode.USAGE);
  expect(await weftCommand('port', 'update', 'p', '--security-group', '')).toBe(ExitCode.USAGE);
  expect(await weftCommand('port', 'create-many', 'p1', 'p2', '--network', 'blue', ...groups)).toBe(ExitCode.OK);
  expect((sent as weft.v1.BatchCreatePortsRequest).ports?.map((p) => p.securityGroupIds)).toEqual([
    ['web', 'ssh'],
    ['web', 'ssh'],
  ]);
});

it('networks have groups of ports that are created without any', async () => {
  const groups = ['--default-security-group', 'base'];
  expect(await weftCommand('network', 'create', 'n', '--tenant', 'acme', ...groups)).toBe(ExitCode.OK);
  expect((sent as weft.v1.CreateNetworkRequest).network?.defaultSecurityGroupIds).toEqual(['base']);
  const updated = () => {
    const { network, updateMask } = sent as weft.v1.UpdateNetworkRequest;
    return [updateMask?.paths, network?.defaultSecurityGroupIds];
  };
  expect(await weftCommand('network', 'update', 'n', ...groups)).toBe(ExitCode.OK);
  expect(updated()).toEqual([['default_security_group_ids'], ['base']]);
  expect(await weftCommand('network', 'update', 'n', '--no-default-security-groups')).toBe(ExitCode.OK);
  expect(updated()).toEqual([['default_security_group_ids'], []]);
  expect(await weftCommand('network', 'update', 'n', ...groups, '--no-default-security-groups')).toBe(ExitCode.USAGE);
});

it('tenants have quotas of groups and of rules', async () => {
  const quotas = ['--quota-security-groups', '5', '--quota-security-group-rules', '100'];
  expect(await weftCommand('tenant', 'update', 'acme', ...quotas)).toBe(ExitCode.OK);
  const { tenant, updateMask } = sent as weft.v1.UpdateTenantRequest;
  expect(updateMask?.paths).toEqual(['quota.security_groups', 'quota.security_group_rules']);
  expect(tenant?.quota).toMatchObject({ securityGroups: 5, securityGroupRules: 100 });
});
