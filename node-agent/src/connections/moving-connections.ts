import type { weft } from '../../../proto/gen/codecs.js';
import type { ConnectionHandover } from '../plugs/port-facts.js';
import type { LocalPort } from '../state/entities.js';
import { isLeaving } from '../state/port-role.js';
import { ConnectionTaker, type TakerParts } from './connection-taker.js';
import { ConnectionTeller } from './connection-teller.js';
import type { TakenCounts } from './taken-telling.js';

/** Connections since the agent started, each time that they were told. */
export type MovedConnectionCounts = TakenCounts & { readonly told: number };

/** Tracked connections of ports that move: told where they leave, taken over where they come. */
export class MovingConnections implements ConnectionHandover {
  readonly #portOf: (portId: string) => LocalPort | null;
  readonly #teller: ConnectionTeller;
  readonly #taker: ConnectionTaker;

  constructor(parts: TakerParts) {
    this.#portOf = parts.portOf;
    this.#teller = new ConnectionTeller(parts);
    this.#taker = new ConnectionTaker(parts);
  }

  has(port: LocalPort): boolean {
    return this.#taker.has(port);
  }

  problemOf(port: LocalPort): string {
    return this.#taker.problemOf(port);
  }

  programmed(): void {
    this.#taker.follow();
  }

  async departed(port: LocalPort): Promise<void> {
    await this.#teller.tell(port);
  }

  /** Another node asks for the connections of a port. Returns before they are told. */
  wanted({ portId, generation }: weft.v1.ConnectionsWanted): void {
    const port = this.#portOf(portId);
    if (port && isLeaving(port) && port.otherGeneration === generation) void this.#teller.tell(port);
  }

  /** Another node tells the connections of a port. */
  told(states: weft.v1.ConnectionStates): Promise<void> {
    return this.#taker.take(states);
  }

  get counts(): MovedConnectionCounts {
    return { told: this.#teller.told, ...this.#taker.counts };
  }

  close(): void {
    this.#teller.close();
    this.#taker.close();
  }
}
