import { randomInt } from 'node:crypto';
import type { weft } from '../../../proto/gen/codecs.js';
import { ConnectionTaken, TELLING_MAX } from '../datapath/bpf/layout.gen.js';
import type { TrackedConnections } from '../datapath/tracked-connections.js';
import { Breath } from '../policies/breath.js';
import type { LocalPort } from '../state/entities.js';
import { connectionOf } from './connection-states.js';

/** A millisecond or so. */
const STEP_CONNECTIONS = 64;

/** Also over restarts, two that follow each other differ. */
let lastNumber = randomInt(TELLING_MAX);

/** What became of connections that were told, as metrics name it. */
export type TakenCounts = Readonly<Record<'taken' | 'kept' | 'expired' | 'bad' | 'no_room', number>>;

/** A telling that is being taken: its messages in order, each once. */
export class TakenTelling {
  readonly #connections: TrackedConnections;
  readonly #port: LocalPort;
  readonly #slot: number;
  readonly #number: number;
  #parts = 0;
  /** What became of connections. */
  readonly #counts = new Map<ConnectionTaken, number>();
  #bad = 0;
  /** The first that was no connection of the port. */
  #defect = '';

  constructor(connections: TrackedConnections, port: LocalPort, slot: number) {
    this.#connections = connections;
    this.#port = port;
    this.#slot = slot;
    lastNumber = (lastNumber % TELLING_MAX) + 1;
    this.#number = lastNumber;
  }

  /** Is it the message that comes next? */
  continuesWith(states: weft.v1.ConnectionStates): boolean {
    return states.part === this.#parts;
  }

  async take(states: weft.v1.ConnectionStates): Promise<void> {
    this.#parts++;
    const breath = new Breath();
    for (const [i, message] of states.connections.entries()) {
      this.#takeOne(message);
      if (i % STEP_CONNECTIONS === 0) await breath.take();
    }
  }

  #takeOne(message: weft.v1.ConnectionState.$Properties): void {
    const connection = connectionOf(message, this.#port);
    if (typeof connection === 'string') {
      this.#bad++;
      this.#defect ||= connection;
      return;
    }
    const { datapathId } = this.#port;
    const taken = this.#connections.take({ datapathId, slot: this.#slot, telling: this.#number }, connection);
    this.#counts.set(taken, (this.#counts.get(taken) ?? 0) + 1);
  }

  /** After its last message: what earlier tellings had and this one has not goes. */
  end(): void {
    this.#connections.endUntold(this.#port.datapathId, this.#number);
  }

  get counts(): TakenCounts {
    return {
      taken: this.#count(ConnectionTaken.TAKEN),
      kept: this.#count(ConnectionTaken.KEPT),
      expired: this.#count(ConnectionTaken.EXPIRED),
      bad: this.#bad,
      no_room: this.#count(ConnectionTaken.SHARE_FULL) + this.#count(ConnectionTaken.TABLE_FULL),
    };
  }

  /** Why connections are missing, for people; empty if none are. */
  get lack(): string {
    const share = this.#count(ConnectionTaken.SHARE_FULL);
    const table = this.#count(ConnectionTaken.TABLE_FULL);
    const reasons = [
      share > 0 ? `${share} because the port has as many as one may have here` : '',
      table > 0 ? `${table} because the table of tracked connections is full` : '',
      this.#bad > 0 ? `${this.#bad} because they can't be the port's (${this.#defect})` : '',
    ].filter((reason) => reason !== '');
    return reasons.length > 0 ? `connections that the port had were not taken over: ${reasons.join(', ')}` : '';
  }

  #count(taken: ConnectionTaken): number {
    return this.#counts.get(taken) ?? 0;
  }
}
