import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { createNetwork, deleteNetwork, updateNetwork } from './networks.js';
import type { Plan, Planning } from './plan.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { contentOf } from './security-group-rule.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
  removeSecurityGroupRules,
  updateSecurityGroup,
} from './security-groups.js';
import type { Effect, TableName, Tables } from './tables.js';
import { tableNames } from './tables.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { ingressRule, networkRequest, portRequest, securityGroupRequest, tenantRequest } from './testing/requests.js';
import { Topology } from './topology.js';

// Random histories of groups, ports and networks. Whatever was accepted or refused, what is indexed is what rows say, and a number of a rule
// means one thing for ever.

const groupIds = ['g0', 'g1', 'g2', 'g3'];
const portIds = ['p0', 'p1', 'p2'];
const networkIds = ['n0', 'n1'];

const group = fc.constantFrom(...groupIds);
const groups = fc.uniqueArray(group, { maxLength: 3 });
const rule = fc.record({
  id: fc.constantFrom('', '', 'a', 'b', 'rule-3'),
  l4Port: fc.integer({ min: 1, max: 4 }),
  remote: fc.option(group, { nil: undefined }),
});
const rules = fc.array(
  rule.map(({ id, l4Port, remote }) => ({ ...ingressRule(l4Port, remote), id })),
  { maxLength: 4 },
);
type Operation = (p: Planning) => Plan<unknown>;

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(group, rules).map(
    ([id, input]): Operation =>
      (p) =>
        createSecurityGroup(p, securityGroupRequest(id, { rules: input })),
  ),
  fc.tuple(group, rules).map(([id, input]): Operation => {
    const request = { securityGroup: { metadata: { id }, rules: input }, updateMask: { paths: ['rules'] } };
    return (p) => updateSecurityGroup(p, weft.v1.UpdateSecurityGroupRequest.fromObject(request));
  }),
  fc.tuple(group, rules).map(
    ([id, input]): Operation =>
      (p) =>
        addSecurityGroupRules(p, weft.v1.AddSecurityGroupRulesRequest.fromObject({ id, rules: input })),
  ),
  fc.tuple(group, fc.integer({ min: 0, max: 3 })).map(([id, index]): Operation => {
    return (p) => {
      const ruleIds = [p.topology.get('securityGroup', id)?.rules[index]?.id ?? 'none'];
      return removeSecurityGroupRules(p, weft.v1.RemoveSecurityGroupRulesRequest.create({ id, ruleIds }));
    };
  }),
  group.map(
    (id): Operation =>
      (p) =>
        deleteSecurityGroup(p, weft.v1.DeleteSecurityGroupRequest.create({ id })),
  ),
  fc.tuple(fc.constantFrom(...networkIds), groups).map(
    ([id, defaultSecurityGroupIds]): Operation =>
      (p) =>
        createNetwork(p, networkRequest(id, { defaultSecurityGroupIds })),
  ),
  fc.tuple(fc.constantFrom(...networkIds), groups).map(([id, defaultSecurityGroupIds]): Operation => {
    const request = { network: { metadata: { id }, defaultSecurityGroupIds } };
    return (p) => updateNetwork(p, weft.v1.UpdateNetworkRequest.fromObject(request));
  }),
  fc.constantFrom(...networkIds).map(
    (id): Operation =>
      (p) =>
        deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id })),
  ),
  fc.tuple(fc.constantFrom(...portIds), fc.constantFrom(...networkIds), groups).map(
    ([id, networkId, named]): Operation =>
      (p) =>
        createPort(p, portRequest(id, { networkId, groups: named })),
  ),
  fc.tuple(fc.constantFrom(...portIds), groups).map(([id, securityGroupIds]): Operation => {
    const request = { port: { metadata: { id }, securityGroupIds }, updateMask: { paths: ['security_group_ids'] } };
    return (p) => updatePort(p, weft.v1.UpdatePortRequest.fromObject(request));
  }),
  fc.constantFrom(...portIds).map(
    (id): Operation =>
      (p) =>
        deletePort(p, { id }),
  ),
);

