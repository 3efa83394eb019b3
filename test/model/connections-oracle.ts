import { UDP } from './groups.js';
import type { Direction } from './policed-packet.js';
import type { Verdict } from './rules-oracle.js';
import type { TcpOracle, TcpState } from './tcp-oracle.js';

/** A connection of one port. */
export interface Connection {
  readonly port: string;
  readonly protocol: number;
  readonly isEcho: boolean;
  readonly began: Direction;
  readonly tcp: TcpOracle | null;
  /** That allowed it under the policy of `version`; null: it is cut. */
  rule: Verdict;
  version: number;
  /** Seconds, when a packet was last seen. */
  last: number;
  /** Packets of both directions were seen. */
  answered: boolean;
}

/** Whether a connection is known depends on when exactly a packet is seen: nothing can be said of it. */
export class OnTheEdge extends Error {}

/** So close to its end, in seconds, nothing is said of a connection. */
export const EDGE_S = 0.4;

/** modules/include/weft/connection_types.h, and docs/security-groups.md. */
const TCP_SECONDS: Readonly<Record<TcpState, number>> = { opening: 60, established: 86_400, closing: 120, closed: 10 };
const UDP_SECONDS = 30;
const ANSWERED_UDP_SECONDS = 180;
const ECHO_SECONDS = 30;
const OTHER_SECONDS = 600;
const CUT_SECONDS = 300;

function secondsOf(connection: Connection): number {
  if (connection.rule === null) return CUT_SECONDS;
  if (connection.tcp) return TCP_SECONDS[connection.tcp.state];
  if (connection.protocol === UDP) return connection.answered ? ANSWERED_UDP_SECONDS : UDP_SECONDS;
  return connection.isEcho ? ECHO_SECONDS : OTHER_SECONDS;
}

/** Is it before that moment? */
export function isBefore(now: number, end: number): boolean {
  if (Math.abs(now - end) < EDGE_S) throw new OnTheEdge(`${now} s is about ${end} s`);
  return now < end;
}

/** The connections that are known, by name. */
export class Connections {
  readonly #byKey = new Map<string, Connection>();

  living(key: string, now: number): Connection | null {
    const found = this.#byKey.get(key);
    if (!found) return null;
    if (isBefore(now, found.last + secondsOf(found))) return found;
    this.#byKey.delete(key);
    return null;
  }

  add(key: string, connection: Connection): void {
    this.#byKey.set(key, connection);
  }

  endOf(port: string): void {
    for (const [key, connection] of this.#byKey) if (connection.port === port) this.#byKey.delete(key);
  }
}
