import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runProgram } from '../../controller/cli/program.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  routerRequest,
  subnetRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import * as services from '../../proto/gen/services.js';
import { callUnary, openServerStream } from '../../proto/src/call.js';
import type { MethodShape } from '../../proto/src/method.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';

const { NetworkService, NodeService, PortService, RouterService, SubnetService, TenantService } = services;
const { ChangeKind, NackReason } = weft.v1;

let directory: string;
let controller: ControllerProcess;
let client: Client;
let agent: SimulatedAgent;

const call = <Sent, Received, ResponseSent, Response>(
  method: MethodShape<Sent, Received, ResponseSent, Response>,
  request: Sent,
) => callUnary(client, method, request, { timeoutMs: 10_000 });

// h1 has a port in `blue`; router r1 joins `blue` and `green`, which has a port on h2.
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-network-nacks-'));
  controller = await ControllerProcess.start(directory);
  client = new Client(controller.address, credentials.createInsecure());
  await call(TenantService.createTenant, tenantRequest('acme'));
  await call(NodeService.createNode, nodeRequest('h1', '192.0.2.1'));
  await call(NodeService.createNode, nodeRequest('h2', '192.0.2.2'));
  for (const [id, vni, prefix] of [
    ['blue', 5001, '10.0.1.0/24'],
    ['green', 5002, '10.0.2.0/24'],
  ] as const) {
    await call(NetworkService.createNetwork, networkRequest(id, { vni }));
    await call(SubnetService.createSubnet, subnetRequest(`${id}-v4`, prefix, { networkId: id }));
  }
  await call(PortService.createPort, portRequest('p1', { networkId: 'blue', nodeId: 'h1' }));
  await call(PortService.createPort, portRequest('p2', { networkId: 'green', nodeId: 'h2' }));
  await call(RouterService.createRouter, routerRequest('r1', { subnets: ['blue-v4', 'green-v4'] }));
  agent = new SimulatedAgent({ address: controller.address, nodeId: 'h1' });
  agent.connect();
  await agent.until(() => agent.held.revision > 0);
});

afterEach(async () => {
  vi.restoreAllMocks();
  agent?.close();
  client?.close();
  await controller?.end('SIGTERM');
  rmSync(directory, { recursive: true, force: true });
});

const until = (what: string, condition: () => boolean | Promise<boolean>) =>
  waitFor(what, 10_000, async () => (await condition()) || undefined);
const get = (id: string) => call(NetworkService.getNetwork, { id });
const shown = async (id: string) => {
  const { status } = await get(id);
  return (status?.nacks ?? []).map(({ nodeId, entry, reason }) => `${nodeId}: ${entry} ${reason}`);
};
const nack = (key: weft.v1.EntryKey.$Properties, reason = NackReason.MAP_FULL) =>
  agent.send({ nack: { revision: agent.held.revision, key, reason, message: 'no room' } });

async function weftOutput(...args: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  expect(await runProgram([...args, '--controller', controller.address])).toBe(0);
  write.mockRestore();
  return text;
}

