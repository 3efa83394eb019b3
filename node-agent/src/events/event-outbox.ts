import { weft } from '../../../proto/gen/codecs.js';
import { agentEventSubject } from '../../../proto/src/subjects.js';
import type { AgentEventCode } from './agent-events.js';
import type { OutboxBatch, OutboxSource } from './outbox.js';

/** Events that wait while NATS is away. One more, and the oldest is dropped and counted. */
export const MAX_WAITING_EVENTS = 1_000;
const BATCH = 100;

/** Agent events on their way to NATS. */
export class EventOutbox implements OutboxSource {
  readonly #nodeId: string;
  readonly #agentInstance: string;
  /** Epoch and revision of the state that is applied. */
  readonly #position: () => { epoch: string; revision: number };
  #waiting: Uint8Array[] = [];
  #underWay = 0;
  dropped = 0;

  constructor(nodeId: string, agentInstance: string, position: () => { epoch: string; revision: number }) {
    this.#nodeId = nodeId;
    this.#agentInstance = agentInstance;
    this.#position = position;
  }

  get waiting(): number {
    return this.#waiting.length + this.#underWay;
  }

  push(code: AgentEventCode, message: string): void {
    const nowMs = Date.now();
    this.#waiting.push(
      weft.v1.Event.encode({
        time: { seconds: Math.floor(nowMs / 1000), nanos: (nowMs % 1000) * 1e6 },
        ...this.#position(),
        agent: { nodeId: this.#nodeId, agentInstance: this.#agentInstance, code, message },
      }).finish(),
    );
    this.#bound();
  }

  next(): OutboxBatch | null {
    if (this.#waiting.length === 0) return null;
    const taken = this.#waiting.splice(0, BATCH);
    this.#underWay = taken.length;
    const subject = agentEventSubject(this.#nodeId);
    return {
      messages: taken.map((payload) => ({ subject, payload })),
      confirmed: () => {
        this.#underWay = 0;
      },
      returned: () => {
        this.#underWay = 0;
        this.#waiting = [...taken, ...this.#waiting];
        this.#bound();
      },
    };
  }

  #bound(): void {
    const excess = this.#waiting.length - MAX_WAITING_EVENTS;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.dropped += excess;
  }
}
