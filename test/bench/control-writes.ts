import { NetworkService, NodeService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerUnderLoad } from '../scale/controller-under-load.js';
import { Fleet } from '../scale/fleet.js';
import { inFlight, NorthClient } from '../scale/north-client.js';
import type { ControlOptions } from './control-options.js';
import type { Samples } from './report.js';

/** Writes through the north API over TLS, each on disk before its answer. */

const callsInFlight = 64;
const batchesInFlight = 4;
const batchPorts = 1_000;
const nodeIds = ['node-0', 'node-1', 'node-2', 'node-3'];

export async function benchWrites(
  samples: Samples,
  options: ControlOptions,
  progress: (s: string) => void,
): Promise<void> {
  const rounds = options.quick ? 2 : 5;
  const controller = await ControllerUnderLoad.start({ tls: true });
  let fleet: Fleet | null = null;
  const north = new NorthClient(controller.address, await controller.credentials({ role: 'admin', name: 'bench' }));
  try {
    await createCluster(north);
    for (let round = 0; round < rounds; round++) {
      progress(`create_unary, round ${round + 1} of ${rounds}`);
      const unbound = Array.from({ length: 5_000 }, (_, i) => ({ id: `u${round}-${i}`, nodeId: '' }));
      samples.add('create_unary', 'weft', 'ports/s', 5_000 / (await seconds(() => createOneByOne(north, unbound))));
      progress(`create_batch, round ${round + 1} of ${rounds}`);
      const batched = Array.from({ length: 30_000 }, (_, i) => ({ id: `b${round}-${i}`, nodeId: '' }));
      samples.add('create_batch', 'weft', 'ports/s', 30_000 / (await seconds(() => createInBatches(north, batched))));
    }
    fleet = await Fleet.start(1);
    const agents = await Promise.all(
      nodeIds.map(async (name) => ({ nodeId: name, tls: await controller.credentials({ role: 'node', name }) })),
    );
    await fleet.connect(controller.address, agents);
    for (let round = 0; round < rounds; round++) {
      progress(`create_unary_acked, round ${round + 1} of ${rounds}`);
      samples.add('create_unary_acked', 'weft', 'ports/s', 5_000 / (await createAcked(north, fleet, round)));
    }
  } finally {
    north.close();
    await fleet?.end();
    await controller.remove();
  }
}

async function createCluster(north: NorthClient): Promise<void> {
  await north.call(TenantService.createTenant, { tenant: { metadata: { id: 'bench' } } });
  await north.call(NetworkService.createNetwork, { network: { metadata: { id: 'bench' }, tenantId: 'bench' } });
  const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 8 };
  await north.call(SubnetService.createSubnet, { subnet: { metadata: { id: 'bench' }, networkId: 'bench', prefix } });
  for (const [i, id] of nodeIds.entries()) {
    const vteps = [{ bytes: parseIp(`172.16.0.${i + 1}`) }];
    await north.call(NodeService.createNode, { node: { metadata: { id }, vteps } });
  }
}

interface NewPort {
  readonly id: string;
  readonly nodeId: string;
}

function createOneByOne(north: NorthClient, ports: readonly NewPort[]): Promise<void> {
  return inFlight(callsInFlight, ports, (port) => north.call(PortService.createPort, { port: portMessage(port) }));
}

function createInBatches(north: NorthClient, ports: readonly NewPort[]): Promise<void> {
  const batches: NewPort[][] = [];
  for (let i = 0; i < ports.length; i += batchPorts) batches.push(ports.slice(i, i + batchPorts));
  return inFlight(batchesInFlight, batches, (batch) =>
    north.call(PortService.batchCreatePorts, { ports: batch.map(portMessage) }),
  );
}

function portMessage({ id, nodeId }: NewPort) {
  return { metadata: { id }, networkId: 'bench', nodeId };
}

/** Seconds from the first call until the nodes have acked all of the ports. */
async function createAcked(north: NorthClient, fleet: Fleet, round: number): Promise<number> {
  const ports = Array.from({ length: 5_000 }, (_, i) => ({
    id: `a${round}-${i}`,
    nodeId: nodeIds[i % nodeIds.length] ?? '',
  }));
  const startedMs = performance.timeOrigin + performance.now();
  await createOneByOne(north, ports);
  const { revision } = await north.call(NodeService.listNodes, { options: { pageSize: 1 } });
  for (;;) {
    const [ackedAtMs] = await fleet.lastAcksMs([nodeIds], [{ revision, audience: 0 }]);
    if (ackedAtMs != null) return (ackedAtMs - startedMs) / 1000;
    if (performance.timeOrigin + performance.now() > startedMs + 60_000) throw new Error('not acked within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
