import type { SegmentFields } from './connection-tcp.js';
import { Flag } from './connection-tcp.js';
import type { Direction } from './policy-rules.js';

/** A segment that is on its way. */
export interface SentSegment extends Required<Omit<SegmentFields, 'scale'>> {
  readonly from: Direction;
}

const modulo = (n: number) => n >>> 0;
/** a - b as numbers of sequences compare. */
const distance = (a: number, b: number) => (a - b) | 0;

/** One end of an established TCP connection, as RFC 9293 lets hosts be: it sends what the other one's windows allow, some of it again, and its own window never shrinks. */
export class TcpHost {
  readonly direction: Direction;
  readonly scale: number;
  readonly #buffer: number;
  /** What it sends next, the first number that is not acknowledged, and how far the other one lets it send. */
  #next: number;
  #acknowledged: number;
  #limit: number;
  /** What it expects, what it has of later segments, and how far it lets the other one send. */
  #expects: number;
  readonly #later = new Map<number, number>();
  #edge: number;
  #finAt: number | null = null;

  constructor(
    direction: Direction,
    scale: number,
    buffer: number,
    initial: number,
    other: number,
    otherWindow: number,
  ) {
    this.direction = direction;
    this.scale = scale;
    this.#buffer = buffer;
    this.#next = initial;
    this.#acknowledged = initial;
    this.#limit = modulo(initial + otherWindow);
    this.#expects = other;
    this.#edge = other;
  }

  #segment(sequence: number, payload: number, flags: number): SentSegment {
    const unit = 2 ** this.scale;
    const window = Math.min(0xffff, Math.ceil(Math.max(0, distance(this.#edge, this.#expects)) / unit));
    // What was rounded up is offered, too.
    this.#edge = modulo(this.#expects + window * unit);
    return { from: this.direction, sequence, acknowledged: this.#expects, payload, flags, window };
  }

  /** Reads what has come: up to `part` of its buffer is free from now on. */
  read(part: number): void {
    const widest = Math.min(this.#buffer, 0xffff * 2 ** this.scale);
    const edge = modulo(this.#expects + Math.floor(widest * part));
    if (distance(edge, this.#edge) > 0) this.#edge = edge;
  }

  acknowledge(): SentSegment {
    return this.#segment(this.#next, 0, Flag.ACK);
  }

  /** What the window lets it send, of so many bytes; null: nothing. */
  send(bytes: number): SentSegment | null {
    const payload = Math.min(bytes, 1400, distance(this.#limit, this.#next));
    if (payload <= 0 || this.#finAt !== null) return null;
    const segment = this.#segment(this.#next, payload, Flag.ACK);
    this.#next = modulo(this.#next + payload);
    return segment;
  }

  /** What is not acknowledged, from its beginning; null: all is. */
  sendAgain(bytes: number): SentSegment | null {
    const missing = distance(this.#next, this.#acknowledged);
    if (missing <= 0) return null;
    const data = this.#finAt === null ? missing : missing - 1;
    const payload = Math.min(bytes, 1400, data);
    return this.#segment(
      this.#acknowledged,
      payload,
      payload === data && this.#finAt !== null ? Flag.FIN | Flag.ACK : Flag.ACK,
    );
  }

  /** RFC 9293 section 3.8.4: a number that was acknowledged already. */
  keepAlive(): SentSegment | null {
    return this.#next === this.#acknowledged ? this.#segment(modulo(this.#next - 1), 0, Flag.ACK) : null;
  }

  finish(): SentSegment | null {
    if (this.#finAt !== null || distance(this.#limit, this.#next) <= 0) return null;
    this.#finAt = this.#next;
    const segment = this.#segment(this.#next, 0, Flag.FIN | Flag.ACK);
    this.#next = modulo(this.#next + 1);
    return segment;
  }

  take({ sequence, payload, flags, acknowledged, window }: SentSegment, scale: number): void {
    const length = payload + (flags & Flag.FIN ? 1 : 0);
    if (distance(acknowledged, this.#acknowledged) > 0 && distance(acknowledged, this.#next) <= 0)
      this.#acknowledged = acknowledged;
    const limit = modulo(acknowledged + window * 2 ** scale);
    if (distance(limit, this.#limit) > 0) this.#limit = limit;
    if (length > 0 && distance(modulo(sequence + length), this.#expects) > 0) this.#later.set(sequence, length);
    for (let found = true; found; ) {
      found = false;
      for (const [from, bytes] of this.#later) {
        const end = modulo(from + bytes);
        if (distance(from, this.#expects) > 0) continue;
        this.#later.delete(from);
        if (distance(end, this.#expects) > 0) this.#expects = end;
        found = true;
      }
    }
    if (distance(this.#edge, this.#expects) < 0) this.#edge = this.#expects;
  }

  get hasFinished(): boolean {
    return this.#finAt !== null;
  }
}

/** Two hosts, and what is between them: segments are lost, and overtake each other. */
export class TcpPair {
  readonly hosts: Record<Direction, TcpHost>;
  readonly #scales: Record<Direction, number>;
  readonly #onTheWay: SentSegment[] = [];
  /** What the port's node makes of a segment; false: it is dropped. */
  passes: (segment: SentSegment) => boolean = () => true;

  constructor(
    scales: Record<Direction, number>,
    buffers: Record<Direction, number>,
    initial: Record<Direction, number>,
  ) {
    this.#scales = scales;
    const host = (direction: Direction, other: Direction) =>
      new TcpHost(direction, scales[direction], buffers[direction], initial[direction], initial[other], 1);
    this.hosts = { egress: host('egress', 'ingress'), ingress: host('ingress', 'egress') };
  }

  /** The port's segments pass its node as they are sent, the others as they arrive. */
  put(segment: SentSegment | null): void {
    if (segment && (segment.from === 'ingress' || this.passes(segment))) this.#onTheWay.push(segment);
  }

  get waiting(): number {
    return this.#onTheWay.length;
  }

  #takeOut(which: number): SentSegment | null {
    return this.#onTheWay.length > 0 ? (this.#onTheWay.splice(which % this.#onTheWay.length, 1)[0] ?? null) : null;
  }

  lose(which: number): void {
    this.#takeOut(which);
  }

  deliver(which: number): void {
    const segment = this.#takeOut(which);
    if (!segment || (segment.from === 'ingress' && !this.passes(segment))) return;
    const to = segment.from === 'ingress' ? 'egress' : 'ingress';
    this.hosts[to].take(segment, this.#scales[segment.from]);
  }
}
