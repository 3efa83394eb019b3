import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';

/** Which ports have begun to depart: each binding is told of once. */
export class Departures {
  /** By port: generation of the binding that departs. */
  readonly #departing = new Map<string, number>();
  readonly #untold = new Map<string, LocalPort>();

  /** The port is this one now. */
  see(portId: string, port: LocalPort | null): void {
    if (port?.role !== PortRole.DEPARTING) {
      this.#departing.delete(portId);
      this.#untold.delete(portId);
    } else if (this.#departing.get(portId) !== port.generation) {
      this.#departing.set(portId, port.generation);
      this.#untold.set(portId, port);
    }
  }

  /** Those since the last call. */
  take(): LocalPort[] {
    const ports = [...this.#untold.values()];
    this.#untold.clear();
    return ports;
  }
}
