import type { RuleHits, RuleHitsKey } from './bpf/layout.gen.js';
import type { RowCursor, TableRows } from './table-rows.js';
import type { TableUsage } from './table-usage.js';

/** What policy and connection tracking do, as the programs note it. Part of the datapath contract. */
export interface PolicyActivity {
  /** Removes connections and datagrams in fragments whose time is over. */
  sweepConnections(): void;
  /** Removes all of a port. `slot`: in whose share they count; a port that has none is quickly done. Null: it is not known. */
  endConnectionsOf(datapathId: number, slot: number | null): void;
  /** What each table held when it was swept last, and what it can hold. */
  connectionUsage(): Readonly<Record<ConnectionTableName, TableUsage>>;
  /** Packets of all ports that were dropped because their connection found no room, as the ports' counters have them. */
  connectionsFull(): number;
  /** Rows that rule_hits can hold. */
  readonly ruleHitCapacity: number;
  /**
   * About `max` rows of rule_hits from where a former call ended, or from the beginning (null). `cursor` is null at the end. One that is there from the
   * first call to the last comes exactly once.
   */
  readRuleHits(cursor: RowCursor | null, max: number): TableRows<RuleHitsKey, RuleHits>;
  /** Removes rows of rule_hits by the bytes of their keys; one that is absent counts as removed. */
  removeRuleHits(keys: readonly Uint8Array[]): void;
  /** Hands over records of denied packets as they come: whole `struct weft_denied_record`s, one buffer per wake-up. One listener. */
  onDeniedRecords(listener: (records: Buffer) => void): void;
  /**
   * Zeroes what a slot's records were limited by, and its shares of connections and fragments: before it is given to a new port. What an agent that was killed did not
   * end is not the new port's.
   */
  zeroSlot(slot: number): void;
}

/** The tables of connection tracking, which only the programs write. */
export const connectionTableNames = ['connection4', 'connection6', 'fragment'] as const;
export type ConnectionTableName = (typeof connectionTableNames)[number];
