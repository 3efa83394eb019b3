import type { AgentEvents } from '../events/agent-events.js';
import type { LocalPorts } from '../plugs/local-ports.js';

/** Tells when the interface of a plugged port is away, and when it is back. */
export class LostInterfaces {
  readonly #ports: Pick<LocalPorts, 'stateOf'>;
  readonly #events: Pick<AgentEvents, 'emit'>;
  readonly #lost = new Set<string>();

  constructor(ports: Pick<LocalPorts, 'stateOf'>, events: Pick<AgentEvents, 'emit'>) {
    this.#ports = ports;
    this.#events = events;
  }

  /** Something about these ports' interfaces may have changed. */
  look(portIds: Iterable<string>): void {
    for (const portId of portIds) {
      const state = this.#ports.stateOf(portId);
      if (!state) {
        this.#lost.delete(portId);
      } else if (!state.link && !this.#lost.has(portId)) {
        this.#lost.add(portId);
        this.#events.emit('INTERFACE_LOST', `port ${portId}: ${state.message}`);
      } else if (state.link && this.#lost.delete(portId)) {
        this.#events.emit('INTERFACE_BACK', `port ${portId}: interface ${state.link.name} is back`);
      }
    }
  }
}
