import { type ChannelCredentials, Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { HeldEntries, type HeldLocalPort } from '../../controller/src/dispatcher/testing/held-entries.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeSync } from '../../proto/gen/services.js';
import { openDuplexStream, weftErrorOf } from '../../proto/src/call.js';
import type { WeftError } from '../../proto/src/errors.js';

const { LocalPortRole } = weft.v1;

type SyncStream = ClientDuplexStream<weft.v1.AgentMessage.$Properties, weft.v1.ControllerMessage>;

export interface SimulatedAgentOptions {
  /** host:port of the controller. */
  readonly address: string;
  readonly nodeId: string;
  readonly credentials?: ChannelCredentials;
  /** Time that applying takes, before the ack. Default 0: acks at once. */
  readonly applyMs?: number;
  /** Report every local port as plugged, up and programmed as soon as it is there. Default true. */
  readonly plugPorts?: boolean;
  /** Say at once of each port that takes over that its connections are here. Default true. */
  readonly hasConnections?: boolean;
  /** Say at once of each pending port that it sends here. Default false. */
  readonly sends?: boolean;
  /** Called with each revision that is complete, after the ack was written. */
  readonly onRevision?: (revision: number) => void;
}

/**
 * The south side of a node agent without a kernel: speaks weft.v1.NodeSync over a real channel, holds the entries in memory, and throws on
 * frames that break the protocol's rules (`violation`). It keeps its state over connections, as an agent keeps it over restarts.
 */
export class SimulatedAgent {
  readonly held = new HeldEntries();
  readonly nodeId: string;
  /** What the stream ended with; null while it is open, or after a clean end. */
  error: WeftError | null = null;
  /** A frame that broke the protocol. */
  violation: unknown = null;
  frames = 0;
  /** What was relayed to it of ports' connections: ConnectionsWanted and ConnectionStates. */
  readonly relayed: weft.v1.ControllerMessage[] = [];
  readonly #options: SimulatedAgentOptions;
  readonly #client: Client;
  #call: SyncStream | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #instance = '';
  #waiters = new Set<() => void>();
  /** Ports as they were reported last: port id -> what the facts follow from. */
  readonly #reported = new Map<string, string>();
  /** Facts besides, by port, generation and role. */
  readonly #more = new Map<string, weft.v1.PortFacts.$Properties>();

  constructor(options: SimulatedAgentOptions) {
    this.#options = options;
    this.nodeId = options.nodeId;
    this.#client = new Client(options.address, options.credentials ?? credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.initial_reconnect_backoff_ms': 50,
    });
  }

  get open(): boolean {
    return this.#call !== null;
  }

  /** Opens a stream with Hello; `hello` replaces fields of it. An open one is left to be replaced by the controller. */
  connect(hello: weft.v1.Hello.$Properties = {}): void {
    const call = openDuplexStream(this.#client, NodeSync.sync);
    this.#call = call;
    this.error = null;
    this.held.streamBegins();
    this.#instance ||= Math.random().toString(36).slice(2);
    call.on('data', (message: weft.v1.ControllerMessage) => {
      if (this.#call === call) this.#receive(call, message);
    });
    call.on('error', (error) => {
      if (this.#call === call) this.#closed(weftErrorOf(error));
    });
    call.on('end', () => {
      if (this.#call === call) this.#closed(null);
    });
    const { clusterId, epoch, revision } = this.held;
    call.write({
      hello: {
        clusterId,
        epoch,
        revision,
        nodeId: this.nodeId,
        agentInstance: this.#instance,
        protocolMin: 1,
        protocolMax: 1,
        agentVersion: 'simulated',
        underlayMtu: 1500,
        ...hello,
      },
    });
  }

  /** The process dies: what it holds stays. */
  disconnect(): void {
    const call = this.#call;
    this.#closed(null);
    call?.cancel();
  }

  /** Its disk is lost. */
  forget(): void {
    this.disconnect();
    this.held.entries.clear();
    this.held.localPorts.clear();
    this.held.clusterId = '';
    this.held.epoch = '';
    this.held.revision = 0;
  }

  send(message: weft.v1.AgentMessage.$Properties): void {
    this.#call?.write(message);
  }

  /** From now on it says this too of a local port, as long as that has its generation and role. */
  tell(portId: string, facts: weft.v1.PortFacts.$Properties): void {
    for (const port of this.held.localPorts.values()) {
      if (port.portId === portId) this.#more.set(nameOf(port), { ...this.#more.get(nameOf(port)), ...facts });
    }
    this.#report(false);
  }

  /** Stops and goes on reading from the network. */
  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  stopHeartbeats(): void {
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }

  close(): void {
    this.disconnect();
    this.#client.close();
  }

  /** Waits until the condition holds; it is looked at after each frame and at each end of the stream. */
  async until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!condition()) {
      if (this.violation) throw this.violation;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`node ${this.nodeId}: the condition did not come true within ${timeoutMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        const waiters = this.#waiters;
        function done() {
          clearTimeout(timer);
          waiters.delete(done);
          resolve();
        }
        waiters.add(done);
      });
    }
  }

  #receive(call: SyncStream, message: weft.v1.ControllerMessage): void {
    this.frames++;
    try {
      const complete = this.held.apply(message);
      if (message.connectionsWanted || message.connections) this.relayed.push(message);
      if (message.welcome) this.#welcomed(message.welcome.heartbeatIntervalMs ?? 0);
      if (complete !== null) {
        const { applyMs } = this.#options;
        if (applyMs) setTimeout(() => this.#ack(call, complete), applyMs);
        else this.#ack(call, complete);
      }
    } catch (error) {
      this.violation = error;
      this.disconnect();
    }
    this.#wake();
  }

  #welcomed(heartbeatMs: number): void {
    this.stopHeartbeats();
    if (heartbeatMs > 0) {
      this.#heartbeat = setInterval(() => this.send({ heartbeat: { sentUnixMs: Date.now() } }), heartbeatMs);
      this.#heartbeat.unref();
    }
    this.#report(true);
  }

  #ack(call: SyncStream, revision: number): void {
    if (this.#call !== call) return;
    this.#report(false);
    call.write({ ack: { revision } });
    this.#options.onRevision?.(revision);
  }

  /** Reports the local ports that it did not report so yet, or all. */
  #report(complete: boolean): void {
    if (complete) this.#reported.clear();
    const ports: weft.v1.PortFacts.$Properties[] = [];
    for (const port of this.held.localPorts.values()) {
      const more = this.#more.get(nameOf(port));
      const text = `${nameOf(port)} ${port.otherGeneration} ${more ? JSON.stringify(more) : ''}`;
      if (this.#reported.get(port.portId) === text) continue;
      this.#reported.set(port.portId, text);
      const facts = this.#factsOf(port, more);
      if (facts) ports.push(facts);
    }
    if (complete || ports.length > 0) this.send({ portReport: { ports, complete } });
  }

  /** Null: nothing is to be said of it. */
  #factsOf(port: HeldLocalPort, more?: weft.v1.PortFacts.$Properties): weft.v1.PortFacts.$Properties | null {
    const { plugPorts = true, hasConnections = true, sends = false } = this.#options;
    if (!plugPorts && !more) return null;
    const { portId, generation, role, otherGeneration } = port;
    const plugged = plugPorts && role !== LocalPortRole.DEPARTING_BINDING;
    const takesOver = otherGeneration !== 0 && otherGeneration < generation;
    return {
      ...{ portId, generation, plugged, linkUp: plugged, programmed: plugged, interface: 'sim' },
      hasConnections: plugged && hasConnections && takesOver,
      sends: plugged && sends && role === LocalPortRole.PENDING_BINDING,
      ...more,
    };
  }

  #closed(error: WeftError | null): void {
    this.#call = null;
    this.error = error;
    this.stopHeartbeats();
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}

function nameOf({ portId, generation, role }: HeldLocalPort): string {
  return `${portId} ${generation} ${role}`;
}
