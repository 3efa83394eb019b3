import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createRouter, updateRouter } from '../../controller/src/model/routers.js';
import { createSubnet } from '../../controller/src/model/subnets.js';
import { routerRequest, subnetRequest } from '../../controller/src/model/testing/requests.js';
import { encodeRoute4, encodeRoute4Key } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, close, deleteEntry, openPinnedMap, update } from '../../node-agent/src/datapath/bpf/native.js';
import { weft } from '../../proto/gen/codecs.js';
import { AgentHost } from './agent-host.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

// A real agent with room for 16 gateways and 16 routes of each family, and a port in `net`, whose subnet `sub` router r1 has.

const maxRoutes = 16;
const nodeId = 'ws-route-nack';
let controller: ControllerUnderTest;
let agent: AgentHost;

afterEach(async () => {
  await agent?.remove();
  await controller?.stop();
});

async function startNode(): Promise<void> {
  controller = await ControllerUnderTest.start([nodeId, 'h2'], { heartbeatMs: 1_000 });
  await controller.store.commit((p) => createRouter(p, routerRequest('r1', { subnets: ['sub'] })));
  await controller.createPort('own', nodeId);
  agent = await AgentHost.start(controller, nodeId, '--max-routes', String(maxRoutes));
}

const acked = () =>
  eventually(() => controller.nodeStatus(nodeId).ackedRevision === controller.store.committedRevision, 30_000);
const statusOf = (table: 'router' | 'subnet', id: string) => controller.dispatcher.status.nackedStatus(table, id);
const nackCount = () => controller.nodeStatus(nodeId).nackCount;

async function setRoutes(count: number): Promise<number> {
  const routes = Array.from({ length: count }, (_, i) => `192.168.${i}.0/24 via 10.0.0.9`);
  const { router } = routerRequest('r1', { routes });
  const request = { router: { ...router, metadata: { id: 'r1' } }, updateMask: { paths: ['routes'] } };
  const { revision } = await controller.store.commit((p) =>
    updateRouter(p, weft.v1.UpdateRouterRequest.create(request)),
  );
  return revision;
}

it('a full route table is in the status of the router, holds up nothing else, and is over when there is room', async () => {
  await startNode();
  // The connected route and these are three more than fit.
  const revision = await setRoutes(maxRoutes + 2);
  await acked();
  await eventually(() => nackCount() === 3);
  const { nacks, nackCount: ofRouter } = statusOf('router', 'r1');
  expect(ofRouter).toBe(3);
  for (const nack of nacks ?? []) {
    expect(nack).toMatchObject({ nodeId, reason: 'MAP_FULL', message: `route4 is full: it holds ${maxRoutes}` });
    expect(nack.entry).toMatch(/^route 192\.168\.\d+\.0\/24 via 10\.0\.0\.9 of router r1$/);
  }
  expect(await controller.dispatcher.programmed.waitProgrammed(revision, 10)).toMatchObject([
    { nodeId, reason: 'could not apply an entry of it' },
  ]);

  const port = await controller.createPort('other', 'h2');
  await eventually(() => (controller.nodeStatus(nodeId).ackedRevision ?? 0) >= port);
  expect(controller.portStatus('other').message).toBe('');

  await setRoutes(maxRoutes - 1);
  await eventually(() => nackCount() === 0);
  expect(statusOf('router', 'r1')).toEqual({ nacks: [], nackCount: 0 });
});

it('a gateway without room is in the status of its subnet, and of no other', async () => {
  await startNode();
  const ids = Array.from({ length: maxRoutes }, (_, i) => `sub-${i}`);
  for (const [i, id] of ids.entries())
    await controller.store.commit((p) => createSubnet(p, subnetRequest(id, `10.${i + 1}.0.0/16`)));
  await acked();
  await eventually(() => nackCount() === 1);
  const lacking = ids.filter((id) => statusOf('subnet', id).nackCount === 1);
  expect(lacking).toHaveLength(1);
  const [id] = lacking;
  expect(statusOf('subnet', id ?? '').nacks).toMatchObject([
    { nodeId, reason: 'MAP_FULL', message: `gateway4 is full: it holds ${maxRoutes}` },
  ]);
  expect(statusOf('subnet', id ?? '').nacks?.[0]?.entry).toMatch(new RegExp(`^subnet ${id} 10\\.\\d+\\.0\\.0/16$`));
  expect(statusOf('subnet', 'sub').nackCount).toBe(0);
  expect(controller.dispatcher.status.nackedStatus('network', 'net').nackCount).toBe(0);
});

it('what the kernel refused is tried again until it is taken, without a word from the controller', async () => {
  await startNode();
  // Somebody else's routes, which the agent does not know of, leave no room.
  const { pinPath } = await agent.host.describe();
  const map = openPinnedMap(join(pinPath, 'maps/route4')) as BpfMap;
  const keys = Array.from({ length: maxRoutes - 1 }, (_, i) =>
    encodeRoute4Key({ prefixLen: 64, routerId: 0xffff, ip4: i + 1 }),
  );
  const value = encodeRoute4({ vni: 1, nextHop: 1, mtu: 1450 });
  for (const key of keys) update(map, key, value);
  await setRoutes(1);
  await eventually(() => nackCount() === 1);
  expect(statusOf('router', 'r1').nacks).toMatchObject([
    { nodeId, entry: 'route 192.168.0.0/24 via 10.0.0.9 of router r1', reason: 'MAP_FULL' },
  ]);
  const [first] = keys;
  deleteEntry(map, first as Buffer);
  close(map);
  await eventually(() => nackCount() === 0, 60_000);
  expect(statusOf('router', 'r1').nackCount).toBe(0);
});
