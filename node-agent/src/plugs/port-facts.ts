import type { weft } from '../../../proto/gen/codecs.js';
import type { LocalPorts } from './local-ports.js';

/** What the controller is told about plugged ports: all of them at the beginning of a stream, then what changed. */
export class PortFactsBook {
  readonly #ports: LocalPorts;
  #told = new Map<string, string>();

  constructor(ports: LocalPorts) {
    this.#ports = ports;
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
      if ((this.#told.get(portId) ?? UNPLUGGED) === (facts.plugged ? text : UNPLUGGED)) continue;
      if (facts.plugged) this.#told.set(portId, text);
      else this.#told.delete(portId);
      ports.push(facts);
    }
    return ports.length > 0 ? { ports, complete: false } : null;
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
      message: state?.message ?? '',
      sends: false,
      hasConnections: false,
    };
  }
}

type PortFacts = Required<Omit<weft.v1.PortFacts.$Properties, '$unknowns'>> & { portId: string };

const UNPLUGGED = '';
