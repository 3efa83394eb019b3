import type { weft } from '../../../proto/gen/codecs.js';
import type { LocalPort } from '../state/entities.js';
import { takesOver } from '../state/port-role.js';
import type { LocalPorts } from './local-ports.js';
import type { PortArrivals } from './port-arrivals.js';

/**
 * Tracked connections of ports that move, as the rest of the agent knows who hands them over (connections/). All but `has` and `problemOf` is called in the agent's queue. Who has to do
 * with a port is in state/port-role.ts: `takesOver`, `isLeaving`.
 */
export interface ConnectionHandover {
  /**
   * Are the tracked connections of the port's other binding here; of one whose role is ACTIVE, the final ones? Asked of ports that take over and have security groups: others
   * have nothing to take. When the answer has become another, PortReports.tellLater says it.
   */
  has(port: LocalPort): boolean;
  /** Why some of them are not here, for people; empty if all are, or will be. */
  problemOf(port: LocalPort): string;
  /** Ports, plugs or rows have changed, and the kernel has what follows from it. */
  programmed(): void;
  /**
   * The port departs: it has no rows any more and sends nothing here, its connections are still there, and stay until the entry of the port goes. The revision is
   * acked when this has resolved: some 0.1 s for each 100,000 connections that the node tracks. Never rejects.
   */
  departed(port: LocalPort): Promise<void>;
}

/** What the controller is told about plugged ports: all of them at the beginning of a stream, then what changed. */
export class PortFactsBook {
  readonly #ports: LocalPorts;
  readonly #connections: Pick<ConnectionHandover, 'has' | 'problemOf'>;
  readonly #arrivals: Pick<PortArrivals, 'has' | 'forget'>;
  #told = new Map<string, string>();

  constructor(parts: {
    ports: LocalPorts;
    connections: Pick<ConnectionHandover, 'has' | 'problemOf'>;
    arrivals: Pick<PortArrivals, 'has' | 'forget'>;
  }) {
    this.#ports = parts.ports;
    this.#connections = parts.connections;
    this.#arrivals = parts.arrivals;
  }

  /** Facts of all plugged ports. */
  complete(): weft.v1.PortReport.$Properties {
    this.#told = new Map();
    const ports = this.#ports.plugged().map((portId) => this.#factsOf(portId));
    for (const facts of ports) this.#told.set(facts.portId, JSON.stringify(facts));
    return { ports, complete: true };
  }

  /** Facts of these ports that differ from what was told; null if none does. */
  changed(portIds: Iterable<string>): weft.v1.PortReport.$Properties | null {
    const ports: PortFacts[] = [];
    for (const portId of portIds) {
      const facts = this.#factsOf(portId);
      const text = JSON.stringify(facts);
      if (!facts.plugged) this.#arrivals.forget(portId);
      if ((this.#told.get(portId) ?? UNPLUGGED) === (facts.plugged ? text : UNPLUGGED)) continue;
      if (facts.plugged) this.#told.set(portId, text);
      else this.#told.delete(portId);
      ports.push(facts);
    }
    return ports.length > 0 ? { ports, complete: false } : null;
  }

  /**
   * What was told of a port last, with that it sends now. For at once, while something else is half done, of which the rest of the facts would tell. Null if nothing was
   * told of this binding yet: then `changed` does.
   */
  arrived(portId: string): weft.v1.PortReport.$Properties | null {
    const text = this.#told.get(portId);
    const facts = text === undefined ? null : (JSON.parse(text) as PortFacts);
    if (facts?.generation !== this.#ports.generationOf(portId)) return null;
    facts.sends = true;
    this.#told.set(portId, JSON.stringify(facts));
    return { ports: [facts], complete: false };
  }

  #factsOf(portId: string): PortFacts {
    const state = this.#ports.stateOf(portId);
    return {
      portId,
      // Also of a port that is not programmed, or no longer plugged: the controller must know which binding lost it.
      generation: this.#ports.generationOf(portId),
      plugged: state !== null && state.link !== null,
      linkUp: state?.link?.running ?? false,
      programmed: state?.programmed ?? false,
      interface: state?.plug.interface ?? '',
      message: state ? state.message || this.#lackOf(state.port) : '',
      sends: state?.link && state.port ? this.#arrivals.has(state.port) : false,
      hasConnections: state?.link && state.port ? this.#hasConnections(state.port) : false,
    };
  }

  #lackOf(port: LocalPort | null): string {
    return port && takesOver(port) ? this.#connections.problemOf(port) : '';
  }

  /** Without security groups nothing is tracked. */
  #hasConnections(port: LocalPort): boolean {
    return takesOver(port) && (port.groupIds.length === 0 || this.#connections.has(port));
  }
}

type PortFacts = Required<Omit<weft.v1.PortFacts.$Properties, '$unknowns'>> & { portId: string };

const UNPLUGGED = '';
