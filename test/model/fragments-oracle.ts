import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { isBefore } from './connections-oracle.js';
import { TCP, UDP } from './groups.js';
import { echoOf, isIcmp, type Piece, type Policed } from './policed-packet.js';

/** Seconds in which the whole datagram has to come. */
const DATAGRAM_SECONDS = 2;

interface Datagram {
  readonly port: string;
  readonly ends: number;
  readonly version: number;
  readonly l4Ports: string;
  readonly headerEnd: number;
  /** Null: its last fragment was not seen. */
  length: number | null;
  /** Parts that passed, from and to. */
  readonly passed: (readonly [number, number])[];
}

/** Datagrams in fragments, at ports that have security groups: docs/security-groups.md. */
export class FragmentsOracle {
  readonly #datagrams = new Map<string, Datagram>();

  /** A first fragment that may pass as a packet. */
  first(packet: Policed, piece: Piece, version: number, now: number): DropReasonName | null {
    const key = keyOf(packet, piece);
    const known = this.#living(key, now);
    const l4Ports = l4PortsOf(packet);
    const headerEnd = headerBytes(packet, piece);
    // The same once more is not counted once more.
    if (known && known.version === version)
      return known.l4Ports === l4Ports && known.headerEnd === headerEnd ? null : 'FRAGMENT_OVERLAP';
    const datagram: Datagram = {
      ...{ port: packet.port.id, ends: now + DATAGRAM_SECONDS, version, l4Ports },
      ...{ headerEnd, length: null, passed: [] },
    };
    this.#datagrams.set(key, datagram);
    this.#passes(key, datagram, piece);
    return null;
  }

  later(packet: Policed, piece: Piece, version: number, now: number): DropReasonName | null {
    const key = keyOf(packet, piece);
    const known = this.#living(key, now);
    if (!known || known.version !== version) return 'FRAGMENT_UNTRACKED';
    if (piece.offset < known.headerEnd) return 'FRAGMENT_OVERLAP';
    this.#passes(key, known, piece);
    return null;
  }

  endOf(port: string): void {
    for (const [key, datagram] of this.#datagrams) if (datagram.port === port) this.#datagrams.delete(key);
  }

  #living(key: string, now: number): Datagram | null {
    const known = this.#datagrams.get(key);
    if (!known) return null;
    if (isBefore(now, known.ends)) return known;
    this.#datagrams.delete(key);
    return null;
  }

  /** Once all of it has passed there is nothing to remember. */
  #passes(key: string, datagram: Datagram, { offset, length, more }: Piece): void {
    datagram.passed.push([offset, offset + length]);
    if (!more) datagram.length = offset + length;
    if (datagram.length === null) return;
    let whole = 0;
    for (const [from, to] of datagram.passed.toSorted(([a], [b]) => a - b))
      if (from <= whole) whole = Math.max(whole, to);
    if (whole >= datagram.length) this.#datagrams.delete(key);
  }
}

function keyOf({ port, direction, source, destination, protocol }: Policed, { identification }: Piece): string {
  return [port.id, direction, source, destination, protocol, identification].join();
}

/** What its connection is known by, of an echo also who asks. */
function l4PortsOf(packet: Policed): string {
  const { protocol, l4 } = packet;
  if (protocol === TCP || protocol === UDP) return l4.toString('hex', 0, 4);
  const echo = echoOf(packet);
  return echo ? `${echo.identifier} ${echo.asks}` : '';
}

/** Of the datagram, what was judged: of an ICMP error also what it quotes. */
function headerBytes(packet: Policed, piece: Piece): number {
  const before = piece.length - packet.l4.length;
  if (packet.protocol === TCP) return before + 20;
  if (packet.protocol === UDP) return before + 8;
  return isIcmp(packet) ? piece.length : before;
}
