import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentOf } from '../../controller/src/compiler/content.js';
import type { TableName } from '../../controller/src/model/tables.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  subnetRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { withPrivateCopy } from '../../controller/src/store/check/private-copy.js';
import { loadTopology } from '../../controller/src/store/load.js';
import type { weft } from '../../proto/gen/codecs.js';
import {
  ClusterService,
  NetworkService,
  NodeService,
  PortService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { WeftError } from '../../proto/src/errors.js';
import { ControllerProcess } from '../controller-process.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';
import { eventually, vxlanPort } from './controller-under-test.js';

const nodes = ['h1', 'h2', 'h3'];
const ids = Array.from({ length: 12 }, (_, i) => `p-${i}`);

let directory: string;
let controller: ControllerProcess;
let client: Client;
let agents: SimulatedAgent[];

async function start(listen: string): Promise<void> {
  controller = await ControllerProcess.start(join(directory, 'data'), ['--listen', listen]);
  client = new Client(controller.address, credentials.createInsecure());
}

async function ports(): Promise<readonly weft.v1.Port.$Properties[]> {
  const { ports: all } = await callUnary(client, PortService.listPorts, { options: { pageSize: 1_000 } });
  return all.filter(({ metadata }) => metadata?.id?.startsWith('p-'));
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-moves-killed-'));
  await start('127.0.0.1:0');
  await callUnary(client, TenantService.createTenant, tenantRequest('acme'));
  await callUnary(client, NetworkService.createNetwork, networkRequest('net'));
  await callUnary(client, SubnetService.createSubnet, subnetRequest('sub', '10.0.0.0/16'));
  for (const [i, id] of nodes.entries())
    await callUnary(client, NodeService.createNode, nodeRequest(id, `192.0.2.${i + 1}`));
  for (const id of ids) await callUnary(client, PortService.createPort, portRequest(id, { nodeId: 'h1' }));
  await callUnary(client, PortService.createPort, portRequest('q3', { nodeId: 'h3' }));
  agents = nodes.map((nodeId) => new SimulatedAgent({ address: controller.address, nodeId, sends: true, applyMs: 40 }));
  for (const agent of agents) agent.connect();
  await Promise.all(agents.map((agent) => agent.until(() => agent.held.localPorts.size > 0 || agent.nodeId === 'h2')));
});

afterEach(async () => {
  for (const agent of agents) agent.close();
  client.close();
  await controller.end('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Begins the moves that have not begun. Errors of a controller that is killed are expected. */
async function beginMoves(target: string): Promise<void> {
  const still = (await ports()).filter((port) => port.nodeId !== target && !port.pendingBinding);
  const begun = await Promise.allSettled(
    still.map(({ metadata }) => callUnary(client, PortService.movePort, { id: metadata?.id ?? '', nodeId: target })),
  );
  for (const { reason } of begun.filter((result) => result.status === 'rejected')) {
    if (!(reason instanceof WeftError) || reason.code === 'MOVE_IN_PROGRESS') throw reason;
  }
}

/** When it is killed: at once, or when one of the ports is there. */
const moments: ((target: string) => (port: weft.v1.Port.$Properties) => boolean)[] = [
  () => () => true,
  () => (port) => port.pendingBinding != null,
  () => (port) => port.departingBinding != null,
  (target) => (port) => isMoved(port, target),
];

function isMoved({ nodeId, pendingBinding, departingBinding }: weft.v1.Port.$Properties, target: string): boolean {
  return nodeId === target && !pendingBinding && !departingBinding;
}

it('goes on after a controller that was killed at any moment, and leaves each node exactly what is right', async () => {
  for (const [round, moment] of moments.entries()) {
    const target = round % 2 === 0 ? 'h2' : 'h1';
    const moving = beginMoves(target).catch(() => undefined);
    await eventually(async () => (await ports()).some(moment(target)));
    const { address } = controller;
    await controller.end('SIGKILL');
    await moving;
    client.close();
    await start(address);
    await beginMoves(target);
    await eventually(async () => {
      for (const agent of agents) if (!agent.open) agent.connect();
      return (await ports()).every((port) => isMoved(port, target));
    });
  }
  await eventually(async () => {
    const { revision } = await callUnary(client, ClusterService.getCluster, {});
    const { nodes: all } = await callUnary(client, NodeService.listNodes, {});
    return all.every(({ status }) => status?.ackedRevision === revision);
  });
  await controller.end('SIGTERM');
  await withPrivateCopy(join(directory, 'data'), async (db) => {
    const topology = await loadTopology(db);
    function* rows<T extends TableName>(table: T) {
      for (const id of topology.rows[table].ids()) {
        const row = topology.get(table, id);
        if (row) yield row;
      }
    }
    for (const { nodeId, held, violation } of agents) {
      expect(violation).toBeNull();
      expect(held.entries, nodeId).toEqual(contentOf(nodeId, { rows }, vxlanPort));
    }
  });
});
