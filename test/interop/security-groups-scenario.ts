import { createPort, updatePort } from '../../controller/src/model/ports.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
} from '../../controller/src/model/security-groups.js';
import { ingressRule, portRequest, securityGroupRequest } from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import type { ControllerUnderTest } from '../sync/controller-under-test.js';

/** A step, as in scenario.ts. */
interface Step {
  readonly name: string;
  readonly connected: boolean;
  readonly run: (controller: ControllerUnderTest) => Promise<unknown>;
}

/** Ports come into security groups and leave them, and rules change: partly while the agent is away. */
export function securityGroups(near: string, far: string): Step[] {
  const group = (c: ControllerUnderTest, id: string, ...rules: weft.v1.SecurityGroupRule.$Properties[]) =>
    c.store.commit((p) => createSecurityGroup(p, securityGroupRequest(id, { rules })));
  const addRule = (c: ControllerUnderTest, id: string, rule: weft.v1.SecurityGroupRule.$Properties) => {
    const request = weft.v1.AddSecurityGroupRulesRequest.fromObject({ id, rules: [rule] });
    return c.store.commit((p) => addSecurityGroupRules(p, request));
  };
  const deleteGroup = (c: ControllerUnderTest, id: string) =>
    c.store.commit((p) => deleteSecurityGroup(p, weft.v1.DeleteSecurityGroupRequest.create({ id })));
  const port = (c: ControllerUnderTest, id: string, nodeId: string, ...groups: string[]) =>
    c.store.commit((p) => createPort(p, portRequest(id, { nodeId, groups })));
  const setGroups = (c: ControllerUnderTest, id: string, ...securityGroupIds: string[]) => {
    const request = weft.v1.UpdatePortRequest.fromObject({
      port: { metadata: { id }, securityGroupIds },
      updateMask: { paths: ['security_group_ids'] },
    });
    return c.store.commit((p) => updatePort(p, request));
  };
  const ping = { direction: 1, protocol: 1, icmpType: 8 };
  const names = { direction: 2, protocol: 17, firstL4Port: 53, lastL4Port: 54 };
  return [
    {
      name: 'groups, and ports in them, before the agent comes',
      connected: false,
      run: async (c) => {
        await group(c, 'web', ingressRule(443), ping);
        await group(c, 'db', ingressRule(5432, 'web'), names);
        await port(c, 'a', near, 'web');
        await port(c, 'b', far, 'db', 'web');
      },
    },
    { name: 'the first stream takes a snapshot', connected: true, run: async () => {} },
    { name: 'a near port comes into another group', connected: true, run: (c) => setGroups(c, 'a', 'web', 'db') },
    { name: 'a rule more', connected: true, run: (c) => addRule(c, 'db', ingressRule(22, '10.0.0.0/8')) },
    { name: 'a far port leaves a group', connected: true, run: (c) => setGroups(c, 'b', 'db') },
    { name: 'the near port leaves one', connected: true, run: (c) => setGroups(c, 'a', 'db') },
    {
      name: 'changes without a stream',
      connected: false,
      run: async (c) => {
        await addRule(c, 'db', ingressRule(23, '2001:db8::/32'));
        await setGroups(c, 'b', 'web');
        await group(c, 'late', { direction: 2 });
        await port(c, 'c', near, 'late', 'db');
        await setGroups(c, 'a');
      },
    },
    { name: 'the second stream resumes', connected: true, run: async () => {} },
    {
      name: 'a group goes with its last port',
      connected: true,
      run: async (c) => {
        await setGroups(c, 'c', 'db');
        await deleteGroup(c, 'late');
        await c.deletePort('b');
      },
    },
  ];
}
