import { encodeRuleHitsKey, type RuleHits, type RuleHitsKey } from '../bpf/layout.gen.js';
import type { TableUsage } from '../datapath.js';
import type { ConnectionTableName, PolicyActivity } from '../policy-activity.js';
import type { RowCursor, TableRows } from '../table-rows.js';
import { type FakeRow, fakeTableRows } from './fake-table-rows.js';

/** Datagrams in fragments: a size that nobody sets. */
const FRAGMENTS = 16_384;

/** Hits, connections and records in memory; tests note them in the programs' place. */
export class FakePolicyActivity implements PolicyActivity {
  readonly ruleHitCapacity: number;
  readonly #connectionCapacity: number;
  readonly #onEnd: (datapathId: number) => void;
  readonly #hits = new Map<string, FakeRow<RuleHitsKey, RuleHits>>();
  #listener: ((records: Buffer) => void) | null = null;
  sweeps = 0;
  readonly endedConnectionsOf: number[] = [];
  readonly zeroed: number[] = [];
  full = 0;
  /** What the sweeps leave. */
  connections = { connection4: 0, connection6: 0, fragment: 0 };

  /** `onEnd`: the connections of a port are ended. */
  constructor(ruleHitCapacity: number, connectionCapacity: number, onEnd: (datapathId: number) => void = () => {}) {
    this.#onEnd = onEnd;
    this.ruleHitCapacity = ruleHitCapacity;
    this.#connectionCapacity = connectionCapacity;
  }

  sweepConnections(): void {
    this.sweeps++;
  }

  endConnectionsOf(datapathId: number): void {
    this.endedConnectionsOf.push(datapathId);
    this.#onEnd(datapathId);
  }

  connectionUsage(): Record<ConnectionTableName, TableUsage> {
    const capacity = this.#connectionCapacity;
    const { connection4, connection6, fragment } = this.connections;
    return {
      connection4: { entries: connection4, capacity },
      connection6: { entries: connection6, capacity },
      fragment: { entries: fragment, capacity: FRAGMENTS },
    };
  }

  connectionsFull(): number {
    return this.full;
  }

  /** What a rule did, as the programs would count it: the total. Without room it is lost. */
  putHits(key: RuleHitsKey, packets: number): void {
    const bytes = encodeRuleHitsKey(key);
    const id = bytes.toString('latin1');
    if (this.#hits.has(id) || this.#hits.size < this.ruleHitCapacity)
      this.#hits.set(id, { bytes, key, value: { packets } });
  }

  readRuleHits(cursor: RowCursor | null, max: number): TableRows<RuleHitsKey, RuleHits> {
    return fakeTableRows(this.#hits, cursor, max);
  }

  removeRuleHits(keys: readonly Uint8Array[]): void {
    for (const key of keys) this.#hits.delete(Buffer.from(key).toString('latin1'));
  }

  onDeniedRecords(listener: (records: Buffer) => void): void {
    if (this.#listener) throw new Error('denied records have a listener already');
    this.#listener = listener;
  }

  /** Records, as the ring buffer would bring them. */
  deliverDenied(records: Buffer): void {
    this.#listener?.(records);
  }

  zeroSlot(slot: number): void {
    this.zeroed.push(slot);
  }
}
