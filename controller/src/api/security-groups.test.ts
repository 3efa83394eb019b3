import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import {
  AuditService,
  ClusterService,
  NetworkService,
  PortService,
  SecurityGroupService,
  TenantService,
} from '../../../proto/gen/services.js';
import { openServerStream } from '../../../proto/src/call.js';
import {
  ingressRule,
  networkRequest,
  portRequest,
  securityGroupRequest,
  tenantRequest,
} from '../model/testing/requests.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
  for (const tenant of ['acme', 'other']) await api.call(TenantService.createTenant, tenantRequest(tenant));
});
afterEach(() => api.stop());

const create = (id: string, options: Parameters<typeof securityGroupRequest>[1] = {}) =>
  api.call(SecurityGroupService.createSecurityGroup, securityGroupRequest(id, options));
const ids = (row: weft.v1.SecurityGroup.$Properties | null | undefined) =>
  (row?.rules ?? []).map(({ id }) => id).join();

it('security groups are created, listed by tenant, watched, changed and deleted', async () => {
  const created = await create('web', { rules: [ingressRule(80), ingressRule(22, '10.0.0.0/8')] });
  await create('theirs', { tenantId: 'other' });
  const { getSecurityGroup, listSecurityGroups, watchSecurityGroups } = SecurityGroupService;
  expect(await api.call(getSecurityGroup, { id: 'web' })).toEqual(created);
  expect((await api.call(listSecurityGroups, { tenantId: 'acme' })).securityGroups).toEqual([created]);
  expect(created.rules.map(({ id, number, firstL4Port, lastL4Port }) => [id, number, firstL4Port, lastL4Port])).toEqual(
    [
      ['rule-1', 1, 80, 80],
      ['rule-2', 2, 22, 22],
    ],
  );

  const seen: string[] = [];
  const watch = openServerStream(api.client, watchSecurityGroups, { tenantId: 'acme' });
  watch.on('error', () => undefined);
  watch.on('data', (c) => seen.push(`${weft.v1.ChangeKind[c.kind]} ${ids(c.securityGroup)}@${c.revision}`));
  await expect.poll(() => seen).toEqual(['PUT rule-1,rule-2@4', 'SYNCED @4']);
  const added = await api.call(SecurityGroupService.addSecurityGroupRules, {
    id: 'web',
    etag: created.metadata?.etag ?? '',
    rules: [ingressRule(443, 'web')],
  });
  expect(ids(added)).toBe('rule-1,rule-2,rule-3');
  const removed = await api.call(SecurityGroupService.removeSecurityGroupRules, { id: 'web', ruleIds: ['rule-2'] });
  expect(removed.metadata?.revision).toBe(6);
  await api.call(SecurityGroupService.updateSecurityGroup, {
    securityGroup: { metadata: { id: 'web', name: 'Web' }, rules: [ingressRule(443, 'web')] },
  });
  expect((await api.call(ClusterService.getCluster, {})).securityGroups).toBe(2);
  expect((await api.call(SecurityGroupService.deleteSecurityGroup, { id: 'web' })).revision).toBe(8);
  const history = ['PUT rule-1,rule-2,rule-3@5', 'PUT rule-1,rule-3@6', 'PUT rule-3@7', 'DELETED rule-3@8'];
  await expect.poll(() => seen.slice(2)).toEqual(history);
  watch.cancel();
  await expect(api.call(getSecurityGroup, { id: 'web' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'security_group "web" does not exist',
  });
  const { records } = await api.call(AuditService.listAudit, { kind: 'security_group', id: 'web' });
  expect(records.map(({ method }) => method?.split('/')[2])).toEqual([
    'DeleteSecurityGroup',
    'UpdateSecurityGroup',
    'RemoveSecurityGroupRules',
    'AddSecurityGroupRules',
    'CreateSecurityGroup',
  ]);
});

it('rules that are refused name their field over the wire, and change nothing', async () => {
  const { metadata } = await create('web', { rules: [ingressRule(80)] });
  const { addSecurityGroupRules, removeSecurityGroupRules, getSecurityGroup } = SecurityGroupService;
  for (const [call, code, grpcCode, field] of [
    [
      () => api.call(addSecurityGroupRules, { id: 'web', rules: [{ direction: 1, icmpType: 0 }] }),
      'INVALID_FIELD',
      3,
      'rules[0].icmp_type',
    ],
    [
      () => api.call(addSecurityGroupRules, { id: 'web', rules: [ingressRule(81), ingressRule(80)] }),
      'INVALID_FIELD',
      3,
      'rules[1]',
    ],
    [
      () => api.call(addSecurityGroupRules, { id: 'web', rules: [{ ...ingressRule(81), id: 'rule-1' }] }),
      'ALREADY_EXISTS',
      6,
      'rules[0].id',
    ],
    // A remote group without a name is not everybody, though it is all zeros on the wire.
    [
      () => api.call(addSecurityGroupRules, { id: 'web', rules: [ingressRule(81, '')] }),
      'REQUIRED_FIELD',
      3,
      'rules[0].remote_security_group_id',
    ],
    [
      () => api.call(removeSecurityGroupRules, { id: 'web', ruleIds: ['rule-1', 'nope'] }),
      'NOT_FOUND',
      5,
      'rule_ids[1]',
    ],
  ] as const) {
    await expect(call()).rejects.toMatchObject({ code, grpcCode, details: { fields: [{ field }] } });
  }
  const added = { id: 'web', etag: 'old', rules: [ingressRule(81)] };
  await expect(api.call(addSecurityGroupRules, added)).rejects.toMatchObject({ code: 'ETAG_MISMATCH', grpcCode: 10 });
  expect((await api.call(getSecurityGroup, { id: 'web' })).metadata).toEqual(metadata);
});

it('changes of rules wait until nodes have them, if they are asked to', async () => {
  await create('web');
  const wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED, timeoutMs: 50 };
  await api.call(SecurityGroupService.addSecurityGroupRules, { id: 'web', rules: [ingressRule(80)], wait });
  await api.call(SecurityGroupService.removeSecurityGroupRules, { id: 'web', ruleIds: ['rule-1'], wait });
  expect(api.programmed.waits.map(({ revision }) => revision)).toEqual([4, 5]);
  api.programmed.behind = [{ nodeId: 'h1', ackedRevision: 1, reason: 'has not acked' }];
  await expect(
    api.call(SecurityGroupService.addSecurityGroupRules, { id: 'web', rules: [ingressRule(80)], wait }),
  ).rejects.toMatchObject({ code: 'NOT_PROGRAMMED', details: { metadata: { revision: '6' } } });
});

