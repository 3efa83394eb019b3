import { weft } from '../../../proto/gen/codecs.js';
import { timestamp } from '../model/metadata.js';
import { kindOf } from '../model/tables.js';
import type { Change, Effect } from './change.js';
import type { Database } from './database.js';
import { auditKey, auditRange } from './keys.js';

type Batch = ReturnType<Database['batch']>;

const { AuditAction } = weft.v1;

/** Effects that a record names at most: audit.proto. */
const effectsNamed = 100;

/** Who did what in a transaction; null for what the controller did by itself. */
export function auditRecord({ revision, timeUnixMs, effects, origin }: Change): weft.v1.AuditRecord | null {
  if (!origin) return null;
  return weft.v1.AuditRecord.create({
    revision,
    time: timestamp(timeUnixMs),
    ...origin,
    effects: (effects.length > effectsNamed ? someOfEachTenant(effects) : effects).map(auditEffect),
    effectCount: effects.length,
  });
}

/** A record as a tenant may see it: what was done to its own resources; null if that is nothing. */
export function recordForTenant(record: weft.v1.AuditRecord, tenantId: string): weft.v1.AuditRecord | null {
  const effects = record.effects.filter((effect) => effect.tenantId === tenantId);
  if (effects.length === 0) return null;
  if (effects.length === record.effects.length) return record;
  return weft.v1.AuditRecord.create({ ...record, effects, effectCount: effects.length });
}

/** Adds a transaction's audit record to its batch. */
export function addAuditRecord(batch: Batch, change: Change): void {
  const record = auditRecord(change);
  if (record) batch.put(auditKey(change.revision), weft.v1.AuditRecord.encode(record).finish() as Buffer);
}

/** The audit records: at least those of the newest `keep` revisions. */
export class AuditLog {
  readonly #keep: number;
  #floor = 0;
  #compacting = false;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Deletes older records in the background once there are a tenth more of them than there have to be. */
  compact(db: Database, committedRevision: number, onError: (error: unknown) => void): void {
    const floor = committedRevision - this.#keep;
    if (this.#compacting || floor - this.#floor < Math.max(1, this.#keep / 10)) return;
    this.#compacting = true;
    this.#floor = floor;
    db.clear({ gte: auditRange.gte, lte: auditKey(floor) })
      .catch(onError)
      .finally(() => {
        this.#compacting = false;
      });
  }
}

function auditEffect(effect: Effect): weft.v1.AuditEffect.$Properties {
  const { table, id, before, after } = effect;
  const action = before ? (after ? AuditAction.UPDATED : AuditAction.REMOVED) : AuditAction.CREATED;
  return { kind: kindOf(table), id, tenantId: tenantOf(effect), action };
}

/** The tenant that the row belongs to; a tenant is its own. */
function tenantOf({ table, id, before, after }: Effect): string {
  if (table === 'tenant') return id;
  const row = after ?? before;
  return row && 'tenantId' in row ? row.tenantId : '';
}

/** As many effects as a record names, with one of each tenant among them, so that every tenant finds the record (if there are not too many). */
function someOfEachTenant(effects: readonly Effect[]): Effect[] {
  const firsts = new Map<string, Effect>();
  for (const effect of effects) {
    const tenant = tenantOf(effect);
    if (!firsts.has(tenant)) firsts.set(tenant, effect);
  }
  return [...new Set([...firsts.values(), ...effects.slice(0, effectsNamed)])].slice(0, effectsNamed);
}
