import { type Direction, otherWay } from './policed-packet.js';
import { distance, SCALE_MAX, type Segment } from './tcp-segment.js';

/** States of a TCP connection as seen from between its hosts (docs/security-groups.md, How long a connection is known). */
export type TcpState = 'opening' | 'established' | 'closing' | 'closed';

/** What a host has sent and may send. */
interface Side {
  /** Behind the highest number that it sent. */
  end: number;
  /** Behind the highest that the other one lets it send. */
  allowed: number;
  /** Largest window that it offered, scaled. */
  window: number;
  scale: number | null;
  finished: boolean;
  finAcknowledged: boolean;
  /** Its SYN was seen. */
  synSeen: boolean;
}

/** What becomes of a segment of a live connection. `lives`: the connection was used; `left`: it passes, and its time runs on. */
export type Followed = 'lives' | 'left' | 'invalid' | 'opens';

/** Acknowledgements may be so old, whatever the window (G. van Rooij). */
const OLD_ACKNOWLEDGEMENT = 66_000;

/** One TCP connection between two hosts, followed by RFC 9293 and what docs/security-groups.md says of segments. */
export class TcpOracle {
  #state: TcpState = 'opening';
  /** A RST that its receiver may not believe was the last that was seen: the next segment says (RFC 5961 section 3). */
  #doubted = false;
  /** By the direction in which it sends. Null: nothing of it was seen. */
  readonly #sides: Record<Direction, Side | null> = { in: null, out: null };
  readonly #began: Direction;
  /** A SYN in the live connection that the other side has not answered. */
  #again: Segment | null = null;

  get state(): TcpState {
    return this.#doubted ? 'closing' : this.#state;
  }

  /** The first segment that is seen: neither SYN+ACK nor RST nor FIN. */
  constructor(began: Direction, first: Segment) {
    this.#began = began;
    this.#sides[began] = first.syn ? sideOfSyn(first) : pickedUp(first);
  }

  follow(direction: Direction, segment: Segment): Followed {
    const { syn, ack, rst } = segment;
    if (this.#state === 'closed') return syn && !ack ? 'opens' : 'left';
    if (rst) return this.#reset(direction, segment);
    const followed =
      syn && !ack
        ? this.#syn(direction, segment)
        : syn
          ? this.#synAck(direction, segment)
          : this.#data(direction, segment);
    if (followed === 'lives') this.#doubted = false;
    return followed;
  }

  #syn(direction: Direction, segment: Segment): Followed {
    const mine = this.#sides[direction];
    if (mine?.synSeen && this.#state === 'opening' && segment.end === mine.end) return 'lives';
    const other = this.#sides[otherWay(direction)];
    if (!mine && this.#state === 'opening' && other?.synSeen) {
      // Both at once (RFC 9293 section 3.5).
      this.#sides[direction] = sideOfSyn(segment);
      this.#opened();
      return 'lives';
    }
    if (direction !== this.#began) return 'invalid';
    this.#again = segment;
    return 'left';
  }

  #synAck(direction: Direction, segment: Segment): Followed {
    const asked = this.#sides[otherWay(direction)];
    const mine = this.#sides[direction];
    if (this.#again && direction !== this.#began && segment.acknowledged === this.#again.end) {
      this.#sides[otherWay(direction)] = sideOfSyn(this.#again);
      this.#sides[direction] = sideOfSyn(segment);
      this.#again = null;
      this.#state = 'opening';
      this.#opened();
      this.#noteWindow(direction, segment);
      return 'lives';
    }
    if (!mine && asked?.synSeen && this.#state === 'opening') {
      if (segment.acknowledged !== asked.end) return 'invalid';
      this.#sides[direction] = sideOfSyn(segment);
      this.#opened();
      this.#noteWindow(direction, segment);
      return 'lives';
    }
    return this.#data(direction, segment);
  }

  /** Did the side that sends in that direction send the number, as far as is known? */
  hasSent(direction: Direction, sequence: number): boolean {
    const mine = this.#sides[direction];
    if (!mine) return false;
    return distance(sequence, mine.end) >= 0;
  }

  /** Both SYNs were seen: windows are scaled only if both say so (RFC 7323 section 2.2), and each may send what the other one's SYN offers. */
  #opened(): void {
    const { in: a, out: b } = this.#sides;
    if (!a || !b) return;
    if (a.scale === null || b.scale === null) a.scale = b.scale = null;
    a.allowed = (a.end + b.window) >>> 0;
    b.allowed = (b.end + a.window) >>> 0;
  }

