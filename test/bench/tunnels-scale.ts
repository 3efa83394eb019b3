import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, TenantService, TunnelService } from '../../proto/gen/services.js';
import { tunnelEventSubject } from '../../proto/src/subjects.js';
import { ControllerUnderLoad } from '../scale/controller-under-load.js';
import { inFlight, NorthClient } from '../scale/north-client.js';
import type { FleetNode } from '../scale/tunnels/recorded-node.js';
import { OpenNats, SimulatedFleet } from '../scale/tunnels/simulated-fleet.js';
import { type Line, Samples } from './report.js';

/**
 * Many nodes in one scope, each with tunnels to all others: a real controller and nats-server, and agents' own schedule, judge and outbox over a network that is not there. The
 * agents of some nodes run in simulated time before; every node then tells in real time what one of these told. What all of it costs the controller, and what it says when a node is gone.
 */

export interface TunnelsScaleOptions {
  readonly quick: boolean;
}

/** As the agent's --probe-rate. */
const probeRate = 500;
const networkMtu = 1450;
/** Nodes whose agents are run. */
const recordedNodes = 8;
/** After the start agents tell all that they know, 100 tunnels a second. */
const catchUpMs = 15_000;
const afterDeathMs = 20_000;
const stepsInFlight = 64;

export async function benchTunnelsScale(
  options: TunnelsScaleOptions,
  progress: (step: string) => void,
): Promise<Line[]> {
  const sizes = options.quick ? [250] : [250, 500, 1000];
  const samples = new Samples();
  for (const size of sizes) await measureFleet(size, options.quick ? 20_000 : 40_000, samples, progress);
  return samples.measures();
}

async function measureFleet(
  size: number,
  windowMs: number,
  samples: Samples,
  progress: (step: string) => void,
): Promise<void> {
  const system = `${size} nodes`;
  const nats = await OpenNats.start();
  const fleet = new SimulatedFleet();
  let controller: ControllerUnderLoad | null = null;
  let north: NorthClient | null = null;
  try {
    controller = await ControllerUnderLoad.start({ tls: false, flags: ['--nats', nats.url] });
    north = new NorthClient(controller.address, null);
    progress(`${system}: creating them`);
    const nodes = await createNodes(north, size);
    const events = listenForIncidents(nats);
    const dying = Math.floor(size / 3);
    const window = { fromMs: catchUpMs, toMs: catchUpMs + windowMs };
    const diesAtMs = window.toMs + 2_000;
    const endsAtMs = diesAtMs + afterDeathMs;
    // The recorded times are those of the replay: it begins when the recording is over at the latest.
    const startUnixMs = Date.now() + recordingMs(size, endsAtMs);
    const plan = { nodes, dying, diesAtMs, endsAtMs, startUnixMs, rate: probeRate, mtu: networkMtu };
    progress(`${system}: running ${recordedNodes} agents in simulated time`);
    fleet.start({ plan, recorded: recordedNodes, natsUrl: nats.url, window });
    const { probesPerSecond } = await fleet.answer('recorded', recordingMs(size, endsAtMs));
    const idleCpu = controller.cpuS();
    const idleFrom = performance.now();
    await until(startUnixMs);
    samples.add('controller_cpu_idle', system, '%', share(controller.cpuS() - idleCpu, performance.now() - idleFrom));
    progress(`${system}: all of them`);
    await until(startUnixMs + window.fromMs);
    const [fromCpu, fromMs] = [controller.cpuS(), performance.now()];
    await until(startUnixMs + window.toMs);
    samples.add('controller_cpu', system, '%', share(controller.cpuS() - fromCpu, performance.now() - fromMs));
    const before = await north.call(TunnelService.listTunnels, { pageSize: 1 });
    requireUp(before.summary, size);
    await until(startUnixMs + diesAtMs);
    const [diedCpu, diedMs] = [controller.cpuS(), performance.now()];
    progress(`${system}: one of them is gone`);
    const reported = await waitFor('the incident', afterDeathMs, () => events.find(isUnreachable));
    await until(startUnixMs + endsAtMs);
    const done = await fleet.answer('done', 30_000);
    if (done.latestMs > 500)
      throw new Error(`the fleet was ${Math.round(done.latestMs)} ms late: the machine is too busy`);
    const { incidents } = await north.call(TunnelService.listTunnelIncidents, {});
    samples.add(
      'controller_cpu_node_lost',
      system,
      '%',
      share(controller.cpuS() - diedCpu, performance.now() - diedMs),
    );
    samples.add('probes_per_node', system, 'packets/s', probesPerSecond);
    samples.add('nats_messages', system, '1/s', (done.messages * 1000) / windowMs);
    samples.add('nats_bytes', system, 'B/s', (done.bytes * 1000) / windowMs);
    samples.add('controller_memory', system, 'MiB', controller.maxRssMiB());
    samples.add('incident', system, 'ms', reported.atMs - diedMs);
    samples.add('incidents', system, 'incidents', incidents.length);
    for (const { test, system: of, median, unit } of samples.measures())
      if (of === system) progress(`${system}: ${test} ${median} ${unit}`);
    for (const incident of incidents) progress(`${system}: ${incident.message}`);
  } finally {
    north?.close();
    await fleet.end();
    await controller?.remove();
    await nats.end();
  }
}