it('a nack of an entry of a network is in its status, on its node, and told to who watches, until it is resolved', async () => {
  const events: weft.v1.NetworkChange[] = [];
  const stream = openServerStream(client, NetworkService.watchNetworks, {});
  stream.on('data', (event: weft.v1.NetworkChange) => events.push(event));
  stream.on('error', () => undefined);
  await until('the watch is in sync', () => events.some(({ kind }) => kind === ChangeKind.SYNCED));
  const before = await get('blue');
  expect(before.status).toMatchObject({ nacks: [], nackCount: 0 });

  nack({ network: { vni: 5001 } });
  nack({ member: { vni: 5001, vtepId: 1 } });
  await until('both nacks are in the status', async () => (await get('blue')).status?.nackCount === 2);
  expect(await shown('blue')).toEqual(['h1: network vni 5001 MAP_FULL', 'h1: member vni 5001 vtep 1 MAP_FULL']);
  expect(await shown('green')).toEqual([]);
  const node = await call(NodeService.getNode, { id: 'h1' });
  expect(node.status).toMatchObject({ nackCount: 2, nacks: [{ reason: 'MAP_FULL' }, { reason: 'MAP_FULL' }] });
  const { networks } = await call(NetworkService.listNetworks, {});
  expect(networks.map(({ status }) => status?.nackCount)).toEqual([2, 0]);
  expect((await call(PortService.getPort, { id: 'p1' })).status?.message).toBe('');

  // Observed, not desired: neither revision nor etag have changed, and a watcher hears of it as STATUS.
  const now = await get('blue');
  expect(now.metadata).toEqual(before.metadata);
  await until('the watcher has heard of both', () => events.at(-1)?.network?.status?.nackCount === 2);
  expect(events.at(-1)).toMatchObject({
    kind: ChangeKind.STATUS,
    revision: before.metadata?.revision,
    resumeToken: '',
  });
  const metadata = { id: 'blue', name: 'new', etag: before.metadata?.etag ?? '' };
  const updated = await call(NetworkService.updateNetwork, {
    network: { metadata, status: { nackCount: 99 } },
    updateMask: { paths: ['metadata.name'] },
  });
  expect(updated.status?.nackCount).toBe(2);

  const table = await weftOutput('network', 'get', 'blue');
  expect(table).toMatch(/DETAIL\n.*node h1 could not apply member vni 5001 vtep 1: MAP_FULL no room, and 1 more\n/);
  const json = JSON.parse(await weftOutput('network', 'get', 'blue', '-o', 'json'));
  expect(json.status.nacks[0]).toMatchObject({ nodeId: 'h1', entry: 'network vni 5001', reason: 'MAP_FULL' });

  nack({ network: { vni: 5001 } }, NackReason.RESOLVED);
  await until('one is resolved', async () => (await get('blue')).status?.nackCount === 1);
  // Another run of the agent knows nothing of earlier nacks.
  agent.disconnect();
  agent.connect({ agentInstance: 'restarted' });
  await until('none is left', async () => (await get('blue')).status?.nackCount === 0);
  await until('the watcher has heard of it', () => events.at(-1)?.network?.status?.nackCount === 0);
  stream.cancel();
});

it('ends with the scope that the node had the network by, and with the network', async () => {
  nack({ network: { vni: 5002 } });
  nack({ member: { vni: 5002, vtepId: 2 } });
  nack({ member: { vni: 5001, vtepId: 2 } });
  await until('the nacks are in the status', async () => (await get('green')).status?.nackCount === 2);
  await until('the other is too', async () => (await get('blue')).status?.nackCount === 1);
  await call(RouterService.deleteRouter, { id: 'r1' });
  await until('the node no longer has to hold them', async () => (await get('green')).status?.nackCount === 0);
  await until('nor those of the other network', async () => (await get('blue')).status?.nackCount === 0);
  expect((await call(NodeService.getNode, { id: 'h1' })).status?.nackCount).toBe(0);

  nack({ network: { vni: 5001 } });
  nack({ member: { vni: 5001, vtepId: 1 } });
  await until('the nacks are in the status', async () => (await get('blue')).status?.nackCount === 2);
  await call(PortService.deletePort, { id: 'p1' });
  await call(SubnetService.deleteSubnet, { id: 'blue-v4' });
  await call(NetworkService.deleteNetwork, { id: 'blue' });
  await call(NetworkService.createNetwork, networkRequest('blue'));
  expect((await get('blue')).status?.nackCount).toBe(0);
  expect((await call(NodeService.getNode, { id: 'h1' })).status?.nackCount).toBe(0);
});

