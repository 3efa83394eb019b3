import { setTimeout as delay } from 'node:timers/promises';
import { NodeService } from '../../proto/gen/services.js';
import { Churning, type Write } from './churning.js';
import type { CompactAgentStatus } from './compact-agent.js';
import { ControllerUnderLoad } from './controller-under-load.js';
import { differenceOf, type SetDigest } from './entry-set.js';
import { expectedStates } from './expected-state.js';
import { Fleet } from './fleet.js';
import type { AgentSpec } from './fleet-protocol.js';
import { createNetworks, createNodes, createPorts, createTenants } from './loading.js';
import { NorthClient } from './north-client.js';
import { type PlacedGroup, placedGroups } from './placed-groups.js';
import { type PlacedRouter, placedRouters } from './placed-router.js';
import { nodeIdsOf, type PlacedNetwork, placedNetworks, tenantIdsOf } from './placement.js';
import { seededRandom } from './random.js';
import type { Scenario, ScenarioEvent } from './scenario.js';

/** How long the agents may take to hold a freshly loaded cluster, or to come back after a restart. */
const syncTimeoutMs = 600_000;

/** What a run measured; null: nothing of the kind happened. Times of writes count from the call, so they contain the answer's. */
export interface Measured {
  readonly ports: number;
  readonly nodes: number;
  /** Nodes, tenants, networks and ports created. */
  readonly loadS: number;
  readonly portsPerS: number;
  /** From the end of the load (or, after it, of connecting) until every agent has acked it. */
  readonly syncS: number;
  readonly writes: number;
  readonly ackP50Ms: number | null;
  readonly ackP99Ms: number | null;
  readonly ackMaxMs: number | null;
  /** The longest of the writes of the warm-up; the three above are of those after it. */
  readonly ackWarmUpMaxMs: number | null;
  readonly controllerRssMiB: number;
  readonly controllerCpuS: number;
  /** CPU of the controller for a write of the churn, with everything that it caused. */
  readonly controllerCpuMsPerWrite: number | null;
  /** From starting the loaded controller until it serves. */
  readonly coldStartS: number | null;
  /** From starting it again until every agent has its stream back; the longest. */
  readonly reconnectS: number | null;
  /** Snapshots that agents took, all in all. */
  readonly snapshots: number;
  /** From the last write until every agent holds what is right. */
  readonly convergeS: number | null;
  /** Why it did not converge; empty if it did. */
  readonly differences: readonly string[];
}

/** One run of a scenario: controller, agents, load, churn with events, and the comparison at the end. */
export class Simulation {
  readonly #scenario: Scenario;
  readonly #controller: ControllerUnderLoad;
  readonly #fleet: Fleet;
  readonly #north: NorthClient;
  /** By tenant. */
  readonly #groups: Map<string, PlacedGroup[]>;
  readonly #networks: PlacedNetwork[];
  readonly #routers: PlacedRouter[];
  readonly #random: () => number;
  readonly #progress: (step: string) => void;
  /** Agents that an event has stopped at some time: what they ack late is not the controller's delay. */
  readonly #disturbed = new Set<string>();
  #coldStartS: number | null = null;
  #reconnectS: number | null = null;

  static async run(
    scenario: Scenario,
    progress: (step: string) => void,
    nodeOptions: readonly string[] = [],
  ): Promise<Measured> {
    const flags = ['--log-level', 'info'];
    const controller = await ControllerUnderLoad.start({ tls: scenario.tls, flags, nodeOptions });
    let fleet: Fleet | null = null;
    let north: NorthClient | null = null;
    try {
      fleet = await Fleet.start(Math.ceil(scenario.nodes / scenario.agentsPerProcess));
      north = new NorthClient(controller.address, await controller.credentials({ role: 'admin', name: 'scale' }));
      return await new Simulation(scenario, controller, fleet, north, progress).#run();
    } finally {
      north?.close();
      await fleet?.end();
      await controller.remove();
    }
  }

  private constructor(
    scenario: Scenario,
    controller: ControllerUnderLoad,
    fleet: Fleet,
    north: NorthClient,
    progress: (step: string) => void,
  ) {
    this.#scenario = scenario;
    this.#controller = controller;
    this.#fleet = fleet;
    this.#north = north;
    this.#groups = placedGroups(scenario, tenantIdsOf(scenario));
    this.#networks = placedNetworks(scenario, this.#groups);
    this.#routers = placedRouters(this.#networks, scenario.routersPerTenant);
    this.#random = seededRandom(scenario.seed);
    this.#progress = progress;
  }

