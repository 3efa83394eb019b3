import type { Logger } from 'pino';
import type { Addressing } from '../addressing/addressing.js';
import * as rows from '../state/rows.js';
import type { Tables } from '../state/tables.js';

/** Which ports of a network broadcast reaches on this node: rows of flood_local, and what the network advertises to them. */
export class LocalFloods {
  readonly #table: Tables['fromPlugs']['flood_local'];
  readonly #addressing: Addressing;
  readonly #log: Logger;
  /** By VNI: datapath ids. */
  readonly #ports = new Map<number, Set<number>>();
  readonly #toLayOut = new Set<number>();

  constructor(parts: { tables: Tables['fromPlugs']; addressing: Addressing; log: Logger }) {
    this.#table = parts.tables.flood_local;
    this.#addressing = parts.addressing;
    this.#log = parts.log;
  }

  /** The port is here, or something about its network has changed. */
  add(vni: number, datapathId: number): void {
    const ports = this.#ports.get(vni) ?? new Set();
    this.#ports.set(vni, ports.add(datapathId));
    this.#toLayOut.add(vni);
  }

  remove(vni: number, datapathId: number): void {
    this.#ports.get(vni)?.delete(datapathId);
    this.#toLayOut.add(vni);
  }

  /** Wants the lists that have changed. */
  layOut(): void {
    for (const vni of this.#toLayOut) this.#layOut(vni);
    this.#toLayOut.clear();
  }

  #layOut(vni: number): void {
    const ids = [...(this.#ports.get(vni) ?? [])].sort((a, b) => a - b);
    this.#addressing.layOutNetwork(vni, ids);
    if (ids.length === 0) {
      this.#ports.delete(vni);
      this.#table.remove(rows.u32(vni));
      return;
    }
    if (ids.length > rows.FLOOD_MAX) {
      this.#log.error(
        { vni, ports: ids.length },
        `broadcast reaches ${rows.FLOOD_MAX} ports of a network on this node`,
      );
    }
    this.#table.put(rows.u32(vni), rows.flood(ids));
  }
}
