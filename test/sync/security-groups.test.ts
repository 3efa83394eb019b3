import { afterEach, describe, expect, it } from 'vitest';
import { entryOfValue, isSecurityGroupKey, type Value } from '../../controller/src/compiler/entry.js';
import { createPort, updatePort } from '../../controller/src/model/ports.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
} from '../../controller/src/model/security-groups.js';
import { ingressRule, portRequest, securityGroupRequest } from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import type { SimulatedAgent } from '../scale/simulated-agent.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { Resume } = weft.v1;

let controller: ControllerUnderTest;
afterEach(() => controller.stop());

const createGroup = (id: string, ...rules: weft.v1.SecurityGroupRule.$Properties[]) =>
  controller.store.commit((p) => createSecurityGroup(p, securityGroupRequest(id, { rules })));
const addRule = (id: string, rule: weft.v1.SecurityGroupRule.$Properties) =>
  controller.store.commit((p) =>
    addSecurityGroupRules(p, weft.v1.AddSecurityGroupRulesRequest.fromObject({ id, rules: [rule] })),
  );
const deleteGroup = (id: string) =>
  controller.store.commit((p) => deleteSecurityGroup(p, weft.v1.DeleteSecurityGroupRequest.create({ id })));
const createFiltered = (id: string, nodeId: string, ...groups: string[]) =>
  controller.store.commit((p) => createPort(p, portRequest(id, { nodeId, groups })));
async function setGroups(id: string, ...securityGroupIds: string[]): Promise<number> {
  const request = weft.v1.UpdatePortRequest.fromObject({
    port: { metadata: { id }, securityGroupIds },
    updateMask: { paths: ['security_group_ids'] },
  });
  return (await controller.store.commit((p) => updatePort(p, request))).revision;
}

/** Security group -> l4 ports that its rules let in, as the agent holds them. */
function groupsOf({ held }: SimulatedAgent): Record<string, (number | null | undefined)[]> {
  const groups = [...held.entries].filter(([key]) => isSecurityGroupKey(key)).map(([, value]) => groupOf(value));
  return Object.fromEntries(groups.map((group) => [group?.securityGroupId, (group?.rules ?? []).map((r) => r.first)]));
}

function groupOf(value: Value): weft.v1.SecurityGroupEntry.$Properties | null | undefined {
  return entryOfValue(value).securityGroup;
}

async function connected(nodeId: string): Promise<SimulatedAgent> {
  const agent = controller.agent(nodeId);
  agent.connect();
  await inSync(agent);
  return agent;
}

const inSync = (agent: SimulatedAgent) => agent.until(() => controller.right(agent));

describe('security groups', () => {
  it('reach the nodes of their ports, and go with the last', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await createGroup('db', ingressRule(5432, 'db'));
    await createFiltered('p1', 'h1', 'db');
    await controller.createPort('p2', 'h2');
    const [h1, h2] = [await connected('h1'), await connected('h2')];
    expect([groupsOf(h1), groupsOf(h2)]).toEqual([{ db: [5432] }, {}]);
    await createFiltered('p3', 'h2', 'db');
    await Promise.all([h1, h2].map(inSync));
    expect(groupsOf(h2)).toEqual({ db: [5432] });
    const before = [h1.held.deltas, h2.held.deltas];
    await addRule('db', ingressRule(22, '10.0.0.0/8'));
    await Promise.all([h1, h2].map(inSync));
    expect([groupsOf(h1), groupsOf(h2)]).toEqual([{ db: [5432, 22] }, { db: [5432, 22] }]);
    expect([h1.held.deltas, h2.held.deltas]).toEqual(before.map((n) => n + 1));
    await controller.movePort('p3', 'h1');
    await Promise.all([h1, h2].map(inSync));
    // h2 has a port of the network still, but none in the group.
    expect([groupsOf(h1), groupsOf(h2)]).toEqual([{ db: [5432, 22] }, {}]);
    await setGroups('p1');
    await setGroups('p3');
    await deleteGroup('db');
    await inSync(h1);
    expect(groupsOf(h1)).toEqual({});
    expect([h1.violation, h2.violation]).toEqual([null, null]);
  });

  it('that changed while an agent, or the controller, was away are told without a snapshot', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    for (const id of ['a', 'b', 'c']) await createGroup(id, ingressRule(1));
    await createFiltered('p1', 'h1', 'a', 'b');
    await createFiltered('p2', 'h1', 'b');
    const h1 = await connected('h1');
    const restarted = async () => {
      await controller.crash();
      await h1.until(() => !h1.open);
      await controller.start();
    };
    for (const away of [async () => h1.disconnect(), restarted]) {
      await away();
      await addRule('b', ingressRule(2 + h1.held.deltas));
      await setGroups('p1', 'b', 'c');
      await createGroup('d', ingressRule(9));
      await setGroups('p2', 'd');
      await setGroups('p1', 'c');
      const { frames } = h1;
      h1.connect();
      await inSync(h1);
      // Welcome and one delta.
      expect(h1.frames - frames).toBe(2);
      expect(h1.held.welcome?.resume).toBe(Resume.DELTA);
      expect(groupsOf(h1)).toEqual({ c: [1], d: [9] });
      await setGroups('p2', 'b');
      await setGroups('p1', 'a', 'b');
      await deleteGroup('d');
      await inSync(h1);
      expect(Object.keys(groupsOf(h1)).sort()).toEqual(['a', 'b']);
    }
    expect(h1.held.snapshots).toBe(1);
    expect(h1.violation).toBeNull();
  });

  it('are waited for at the nodes of their ports alone', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await createGroup('a', ingressRule(1));
    await createFiltered('p1', 'h1', 'a');
    await controller.createPort('p2', 'h2');
    const h1 = await connected('h1');
    // h2 was never heard of, but it has no port in the group.
    const { revision } = await addRule('a', ingressRule(2));
    expect(await controller.dispatcher.programmed.waitProgrammed(revision, 10_000)).toEqual([]);
    // It has the port's FDB entry, which says the port's groups.
    const joined = await setGroups('p1');
    await eventually(() => (controller.nodeStatus('h1').ackedRevision ?? 0) >= joined);
    expect(await controller.dispatcher.programmed.waitProgrammed(joined, 10)).toMatchObject([{ nodeId: 'h2' }]);
    expect(groupsOf(h1)).toEqual({});
  });
});
