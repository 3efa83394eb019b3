import { weft } from '../../../proto/gen/codecs.js';
import { flowSubject } from '../../../proto/src/subjects.js';
import type { OutboxBatch, OutboxSource } from '../events/outbox.js';
import type { OwnedRecord } from './flow-record.js';

/** Records that wait for NATS. One more, and the oldest is dropped and counted. */
export const MAX_WAITING_RECORDS = 65_536;
/** Records that are taken at a time; a message has those of one network, and stays far below NATS's 1 MB. */
const BATCH_RECORDS = 2_048;

/** Flow records on their way to NATS: bounded, oldest dropped first, losses counted and told with every batch. */
export class FlowOutbox implements OutboxSource {
  readonly #nodeId: string;
  readonly #agentInstance: string;
  readonly #kernelLosses: () => { tableFull: number; ringFull: number };
  #waiting: OwnedRecord[] = [];
  /** Messages that were under way when a connection broke: they keep their sequence numbers. */
  #returned: { messages: OutboxBatch['messages']; records: number } | null = null;
  #underWay = 0;
  #sequence = 0;
  /** Records lost here since the agent started. */
  dropped = 0;
  /** Records that nats-server has. */
  published = 0;

  constructor(nodeId: string, agentInstance: string, kernelLosses: () => { tableFull: number; ringFull: number }) {
    this.#nodeId = nodeId;
    this.#agentInstance = agentInstance;
    this.#kernelLosses = kernelLosses;
  }

  /** Records that wait or are under way. */
  get waiting(): number {
    return this.#waiting.length + this.#underWay + (this.#returned?.records ?? 0);
  }

  push(records: readonly OwnedRecord[]): void {
    for (const record of records) this.#waiting.push(record);
    this.#bound();
  }

  next(): OutboxBatch | null {
    const batch = this.#returned ?? this.#take();
    this.#returned = null;
    if (!batch) return null;
    this.#underWay = batch.records;
    return {
      messages: batch.messages,
      confirmed: () => {
        this.#underWay = 0;
        this.published += batch.records;
      },
      returned: () => {
        this.#underWay = 0;
        this.#returned = batch;
        this.#bound();
      },
    };
  }

  #take(): { messages: OutboxBatch['messages']; records: number } | null {
    if (this.#waiting.length === 0) return null;
    const taken = this.#waiting.splice(0, BATCH_RECORDS);
    const byNetwork = new Map<string, OwnedRecord[]>();
    for (const owned of taken) {
      const subject = flowSubject(owned.owner.tenantId, owned.owner.networkId, this.#nodeId);
      const group = byNetwork.get(subject);
      if (group) group.push(owned);
      else byNetwork.set(subject, [owned]);
    }
    const losses = { ...this.#kernelLosses(), publishDropped: this.dropped };
    const messages = [...byNetwork].map(([subject, group]) => {
      const { tenantId, networkId } = group[0]?.owner ?? { tenantId: '', networkId: '' };
      const payload = weft.v1.FlowBatch.encode({
        nodeId: this.#nodeId,
        tenantId,
        networkId,
        records: group.map((owned) => owned.record),
        agentInstance: this.#agentInstance,
        sequence: ++this.#sequence,
        losses,
      }).finish();
      return { subject, payload };
    });
    return { messages, records: taken.length };
  }

  #bound(): void {
    let excess = this.waiting - MAX_WAITING_RECORDS;
    if (excess <= 0) return;
    // What came back is the oldest of all.
    if (this.#returned) {
      this.dropped += this.#returned.records;
      excess -= this.#returned.records;
      this.#returned = null;
    }
    if (excess <= 0) return;
    this.dropped += Math.min(excess, this.#waiting.length);
    this.#waiting.splice(0, excess);
  }
}