it('nacks of subnets and routes are in the status of subnets and routers, and end with what they are of', async () => {
  const prefix = (bytes: number[], length: number) => ({ address: { bytes: Uint8Array.from(bytes) }, length });
  const route = { prefix: prefix([192, 168, 0, 0], 16), nextHop: { bytes: Uint8Array.from([10, 0, 1, 9]) } };
  const { datapathId, metadata } = await call(RouterService.getRouter, { id: 'r1' });
  const { metadata: changed } = await call(RouterService.updateRouter, {
    router: { metadata: { id: 'r1', etag: metadata?.etag ?? '' }, routes: [route] },
    updateMask: { paths: ['routes'] },
  });
  await agent.until(() => agent.held.revision >= (changed?.revision ?? Number.NaN));
  const events: weft.v1.RouterChange[] = [];
  const stream = openServerStream(client, RouterService.watchRouters, {});
  stream.on('data', (event: weft.v1.RouterChange) => events.push(event));
  stream.on('error', () => undefined);
  await until('the watch is in sync', () => events.some(({ kind }) => kind === ChangeKind.SYNCED));
  const router = async () => (await call(RouterService.getRouter, { id: 'r1' })).status;
  const subnet = async () => (await call(SubnetService.getSubnet, { id: 'green-v4' })).status;
  const routeKey = { route: { routerId: datapathId, prefix: route.prefix } };
  const subnetKey = { subnet: { vni: 5002, prefix: prefix([10, 0, 2, 0], 24) } };

  nack(routeKey);
  nack(subnetKey, NackReason.BAD_VALUE);
  // A subnet is of the router that has it, too: connected routes are made of it.
  const ofRoute = { nodeId: 'h1', entry: 'route 192.168.0.0/16 via 10.0.1.9 of router r1', reason: 'MAP_FULL' };
  const ofSubnet = { nodeId: 'h1', entry: 'subnet green-v4 10.0.2.0/24 of router r1', reason: 'BAD_VALUE' };
  await until('both are shown', async () => (await router())?.nackCount === 2 && (await subnet())?.nackCount === 1);
  expect((await router())?.nacks).toMatchObject([ofRoute, ofSubnet]);
  expect((await subnet())?.nacks).toMatchObject([ofSubnet]);
  expect((await call(SubnetService.getSubnet, { id: 'blue-v4' })).status?.nackCount).toBe(0);
  expect((await get('green')).status?.nackCount).toBe(0);
  expect((await call(NodeService.getNode, { id: 'h1' })).status?.nackCount).toBe(2);
  expect(await weftOutput('router', 'list')).toContain(
    'node h1 could not apply subnet green-v4 10.0.2.0/24 of router r1: BAD_VALUE no room, and 1 more\n',
  );
  expect(await weftOutput('subnet', 'list')).toMatch(/green-v4 .* node h1 could not apply .*: BAD_VALUE no room\n/);
  await until('the watcher has heard of it', () => events.at(-1)?.router?.status?.nackCount === 2);

  // The other entries go on, and are acked.
  const other = await call(PortService.createPort, portRequest('p3', { networkId: 'green', nodeId: 'h2' }));
  await agent.until(() => agent.held.revision >= (other.metadata?.revision ?? Number.NaN));

  await call(RouterService.updateRouter, { router: { metadata: { id: 'r1' } }, updateMask: { paths: ['routes'] } });
  await until('the route is gone, and its nack', async () => (await router())?.nackCount === 1);
  expect((await subnet())?.nackCount).toBe(1);
  nack(subnetKey, NackReason.RESOLVED);
  await until('the subnet is all right', async () => (await subnet())?.nackCount === 0);
  expect((await router())?.nackCount).toBe(0);
  expect((await call(NodeService.getNode, { id: 'h1' })).status?.nackCount).toBe(0);
  stream.cancel();
});

it('the nack of a subnet follows the subnet from router to router', async () => {
  const subnets = (id: string, ...ids: string[]) =>
    call(RouterService.updateRouter, {
      router: { metadata: { id }, interfaces: ids.map((subnetId) => ({ subnetId })) },
      updateMask: { paths: ['interfaces'] },
    });
  const entries = async (id: string) =>
    (await call(RouterService.getRouter, { id })).status?.nacks?.map(({ entry }) => entry);
  nack({ subnet: { vni: 5001, prefix: { address: { bytes: Uint8Array.of(10, 0, 1, 0) }, length: 24 } } });
  await until('the router shows it', async () => (await entries('r1'))?.length === 1);
  await call(RouterService.createRouter, routerRequest('r2', { subnets: [] }));
  await subnets('r1', 'green-v4');
  await until('the router has the subnet no more', async () => (await entries('r1'))?.length === 0);
  const subnet = async () => (await call(SubnetService.getSubnet, { id: 'blue-v4' })).status?.nacks;
  expect(await subnet()).toMatchObject([{ nodeId: 'h1', entry: 'subnet blue-v4 10.0.1.0/24' }]);
  await subnets('r2', 'blue-v4');
  const text = 'subnet blue-v4 10.0.1.0/24 of router r2';
  await until('the other shows it', async () => (await entries('r2'))?.join() === text);
  expect(await subnet()).toMatchObject([{ nodeId: 'h1', entry: text }]);
  await call(RouterService.deleteRouter, { id: 'r2' });
  await until('no router has the subnet', async () => (await subnet())?.[0]?.entry === 'subnet blue-v4 10.0.1.0/24');
});
