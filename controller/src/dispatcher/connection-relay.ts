import type { weft } from '../../../proto/gen/codecs.js';
import type { MovingPort, MovingPorts } from '../status/moving-ports.js';
import { messageFrame } from './frames.js';
import {
  ASK_SPACING_MS,
  COALESCE_MS,
  MAX_OPEN_TELLINGS,
  MAX_RELAYED_BYTES,
  MAX_RELAYED_BYTES_OF_STREAM,
} from './limits.js';
import type { Session } from './session.js';

/**
 * Why a message was not handed on:
 *   no_move     the sender's node has no such binding, or that is not the binding's part in the move: mostly words about a move that is over
 *   no_stream   the other binding's node has no stream, or is getting a snapshot
 *   no_room     too much waits for the network, or too many tellings are under way
 *   cut         an earlier message of the same telling was not handed on
 *   too_soon    asked for again within ASK_SPACING_MS
 */
export type DropCause = 'no_move' | 'no_stream' | 'no_room' | 'cut' | 'too_soon';

export interface ConnectionRelayOptions {
  readonly moving: () => MovingPorts;
  readonly sessionOf: (nodeId: string) => Session | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onRelayed: (kind: 'wanted' | 'states', bytes: number) => void;
  readonly onDropped: (kind: 'wanted' | 'states', cause: DropCause) => void;
}

/**
 * Hands what agents say about tracked connections from the stream of one binding's node to that of the other's, at once and in order. It stores nothing, and waits
 * for nobody: what can't be written now is dropped, as the agent that needs it asks again. A telling is handed on whole, or without its end. Few of them are under way from one stream
 * to another at the same time, so that some come to their end however slow that is; a node that brings its own to no end holds up no other.
 */
export class ConnectionRelay {
  readonly #options: ConnectionRelayOptions;
  /** Tellings of which more is to come, by the stream that they go to: moves, and the stream that they come from. */
  readonly #open = new Map<Session, Map<MovingPort, Session>>();
  readonly #askedMs = new WeakMap<MovingPort, number>();
  /** Bytes that were written and have not left for the network, of streams that are open. */
  readonly #inFlight = new Map<Session, number>();
  #allInFlight = 0;

  constructor(options: ConnectionRelayOptions) {
    this.#options = options;
  }

  get bytesInFlight(): number {
    return this.#allInFlight;
  }

  /** The node that a port goes to asks the one that it comes from: at once, or with what that one is to be told before. */
  wanted(sender: Session, message: weft.v1.ConnectionsWanted.$Properties): void {
    const { moving, sessionOf, now, onDropped } = this.#options;
    const move = moving().get(message.portId ?? '');
    if (move?.to.nodeId !== sender.nodeId || move.to.generation !== message.generation) {
      onDropped('wanted', 'no_move');
      return;
    }
    const nowMs = now();
    if (nowMs - (this.#askedMs.get(move) ?? Number.NEGATIVE_INFINITY) < ASK_SPACING_MS) {
      onDropped('wanted', 'too_soon');
      return;
    }
    this.#askedMs.set(move, nowMs);
    // What waits to be sent may be that the port leaves: before that, its node knows of nobody who may ask.
    if (sessionOf(move.from.nodeId)?.outbox.pending.empty === false) {
      setTimeout(() => this.#ask(move, message), COALESCE_MS).unref();
    } else {
      this.#ask(move, message);
    }
  }

  #ask(move: MovingPort, message: weft.v1.ConnectionsWanted.$Properties): void {
    const { moving, sessionOf, onDropped } = this.#options;
    const isOver = moving().get(move.portId) !== move;
    const cause = isOver
      ? 'no_move'
      : this.#write(sessionOf(move.from.nodeId), 'wanted', { connectionsWanted: message });
    if (cause) onDropped('wanted', cause);
  }

  /** The node that a port comes from tells the one that it goes to. */
  told(sender: Session, message: weft.v1.ConnectionStates.$Properties): void {
    const { moving, sessionOf, onDropped } = this.#options;
    const move = moving().get(message.portId ?? '');
    if (move?.from.nodeId !== sender.nodeId || move.to.generation !== message.generation) {
      onDropped('states', 'no_move');
      return;
    }
    const receiver = sessionOf(move.to.nodeId);
    const cause =
      this.#hindrance(move, sender, receiver, message) ?? this.#write(receiver, 'states', { connections: message });
    if (receiver && (cause || message.complete)) this.#open.get(receiver)?.delete(move);
    if (cause) onDropped('states', cause);
  }

  /** Nothing is written to the stream any more. */
  ended(session: Session): void {
    this.#allInFlight -= this.#inFlight.get(session) ?? 0;
    this.#inFlight.delete(session);
    this.#open.delete(session);
  }

  /** What there is against handing on the message as part of its telling, which it begins if it is the first. */
  #hindrance(
    move: MovingPort,
    sender: Session,
    receiver: Session | undefined,
    { part, complete }: weft.v1.ConnectionStates.$Properties,
  ): DropCause | null {
    if (!receiver) return 'no_stream';
    const open = this.#open.get(receiver) ?? new Map<MovingPort, Session>();
    if (part) return open.get(move) === sender ? null : 'cut';
    open.delete(move);
    if (complete) return null;
    if (open.size >= MAX_OPEN_TELLINGS && this.#countOf(sender, open) >= MAX_OPEN_TELLINGS) return 'no_room';
    this.#open.set(receiver, open.set(move, sender));
    return null;
  }

  /** Tellings from the stream; those of any that will not come to their end are forgotten. */
  #countOf(sender: Session, open: Map<MovingPort, Session>): number {
    const moving = this.#options.moving();
    let count = 0;
    for (const [move, from] of open) {
      if (from.state === 'ended' || moving.get(move.portId) !== move) open.delete(move);
      else if (from === sender) count++;
    }
    return count;
  }

  /** Returns why not. */
  #write(
    session: Session | undefined,
    kind: 'wanted' | 'states',
    message: weft.v1.ControllerMessage.$Properties,
  ): DropCause | null {
    if (session?.state !== 'open' || session.outbox.sendsSnapshot) return 'no_stream';
    const frame = messageFrame(message);
    const { length } = frame;
    const inFlight = this.#inFlight.get(session) ?? 0;
    if (inFlight + length > MAX_RELAYED_BYTES_OF_STREAM || this.#allInFlight + length > MAX_RELAYED_BYTES) {
      return 'no_room';
    }
    this.#inFlight.set(session, inFlight + length);
    this.#allInFlight += length;
    session.call.write(frame, () => this.#left(session, length));
    this.#options.onRelayed(kind, length);
    return null;
  }

  #left(session: Session, bytes: number): void {
    const inFlight = this.#inFlight.get(session);
    if (inFlight === undefined) return;
    this.#allInFlight -= bytes;
    if (inFlight > bytes) this.#inFlight.set(session, inFlight - bytes);
    else this.#inFlight.delete(session);
  }
}
