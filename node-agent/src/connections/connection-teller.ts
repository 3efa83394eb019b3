import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { ConnectionFamily, TrackedConnection, TrackedConnections } from '../datapath/tracked-connections.js';
import { Breath } from '../policies/breath.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import { isAlive } from './connection-lifetime.js';
import { messageOf } from './connection-states.js';
import { isOwnAddress } from './own-addresses.js';

/** Connections in one message: not half of 1 MB, whatever they are. */
export const PART_CONNECTIONS = 2_000;
/** Rows that are read at once. */
const READ_ROWS = 1_024;
const families: readonly ConnectionFamily[] = [4, 6];

/** Sends a message to the controller; false if there is no stream. */
export type Send = (message: weft.v1.AgentMessage.$Properties) => boolean;

/**
 * Tells the connections of ports that leave. The tables are read whole, in pieces between which others have their turn, and for all ports that wait for it at once:
 * what many ports cost is one reading. Of what is told nothing is remembered.
 */
export class ConnectionTeller {
  readonly #connections: Pick<TrackedConnections, 'readSome'>;
  readonly #send: Send;
  readonly #log: Logger;
  readonly #waiting = new Map<string, Telling>();
  #isReading = false;
  #isClosed = false;
  /** Connections, each time that they were told. */
  told = 0;

  constructor(parts: { connections: Pick<TrackedConnections, 'readSome'>; send: Send; log: Logger }) {
    this.#connections = parts.connections;
    this.#send = parts.send;
    this.#log = parts.log;
  }

  /**
   * Tells, as the port is now, what it has when its turn comes. Resolves when that was done: true if all of it was sent. Who waits already gets the same telling. Closed, it tells
   * nothing.
   */
  async tell(port: LocalPort): Promise<boolean> {
    if (this.#isClosed) return false;
    let telling = this.#waiting.get(port.portId);
    if (telling?.isOf(port)) return telling.done;
    telling?.leave();
    telling = new Telling(port, this.#send);
    this.#waiting.set(port.portId, telling);
    if (!this.#isReading) void this.#readAll();
    return telling.done;
  }

  /** What waits is not told, nor the rest of what is being told. */
  close(): void {
    this.#isClosed = true;
    for (const telling of this.#waiting.values()) telling.leave();
    this.#waiting.clear();
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.size > 0 && !this.#isClosed) {
      const tellings = [...this.#waiting.values()];
      this.#waiting.clear();
      try {
        await this.#read(tellings);
      } catch (err) {
        this.#log.error({ err }, 'connections were not told');
      }
      for (const telling of tellings) telling.leave();
    }
    this.#isReading = false;
  }

  async #read(tellings: readonly Telling[]): Promise<void> {
    const byDatapathId = new Map(tellings.map((telling) => [telling.port.datapathId, telling]));
    const breath = new Breath();
    for (const family of families) {
      let cursor: Uint8Array | null = null;
      do {
        const rows = this.#connections.readSome(family, cursor, READ_ROWS);
        for (let row = 0; row < rows.count; row++) byDatapathId.get(rows.datapathId(row))?.add(rows.connection(row));
        cursor = rows.cursor;
        await breath.take();
        if (this.#isClosed) return;
      } while (cursor);
    }
    for (const telling of tellings) {
      telling.end();
      const { portId, otherGeneration } = telling.port;
      const { told, isWhole, isFinal } = telling;
      this.told += told;
      this.#log.info({ port: portId, generation: otherGeneration, told, isWhole, isFinal }, 'connections told');
    }
  }
}

/** What is told of one port. */
class Telling {
  readonly port: LocalPort;
  readonly isFinal: boolean;
  readonly done: Promise<boolean>;
  readonly #send: Send;
  #leave: (isWhole: boolean) => void = () => {};
  #part = 0;
  #states: weft.v1.ConnectionState.$Properties[] = [];
  #isLost = false;
  isWhole = false;
  told = 0;

  constructor(port: LocalPort, send: Send) {
    this.port = port;
    this.isFinal = port.role === PortRole.DEPARTING;
    this.#send = send;
    this.done = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  isOf({ generation, otherGeneration, role }: LocalPort): boolean {
    const { port } = this;
    return port.generation === generation && port.otherGeneration === otherGeneration && port.role === role;
  }

  add(connection: TrackedConnection): void {
    if (this.#isLost || !isAlive(connection) || !isOwnAddress(this.port, connection.own)) return;
    this.#states.push(messageOf(connection));
    this.told++;
    if (this.#states.length >= PART_CONNECTIONS) this.#sendPart(false);
  }

  end(): void {
    this.#sendPart(true);
    this.isWhole = !this.#isLost;
  }

  /** Nothing more is told. */
  leave(): void {
    this.#leave(this.isWhole);
  }

  #sendPart(complete: boolean): void {
    const { portId, otherGeneration } = this.port;
    const connections = this.#states;
    this.#states = [];
    if (this.#isLost) return;
    const states = {
      portId,
      generation: otherGeneration,
      connections,
      complete,
      final: this.isFinal,
      part: this.#part++,
    };
    this.#isLost = !this.#send({ connections: states });
  }
}
