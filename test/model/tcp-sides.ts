import { type Direction, otherWay } from './policed-packet.js';
import { distance, SCALE_MAX, type Segment } from './tcp-segment.js';

/** What is known of a host that was heard (docs/security-groups.md, Which TCP segments pass). */
export interface TcpSide {
  end: number;
  limit: number;
  window: number;
  scale: number | null;
  synSeen: boolean;
  finished: boolean;
  finAcknowledged: boolean;
}

const OLD_ACKNOWLEDGEMENT = 66_000;
/** A window that is no wider, however much more a host took than was seen that it offered. */
const WIDEST = 2 ** 30;
const plus = (a: number, b: number) => (a + b) >>> 0;

/** The two hosts of a connection, by the direction in which they send. */
export class TcpSides {
  readonly #heard: Record<Direction, TcpSide | null> = { in: null, out: null };
  /** Of a host that was not heard, but that somebody who was picked up has acknowledged. */
  #unheard: { end: number; limit: number } | null = null;

  static of(by: Direction, first: Segment): TcpSides {
    const sides = new TcpSides();
    if (first.syn) sides.#heard[by] = sideOfSyn(first);
    else sides.pickUp(by, first);
    return sides;
  }

  heard(by: Direction): TcpSide | null {
    return this.#heard[by];
  }

  /** Behind the highest number that a side which was not heard has sent, as the other one says, who was picked up. Null: nobody says. */
  get acknowledgedUnheard(): number | null {
    return this.#unheard?.end ?? null;
  }

  get areBothHeard(): boolean {
    return this.#heard.in !== null && this.#heard.out !== null;
  }

  /** A SYN, or SYN+ACK, of the second side. */
  answer(by: Direction, segment: Segment): void {
    const side = sideOfSyn(segment);
    const other = this.#heard[otherWay(by)];
    if (other) {
      side.limit = plus(side.end, other.window);
      if (side.scale === null || other.scale === null) side.scale = other.scale = null;
    }
    this.#heard[by] = side;
  }

  pickUp(by: Direction, segment: Segment): TcpSide {
    const { end, acknowledged } = segment;
    const window = Math.max(1, segment.window * 2 ** SCALE_MAX);
    const limit = this.#unheard ? this.#unheard.limit : plus(end, window);
    const side: TcpSide = {
      ...{ end, limit: later(limit, end), window, scale: SCALE_MAX },
      ...{ synSeen: false, finished: false, finAcknowledged: false },
    };
    this.#heard[by] = side;
    const other = this.#heard[otherWay(by)];
    if (other) {
      other.end = later(other.end, acknowledged);
      this.#unheard = null;
    } else this.#unheard = { end: acknowledged, limit: acknowledged };
    this.offer(by, segment);
    return side;
  }

  /** What the segment offers, the other side may send. */
  offer(by: Direction, segment: Segment): void {
    const side = this.#heard[by];
    if (!side) return;
    const window = segment.syn ? segment.window : segment.window * 2 ** (side.scale ?? 0);
    side.window = Math.max(side.window, window);
    const other = this.#heard[otherWay(by)] ?? this.#unheard;
    if (other) other.limit = later(other.limit, plus(segment.acknowledged, Math.max(1, window)));
  }

  inWindows(by: Direction, segment: Segment): boolean {
    return this.mayBegin(by, segment) && this.acknowledges(by, segment);
  }

  /** Are its own numbers in the windows? Both sides were heard. */
  mayBegin(by: Direction, segment: Segment): boolean {
    const [side, other] = [this.#heard[by], this.#heard[otherWay(by)]];
    if (!side || !other) return false;
    return distance(side.limit, segment.sequence) <= 0 && distance(plus(side.end, -other.window), segment.end) >= 0;
  }

  /** Does it acknowledge what the other side, which was heard, has sent and not what is long past? */
  acknowledges(by: Direction, { acknowledged }: Segment): boolean {
    const other = this.#heard[otherWay(by)];
    if (!other) return false;
    const past = Math.max(this.#heard[by]?.window ?? 0, OLD_ACKNOWLEDGEMENT);
    const highest = other.synSeen ? other.end : other.limit;
    return distance(highest, acknowledged) <= 0 && distance(plus(other.end, -past), acknowledged) >= 0;
  }

  /** Takes note of a segment with ACK that passes. */
  take(by: Direction, segment: Segment): void {
    const side = this.#heard[by];
    if (!side) return;
    const other = this.#heard[otherWay(by)];
    side.end = later(side.end, segment.end);
    const beyond = distance(side.limit, segment.end);
    if (other && beyond > 0 && other.window < WIDEST) other.window += beyond;
    if (segment.isPartial) side.synSeen = false;
    const acknowledged = other ?? this.#unheard;
    if (acknowledged) acknowledged.end = later(acknowledged.end, segment.acknowledged);
    this.offer(by, segment);
  }

  hasSent(by: Direction, sequence: number): boolean {
    const side = this.#heard[by];
    if (!side) return false;
    const past = Math.max(this.#heard[otherWay(by)]?.window ?? 0, OLD_ACKNOWLEDGEMENT);
    return distance(side.end, sequence) <= 0 && distance(plus(side.end, -past), sequence) >= 0;
  }
}

const later = (a: number, b: number) => (distance(a, b) > 0 ? b : a);

/** The window of a SYN is never scaled. */
function sideOfSyn({ end, window, scale }: Segment): TcpSide {
  return {
    ...{ end, limit: end, window: Math.max(1, window), scale },
    ...{ synSeen: true, finished: false, finAcknowledged: false },
  };
}
