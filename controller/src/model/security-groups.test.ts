import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { parsePrefix } from '../../../proto/src/ip.js';
import { createNetwork, deleteNetwork, updateNetwork } from './networks.js';
import type { Plan, Planning } from './plan.js';
import { createPort, deletePort } from './ports.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
  removeSecurityGroupRules,
  updateSecurityGroup,
} from './security-groups.js';
import { createTenant, deleteTenant, updateTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { ingressRule, networkRequest, portRequest, securityGroupRequest, tenantRequest } from './testing/requests.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;
type Rule = weft.v1.SecurityGroupRule.$Properties;

let cluster: MemoryCluster;
const run = <Row>(rule: (p: Planning) => Plan<Row>) => cluster.run(rule);

function refusal(rule: (p: Planning) => Plan<unknown>): [code: string, what: string | undefined] {
  const before = cluster.revision;
  try {
    run(rule);
  } catch (error) {
    expect(cluster.revision).toBe(before);
    const { code, details } = error as WeftError;
    return [code, details.fields?.[0]?.field ?? details.preconditions?.[0]?.subject ?? details.quota?.subject];
  }
  throw new Error('nothing was refused');
}

const create = (id: string, rules: Rule[] = []) =>
  run((p) => createSecurityGroup(p, securityGroupRequest(id, { rules })));
const replacing = (id: string, rules: Rule[]) =>
  weft.v1.UpdateSecurityGroupRequest.fromObject({
    securityGroup: { metadata: { id }, rules },
    updateMask: { paths: ['rules'] },
  });
const replace = (id: string, rules: Rule[]) => run((p) => updateSecurityGroup(p, replacing(id, rules)));
const adding = (id: string, rules: Rule[], etag = '') =>
  weft.v1.AddSecurityGroupRulesRequest.fromObject({ id, rules, etag });
const add = (id: string, rules: Rule[]) => run((p) => addSecurityGroupRules(p, adding(id, rules)));
const removing = (id: string, ruleIds: string[], etag = '') =>
  weft.v1.RemoveSecurityGroupRulesRequest.create({ id, ruleIds, etag });
const remove = (id: string, ...ruleIds: string[]) => run((p) => removeSecurityGroupRules(p, removing(id, ruleIds)));
const deletion = (id: string) => weft.v1.DeleteSecurityGroupRequest.create({ id });
const destroy = (id: string) => run((p) => deleteSecurityGroup(p, deletion(id)));

/** Rules as number, id and l4 port. */
const shown = ({ rules }: Pick<weft.v1.SecurityGroup, 'rules'>) =>
  rules.map(({ number, id, firstL4Port }) => `${number} ${id} ${firstL4Port}`);
const prefix = (text: string) => {
  const { address, length } = parsePrefix(text);
  return { address: { bytes: address }, length };
};

beforeEach(() => {
  cluster = new MemoryCluster();
  for (const tenant of ['acme', 'evil']) run((p) => createTenant(p, tenantRequest(tenant)));
  run((p) => createSecurityGroup(p, securityGroupRequest('alien', { tenantId: 'evil' })));
});

describe('a security group', () => {
  it('numbers its rules, names those without a name, and has a number beside those of ports', () => {
    run((p) => createNetwork(p, networkRequest('net')));
    expect(run((p) => createPort(p, portRequest('p'))).datapathId).toBe(2);
    const group = create('web', [ingressRule(80), { ...ingressRule(443), id: 'https' }, ingressRule(8080)]);
    expect(shown(group)).toEqual(['1 rule-1 80', '2 https 443', '3 rule-3 8080']);
    expect([group.datapathId, group.lastRuleNumber, group.tenantId]).toEqual([3, 3, 'acme']);
    expect(run((p) => createPort(p, portRequest('q'))).datapathId).toBe(4);
  });

  it('keeps its number from others until every node has forgotten it', () => {
    const { datapathId } = create('web');
    destroy('web');
    cluster.topology.cursors.set('datapath', datapathId - 1);
    expect(create('next').datapathId).toBe(datapathId + 1);
    cluster.ackedFloor = cluster.revision;
    cluster.topology.cursors.set('datapath', datapathId - 1);
    expect(create('later').datapathId).toBe(datapathId);
  });

  it('holds what each kind of rule says, in one form', () => {
    const { rules } = create('all', [
      { direction: INGRESS },
      { direction: EGRESS, protocol: 17, firstL4Port: 53 },
      { direction: INGRESS, protocol: 6, lastL4Port: 1023 },
      { direction: INGRESS, protocol: 1, icmpType: 0, icmpCode: 0, remotePrefix: prefix('10.0.0.0/8') },
      { direction: INGRESS, protocol: 58, icmpType: 128, remotePrefix: prefix('fd00::/8') },
      { direction: INGRESS, protocol: 132, remoteSecurityGroupId: 'all', description: '🐟'.repeat(255) },
    ]);
    expect(rules).toMatchObject([
      { direction: INGRESS, protocol: 0, firstL4Port: 0, lastL4Port: 0 },
      { firstL4Port: 53, lastL4Port: 53 },
      { firstL4Port: 0, lastL4Port: 1023 },
      { icmpType: 0, icmpCode: 0, remotePrefix: { length: 8 } },
      { icmpType: 128, remotePrefix: { length: 8 } },
      { protocol: 132, remoteSecurityGroupId: 'all' },
    ]);
    expect(cluster.topology.get('securityGroup', 'all')?.rules[4]?.icmpCode ?? null).toBeNull();
  });

  const tcp = { direction: INGRESS, protocol: 6 };
  it.each<[string, Rule, string, string]>([
    ['without a direction', {}, 'REQUIRED_FIELD', 'direction'],
    ['of an unknown direction', { direction: 3 as weft.v1.RuleDirection }, 'INVALID_FIELD', 'direction'],
    ['with a malformed id', { ...tcp, id: 'SSH' }, 'INVALID_FIELD', 'id'],
    ['of an unknown protocol', { ...tcp, protocol: 256 }, 'FIELD_OUT_OF_RANGE', 'protocol'],
    ['with l4 ports of ICMP', { ...tcp, protocol: 1, firstL4Port: 1 }, 'INVALID_FIELD', 'first_l4_port'],
    ['with a last l4 port of all', { ...tcp, protocol: 0, lastL4Port: 1 }, 'INVALID_FIELD', 'last_l4_port'],
    ['with a large l4 port', { ...tcp, firstL4Port: 65_536 }, 'FIELD_OUT_OF_RANGE', 'first_l4_port'],
    ['with a large last l4 port', { ...tcp, lastL4Port: 65_536 }, 'FIELD_OUT_OF_RANGE', 'last_l4_port'],
    ['with l4 ports that descend', { ...tcp, firstL4Port: 9, lastL4Port: 8 }, 'INVALID_FIELD', 'last_l4_port'],
    ['with an ICMP type of TCP', { ...tcp, icmpType: 0 }, 'INVALID_FIELD', 'icmp_type'],
    ['with an ICMP code of TCP', { ...tcp, icmpCode: 0 }, 'INVALID_FIELD', 'icmp_code'],
    ['with a large ICMP type', { ...tcp, protocol: 1, icmpType: 256 }, 'FIELD_OUT_OF_RANGE', 'icmp_type'],
    ['with a large code', { ...tcp, protocol: 1, icmpType: 3, icmpCode: 256 }, 'FIELD_OUT_OF_RANGE', 'icmp_code'],
    ['with a code without type', { ...tcp, protocol: 58, icmpCode: 0 }, 'INVALID_FIELD', 'icmp_code'],
    ['with an empty prefix', { ...tcp, remotePrefix: {} }, 'REQUIRED_FIELD', 'remote_prefix.address'],
    [
      'with an address of no family',
      { ...tcp, remotePrefix: { address: { bytes: new Uint8Array(5) } } },
      'INVALID_FIELD',
      'remote_prefix.address',
    ],
    [
      'with bits of hosts',
      { ...tcp, remotePrefix: { ...prefix('10.0.0.0/8'), length: 4 } },
      'INVALID_FIELD',
      'remote_prefix',
    ],
    [
      'with a long prefix',
      { ...tcp, remotePrefix: { ...prefix('10.0.0.0/8'), length: 33 } },
      'FIELD_OUT_OF_RANGE',
      'remote_prefix.length',
    ],
    ['of ICMP from IPv6', { ...tcp, protocol: 1, remotePrefix: prefix('fd00::/8') }, 'INVALID_FIELD', 'remote_prefix'],
    [
      'of ICMPv6 from IPv4',
      { ...tcp, protocol: 58, remotePrefix: prefix('0.0.0.0/0') },
      'INVALID_FIELD',
      'remote_prefix',
    ],
    ['from no group', { ...tcp, remoteSecurityGroupId: 'nope' }, 'REFERENCE_NOT_FOUND', 'remote_security_group_id'],
    [
      "from another tenant's group",
      { ...tcp, remoteSecurityGroupId: 'alien' },
      'INVALID_FIELD',
      'remote_security_group_id',
    ],
    ['from an empty group', { ...tcp, remoteSecurityGroupId: '' }, 'REQUIRED_FIELD', 'remote_security_group_id'],
    [
      'from a prefix and a group',
      { ...tcp, remotePrefix: prefix('10.0.0.0/8'), remoteSecurityGroupId: 'web' },
      'INVALID_FIELD',
      'remote_security_group_id',
    ],
    ['with a long description', { ...tcp, description: 'x'.repeat(256) }, 'INVALID_FIELD', 'description'],
    ['with a description of two lines', { ...tcp, description: 'a\nb' }, 'INVALID_FIELD', 'description'],
  ])('has no rule %s', (_, rule, code, field) => {
    create('web', [ingressRule(80)]);
    const rules = [ingressRule(22), rule];
    const group = securityGroupRequest('g', { rules });
    for (const [plan, list] of [
      [(p: Planning) => createSecurityGroup(p, group), 'security_group.rules'],
      [(p: Planning) => updateSecurityGroup(p, replacing('web', rules)), 'security_group.rules'],
      [(p: Planning) => addSecurityGroupRules(p, adding('web', rules)), 'rules'],
    ] as const) {
      expect(refusal(plan)).toEqual([code, `${list}[1].${field}`]);
    }
  });

  it('does not let the same twice, nor has an id twice', () => {
    const twice = (...rules: Rule[]) => refusal((p) => createSecurityGroup(p, securityGroupRequest('g', { rules })));
    const twin = ['INVALID_FIELD', 'security_group.rules[1]'];
    expect(twice(ingressRule(22), { ...ingressRule(22), id: 'ssh', description: 'again' })).toEqual(twin);
    expect(twice(ingressRule(22), { ...ingressRule(22), lastL4Port: 22 })).toEqual(twin);
    const tcp = { direction: INGRESS, protocol: 6 };
    expect(twice(tcp, { ...tcp, lastL4Port: 65_535 })).toEqual(twin);
    expect(twice({ ...tcp, id: 'a' }, { ...ingressRule(22), id: 'a' })).toEqual([
      'INVALID_FIELD',
      'security_group.rules[1].id',
    ]);
    // Different ones.
    const ping: Rule = { direction: INGRESS, protocol: 1 };
    create('g', [
      ingressRule(22),
      ingressRule(22, '10.0.0.0/8'),
      ingressRule(22, '10.0.0.0/9'),
      ingressRule(22, '0.0.0.0/0'),
      ingressRule(22, '::/0'),
      ingressRule(22, 'g'),
      { ...ingressRule(22), direction: EGRESS },
      ping,
      { ...ping, icmpType: 0 },
      { ...ping, icmpType: 0, icmpCode: 0 },
    ]);
  });

  it('has at most 4,096 rules, and at most 2,000,000 bytes of them', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ingressRule(i + 1));
    const full = create('full', many(4_096));
    expect(full.rules).toHaveLength(4_096);
    expect(refusal((p) => addSecurityGroupRules(p, adding('full', [ingressRule(5_000)])))).toEqual([
      'INVALID_FIELD',
      'rules',
    ]);
    const list = ['INVALID_FIELD', 'security_group.rules'];
    expect(refusal((p) => updateSecurityGroup(p, replacing('full', many(4_097))))).toEqual(list);
    const wordy = many(4_096).map((rule) => ({ ...rule, description: '🐟'.repeat(255) }));
    expect(refusal((p) => createSecurityGroup(p, securityGroupRequest('wordy', { rules: wordy })))).toEqual(list);
  });
});

