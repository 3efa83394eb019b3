import type { Logger } from 'pino';
import { ConnectionSweeps } from './connections/connection-sweeps.js';
import type { Datapath, FlowLossCounts } from './datapath/datapath.js';
import { AgentEvents } from './events/agent-events.js';
import { EventOutbox } from './events/event-outbox.js';
import { NatsPublisher } from './events/nats-publisher.js';
import { FlowCollector, lossesSince } from './flows/flow-collector.js';
import { FlowOutbox } from './flows/flow-outbox.js';
import { PortDirectory } from './flows/port-directory.js';
import { RuleDirectory } from './hits/rule-directory.js';
import type { TlsFiles } from './session/tls-files.js';
import type { DesiredState } from './state/desired-state.js';
import type { PassiveTraffic } from './tunnels/passive-traffic.js';
import { TunnelHealth } from './tunnels/tunnel-health.js';

/** Time that waiting records have to leave when the agent ends. */
const NATS_GRACE_MS = 300;

/** What goes up: flow records, tunnel health and agent events. Nothing of the agent ever waits for it. */
export class Telemetry {
  readonly events: AgentEvents;
  readonly flows: FlowOutbox;
  /** To be told when the state was programmed. */
  readonly tunnels: TunnelHealth;
  /** Tenants' packets through tunnels. */
  readonly passive: PassiveTraffic;
  /** To be told of changes of ports and networks. */
  readonly directory: PortDirectory;
  /** To be told of changes of security groups. */
  readonly rules: RuleDirectory;
  readonly connections: ConnectionSweeps;
  readonly #parts: {
    readonly nodeId: string;
    readonly nats: string | null;
    readonly tls: TlsFiles | null;
    readonly datapath: Datapath;
    readonly log: Logger;
  };
  readonly #eventOutbox: EventOutbox;
  readonly #lossesAtStart: FlowLossCounts;
  #collector: FlowCollector | null = null;
  #nats: NatsPublisher | null = null;

  constructor(parts: {
    nodeId: string;
    agentInstance: string;
    nats: string | null;
    tls: TlsFiles | null;
    datapath: Datapath;
    state: DesiredState;
    position: () => { epoch: string; revision: number };
    /** Probes of tunnels, packets/s. */
    probeRate: number;
    /** Tenants' packets through tunnels. */
    passive: PassiveTraffic;
    log: Logger;
  }) {
    const { nodeId, agentInstance, nats, datapath, state, position, log } = parts;
    this.#parts = parts;
    this.#eventOutbox = new EventOutbox(nodeId, agentInstance, position);
    this.events = new AgentEvents(log, (code, message) => {
      if (nats !== null) this.#eventOutbox.push(code, message);
    });
    this.#lossesAtStart = datapath.flowLosses();
    this.flows = new FlowOutbox(nodeId, agentInstance, () => this.losses());
    this.directory = new PortDirectory(state);
    this.rules = new RuleDirectory((groupId) => state.securityGroups.entryOf(groupId));
    this.connections = new ConnectionSweeps({ activity: datapath.policy, events: this.events, log });
    this.passive = parts.passive;
    this.tunnels = new TunnelHealth({
      nodeId,
      agentInstance,
      probes: datapath.tunnels,
      passive: this.passive,
      state,
      rate: parts.probeRate,
      told: nats !== null,
      wake: () => this.#nats?.wake(),
      onFull: (message) => this.events.emit('MAP_FULL', message),
      log,
    });
  }

  /** Flows expire with or without NATS; without it nobody wants their records. */
  start(): void {
    const { nodeId, nats, tls, datapath, log } = this.#parts;
    this.#collector = new FlowCollector({
      datapath,
      directory: this.directory,
      rules: this.rules,
      outbox: nats === null ? null : this.flows,
      events: this.events,
      losses: () => this.losses(),
      log,
    });
    this.connections.start();
    this.tunnels.start();
    if (nats === null) return;
    const sources = [this.tunnels.outbox, this.flows, this.#eventOutbox];
    this.#nats = new NatsPublisher({ url: nats, tls, nodeId, sources, log });
  }

  async stop(): Promise<void> {
    this.#collector?.close();
    this.connections.close();
    this.tunnels.close();
    await this.#nats?.stop(NATS_GRACE_MS);
  }

  get connected(): boolean {
    return this.#nats?.connected ?? false;
  }

  /** Records of ports that nobody knows. */
  get unknownRecords(): number {
    return this.#collector?.unknown ?? 0;
  }

  /** The kernel's losses of flow records since the agent started. */
  losses(): FlowLossCounts {
    return lossesSince(this.#parts.datapath.flowLosses(), this.#lossesAtStart);
  }
}