  async #run(): Promise<Measured> {
    const { nodes, connect, coldStart, churn } = this.#scenario;
    const ports = this.#networks.length * this.#scenario.portsPerNetwork;
    this.#progress(`${nodes} nodes, ${this.#networks.length} networks`);
    let loadS = await seconds(() => createNodes(this.#north, this.#scenario));
    if (connect === 'before-load') {
      await this.#connect();
      await this.#untilAllAcked(nodes);
    }
    loadS += await seconds(() => createTenants(this.#north, this.#scenario, this.#groups));
    loadS += await seconds(() => createNetworks(this.#north, this.#networks, this.#routers));
    this.#progress(`${ports} ports`);
    const portsS = await seconds(() => createPorts(this.#north, this.#networks, this.#scenario.portsPerNetwork));
    this.#progress(`loaded, ${Math.round(ports / portsS)} ports/s`);
    const syncS = await seconds(async () => {
      if (connect === 'after-load') await this.#connect();
      await this.#untilAllAcked(await this.#lastRevision());
    });
    this.#progress(`all agents hold it after ${syncS.toFixed(1)} s`);
    if (coldStart) this.#coldStartS = await this.#restartController('SIGTERM');

    const cpuBefore = this.#controller.cpuS();
    const placed = { networks: this.#networks, routers: this.#routers, groups: [...this.#groups.values()].flat() };
    const churning = churn ? new Churning(this.#north, placed, churn, this.#random) : null;
    if (churning) {
      this.#progress('churn');
      await Promise.all([churning.run(), this.#events()]);
    }
    const cpuOfChurn = this.#controller.cpuS() - cpuBefore;
    const { convergeS, differences } = await this.#converge();
    const writes = churning?.writes ?? [];
    const warmUntilMs = (writes[0]?.calledAtMs ?? 0) + 1000 * (churn?.warmUpS ?? 0);
    const acks = await this.#ackTimes(writes.filter(({ calledAtMs }) => calledAtMs >= warmUntilMs));
    const warmUp = await this.#ackTimes(writes.filter(({ calledAtMs }) => calledAtMs < warmUntilMs));
    const status = await this.#fleet.status();
    return {
      ports,
      nodes,
      loadS: loadS + portsS,
      portsPerS: ports / portsS,
      syncS,
      writes: writes.length,
      ackP50Ms: quantile(acks, 0.5),
      ackP99Ms: quantile(acks, 0.99),
      ackMaxMs: quantile(acks, 1),
      ackWarmUpMaxMs: quantile(warmUp, 1),
      controllerRssMiB: this.#controller.maxRssMiB(),
      controllerCpuS: this.#controller.cpuS(),
      controllerCpuMsPerWrite: writes.length > 0 ? (cpuOfChurn * 1000) / writes.length : null,
      coldStartS: this.#coldStartS,
      reconnectS: this.#reconnectS,
      snapshots: status.reduce((sum, agent) => sum + agent.snapshots, 0),
      convergeS,
      differences,
    };
  }

  async #connect(): Promise<void> {
    const agents: AgentSpec[] = [];
    for (const nodeId of nodeIdsOf(this.#scenario)) {
      agents.push({ nodeId, tls: await this.#controller.credentials({ role: 'node', name: nodeId }) });
    }
    this.#progress('agents connect');
    await this.#fleet.connect(this.#controller.address, agents);
  }

  async #lastRevision(): Promise<number> {
    const { revision } = await this.#north.call(NodeService.listNodes, { options: { pageSize: 1 } });
    return revision;
  }

  /** Waits until the controller says of every node that it has applied a revision. */
  async #untilAllAcked(revision: number): Promise<void> {
    await until('all nodes have acked the load', syncTimeoutMs, 250, async () => {
      this.#requireNoViolation(await this.#fleet.status());
      let pageToken = '';
      do {
        const page = await this.#north.call(NodeService.listNodes, { options: { pageSize: 1_000, pageToken } });
        if (page.nodes.some((node) => (node.status?.ackedRevision ?? 0) < revision)) return false;
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      return true;
    });
  }

  /** Seconds until it served again; returns when all agents that run have their streams back. */
  async #restartController(signal: 'SIGKILL' | 'SIGTERM'): Promise<number> {
    this.#progress(`controller: ${signal}`);
    await this.#controller.end(signal);
    const started = performance.now();
    const readyS = await this.#controller.startAgain();
    this.#progress(`controller serves after ${readyS.toFixed(1)} s`);
    await until('all agents are back', syncTimeoutMs, 100, async () => {
      const status = await this.#fleet.status();
      this.#requireNoViolation(status);
      return status.every((agent) => agent.open || this.#disturbed.has(agent.nodeId));
    });
    this.#reconnectS = Math.max(this.#reconnectS ?? 0, (performance.now() - started) / 1000);
    this.#progress(`agents are back after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return readyS;
  }

  async #events(): Promise<void> {
    const started = performance.now();
    const events = [...this.#scenario.events].sort((a, b) => a.atS - b.atS);
    const running: Promise<void>[] = [];
    for (const event of events) {
      await delay(Math.max(0, started + event.atS * 1000 - performance.now()));
      running.push(this.#event(event));
    }
    await Promise.all(running);
  }

  async #event(event: ScenarioEvent): Promise<void> {
    if (event.kind === 'controller') {
      await this.#restartController(event.signal);
      return;
    }
    const nodeIds = nodeIdsOf(this.#scenario).filter((id) => !this.#disturbed.has(id));
    const chosen: string[] = [];
    while (chosen.length < event.agents && nodeIds.length > 0) {
      chosen.push(...nodeIds.splice(Math.floor(this.#random() * nodeIds.length), 1));
    }
    for (const id of chosen) this.#disturbed.add(id);
    this.#progress(`${event.kind} ${chosen.length} agents`);
    await this.#fleet.command(event.kind, chosen);
    if (event.kind !== 'pause') return;
    await delay(event.durationS * 1000);
    this.#progress(`resume ${chosen.length} agents`);
    await this.#fleet.command('resume', chosen);
  }

  /** Waits until every agent holds what the north API's resources mean; says what is different if that takes too long. */
  async #converge(): Promise<{ convergeS: number | null; differences: string[] }> {
    const started = performance.now();
    this.#progress('recomputing every state from the north API');
    const resources = await this.#north.resources();
    const lost = this.#lostPorts(resources.ports.map((port) => port.metadata?.id ?? ''));
    const expected = expectedStates(resources, resources.vxlanPort);
    const listedS = (performance.now() - started) / 1000;
    let differences: string[] = [];
    const deadline = performance.now() + this.#scenario.convergeWithinS * 1000;
    for (;;) {
      const status = await this.#fleet.status();
      differences = [...lost, ...differencesOf(expected, status)];
      if (differences.length === 0 || lost.length > 0 || performance.now() > deadline) break;
      await delay(100);
    }
    const convergeS = (performance.now() - started) / 1000;
    this.#progress(`compared with a recompute (which took ${listedS.toFixed(1)} s): ${differences.length} differences`);
    return { convergeS: differences.length === 0 ? convergeS : null, differences };
  }

  /** Answered writes that the controller does not have, and what it has without one. */
  #lostPorts(listed: readonly string[]): string[] {
    const made = new Set(this.#networks.flatMap((network) => network.ports.map((port) => port.id)));
    const unasked = listed.filter((id) => !made.delete(id));
    return [
      ...[...made].map((id) => `port ${id} was created and is not there`),
      ...unasked.map((id) => `port ${id} was deleted, or never created, and is there`),
    ];
  }

  /** Milliseconds from the call of a write to its last ack, sorted. Agents that were stopped are not waited for. */
  async #ackTimes(writes: readonly Write[]): Promise<number[]> {
    const indexes = new Map<readonly string[], number>();
    const audiences: string[][] = [];
    const queries = writes.map(({ revision, audience }) => {
      let index = indexes.get(audience);
      if (index === undefined) {
        index = audiences.length;
        indexes.set(audience, index);
        audiences.push(audience.filter((id) => !this.#disturbed.has(id)));
      }
      return { revision, audience: index };
    });
    const acksMs = await this.#fleet.lastAcksMs(audiences, queries);
    const times = writes.flatMap(({ calledAtMs }, i) => {
      const ackedAtMs = acksMs[i];
      return ackedAtMs == null ? [] : [ackedAtMs - calledAtMs];
    });
    return times.sort((a, b) => a - b);
  }

  #requireNoViolation(status: readonly CompactAgentStatus[]): void {
    const broken = status.find((agent) => agent.violation !== null);
    if (broken) throw new Error(`${broken.nodeId}: ${broken.violation}`);
  }
}

function differencesOf(expected: ReadonlyMap<string, SetDigest>, status: readonly CompactAgentStatus[]): string[] {
  const held = new Map(status.map((agent) => [agent.nodeId, agent]));
  return [...expected].flatMap(([nodeId, digest]) => {
    const agent = held.get(nodeId);
    if (!agent) return [`${nodeId}: no agent`];
    if (agent.violation !== null) return [`${nodeId}: ${agent.violation}`];
    if (!agent.open) return [`${nodeId}: not connected`];
    const difference = differenceOf(digest, agent.digest);
    return difference === null ? [] : [`${nodeId}, revision ${agent.revision}: ${difference}`];
  });
}

/** Of sorted values; null if there are none. */
function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function until(
  what: string,
  timeoutMs: number,
  intervalMs: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await delay(intervalMs);
  }
}