describe('the rules of a group', () => {
  beforeEach(() => {
    create('web', [ingressRule(80), { ...ingressRule(443), id: 'https' }, ingressRule(8080)]);
  });

  it('keep id and number where they are replaced by the same, and no number is used again', () => {
    const group = replace('web', [ingressRule(9090), { ...ingressRule(8080), description: 'new' }, ingressRule(80)]);
    expect(shown(group)).toEqual(['1 rule-1 80', '3 rule-3 8080', '4 rule-4 9090']);
    expect(group.rules[1]?.description).toBe('new');
    expect(shown(remove('web', 'rule-4'))).toEqual(['1 rule-1 80', '3 rule-3 8080']);
    expect(shown(add('web', [ingressRule(443)])).at(-1)).toBe('5 rule-5 443');
    expect(shown(replace('web', []))).toEqual([]);
    expect(shown(replace('web', [ingressRule(80)]))).toEqual(['6 rule-6 80']);
  });

  it('have another number when they let something else pass under the same id', () => {
    expect(shown(replace('web', [{ ...ingressRule(444), id: 'https' }]))).toEqual(['4 https 444']);
    const same = { ...ingressRule(444), id: 'https', description: 'told' };
    expect(shown(replace('web', [same]))).toEqual(['4 https 444']);
    // Under a name of its own it is another rule.
    expect(shown(replace('web', [{ ...ingressRule(444), id: 'other' }]))).toEqual(['5 other 444']);
  });

  it('are not taken for one whose id the request names', () => {
    const swapped = replace('web', [{ ...ingressRule(81), id: 'rule-1' }, ingressRule(80)]);
    expect(shown(swapped)).toEqual(['4 rule-1 81', '5 rule-5 80']);
  });

  it('have ids that nothing else has, even if somebody took the next one', () => {
    const group = replace('web', [{ ...ingressRule(1), id: 'rule-5' }, ingressRule(2)]);
    expect(group.rules[0]).toMatchObject({ id: 'rule-5', number: 4 });
    expect(group.rules[1]?.id).toMatch(/^rule-\d+$/);
    expect(group.rules[1]?.id).not.toBe('rule-5');
  });

  it('are added all or none', () => {
    expect(shown(add('web', [{ ...ingressRule(22), id: 'ssh' }, ingressRule(23)])).slice(3)).toEqual([
      '4 ssh 22',
      '5 rule-5 23',
    ]);
    const refused = (...rules: Rule[]) => refusal((p) => addSecurityGroupRules(p, adding('web', rules)));
    expect(refused(ingressRule(24), { ...ingressRule(25), id: 'https' })).toEqual(['ALREADY_EXISTS', 'rules[1].id']);
    expect(refused(ingressRule(24), ingressRule(443))).toEqual(['INVALID_FIELD', 'rules[1]']);
    expect(refused(ingressRule(24), ingressRule(24))).toEqual(['INVALID_FIELD', 'rules[1]']);
    expect(refused()).toEqual(['REQUIRED_FIELD', 'rules']);
  });

  it('are removed all or none', () => {
    const refused = (...ids: string[]) => refusal((p) => removeSecurityGroupRules(p, removing('web', ids)));
    expect(refused('rule-1', 'nope')).toEqual(['NOT_FOUND', 'rule_ids[1]']);
    expect(refused('rule-1', 'rule-1')).toEqual(['INVALID_FIELD', 'rule_ids[1]']);
    expect(refused('Rule 1')).toEqual(['INVALID_FIELD', 'rule_ids[0]']);
    expect(refused()).toEqual(['REQUIRED_FIELD', 'rule_ids']);
    expect(shown(remove('web', 'https', 'rule-3'))).toEqual(['1 rule-1 80']);
  });

  it('change nothing where they are asked for as they are', () => {
    const before = cluster.revision;
    const { etag } = cluster.topology.get('securityGroup', 'web')?.metadata ?? {};
    expect(replace('web', [ingressRule(8080), ingressRule(443), ingressRule(80)]).metadata?.etag).toBe(etag);
    expect(cluster.revision).toBe(before);
  });

  it('change only in the state that an etag names', () => {
    expect(() => run((p) => addSecurityGroupRules(p, adding('web', [ingressRule(1)], 'old')))).toThrow('etag "old"');
    expect(() => run((p) => removeSecurityGroupRules(p, removing('web', ['https'], 'old')))).toThrow('etag "old"');
  });

  it('have numbers up to the last one', () => {
    const group = cluster.topology.get('securityGroup', 'web')!;
    group.lastRuleNumber = 0xff_ff_ff_fe;
    cluster.topology.apply(99, [{ table: 'securityGroup', id: 'web', before: group, after: group }], []);
    expect(add('web', [ingressRule(1)]).rules.at(-1)?.number).toBe(0xff_ff_ff_ff);
    expect(refusal((p) => addSecurityGroupRules(p, adding('web', [ingressRule(2)])))).toEqual([
      'NUMBERS_EXHAUSTED',
      'security_group_rule',
    ]);
  });
});