it('ports hold their groups, also after a restart', async () => {
  for (const id of ['web', 'db', 'standard']) await create(id);
  const network = networkRequest('net', { defaultSecurityGroupIds: ['standard'] });
  await api.call(NetworkService.createNetwork, network);
  await api.call(PortService.createPort, portRequest('p', { groups: ['web'] }));
  await api.call(PortService.createPort, portRequest('q'));
  await api.restart();
  const remove = (id: string) => api.call(SecurityGroupService.deleteSecurityGroup, { id });
  const inUse = (subject: string) => ({ code: 'IN_USE', grpcCode: 9, details: { preconditions: [{ subject }] } });
  await expect(remove('web')).rejects.toMatchObject(inUse('port/p'));
  await expect(remove('standard')).rejects.toMatchObject(inUse('port/q'));
  await api.call(PortService.updatePort, {
    port: { metadata: { id: 'q' }, securityGroupIds: ['db'] },
    updateMask: { paths: ['security_group_ids'] },
  });
  await expect(remove('standard')).rejects.toMatchObject(inUse('network/net'));
  await api.call(PortService.deletePort, { id: 'p' });
  await remove('web');
  await expect(api.call(PortService.createPort, portRequest('r', { groups: ['web'] }))).rejects.toMatchObject({
    code: 'REFERENCE_NOT_FOUND',
    details: { fields: [{ field: 'port.security_group_ids[0]' }], resource: { type: 'security_group', name: 'web' } },
  });
});

it('the rules of a tenant are counted against its quota, also after a restart', async () => {
  const usage = async () => {
    const { usage: kinds } = await api.call(TenantService.getTenant, { id: 'acme' });
    return kinds.slice(4).map((k: weft.v1.QuotaUsage.$Properties) => `${k.kind} ${k.used}/${k.limit}`);
  };
  await create('web', { rules: [ingressRule(80), ingressRule(81)] });
  await create('db', { rules: [ingressRule(80)] });
  for (const [path, quota] of [
    ['quota.security_groups', { securityGroups: 2 }],
    ['quota.security_group_rules', { securityGroupRules: 3 }],
  ] as const) {
    const updateMask = { paths: [path] };
    await api.call(TenantService.updateTenant, { tenant: { metadata: { id: 'acme' }, quota }, updateMask });
  }
  expect(await usage()).toEqual(['security_groups 2/2', 'security_group_rules 3/3']);
  await api.restart();
  expect(await usage()).toEqual(['security_groups 2/2', 'security_group_rules 3/3']);
  await expect(create('more')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  const added = { id: 'db', rules: [ingressRule(81)] };
  await expect(api.call(SecurityGroupService.addSecurityGroupRules, added)).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
    grpcCode: 8,
    details: { quota: { subject: 'tenant/acme/security_group_rules' } },
  });
  await api.call(SecurityGroupService.removeSecurityGroupRules, { id: 'web', ruleIds: ['rule-1'] });
  expect(await usage()).toEqual(['security_groups 2/2', 'security_group_rules 2/3']);
  await api.call(SecurityGroupService.addSecurityGroupRules, added);
});
