import { expect, test } from 'vitest';
import { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import { Policies } from './policies.js';

test('the connections of a port end when it is released or loses its groups, and not while it has others', async () => {
  const datapath = new FakeDatapath({ maxEndpoints: 16, maxPorts: 8, maxFlows: 16, maxRoutes: 16 });
  const group = (groupId: number) => ({ groupId, rules: [], limitsEgress: false });
  const policies = new Policies({ datapath, group, later: () => {}, now: () => 0 });
  policies.restore([]);
  const port = (datapathId: number, slot: number, ...groupIds: number[]) => ({ datapathId, slot, groupIds });
  for (const one of [port(101, 1, 5), port(102, 2, 5), port(103, 3)]) policies.want(one, false);
  await policies.settle();
  policies.want(port(101, 1, 5, 6), true);
  await policies.settle();
  expect(datapath.policy.endedConnectionsOf).toEqual([]);
  policies.want(port(101, 1), true);
  await policies.settle();
  expect(datapath.policy.endedConnectionsOf).toEqual([101]);
  policies.release(102);
  await policies.settle();
  expect(datapath.policy.endedConnectionsOf).toEqual([101, 102]);
  // One that has no policy (yet) may have taken over what another node tracked.
  policies.release(103);
  expect(datapath.policy.endedConnectionsOf).toEqual([101, 102, 103]);
});