describe('a group in use', () => {
  const inUse = (id: string) => refusal((p) => deleteSecurityGroup(p, deletion(id)));

  it('is not deleted while ports are in it, rules of others name it, or networks give it', () => {
    run((p) => createNetwork(p, networkRequest('net')));
    create('web', [ingressRule(80, 'web')]);
    run((p) => createPort(p, portRequest('p', { groups: ['web'] })));
    expect(inUse('web')).toEqual(['IN_USE', 'port/p']);
    run((p) => deletePort(p, { id: 'p' }));
    create('db', [ingressRule(5432, 'web'), ingressRule(5433, 'web')]);
    expect(inUse('web')).toEqual(['IN_USE', 'security_group/db']);
    remove('db', 'rule-1');
    expect(inUse('web')).toEqual(['IN_USE', 'security_group/db']);
    remove('db', 'rule-2');
    const defaults = (ids: string[]) =>
      weft.v1.UpdateNetworkRequest.fromObject({ network: { metadata: { id: 'net' }, defaultSecurityGroupIds: ids } });
    run((p) => updateNetwork(p, defaults(['web'])));
    expect(inUse('web')).toEqual(['IN_USE', 'network/net']);
    run((p) => updateNetwork(p, defaults([])));
    destroy('web');
    expect(cluster.topology.get('securityGroup', 'web')).toBeNull();
  });

  it('is free when the network that gave it is deleted', () => {
    create('web');
    run((p) => createNetwork(p, networkRequest('net', { defaultSecurityGroupIds: ['web'] })));
    run((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'net' })));
    destroy('web');
  });

  it('keeps its tenant', () => {
    create('web');
    const request = weft.v1.DeleteTenantRequest.create({ id: 'acme' });
    expect(refusal((p) => deleteTenant(p, request))).toEqual(['IN_USE', 'security_group/web']);
    destroy('web');
    run((p) => deleteTenant(p, request));
  });
});