async function createNodes(north: NorthClient, size: number): Promise<FleetNode[]> {
  const nodes: FleetNode[] = [];
  await inFlight(
    stepsInFlight,
    Array.from({ length: size }, (_, i) => i),
    async (i) => {
      const id = `node-${String(i + 1).padStart(4, '0')}`;
      const bytes = Uint8Array.of(10, 0, (i + 1) >> 8, (i + 1) & 255);
      const { vtepId } = await north.call(NodeService.createNode, { node: { metadata: { id }, vteps: [{ bytes }] } });
      nodes.push({ id, vtepId });
    },
  );
  await north.call(TenantService.createTenant, { tenant: { metadata: { id: 'mesh' } } });
  await north.call(NetworkService.createNetwork, { network: { metadata: { id: 'mesh' }, tenantId: 'mesh' } });
  const ports = nodes.map(({ id }) => ({ networkId: 'mesh', nodeId: id }));
  await north.call(PortService.batchCreatePorts, { ports });
  return nodes.sort((a, b) => a.vtepId - b.vtepId);
}

interface HeardIncident {
  readonly atMs: number;
  readonly incident: weft.v1.TunnelIncident.$Properties;
}

function listenForIncidents(nats: OpenNats): HeardIncident[] {
  const heard: HeardIncident[] = [];
  nats.client.subscribe(tunnelEventSubject('*'), {
    callback: (error, message) => {
      const incident = error === null ? weft.v1.Event.decode(message.data).tunnel : null;
      if (incident) heard.push({ atMs: performance.now(), incident });
    },
  });
  return heard;
}

const isUnreachable = ({ incident }: HeardIncident) => incident.kind === weft.v1.TunnelIncidentKind.NODE_UNREACHABLE;

function requireUp(summary: weft.v1.TunnelSummary.$Properties | null | undefined, size: number): void {
  const all = (size * (size - 1)) / 2;
  if (summary?.up !== all)
    throw new Error(
      `the controller knows of ${summary?.up} of ${all} tunnels that they are up: ${JSON.stringify(summary)}`,
    );
}

/** Of one core, in %. */
const share = (cpuS: number, ms: number) => (100_000 * cpuS) / ms;

/** Time for the recording, generous: it is waited for in any case. */
const recordingMs = (size: number, endsAtMs: number) =>
  5_000 + (recordedNodes * (endsAtMs / 1000) * probeRate * 40) / 1000 + size * 5;

function until(unixMs: number): Promise<void> {
  return delay(Math.max(0, unixMs - Date.now()));
}
