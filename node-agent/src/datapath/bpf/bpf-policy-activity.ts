import { DropReason } from '../../../../proto/src/drop-reasons.gen.js';
import type { TableUsage } from '../datapath.js';
import type { ConnectionTableName, PolicyActivity } from '../policy-activity.js';
import type { RowCursor, TableRows } from '../table-rows.js';
import { BpfTableRows, type RowLayout } from './bpf-table-rows.js';
import {
  ConnectionSweepScope,
  DENIED_RECORD_BYTES,
  DROP_REASONS_MAX,
  decodeConnectionSweep,
  decodeRuleHits,
  decodeRuleHitsKey,
  encodeConnectionSweep,
  RULE_HITS_BYTES,
  RULE_HITS_KEY_BYTES,
  type RuleHits,
  type RuleHitsKey,
} from './layout.gen.js';
import { type BpfMap, type BpfProgram, deleteBatch, lookup, lookupEach, lookupSome, update } from './native.js';
import { RECORDS_PAUSE_MS, RingListener } from './ring-listener.js';
import { runSyscall } from './test-run.js';

type ActivityMapName =
  | 'rule_hits'
  | 'connection4'
  | 'connection6'
  | 'fragment'
  | 'port_connections'
  | 'port_fragments'
  | 'denied_records'
  | 'denied_limits'
  | 'port_drop';

const hitLayout: RowLayout<RuleHitsKey, RuleHits> = {
  keyBytes: RULE_HITS_KEY_BYTES,
  valueBytes: RULE_HITS_BYTES,
  decodeKey: decodeRuleHitsKey,
  decodeValue: decodeRuleHits,
};

/** PolicyActivity over the kernel's maps. */
export class BpfPolicyActivity implements PolicyActivity {
  readonly #maps: Readonly<Record<ActivityMapName, BpfMap>>;
  readonly #sweep: BpfProgram;
  /** Keys of port_drop of each slot's CONNECTIONS_FULL. */
  readonly #fullKeys: Buffer;
  #left: Record<ConnectionTableName, number> = { connection4: 0, connection6: 0, fragment: 0 };
  readonly #denied: RingListener;

  constructor(maps: Readonly<Record<ActivityMapName, BpfMap>>, sweep: BpfProgram) {
    this.#maps = maps;
    this.#sweep = sweep;
    this.#denied = new RingListener(maps.denied_records, DENIED_RECORD_BYTES, 'denied records', RECORDS_PAUSE_MS);
    const slots = maps.denied_limits.maxEntries;
    this.#fullKeys = Buffer.alloc(4 * slots);
    for (let slot = 0; slot < slots; slot++)
      this.#fullKeys.writeUInt32LE(slot * DROP_REASONS_MAX + DropReason.CONNECTIONS_FULL, 4 * slot);
  }

  sweepConnections(): void {
    this.#runSweep(ConnectionSweepScope.DUE, 0);
  }

  endConnectionsOf(datapathId: number, slot: number | null): void {
    // Tables are walked whole: some milliseconds, which many ports at once would add up to seconds.
    if (slot !== null && !this.#hasShare('port_connections', slot) && !this.#hasShare('port_fragments', slot)) return;
    this.#runSweep(ConnectionSweepScope.PORT, datapathId);
  }

  #hasShare(map: 'port_connections' | 'port_fragments', slot: number): boolean {
    return lookup(this.#maps[map], keyOf(slot))?.readUInt32LE(0) !== 0;
  }

  #runSweep(scope: ConnectionSweepScope, datapathId: number): void {
    const nothing = { ended: 0, left4: 0, left6: 0, fragments: 0, telling: 0 };
    const { contextOut } = runSyscall(this.#sweep, encodeConnectionSweep({ scope, datapathId, ...nothing }));
    const { left4, left6, fragments } = decodeConnectionSweep(contextOut);
    this.#left = { connection4: left4, connection6: left6, fragment: fragments };
  }

  connectionUsage(): Record<ConnectionTableName, TableUsage> {
    const usage = (name: ConnectionTableName) => ({ entries: this.#left[name], capacity: this.#maps[name].maxEntries });
    return { connection4: usage('connection4'), connection6: usage('connection6'), fragment: usage('fragment') };
  }

  connectionsFull(): number {
    const { values } = lookupEach(this.#maps.port_drop, this.#fullKeys, this.#fullKeys.length / 4);
    let packets = 0;
    for (let at = 0; at < values.length; at += 8) packets += Number(values.readBigUInt64LE(at));
    return packets;
  }

  get ruleHitCapacity(): number {
    return this.#maps.rule_hits.maxEntries;
  }

  readRuleHits(cursor: RowCursor | null, max: number): TableRows<RuleHitsKey, RuleHits> {
    return new BpfTableRows(lookupSome(this.#maps.rule_hits, cursor, max), hitLayout);
  }

  removeRuleHits(keys: readonly Uint8Array[]): void {
    if (keys.length > 0) deleteBatch(this.#maps.rule_hits, Buffer.concat(keys), keys.length);
  }

  onDeniedRecords(listener: (records: Buffer) => void): void {
    this.#denied.listen(listener);
  }

  zeroSlot(slot: number): void {
    for (const name of ['denied_limits', 'port_connections', 'port_fragments'] as const)
      update(this.#maps[name], keyOf(slot), Buffer.alloc(this.#maps[name].valueBytes));
  }

  /** Ends listening; the maps are not its own. */
  close(): void {
    this.#denied.close();
  }
}

function keyOf(slot: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(slot);
  return key;
}
