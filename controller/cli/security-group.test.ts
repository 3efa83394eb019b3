import type { ServerWritableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { SecurityGroupService } from '../../proto/gen/services.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

let stdout = '';
let stderr = '';
let sent: unknown;
let server: Awaited<ReturnType<typeof serve>>;
const group = (...args: string[]) => runProgram(['security-group', ...args, '--controller', server.address]);

const db: weft.v1.SecurityGroup.$Properties = {
  metadata: { id: 'db' },
  tenantId: 'acme',
  rules: [
    {
      id: 'sql',
      direction: INGRESS,
      protocol: 6,
      firstL4Port: 5432,
      lastL4Port: 5432,
      remoteSecurityGroupId: 'web',
      description: 'the web asks',
    },
    { id: 'r-2', direction: EGRESS },
  ],
};

beforeEach(async () => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const answer = async (request: never) => {
    sent = request;
    return db;
  };
  server = await serve([
    [SecurityGroupService.createSecurityGroup, answer],
    [SecurityGroupService.updateSecurityGroup, answer],
    [SecurityGroupService.addSecurityGroupRules, answer],
    [SecurityGroupService.removeSecurityGroupRules, answer],
    [SecurityGroupService.getSecurityGroup, answer],
    [
      SecurityGroupService.watchSecurityGroups,
      (call: ServerWritableStream<never, never>) => {
        const change = weft.v1.SecurityGroupChange.create({ kind: 1, revision: 9, securityGroup: db });
        call.write(change as never);
        call.end();
      },
    ],
  ]);
});
afterEach(() => {
  server.close();
  vi.restoreAllMocks();
});

it('is created with rules of words, and shows them', async () => {
  const rules = ['--rule', 'sql: in tcp 5432 from group web', '--rule', 'out'];
  expect(await group('create', 'db', '--tenant', 'acme', ...rules)).toBe(ExitCode.OK);
  expect((sent as weft.v1.CreateSecurityGroupRequest).securityGroup).toMatchObject({
    metadata: { id: 'db' },
    tenantId: 'acme',
    rules: [
      { id: 'sql', direction: INGRESS, protocol: 6, firstL4Port: 5432, remoteSecurityGroupId: 'web' },
      { id: '', direction: EGRESS, protocol: 0 },
    ],
  });
  expect(stdout).toMatch(/ID +TENANT +IN +OUT +NAME +AGE\ndb +acme +1 +1 /);
  expect(stdout).toMatch(/sql +in +tcp +5432 +group web +the web asks/);
  expect(stdout).toMatch(/r-2 +out +any +any +any +-/);
});

it('an update replaces its rules, all of them', async () => {
  expect(await group('update', 'db', '--rule', 'in tcp 22')).toBe(ExitCode.OK);
  const update = sent as weft.v1.UpdateSecurityGroupRequest;
  expect([update.updateMask?.paths, update.securityGroup?.rules?.length]).toEqual([['rules'], 1]);
  expect(await group('update', 'db', '--rule', '')).toBe(ExitCode.OK);
  expect((sent as weft.v1.UpdateSecurityGroupRequest).securityGroup?.rules).toEqual([]);
});

it('rules are added and removed, in one call', async () => {
  expect(await group('add-rule', 'db', 'in tcp 22', 'in icmp 8', '--etag', 'e')).toBe(ExitCode.OK);
  expect(sent).toMatchObject({ id: 'db', etag: 'e', rules: [{ firstL4Port: 22 }, { icmpType: 8 }] });
  expect(await group('remove-rule', 'db', 'sql', 'r-2', '--wait', '5')).toBe(ExitCode.OK);
  expect(sent).toMatchObject({ id: 'db', ruleIds: ['sql', 'r-2'], wait: { timeoutMs: 5000 } });
});

it('a rule that cannot be read is wrong usage: nothing is sent', async () => {
  sent = undefined;
  expect(await group('add-rule', 'db', 'in tcp http')).toBe(ExitCode.USAGE);
  expect(stderr).toContain('rule "in tcp http": no such l4 ports');
  expect(sent).toBeUndefined();
});

it('is printed as JSON, also under its alias; a watch names it in camelCase', async () => {
  const args = ['get', 'db', '-o', 'json', '--controller', server.address];
  expect(await runProgram(['sg', ...args])).toBe(ExitCode.OK);
  expect(JSON.parse(stdout)).toMatchObject({ tenantId: 'acme', rules: [{ direction: 'INGRESS' }, { id: 'r-2' }] });
  stdout = '';
  await group('watch', '-o', 'json');
  const [line = ''] = stdout.split('\n');
  expect(JSON.parse(line)).toMatchObject({ revision: 9, securityGroup: { metadata: { id: 'db' } } });
});
