import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Compiler } from '../compiler/compiler.js';
import type { Update } from '../compiler/update.js';
import type { MovingPort } from '../status/moving-ports.js';
import type { StatusBoard } from '../status/status-board.js';
import { ConnectionRelay } from './connection-relay.js';
import { Departures } from './departures.js';
import { LINGER_MS } from './limits.js';
import { MoveMetrics } from './move-metrics.js';
import type { Session } from './session.js';

/** Writes what nodes have brought about. A call more, or a late one, has no effect. */
export interface MoveWrites {
  /** The port has sent a frame where its pending binding is, which has that generation. */
  arrived(portId: string, generation: number): void;
  /** Nobody needs the port's departing binding any more, which has that generation. */
  departed(portId: string, generation: number): void;
}

export interface MovesOptions {
  readonly status: () => StatusBoard;
  readonly compiler: () => Compiler;
  readonly ackedBy: (nodeId: string) => number;
  readonly sessionOf: (nodeId: string) => Session | undefined;
  readonly writes: MoveWrites;
  readonly registry: Registry;
  readonly log: Logger;
  /** Default LINGER_MS. */
  readonly lingerMs?: number;
}

/** What streams and acks have to do with ports that are being moved: their connections are handed over, and what nodes say moves them on. */
export class Moves {
  readonly relay: ConnectionRelay;
  readonly #writes: MoveWrites;
  readonly #departures: Departures;

  constructor(options: MovesOptions) {
    const { status, sessionOf, writes } = options;
    this.#writes = writes;
    const moving = () => status().moving;
    const metrics = new MoveMetrics(options.registry, {
      moving: () => moving().count(),
      oldestDepartureSeconds: () => this.#departures.oldestSeconds,
      relayedBytesInFlight: () => this.relay.bytesInFlight,
    });
    this.relay = new ConnectionRelay({
      moving,
      sessionOf,
      now: () => performance.now(),
      onRelayed: (kind, bytes) => metrics.relayed(kind, bytes),
      onDropped: (kind, cause) => metrics.dropped(kind, cause),
    });
    this.#departures = new Departures({
      ...options,
      moving,
      nackedBy: (portId, concerns) => status().portNackedBy(portId, concerns),
      onDeparted: ({ portId, from }) => writes.departed(portId, from.generation),
      lingerMs: options.lingerMs ?? LINGER_MS,
    });
  }

  /** The controller starts, or what was known of nodes is wrong. */
  begin(): void {
    this.#departures.lookAtAll();
  }

  /** The port's bindings have changed. */
  bound(portId: string): void {
    this.#departures.changed(portId);
  }

  /** The node that a port goes to has told of it. */
  told({ portId, to, activatedAt, facts }: MovingPort): void {
    if (activatedAt !== null) this.#departures.changed(portId);
    else if (facts.sends) this.#writes.arrived(portId, to.generation);
  }

  /** The node has acked, can apply what it could not, or is no more. */
  progressed(nodeId: string): void {
    this.#departures.progressed(nodeId);
  }

  /** Nodes that have left networks need not ack for their ports any more. */
  updated(update: Update): void {
    for (const [node, { left }] of update.nodes) if (left.size > 0) this.#departures.progressed(node.id);
  }

  stop(): void {
    this.#departures.stop();
  }
}
