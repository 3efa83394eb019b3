import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ipBatch } from '../../deploy/lab/command.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import {
  AgentService,
  NetworkService,
  NodeService,
  PlugService,
  PortService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { openServerStream } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import { inFlight } from '../scale/north-client.js';
import type { ControlOptions } from './control-options.js';
import type { Samples } from './report.js';
import { startBenchLab } from './systems/weft.js';

/**
 * A real agent with real BPF maps, in a lab of one host. The ports that it learns lie on nodes that have no agent; it subscribes to their
 * network by getting one port of its own there.
 */

const host = 'host-1';
const remoteNodes = ['remote-1', 'remote-2', 'remote-3', 'remote-4'];
const batchPorts = 1_000;
const batchesInFlight = 4;
const callTimeoutMs = 60_000;
const syncTimeoutMs = 120_000;
/** Entries that the agent's maps hold; the default would not do for a million. */
const maxEndpoints = 1_200_000;

interface Size {
  readonly ports: number;
  readonly name: string;
}

export async function benchAgent(
  samples: Samples,
  options: ControlOptions,
  progress: (s: string) => void,
): Promise<void> {
  process.env.WEFT_MAX_ENDPOINTS = String(maxEndpoints);
  progress('starting a lab of one host');
  const lab = await startBenchLab(1, 1500);
  try {
    await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'bench' } } });
    for (const [i, id] of remoteNodes.entries()) {
      const vteps = [{ bytes: parseIp(`172.16.0.${i + 1}`) }];
      await lab.api.call(NodeService.createNode, { node: { metadata: { id }, vteps } });
    }
    const sizes: Size[] = [
      { ports: 1_000, name: '1k' },
      { ports: 5_000, name: '5k' },
      { ports: 100_000, name: '100k' },
      ...(options.quick ? [] : [{ ports: 1_000_000, name: '1m' }]),
    ];
    for (const size of sizes) await benchSize(lab, samples, size, options, progress);
  } finally {
    await lab.down();
  }
}

async function benchSize(
  lab: Lab,
  samples: Samples,
  size: Size,
  options: ControlOptions,
  progress: (s: string) => void,
): Promise<void> {
  const network = `n${size.name}`;
  progress(`${size.ports} ports`);
  await createPorts(lab, network, size.ports);
  const large = size.ports >= 100_000;
  const rounds = large && !options.quick ? 3 : 1;
  for (let round = 0; round < rounds; round++) {
    progress(`the agent subscribes to ${size.ports} ports`);
    if (round > 0) await unsubscribe(lab, network);
    const ms = await subscribe(lab, network);
    if (large) samples.add(`sync_${size.name}`, 'weft', 'ms', ms);
  }
  if (large) samples.add(`agent_rss_${size.name}`, 'weft', 'MiB', agentRssMiB(lab));
  progress(`single changes at ${size.ports} ports`);
  for (let round = 0; round < (options.quick ? 5 : 20); round++) {
    const ms = await changeOne(lab, network, round);
    samples.add(`delta_one_${size.name}`, 'weft', 'ms', ms);
    // The figure with a target is that of the largest state.
    if (size.ports >= 1_000_000) samples.add('delta_one', 'weft', 'ms', ms);
  }
  if (size.ports <= 100_000) {
    progress(`ports until ACTIVE at ${size.ports} ports`);
    for (let round = 0; round < (options.quick ? 5 : 20); round++) {
      samples.add(`create_active_${size.name}`, 'weft', 'ms', await createUntilActive(lab, network, round));
    }
  }
  if (large) {
    progress(`the agent restarts with ${size.ports} endpoints`);
    const { startMs, reconcileMs, writes } = await restartAgent(lab);
    samples.add(`agent_restart_${size.name}`, 'weft', 'ms', startMs);
    samples.add(`agent_restart_${size.name}_reconcile`, 'weft', 'ms', reconcileMs);
    samples.add(`agent_restart_${size.name}_rewritten`, 'weft', 'entries', writes);
  }
  await unsubscribe(lab, network);
}

async function createPorts(lab: Lab, network: string, count: number): Promise<void> {
  await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id: network }, tenantId: 'bench' } });
  const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 8 };
  const subnet = { metadata: { id: network }, networkId: network, prefix };
  await lab.api.call(SubnetService.createSubnet, { subnet });
  const starts = Array.from({ length: Math.ceil(count / batchPorts) }, (_, i) => i * batchPorts);
  await inFlight(batchesInFlight, starts, (start) => {
    const ports = Array.from({ length: Math.min(batchPorts, count - start) }, (_, i) => ({
      metadata: { id: `${network}-${start + i}` },
      networkId: network,
      nodeId: remoteNodes[i % remoteNodes.length] ?? '',
    }));
    return lab.api.call(PortService.batchCreatePorts, { ports }, callTimeoutMs);
  });
}

/** Milliseconds from calling CreatePort until the agent has everything in its maps. */
async function subscribe(lab: Lab, network: string): Promise<number> {
  const started = performance.now();
  const port = { metadata: { id: `${network}-own` }, networkId: network, nodeId: host };
  const { metadata } = await lab.api.call(PortService.createPort, { port });
  await untilApplied(lab, metadata?.revision ?? 0);
  return performance.now() - started;
}