  #reset(direction: Direction, segment: Segment): Followed {
    const [mine, other] = [this.#sides[direction], this.#sides[otherWay(direction)]];
    if (!mine) {
      // The answer to a SYN or to a segment of a connection that the host does not have (RFC 9293 section 3.10.7.1).
      if (!other || (segment.ack && distance(other.end, segment.acknowledged) > 0)) return 'invalid';
      this.#state = 'closed';
      return 'lives';
    }
    if (!this.#fits(direction, segment)) return 'invalid';
    if (segment.sequence === mine.end) {
      this.#state = 'closed';
      return 'lives';
    }
    this.#doubted = true;
    return 'lives';
  }

  #data(direction: Direction, segment: Segment): Followed {
    const other = this.#sides[otherWay(direction)];
    const mine = this.#sides[direction] ?? pickedUp(segment);
    if (this.#sides[direction]) {
      // Who has sent a SYN has nothing else to say before it is answered.
      if (!other && mine.synSeen) return 'invalid';
      if (!this.#fits(direction, segment)) return 'invalid';
    } else if (other && distance(other.end, segment.acknowledged) > 0 && other.synSeen) return 'invalid';
    this.#sides[direction] = mine;
    if (distance(mine.end, segment.end) > 0) mine.end = segment.end;
    this.#noteWindow(direction, segment);
    if (segment.fin) mine.finished = true;
    if (other?.finished && distance(other.end, segment.acknowledged) >= 0) other.finAcknowledged = true;
    this.#advance(segment);
    return 'lives';
  }

  #advance(segment: Segment): void {
    const { in: a, out: b } = this.#sides;
    if (a?.finAcknowledged && b?.finAcknowledged) this.#state = 'closed';
    else if (a?.finished || b?.finished) this.#state = 'closing';
    else if (a && b && segment.ack && !segment.syn) this.#state = 'established';
  }

  /** Is it in the windows? */
  #fits(direction: Direction, segment: Segment): boolean {
    const [mine, other] = [this.#sides[direction], this.#sides[otherWay(direction)]];
    if (!mine) return true;
    if (other && distance(mine.allowed, segment.sequence) > 0) return false;
    if (other && distance(segment.end, (mine.end - other.window) >>> 0) > 0) return false;
    if (!other || !segment.ack) return true;
    if (distance(other.end, segment.acknowledged) > 0) return false;
    const old = Math.max(mine.window, OLD_ACKNOWLEDGEMENT);
    return distance((other.end - old) >>> 0, segment.acknowledged) >= 0;
  }

  /** What the segment offers, the other side may send. */
  #noteWindow(direction: Direction, segment: Segment): void {
    const [mine, other] = [this.#sides[direction], this.#sides[otherWay(direction)]];
    if (!mine || !segment.ack) return;
    const window = segment.syn ? segment.window : segment.window * 2 ** (mine.scale ?? 0);
    mine.window = Math.max(mine.window, window);
    const allowed = (segment.acknowledged + Math.max(window, 1)) >>> 0;
    if (other && distance(other.allowed, allowed) > 0) other.allowed = allowed;
  }
}

/** The window of a SYN is never scaled. */
function sideOfSyn({ end, window, scale }: Segment): Side {
  return { end, allowed: end, window, scale, finished: false, finAcknowledged: false, synSeen: true };
}

/** A host whose SYN was not seen: its windows are taken as the largest that there are. */
function pickedUp({ end, window, fin }: Segment): Side {
  const widest = window * 2 ** SCALE_MAX;
  return {
    ...{ end, allowed: (end + 0xffff * 2 ** SCALE_MAX) >>> 0, window: widest, scale: SCALE_MAX },
    ...{ finished: fin, finAcknowledged: false, synSeen: false },
  };
}
