import { afterEach, expect, it } from 'vitest';
import { createPort } from '../../controller/src/model/ports.js';
import { createSecurityGroup, removeSecurityGroupRules } from '../../controller/src/model/security-groups.js';
import { ingressRule, portRequest, securityGroupRequest } from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import { AgentHost } from './agent-host.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { PortState } = weft.v1;

const nodeId = 'ws-group-nack';
let controller: ControllerUnderTest;
let host: AgentHost;

afterEach(async () => {
  await host?.remove();
  await controller?.stop();
});

const createGroup = (id: string, rules: number) => {
  const allowed = Array.from({ length: rules }, (_, i) => ingressRule(1_000 + i, `192.0.2.${i}/32`));
  return controller.store.commit((p) => createSecurityGroup(p, securityGroupRequest(id, { rules: allowed })));
};
const createFiltered = (id: string, ...groups: string[]) =>
  controller.store.commit((p) => createPort(p, portRequest(id, { nodeId, groups })));

const nacked = () =>
  (controller.nodeStatus(nodeId).nacks ?? []).map(({ entry, reason }) => `${entry} ${reason}`).sort();
const behind = async (revision: number) =>
  (await controller.dispatcher.programmed.waitProgrammed(revision, 10)).map((node) => `${node.nodeId} ${node.reason}`);
const lacking = `${nodeId} could not apply an entry of it`;

async function plug(id: string): Promise<void> {
  const { namespace } = host.host;
  namespace.ip(`link add ${id} type veth peer name ${id}-vm`);
  for (const name of [id, `${id}-vm`]) namespace.ip(`link set ${name} up`);
  await host.host.plug(id, id);
}

it('a group that a node has no room for is in the status of its ports there, until it is smaller', async () => {
  controller = await ControllerUnderTest.start([nodeId], { heartbeatMs: 1_000 });
  await createGroup('small', 2);
  await createGroup('large', 60);
  for (const [id, ...groups] of [['open'], ['fits', 'small'], ['waits', 'small', 'large']]) {
    await createFiltered(id ?? '', ...groups);
  }
  host = await AgentHost.start(controller, nodeId, '--max-policy-entries', '16');
  for (const id of ['open', 'fits', 'waits']) await plug(id);
  const messages = () => ['open', 'fits', 'waits'].map((id) => controller.portStatus(id).message);
  const active = (id: string) => controller.portStatus(id).state === PortState.ACTIVE;
  await eventually(() => active('open') && active('fits') && nacked().length === 3, 30_000);
  const local = `local port ${controller.store.get('port', 'waits')?.datapathId} MAP_FULL`;
  expect(nacked()).toEqual([local, 'security group large MAP_FULL', 'security group small MAP_FULL']);
  // All ports in the groups have it in their status; the one in the large group is closed.
  expect(messages()).toEqual([
    '',
    expect.stringMatching(/^node ws-group-nack could not apply/),
    expect.not.stringMatching(/^$/),
  ]);
  expect(active('waits')).toBe(false);
  expect(await behind(controller.store.get('port', 'waits')?.metadata?.revision ?? 0)).toEqual([lacking]);

  const ruleIds = Array.from({ length: 55 }, (_, i) => `rule-${i + 1}`);
  const request = weft.v1.RemoveSecurityGroupRulesRequest.create({ id: 'large', ruleIds });
  const { revision } = await controller.store.commit((p) => removeSecurityGroupRules(p, request));
  await eventually(() => active('waits') && nacked().length === 0, 30_000);
  expect(messages()).toEqual(['', '', '']);
  expect(await behind(revision)).toEqual([]);
});
