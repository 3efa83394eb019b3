import { WeftError } from '../../../proto/src/errors.js';
import { MAX_STREAMS_PER_NODE } from './limits.js';
import type { Session } from './session.js';

/** The streams that there are, and what is known of each node's acks across its streams. */
export class SessionTable {
  /** Each node's newest stream. */
  readonly #newest = new Map<string, Session>();
  /** All streams of a node that are not over yet, also those that were replaced. */
  readonly #calls = new Map<string, Set<Session>>();
  /** Streams that have not said Hello. */
  readonly #nameless = new Set<Session>();
  /** What each node has acked as far as it is known since this process started. */
  readonly #acked = new Map<string, number>();

  get size(): number {
    return this.#newest.size;
  }

  /** Each node's newest stream. */
  [Symbol.iterator](): Iterator<Session> {
    return this.#newest.values();
  }

  /** All streams, also those before Hello and those that are ending. */
  all(): Session[] {
    return [...this.#nameless, ...[...this.#calls.values()].flatMap((calls) => [...calls])];
  }

  of(nodeId: string): Session | undefined {
    return this.#newest.get(nodeId);
  }

  began(session: Session): void {
    this.#nameless.add(session);
  }

  /** The stream is the node's from now on; an older one is ended. LIMIT_REACHED if too many of the node have not ended. */
  name(session: Session, nodeId: string): void {
    const calls = this.#calls.get(nodeId) ?? new Set();
    if (calls.size >= MAX_STREAMS_PER_NODE) {
      const description = `at most ${MAX_STREAMS_PER_NODE} streams of a node that have not ended`;
      throw new WeftError('LIMIT_REACHED', `node ${nodeId} has ${calls.size} streams; allowed are ${description}`, {
        quota: { subject: `node:${nodeId}`, description },
      });
    }
    this.#newest.get(nodeId)?.end(new WeftError('STREAM_REPLACED', `node ${nodeId} has opened a newer stream`));
    session.nodeId = nodeId;
    this.#nameless.delete(session);
    calls.add(session);
    this.#calls.set(nodeId, calls);
    this.#newest.set(nodeId, session);
  }

  /** Nothing is sent on it any more. `revision` is what a node in sync holds. */
  ended(session: Session, revision: number): void {
    const { nodeId } = session;
    if (nodeId === '' || this.#newest.get(nodeId) !== session) return;
    this.#acked.set(nodeId, this.ackedBy(nodeId, revision));
    this.#newest.delete(nodeId);
  }

  /** The call is over. */
  gone(session: Session): void {
    this.#nameless.delete(session);
    const calls = this.#calls.get(session.nodeId);
    calls?.delete(session);
    if (calls?.size === 0) this.#calls.delete(session.nodeId);
  }

  setAcked(nodeId: string, revision: number): void {
    this.#acked.set(nodeId, revision);
  }

  raiseAcked(nodeId: string, revision: number): void {
    if (revision > (this.#acked.get(nodeId) ?? 0)) this.#acked.set(nodeId, revision);
  }

  forget(nodeId: string): void {
    this.#acked.delete(nodeId);
  }

  /**
   * What the node has acked, 0 if it is not known. A node in sync holds what is right at the current `revision`, whatever it was told last.
   */
  ackedBy(nodeId: string, revision: number): number {
    const session = this.#newest.get(nodeId);
    return session?.state === 'open' && session.outbox.inSync ? revision : (this.#acked.get(nodeId) ?? 0);
  }

  sum(of: (session: Session) => number): number {
    let sum = 0;
    for (const session of this.#newest.values()) sum += of(session);
    return sum;
  }
}