function rowsOf<T extends TableName>(topology: Topology, table: T): Tables[T][] {
  return [...topology.rows[table].ids()].map((id) => topology.get(table, id) as Tables[T]);
}

/** All that is indexed about groups, in a form that can be compared. */
function indexed(topology: Topology) {
  const sorted = (ids: Iterable<string>) => [...ids].sort();
  return {
    groups: sorted(topology.securityGroupsOfTenant.of('acme')),
    users: groupIds.map((id) => [
      sorted(topology.portsOfGroup.of(id)),
      sorted(topology.groupsNamingGroup.of(id)),
      sorted(topology.networksOfGroup.of(id)),
    ]),
    owned: [topology.owned.of('securityGroups', 'acme'), topology.owned.of('securityGroupRules', 'acme')],
  };
}

/** The same, from the rows alone. */
function indexedAnew(topology: Topology): ReturnType<typeof indexed> {
  const idsOf = <T extends TableName>(table: T, uses: (row: Tables[T]) => boolean) =>
    rowsOf(topology, table)
      .filter(uses)
      .map((row) => row.metadata?.id ?? '')
      .sort();
  const all = rowsOf(topology, 'securityGroup');
  return {
    groups: idsOf('securityGroup', () => true),
    users: groupIds.map((id) => [
      idsOf('port', (port) => port.securityGroupIds.includes(id)),
      idsOf('securityGroup', (g) => g.metadata?.id !== id && g.rules.some((r) => r.remoteSecurityGroupId === id)),
      idsOf('network', (network) => network.defaultSecurityGroupIds.includes(id)),
    ]),
    owned: [all.length, all.reduce((sum, { rules: of }) => sum + of.length, 0)],
  };
}

it('indexes are what rows say, references never dangle, numbers mean one thing', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 20, maxLength: 60 }), (operations) => {
      const cluster = new MemoryCluster();
      cluster.run((p) => createTenant(p, tenantRequest('acme')));
      for (const id of groupIds) cluster.run((p) => createSecurityGroup(p, securityGroupRequest(id)));
      for (const id of networkIds) cluster.run((p) => createNetwork(p, networkRequest(id)));
      /** Datapath id and number of a rule -> what it lets pass. */
      const meanings = new Map<string, string>();
      for (const run of operations) {
        try {
          cluster.run(run);
          accepted++;
        } catch (error) {
          if (!(error instanceof WeftError) || error.code === 'INTERNAL') throw error;
        }
        const { topology } = cluster;
        expect(indexed(topology)).toEqual(indexedAnew(topology));
        const there = new Set(topology.rows.securityGroup.ids());
        for (const { rules: of, datapathId, lastRuleNumber } of rowsOf(topology, 'securityGroup')) {
          expect(new Set(of.map(({ id }) => id)).size).toBe(of.length);
          expect(new Set(of.map(contentOf)).size).toBe(of.length);
          let previous = 0;
          for (const r of of) {
            const key = `${datapathId} ${r.number}`;
            expect(meanings.get(key) ?? contentOf(r)).toBe(contentOf(r));
            meanings.set(key, contentOf(r));
            expect(r.number).toBeGreaterThan(previous);
            previous = r.number ?? 0;
            if (r.remoteSecurityGroupId) expect(there).toContain(r.remoteSecurityGroupId);
          }
          expect(lastRuleNumber).toBeGreaterThanOrEqual(previous);
        }
        const named = [
          ...rowsOf(topology, 'port').flatMap((port) => port.securityGroupIds),
          ...rowsOf(topology, 'network').flatMap((network) => network.defaultSecurityGroupIds),
        ];
        for (const id of named) expect(there).toContain(id);
      }
      // Loaded from disk it is the same.
      const loaded = new Topology();
      for (const table of tableNames) {
        const effects = rowsOf(cluster.topology, table).map(
          (after) => ({ table, id: after.metadata?.id ?? '', before: null, after }) as Effect,
        );
        loaded.apply(0, effects, []);
      }
      expect(indexed(loaded)).toEqual(indexed(cluster.topology));
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(500);
});
