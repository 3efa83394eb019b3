import { decodePortArrival, PORT_ARRIVAL_BYTES } from '../datapath/bpf/layout.gen.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';

/**
 * Which pending ports have sent a frame since they were plugged here: the workload has come. The programs tell it again and again; the agent knows it for as long as
 * it runs.
 */
export class PortArrivals {
  readonly #portOf: (datapathId: number) => LocalPort | null;
  /** By port: generation of the binding. */
  readonly #arrived = new Map<string, number>();

  constructor(portOf: (datapathId: number) => LocalPort | null) {
    this.#portOf = portOf;
  }

  /** Takes records of port_arrivals, whole ones. Returns the ports that nobody knew of. */
  see(records: Buffer): LocalPort[] {
    const come: LocalPort[] = [];
    for (let at = 0; at < records.length; at += PORT_ARRIVAL_BYTES) {
      const { datapathId, generation } = decodePortArrival(records, at);
      const port = this.#portOf(datapathId);
      // Of a binding that has become active, or is gone.
      if (port?.role !== PortRole.PENDING || port.generation !== generation || this.has(port)) continue;
      this.#arrived.set(port.portId, generation);
      come.push(port);
    }
    return come;
  }

  has({ portId, generation, role }: LocalPort): boolean {
    return role === PortRole.PENDING && this.#arrived.get(portId) === generation;
  }

  /** The port is not plugged (any more): what it sent said nothing of the workload that may come yet. */
  forget(portId: string): void {
    this.#arrived.delete(portId);
  }
}
