import { type Direction, otherWay } from './policed-packet.js';
import { distance, type Segment } from './tcp-segment.js';
import { type TcpSide, TcpSides } from './tcp-sides.js';

/** States of a TCP connection as seen from between its hosts (docs/security-groups.md, How long a connection is known). */
export type TcpState = 'opening' | 'established' | 'closing' | 'closed';

/** What becomes of a segment of a live connection. `lives`: the connection was used; `left`: it passes and changes nothing; `opens`: it begins another one. */
export type Followed = 'lives' | 'left' | 'invalid' | 'opens';

/** One TCP connection between two hosts, followed as docs/security-groups.md says under "Which TCP segments pass". */
export class TcpOracle {
  state: TcpState = 'opening';
  readonly #began: Direction;
  #sides: TcpSides;
  /** A SYN of the side that began, in the live connection: the other side has not answered it. */
  #again: Segment | null = null;

  /** The first segment that is seen: neither SYN+ACK nor RST nor FIN. */
  constructor(began: Direction, first: Segment) {
    this.#began = began;
    this.#sides = TcpSides.of(began, first);
  }

  /** Null: docs say nothing of it. */
  follow(by: Direction, segment: Segment): Followed | null {
    if (segment.rst) return this.#reset(by, segment);
    if (segment.syn) return segment.ack ? this.#synAck(by, segment) : this.#syn(by, segment);
    if (!this.#sides.areBothHeard) return this.state === 'closed' ? null : this.#beforeAnswer(by, segment);
    if (!this.#sides.inWindows(by, segment)) return 'invalid';
    if (this.state === 'closed') return 'left';
    this.#sides.take(by, segment);
    this.#advance(by, segment);
    return 'lives';
  }

  /** Did the side that sends in that direction send the number, as far as is known? */
  hasSent(by: Direction, sequence: number): boolean {
    return this.#sides.hasSent(by, sequence);
  }

  #syn(by: Direction, segment: Segment): Followed {
    if (this.state === 'closed') return 'opens';
    const first = by === this.#began;
    if (!this.#sides.areBothHeard) {
      if (first) {
        this.#sides = TcpSides.of(by, segment);
        return 'lives';
      }
      if (!this.#sides.heard(this.#began)?.synSeen) return 'opens';
      this.#sides.answer(by, segment);
      return 'lives';
    }
    if (first) {
      this.#again = segment;
      return 'left';
    }
    const sameAgain = this.state === 'opening' && this.#sides.heard(by)?.end === segment.end;
    return sameAgain ? 'left' : 'invalid';
  }

  #synAck(by: Direction, segment: Segment): Followed | null {
    const first = by === this.#began;
    if (!first && this.#again && segment.acknowledged === this.#again.end) {
      this.#sides = TcpSides.of(this.#began, this.#again);
      this.#again = null;
      return this.#answered(by, segment);
    }
    if (!this.#sides.areBothHeard) {
      if (this.state === 'closed') return null;
      if (first || !this.#sides.heard(this.#began)?.synSeen) return 'invalid';
      return this.#sides.acknowledges(by, segment) ? this.#answered(by, segment) : 'invalid';
    }
    const mine = this.#sides.heard(by);
    if (this.state === 'opening' && !first && mine && distance(mine.end, segment.end) > 0)
      return this.#sides.acknowledges(by, segment) ? this.#answered(by, segment) : 'invalid';
    return this.#sides.inWindows(by, segment) ? 'left' : 'invalid';
  }

  #answered(by: Direction, segment: Segment): Followed {
    this.#sides.answer(by, segment);
    this.#sides.offer(by, segment);
    this.state = 'opening';
    return 'lives';
  }

  #reset(by: Direction, segment: Segment): Followed {
    const mine = this.#sides.heard(by);
    const other = this.#sides.heard(otherWay(by));
    const saysAck = segment.ack && segment.acknowledged !== 0;
    if (!mine) {
      const ends = saysAck
        ? this.#sides.acknowledges(by, segment)
        : segment.sequence === this.#sides.acknowledgedUnheard;
      if (ends) this.state = 'closed';
      return ends ? 'lives' : 'invalid';
    }
    const isNext = segment.sequence === mine.end;
    if (!other) {
      if (this.state === 'opening' && !isNext) return 'left';
    } else if (!this.#sides.mayBegin(by, segment) || (saysAck && !this.#sides.acknowledges(by, segment)))
      return 'invalid';
    if (this.state === 'closed') return 'left';
    this.state = isNext ? 'closed' : 'closing';
    return 'lives';
  }

  /** No SYN and no RST while one side only was heard. */
  #beforeAnswer(by: Direction, segment: Segment): Followed {
    const synSeen = this.#sides.heard(this.#began)?.synSeen;
    if (by === this.#began) {
      if (synSeen) return 'invalid';
      this.#sides.take(by, segment);
      return 'lives';
    }
    if (synSeen) return segment.end === segment.sequence ? 'left' : 'invalid';
    const side = this.#sides.pickUp(by, segment);
    side.finished = segment.fin;
    this.state = segment.fin ? 'closing' : 'established';
    return 'lives';
  }

  #advance(by: Direction, segment: Segment): void {
    const [mine, other] = [this.#sides.heard(by), this.#sides.heard(otherWay(by))] as [TcpSide, TcpSide];
    const isAll = segment.acknowledged === other.end;
    if (segment.fin) mine.finished = true;
    if (other.finished && isAll) other.finAcknowledged = true;
    if (mine.finAcknowledged && other.finAcknowledged) this.state = 'closed';
    else if (mine.finished || other.finished) this.state = 'closing';
    else if (this.state !== 'opening' || (by === this.#began && isAll)) this.state = 'established';
  }
}
