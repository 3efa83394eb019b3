import { ConnectionTaken } from '../bpf/layout.gen.js';
import type {
  ConnectionFamily,
  TakingPort,
  TrackedConnection,
  TrackedConnections,
  TrackedRows,
} from '../tracked-connections.js';

interface Row {
  readonly datapathId: number;
  readonly slot: number;
  connection: TrackedConnection;
  /** The last telling of it; null: it was judged here. */
  telling: number | null;
}

/** Connections in memory; tests track and judge them in the programs' place. Nothing expires. */
export class FakeTrackedConnections implements TrackedConnections {
  readonly #capacity: number;
  readonly #rows = { 4: new Map<string, Row>(), 6: new Map<string, Row>() };
  /** Connections that one port may have. */
  portMax = 16_384;
  reads = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What packets at the port would have made. */
  track(datapathId: number, connection: TrackedConnection, slot = 1): void {
    this.#of(connection).set(keyOf(datapathId, connection), { datapathId, slot, connection, telling: null });
  }

  /** As a packet does; false: there is none. */
  judge(datapathId: number, connection: TrackedConnection): boolean {
    const row = this.#of(connection).get(keyOf(datapathId, connection));
    if (row) row.telling = null;
    return row !== undefined;
  }

  /** As when its time is over. */
  drop(datapathId: number, connection: TrackedConnection): void {
    this.#of(connection).delete(keyOf(datapathId, connection));
  }

  /** All of a port. */
  of(datapathId: number): Row[] {
    return [...this.#rows[4].values(), ...this.#rows[6].values()].filter((row) => row.datapathId === datapathId);
  }

  end(datapathId: number): void {
    for (const rows of Object.values(this.#rows))
      for (const [key, row] of rows) if (row.datapathId === datapathId) rows.delete(key);
  }

  readSome(family: ConnectionFamily, cursor: Uint8Array | null, max: number): TrackedRows {
    this.reads++;
    const from = cursor ? Buffer.from(cursor).readUInt32LE(0) : 0;
    const all = [...this.#rows[family].values()];
    const part = all.slice(from, from + max);
    const next = Buffer.alloc(8);
    next.writeUInt32LE(from + part.length);
    const rowOf = (row: number) => {
      const found = part[row];
      if (!found) throw new RangeError(`no row ${row}`);
      return found;
    };
    return {
      count: part.length,
      cursor: from + part.length < all.length ? next : null,
      datapathId: (row) => rowOf(row).datapathId,
      slot: (row) => rowOf(row).slot,
      connection: (row) => rowOf(row).connection,
    };
  }

  take({ datapathId, slot, telling }: TakingPort, connection: TrackedConnection): ConnectionTaken {
    const rows = this.#of(connection);
    const key = keyOf(datapathId, connection);
    const found = rows.get(key);
    if (found && found.slot === slot) {
      if (found.telling === null || found.connection.isCut) return ConnectionTaken.KEPT;
      Object.assign(found, { connection, telling });
      return ConnectionTaken.TAKEN;
    }
    rows.delete(key);
    if (this.of(datapathId).length >= this.portMax) return ConnectionTaken.SHARE_FULL;
    if (rows.size >= this.#capacity) return ConnectionTaken.TABLE_FULL;
    rows.set(key, { datapathId, slot, connection, telling });
    return ConnectionTaken.TAKEN;
  }

  endUntold(datapathId: number, telling: number): void {
    for (const rows of Object.values(this.#rows)) {
      for (const [key, row] of rows) {
        if (row.datapathId !== datapathId || row.telling === null || row.telling === telling) continue;
        if (!row.connection.isCut) rows.delete(key);
      }
    }
  }

  #of({ own }: TrackedConnection): Map<string, Row> {
    return own.length === 16 ? this.#rows[6] : this.#rows[4];
  }
}

function keyOf(datapathId: number, { own, remote, ownL4Port, remoteL4Port, protocol }: TrackedConnection): string {
  return [datapathId, protocol, own, ownL4Port, remote, remoteL4Port].join(' ');
}
