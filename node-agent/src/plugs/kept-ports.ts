import type { Datapath } from '../datapath/datapath.js';
import type { RowCursor } from '../datapath/table-rows.js';
import type { TrackedConnections } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { isLeaving } from '../state/port-role.js';
import type { Slots } from './slots.js';

interface KeptPort {
  readonly portId: string;
  /** Of the binding that its connections are of; 0: of one that an earlier run knew. */
  readonly generation: number;
}

/**
 * Ports that have no rows here and whose tracked connections stay, and with them slot and policy: another node takes them over, and may ask for them again. By datapath
 * id. After a restart the connections themselves say which ports these are.
 */
export class KeptPorts {
  readonly #datapath: Pick<Datapath, 'connections' | 'policy'>;
  readonly #slots: Slots;
  readonly #ports = new Map<number, KeptPort>();
  /** Ports with connections that an earlier run left in slots that others have now. */
  readonly #strays = new Set<number>();

  constructor(datapath: Pick<Datapath, 'connections' | 'policy'>, slots: Slots) {
    this.#datapath = datapath;
    this.#slots = slots;
  }

  /** Finds ports that have connections and no rows, and takes their slots. Once slots of those that have rows are taken. */
  restore(portOf: (datapathId: number) => LocalPort | null): void {
    for (const [datapathId, slot] of slotsOf(this.#datapath.connections)) {
      if (this.#slots.of(datapathId) !== null) continue;
      if (!this.#slots.isFree(slot)) {
        this.#strays.add(datapathId);
        continue;
      }
      this.#slots.restore(datapathId, slot);
      const port = portOf(datapathId);
      const generation = port && isLeaving(port) ? port.generation : 0;
      this.#ports.set(datapathId, { portId: port?.portId ?? '', generation });
    }
  }

  /** The state is complete: connections of ports that do not leave are nobody's. */
  sweep(portOf: (datapathId: number) => LocalPort | null): void {
    for (const datapathId of [...this.#ports.keys()]) {
      const port = portOf(datapathId);
      if (!port || !isLeaving(port)) this.#ports.delete(datapathId);
    }
    for (const datapathId of this.#strays) {
      if (this.#slots.of(datapathId) === null) this.#datapath.policy.endConnectionsOf(datapathId, null);
    }
    this.#strays.clear();
  }

  has(datapathId: number): boolean {
    return this.#ports.has(datapathId);
  }

  /** One that is kept already keeps its generation; whose port it is may not have been known. */
  keep(datapathId: number, { portId, generation }: KeptPort): void {
    this.#ports.set(datapathId, { portId, generation: this.#ports.get(datapathId)?.generation ?? generation });
  }

  /** The port has rows, or waits for them. Returns the generation that it was kept with; null if it was not. */
  drop(datapathId: number): number | null {
    const generation = this.#ports.get(datapathId)?.generation ?? null;
    this.#ports.delete(datapathId);
    return generation;
  }

  /** All of this id but one; returns which. */
  dropOthers(portId: string, datapathId: number): number[] {
    const others = [...this.#ports]
      .filter(([id, port]) => port.portId === portId && id !== datapathId)
      .map(([id]) => id);
    for (const id of others) this.#ports.delete(id);
    return others;
  }
}

/** Connections that are read at once. */
const STEP_ROWS = 4_096;

/** Ports that have connections, and the slot in whose share one of them counts. */
function slotsOf(connections: TrackedConnections): Map<number, number> {
  const slots = new Map<number, number>();
  for (const family of [4, 6] as const) {
    let cursor: RowCursor | null = null;
    do {
      const rows = connections.readSome(family, cursor, STEP_ROWS);
      for (let row = 0; row < rows.count; row++) {
        const datapathId = rows.datapathId(row);
        if (!slots.has(datapathId)) slots.set(datapathId, rows.slot(row));
      }
      cursor = rows.cursor;
    } while (cursor);
  }
  return slots;
}
