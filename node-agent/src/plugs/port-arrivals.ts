import { decodePortArrival, PORT_ARRIVAL_BYTES } from '../datapath/bpf/layout.gen.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';

/** Which pending ports have sent a frame here: the workload has come. Known for as long as the agent runs; the programs tell it again and again. */
export class PortArrivals {
  readonly #portOf: (datapathId: number) => LocalPort | null;
  /** By datapath id: generation of the binding. */
  readonly #arrived = new Map<number, number>();

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
      if (port?.role !== PortRole.PENDING || port.generation !== generation) continue;
      if (this.#arrived.get(datapathId) === generation) continue;
      this.#arrived.set(datapathId, generation);
      come.push(port);
    }
    if (come.length > 0) this.#forgetOthers();
    return come;
  }

  has({ datapathId, generation, role }: LocalPort): boolean {
    return role === PortRole.PENDING && this.#arrived.get(datapathId) === generation;
  }

  #forgetOthers(): void {
    for (const datapathId of this.#arrived.keys()) {
      const port = this.#portOf(datapathId);
      if (!port || !this.has(port)) this.#arrived.delete(datapathId);
    }
  }
}
