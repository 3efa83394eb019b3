import { Backoff } from '../../node-agent/src/session/backoff.js';
import type { TlsMaterial } from '../../node-agent/src/session/controller-channel.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeSync } from '../../proto/gen/services.js';
import { CompactState, type HeldPort } from './compact-state.js';
import type { SetDigest } from './entry-set.js';
import { LightStream } from './light-stream.js';

/** As a real agent waits for Welcome. */
const welcomeTimeoutMs = 10_000;

/** Ports in one report; the protocol allows 16,384. */
const REPORTED_AT_ONCE = 2_048;

export interface CompactAgentStatus {
  readonly nodeId: string;
  /** Welcome was received on the stream that is open. */
  readonly open: boolean;
  readonly revision: number;
  readonly digest: SetDigest;
  readonly snapshots: number;
  readonly deltas: number;
  /** Why the agent has stopped: the controller broke the protocol. */
  readonly violation: string | null;
}

/**
 * A node agent without a node: stream, heartbeats and reconnecting are as a real agent has them, what it is told it keeps as numbers. It
 * says of each port that it is plugged and programmed, and acks at once.
 */
export class CompactAgent {
  readonly nodeId: string;
  readonly #state = new CompactState();
  readonly #address: string;
  readonly #tls: TlsMaterial | null;
  #deadline: NodeJS.Timeout | null = null;
  readonly #backoff = new Backoff(100, 5_000);
  readonly #ackedRevisions: number[] = [];
  readonly #ackTimesMs: number[] = [];
  #call: LightStream | null = null;
  #welcomed = false;
  #heartbeat: NodeJS.Timeout | null = null;
  #retry: NodeJS.Timeout | null = null;
  #instance = newInstance();
  #violation: string | null = null;
  #running = false;

  constructor(nodeId: string, address: string, tls: TlsMaterial | null) {
    this.nodeId = nodeId;
    this.#address = address;
    this.#tls = tls;
  }

  /** Connects, and again whenever the stream ends. */
  start(): void {
    this.#running = true;
    this.#connect();
  }

  /** The process ends; what it holds is on its disk. With `forget` the disk is lost too. */
  stop(forget = false): void {
    this.#running = false;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#ended();
    this.#instance = newInstance();
    if (forget) this.#state.forget();
  }

  /** Stops reading from the network; the connection stays. */
  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  close(): void {
    this.stop();
  }

  status(): CompactAgentStatus {
    const { revision, snapshots, deltas } = this.#state;
    const digest = this.#state.digest();
    return {
      nodeId: this.nodeId,
      open: this.#welcomed,
      revision,
      digest,
      snapshots,
      deltas,
      violation: this.#violation,
    };
  }

  /** When the agent acked the revision, or one above it: milliseconds of the machine's clock; null if it did not yet. */
  ackedAtMs(revision: number): number | null {
    let low = 0;
    let high = this.#ackedRevisions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ackedRevisions[middle] ?? 0) < revision) low = middle + 1;
      else high = middle;
    }
    return this.#ackTimesMs[low] ?? null;
  }

  #connect(): void {
    this.#retry = null;
    const call: LightStream = new LightStream(this.#address, this.#tls, NodeSync.sync.path, {
      onMessage: (bytes) => {
        if (this.#call === call) this.#receive(call, bytes);
      },
      onEnd: (error) => this.#lost(call, error?.code ?? 'OK'),
    });
    this.#call = call;
    // A connection that the controller's kernel had no room for hangs for up to a minute; a new one does not.
    this.#deadline = setTimeout(() => {
      this.#lost(call, 'DEADLINE_EXCEEDED');
    }, welcomeTimeoutMs);
    this.#state.streamBegins();
    const { clusterId, epoch, revision } = this.#state;
    send(call, {
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
      },
    });
  }

  #lost(call: LightStream, code: string): void {
    if (this.#call !== call) return;
    this.#ended();
    if (code === 'PROTOCOL_VIOLATION') this.#violation = 'the controller says that this agent broke the protocol';
    if (this.#running && this.#violation === null)
      this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
  }

  #ended(): void {
    this.#call?.close();
    this.#call = null;
    this.#welcomed = false;
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = null;
  }

  #receive(call: LightStream, bytes: Buffer): void {
    try {
      const message = weft.v1.ControllerMessage.decode(bytes);
      const complete = this.#state.apply(message);
      if (message.welcome) this.#onWelcome(call, message.welcome.heartbeatIntervalMs ?? 0);
      if (complete === null) return;
      this.#report(call, this.#state.takeNewPorts(), false);
      send(call, { ack: { revision: complete } });
      this.#ackedRevisions.push(complete);
      this.#ackTimesMs.push(performance.timeOrigin + performance.now());
    } catch (error) {
      this.#violation = String(error);
      this.stop();
    }
  }

  #onWelcome(call: LightStream, heartbeatMs: number): void {
    this.#welcomed = true;
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = null;
    this.#backoff.reset();
    if (heartbeatMs > 0) {
      this.#heartbeat = setInterval(() => send(call, { heartbeat: { sentUnixMs: Date.now() } }), heartbeatMs);
    }
    this.#state.takeNewPorts();
    this.#report(call, this.#state.ports(), true);
  }

  /** A complete report is one message, so a node's ports are limited; further ones follow in several. */
  #report(call: LightStream, held: readonly HeldPort[], complete: boolean): void {
    const ports = held.map(({ portId, generation, takesOver }) => ({
      portId,
      generation,
      plugged: true,
      linkUp: true,
      programmed: true,
      interface: 'simulated',
      // It tracks no connections.
      hasConnections: takesOver,
    }));
    if (complete) {
      send(call, { portReport: { ports, complete: true } });
      return;
    }
    for (let i = 0; i < ports.length; i += REPORTED_AT_ONCE) {
      send(call, { portReport: { ports: ports.slice(i, i + REPORTED_AT_ONCE) } });
    }
  }
}

function send(call: LightStream, message: weft.v1.AgentMessage.$Properties): void {
  call.write(weft.v1.AgentMessage.encode(message).finish());
}

function newInstance(): string {
  return Math.random().toString(36).slice(2);
}