it('a tenant has as many groups and rules as its quota says', () => {
  const quota = { securityGroups: 2, securityGroupRules: 5 };
  run((p) => updateTenant(p, weft.v1.UpdateTenantRequest.fromObject({ tenant: { metadata: { id: 'acme' }, quota } })));
  create('a', [ingressRule(1), ingressRule(2)]);
  const rules = [1, 2, 3, 4].map((l4Port) => ingressRule(l4Port));
  const beyond = ['QUOTA_EXCEEDED', 'tenant/acme/security_group_rules'];
  expect(refusal((p) => createSecurityGroup(p, securityGroupRequest('b', { rules })))).toEqual(beyond);
  create('b', rules.slice(0, 3));
  expect(refusal((p) => addSecurityGroupRules(p, adding('a', [ingressRule(3)])))).toEqual(beyond);
  expect(refusal((p) => updateSecurityGroup(p, replacing('a', rules.slice(0, 3))))).toEqual(beyond);
  expect(refusal((p) => createSecurityGroup(p, securityGroupRequest('c')))).toEqual([
    'QUOTA_EXCEEDED',
    'tenant/acme/security_groups',
  ]);
  // As many, or fewer, may be others.
  replace('a', rules.slice(2));
  remove('a', 'rule-3');
  add('b', [ingressRule(9)]);
  destroy('a');
  replace('b', [...rules, ingressRule(5)]);
});
