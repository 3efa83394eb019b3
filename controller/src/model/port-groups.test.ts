import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { createNetwork, updateNetwork } from './networks.js';
import { createNode } from './nodes.js';
import type { Plan, Planning } from './plan.js';
import { createPorts, deletePorts } from './port-batches.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { createSecurityGroup } from './security-groups.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, nodeRequest, portRequest, securityGroupRequest, tenantRequest } from './testing/requests.js';

let cluster: MemoryCluster;
const run = <Row>(rule: (p: Planning) => Plan<Row>) => cluster.run(rule);

function refusal(rule: (p: Planning) => Plan<unknown>): [code: string, what: string | undefined] {
  try {
    run(rule);
  } catch (error) {
    const { code, details } = error as WeftError;
    return [code, details.fields?.[0]?.field];
  }
  throw new Error('nothing was refused');
}

const many = Array.from({ length: 17 }, (_, i) => `g${i}`);
const members = (group: string) => [...cluster.topology.portsOfGroup.of(group)].sort();
const networks = (group: string) => [...cluster.topology.networksOfGroup.of(group)];
const joining = (id: string, securityGroupIds: string[]) =>
  weft.v1.UpdatePortRequest.fromObject({
    port: { metadata: { id }, securityGroupIds },
    updateMask: { paths: ['security_group_ids'] },
  });
const join = (id: string, ...groups: string[]) => run((p) => updatePort(p, joining(id, groups)));
const defaults = (ids: string[]) =>
  weft.v1.UpdateNetworkRequest.fromObject({
    network: { metadata: { id: 'net' }, defaultSecurityGroupIds: ids },
    updateMask: { paths: ['default_security_group_ids'] },
  });

beforeEach(() => {
  cluster = new MemoryCluster();
  for (const tenant of ['acme', 'evil']) run((p) => createTenant(p, tenantRequest(tenant)));
  for (const id of many) run((p) => createSecurityGroup(p, securityGroupRequest(id)));
  run((p) => createSecurityGroup(p, securityGroupRequest('alien', { tenantId: 'evil' })));
  run((p) => createNetwork(p, networkRequest('net')));
});

const lists: [string, string[], string, string][] = [
  ['that is not there', ['g0', 'nope'], 'REFERENCE_NOT_FOUND', '[1]'],
  ['of another tenant', ['alien'], 'INVALID_FIELD', '[0]'],
  ['twice', ['g1', 'g0', 'g1'], 'INVALID_FIELD', '[2]'],
  ['without a name', ['g0', ''], 'REQUIRED_FIELD', '[1]'],
  ['with a malformed name', ['../g0'], 'INVALID_FIELD', '[0]'],
  ['among too many', many, 'INVALID_FIELD', ''],
];

describe('a port', () => {
  it('is in no group, or in those that its creator names, in that order', () => {
    expect(run((p) => createPort(p, portRequest('none'))).securityGroupIds).toEqual([]);
    const groups = many.slice(0, 16).reverse();
    expect(run((p) => createPort(p, portRequest('p', { groups }))).securityGroupIds).toEqual(groups);
    expect(members('g3')).toEqual(['p']);
  });

  it('changes its groups, keeps its binding, and may leave all', () => {
    run((p) => createNode(p, nodeRequest('h1', '192.0.2.1')));
    run((p) => createPort(p, portRequest('p', { nodeId: 'h1', groups: ['g0', 'g1'] })));
    const changed = join('p', 'g1', 'g2');
    expect(changed.securityGroupIds).toEqual(['g1', 'g2']);
    expect(changed.activeBinding).toEqual({ nodeId: 'h1', generation: 1 });
    expect([members('g0'), members('g1'), members('g2')]).toEqual([[], ['p'], ['p']]);
    const { revision } = cluster;
    join('p', 'g1', 'g2');
    expect(cluster.revision).toBe(revision);
    join('p', 'g2', 'g1');
    expect(cluster.revision).toBe(revision + 1);
    const renamed = { port: { metadata: { id: 'p', name: 'x' } }, updateMask: { paths: ['metadata.name'] } };
    const row = run((p) => updatePort(p, weft.v1.UpdatePortRequest.fromObject(renamed)));
    expect(row.securityGroupIds).toEqual(['g2', 'g1']);
    expect(join('p').securityGroupIds).toEqual([]);
    expect(members('g1')).toEqual([]);
    join('p', 'g1');
    run((p) => deletePort(p, { id: 'p' }));
    expect(members('g1')).toEqual([]);
  });

  it('gets the default groups of its network, unless its creator names others; ports that exist keep theirs', () => {
    run((p) => createPort(p, portRequest('before')));
    run((p) => updateNetwork(p, defaults(['g1', 'g0'])));
    expect(run((p) => createPort(p, portRequest('p'))).securityGroupIds).toEqual(['g1', 'g0']);
    expect(run((p) => createPort(p, portRequest('q', { groups: ['g2'] }))).securityGroupIds).toEqual(['g2']);
    expect(cluster.topology.get('port', 'before')?.securityGroupIds).toEqual([]);
    expect(join('p').securityGroupIds).toEqual([]);
    expect([networks('g0'), networks('g1'), networks('g2')]).toEqual([['net'], ['net'], []]);
    run((p) => updateNetwork(p, defaults([])));
    expect(networks('g0')).toEqual([]);
    expect(members('g0')).toEqual([]);
  });

  it.each(lists)('is in no group %s', (_, groups, code, at) => {
    run((p) => createPort(p, portRequest('p')));
    const expected = [code, `port.security_group_ids${at}`];
    expect(refusal((p) => createPort(p, portRequest('q', { groups })))).toEqual(expected);
    expect(refusal((p) => updatePort(p, joining('p', groups)))).toEqual(expected);
    const batch = [portRequest('a').port!, portRequest('b', { groups }).port!];
    const request = weft.v1.BatchCreatePortsRequest.create({ ports: batch });
    expect(refusal((p) => createPorts(p, request))).toEqual([code, `ports[1].security_group_ids${at}`]);
  });

  it('of a batch is in groups too', () => {
    run((p) => updateNetwork(p, defaults(['g0'])));
    const ports = [portRequest('a').port!, portRequest('b', { groups: ['g1', 'g2'] }).port!];
    const rows = run((p) => createPorts(p, weft.v1.BatchCreatePortsRequest.create({ ports })));
    expect(rows.map((row) => row.securityGroupIds)).toEqual([['g0'], ['g1', 'g2']]);
    run((p) => deletePorts(p, weft.v1.BatchDeletePortsRequest.create({ ids: ['a', 'b'] })));
    expect([members('g0'), members('g1')]).toEqual([[], []]);
  });
});

describe('a network', () => {
  it.each(lists)('gives no group %s', (_, groups, code, at) => {
    const expected = [code, `network.default_security_group_ids${at}`];
    const request = networkRequest('other', { defaultSecurityGroupIds: groups });
    expect(refusal((p) => createNetwork(p, request))).toEqual(expected);
    expect(refusal((p) => updateNetwork(p, defaults(groups)))).toEqual(expected);
  });

  it('that is asked for the groups that it gives changes nothing', () => {
    run((p) => updateNetwork(p, defaults(['g0'])));
    const { revision } = cluster;
    run((p) => updateNetwork(p, defaults(['g0'])));
    expect(cluster.revision).toBe(revision);
  });
});