async function unsubscribe(lab: Lab, network: string): Promise<void> {
  const { revision } = await lab.api.call(PortService.deletePort, { id: `${network}-own` });
  await untilApplied(lab, revision);
}

/** The agent answers between two pieces of work, so asking it is also waiting for it. */
async function untilApplied(lab: Lab, revision: number): Promise<void> {
  await waitFor(
    `the agent holds revision ${revision}`,
    syncTimeoutMs,
    async () => {
      const agent = await lab.agentApi(host).call(AgentService.getAgent, {}, syncTimeoutMs);
      return agent.inSync && agent.revision >= revision ? true : undefined;
    },
    1,
  );
}

/** Milliseconds from calling CreatePort, of a port elsewhere, until the agent has it in its maps. */
async function changeOne(lab: Lab, network: string, round: number): Promise<number> {
  const id = `${network}-delta-${round}`;
  const started = performance.now();
  const port = { metadata: { id }, networkId: network, nodeId: remoteNodes[0] ?? '' };
  const { metadata } = await lab.api.call(PortService.createPort, { port });
  await untilApplied(lab, metadata?.revision ?? 0);
  const ms = performance.now() - started;
  const { revision } = await lab.api.call(PortService.deletePort, { id });
  await untilApplied(lab, revision);
  return ms;
}

/** Milliseconds from calling CreatePort, then Plug, until a watcher is told that the port is ACTIVE. The interface is there before. */
async function createUntilActive(lab: Lab, network: string, round: number): Promise<number> {
  const id = `${network}-active-${round}`;
  const { namespace } = lab.node(host);
  const name = `act${round}`;
  await ipBatch(namespace, [
    `link add ${name} mtu 1450 type veth peer name ${name}p`,
    `link set ${name}p up`,
    `link set ${name} up`,
  ]);
  const watch = openServerStream(lab.api.client, PortService.watchPorts, { nodeId: host, networkId: network });
  try {
    const { synced, active } = watchFor(watch, id);
    await synced;
    const started = performance.now();
    await lab.api.call(PortService.createPort, { port: { metadata: { id }, networkId: network, nodeId: host } });
    await lab.agentApi(host).call(PlugService.plug, { portId: id, interface: name });
    await active;
    return performance.now() - started;
  } finally {
    watch.cancel();
    await lab.agentApi(host).call(PlugService.unplug, { portId: id });
    const { revision } = await lab.api.call(PortService.deletePort, { id });
    await untilApplied(lab, revision);
    await ipBatch(namespace, [`link delete ${name}`]);
  }
}

function watchFor(
  watch: ReturnType<
    typeof openServerStream<weft.v1.WatchPortsRequest.$Properties, unknown, unknown, weft.v1.PortChange>
  >,
  id: string,
) {
  const told = (holds: (change: weft.v1.PortChange) => boolean) =>
    new Promise<void>((resolve, reject) => {
      watch.on('data', (change: weft.v1.PortChange) => {
        if (holds(change)) resolve();
      });
      watch.on('error', reject);
    });
  const active = told(({ port }) => port?.metadata?.id === id && port.status?.state === weft.v1.PortState.ACTIVE);
  // Whoever waits gets the error; cancelling the watch at the end is one as well.
  active.catch(() => {});
  return { synced: told(({ kind }) => kind === weft.v1.ChangeKind.SYNCED), active };
}

/** Ends the agent, starts it, and reads from its log when it was done. */
async function restartAgent(lab: Lab): Promise<{ startMs: number; reconcileMs: number; writes: number }> {
  const agent = lab.agent(host);
  await agent.stop();
  const before = readFileSync(agent.spec.log, 'utf8').length;
  const startedMs = Date.now();
  agent.start();
  const logged = (message: string) =>
    waitFor(`the agent logs "${message}"`, syncTimeoutMs, () =>
      timeOf(readFileSync(agent.spec.log, 'utf8').slice(before), message),
    );
  const runsMs = await logged('agent runs');
  const readMs = await logged('last good state read');
  const { maps } = await waitFor('the agent is in sync', syncTimeoutMs, async () => {
    const answer = await lab
      .agentApi(host)
      .call(AgentService.getAgent, {}, callTimeoutMs)
      .catch(() => undefined);
    if (!answer?.inSync) await delay(20);
    return answer?.inSync ? answer : undefined;
  });
  const writes = maps.reduce((sum, map) => sum + (map.writes ?? 0) + (map.deletes ?? 0), 0);
  return { startMs: runsMs - startedMs, reconcileMs: runsMs - readMs, writes };
}

/** When a message was logged first, in milliseconds since the epoch. */
function timeOf(log: string, message: string): number | undefined {
  for (const line of log.split('\n')) {
    if (!line.includes(message)) continue;
    const { msg, time } = JSON.parse(line) as { msg?: string; time?: number };
    if (msg === message) return time;
  }
  return undefined;
}

function agentRssMiB(lab: Lab): number {
  const status = readFileSync(`/proc/${lab.agent(host).pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}
