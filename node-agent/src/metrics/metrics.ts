import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Agent } from '../agent.js';
import { allPortCounters } from '../api/port-counters.js';
import { flowTableNames, type TableUsage } from '../datapath/datapath.js';
import { PortRole } from '../state/port-role.js';
import { movedConnectionMetrics } from './moved-connection-metrics.js';
import { trafficMetrics } from './traffic-metrics.js';
import { tunnelMetrics } from './tunnel-metrics.js';

/** The agent's metrics, read when they are asked for. */
export function agentMetrics(agent: Agent): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  mapMetrics(agent, registers);
  portMetrics(agent, registers);
  tunnelMetrics(agent.telemetry.tunnels, registers);
  movedConnectionMetrics(() => agent.connections.counts, registers);
  trafficMetrics(agent.telemetry.passive, registers);
  gauge('weft_agent_in_sync', '1 while the stream is open and the state is complete', () => Number(agent.sync.inSync));
  gauge('weft_agent_revision', 'Revision of the complete state that is applied', () => agent.position.revision);
  gauge('weft_agent_snapshots', 'Snapshots taken since the agent started', () => agent.sync.counters.snapshots);
  gauge('weft_agent_deltas', 'Deltas applied since the agent started', () => agent.sync.counters.deltas);
  gauge('weft_agent_journal_bytes', 'Size of the journal', () => agent.journalBytes);
  gauge('weft_agent_failed_entries', 'Entries that the kernel refused', () => agent.reconciler.failureCount);
  gauge('weft_agent_nats_connected', '1 while connected to nats-server', () => Number(agent.telemetry.connected));
  flowMetrics(agent, registers);
  gauge('weft_agent_flow_records_waiting', 'Flow records that wait for NATS', () => agent.telemetry.flows.waiting);
  gauge(
    'weft_agent_flow_records_published',
    'Flow records that nats-server has',
    () => agent.telemetry.flows.published,
  );
  new Gauge({
    name: 'weft_agent_flow_losses',
    help: 'Flow records lost since the agent started, by cause (table_full counts packets)',
    labelNames: ['cause'],
    registers,
    collect() {
      const { tableFull, ringFull } = agent.telemetry.losses();
      this.set({ cause: 'table_full' }, tableFull);
      this.set({ cause: 'ring_full' }, ringFull);
      this.set({ cause: 'publish_dropped' }, agent.telemetry.flows.dropped);
      this.set({ cause: 'unknown_port' }, agent.telemetry.unknownRecords);
    },
  });
  return registry;
}

function flowMetrics(agent: Agent, registers: Registry[]): void {
  const perMap = (name: string, help: string, read: (usage: TableUsage) => number) => {
    new Gauge({
      name,
      help,
      labelNames: ['map'],
      registers,
      collect() {
        const usage = agent.datapath.flowUsage();
        for (const map of flowTableNames) this.set({ map }, read(usage[map]));
      },
    });
  };
  perMap('weft_agent_flows', 'Flows in the map', ({ entries }) => entries);
  perMap('weft_agent_flow_capacity', 'Flows that the map holds', ({ capacity }) => capacity);
}

function mapMetrics(agent: Agent, registers: Registry[]): void {
  type Usage = ReturnType<Agent['maps']>[number];
  const perMap = (name: string, help: string, read: (usage: Usage) => number) => {
    new Gauge({
      name,
      help,
      labelNames: ['map'],
      registers,
      collect() {
        for (const usage of agent.maps()) this.set({ map: usage.name }, read(usage));
      },
    });
  };
  perMap('weft_agent_map_entries', 'Entries of a map', ({ entries }) => entries);
  perMap('weft_agent_map_capacity', 'Entries that a map holds', ({ capacity }) => capacity);
  const counter = (name: string, help: string, read: (usage: Usage) => number) => {
    new Counter({
      name,
      help,
      labelNames: ['map'],
      registers,
      collect() {
        this.reset();
        for (const usage of agent.maps()) this.inc({ map: usage.name }, read(usage));
      },
    });
  };
  counter('weft_agent_map_writes_total', 'Entries written since the agent started', ({ writes }) => writes);
  counter('weft_agent_map_deletes_total', 'Entries deleted since the agent started', ({ deletes }) => deletes);
}

function portMetrics(agent: Agent, registers: Registry[]): void {
  new Gauge({
    name: 'weft_agent_bound_ports',
    help: 'Ports that the controller has bound to the node, by what the binding is',
    labelNames: ['role'],
    registers,
    collect() {
      const bound = [...agent.state.ports.values()];
      for (const [role, number] of Object.entries(PortRole))
        this.set({ role: role.toLowerCase() }, bound.filter((port) => port.role === number).length);
    },
  });
  new Counter({
    name: 'weft_port_packets_total',
    help: 'Packets of a port since it has its counters; port is empty for what belongs to no port',
    labelNames: ['port', 'direction'],
    registers,
    // One reading serves all three; the others are read after this one, which is registered first.
    collect() {
      for (const metric of [this, bytes, drops]) metric.reset();
      for (const counters of allPortCounters(agent.datapath, agent.ports, agent.state)) {
        const port = counters.portId ?? '';
        this.inc({ port, direction: 'sent' }, counters.sentPackets ?? 0);
        this.inc({ port, direction: 'received' }, counters.receivedPackets ?? 0);
        bytes.inc({ port, direction: 'sent' }, counters.sentBytes ?? 0);
        bytes.inc({ port, direction: 'received' }, counters.receivedBytes ?? 0);
        for (const drop of counters.drops ?? []) drops.inc({ port, reason: drop.reason ?? '' }, drop.packets ?? 0);
      }
    },
  });
  const bytes = new Counter({
    name: 'weft_port_bytes_total',
    help: 'L2 bytes of a port since it has its counters',
    labelNames: ['port', 'direction'],
    registers,
  });
  const drops = new Counter({
    name: 'weft_port_drops_total',
    help: 'Packets dropped, by port and reason',
    labelNames: ['port', 'reason'],
    registers,
  });
}

/** Serves /metrics on a loopback address `host:port`. */
export async function serveMetrics(address: string, registry: Registry): Promise<Server> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end('see /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname.replace(/^\[(.*)\]$/, '$1'), resolve);
  });
  server.unref();
  return server;
}
