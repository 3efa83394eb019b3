import { weft } from '../../../proto/gen/codecs.js';
import { recordForTenant } from './audit.js';
import { auditKey, auditRange } from './keys.js';
import type { Store } from './store.js';

/** Which records: those with an effect on that tenant's resource, that kind, that id (one effect with all of them), by that actor. Empty: all. */
export interface AuditFilters {
  readonly tenantId: string;
  readonly kind: string;
  readonly id: string;
  readonly actor: string;
}

export interface AuditPage {
  readonly records: weft.v1.AuditRecord[];
  /** The next page has the records below this revision; null: there are none. A page may be short, or empty, and have a next one. */
  readonly below: number | null;
}

/** What is looked at for a page at most, in records and (less what is read at once) in bytes: a page for which few match ends early. */
const scanLimit = 20_000;
const scanBytes = 16 * 1024 * 1024;
/** Records that are read at once, and bytes of a page. */
const scanChunk = 500;
const pageBytes = 2 * 1024 * 1024;

/**
 * At most `limit` records of revisions below `below` (null: the newest), newest first. For a tenant (`seenBy`) just what was done to its own
 * resources.
 */
export function listAudit(
  store: Store,
  filters: AuditFilters,
  seenBy: string | null,
  below: number | null,
  limit: number,
): Promise<AuditPage> {
  return store.read(async (db) => {
    const lt = below === null ? auditRange.lt : auditKey(below);
    const iterator = db.values({ gte: auditRange.gte, lt, reverse: true });
    const records: weft.v1.AuditRecord[] = [];
    let bytes = 0;
    let scanned = 0;
    let scannedBytes = 0;
    try {
      for (;;) {
        const values = await iterator.nextv(scanChunk);
        if (values.length === 0) return { records, below: null };
        for (const value of values) {
          const stored = weft.v1.AuditRecord.decode(value);
          const record = seenBy === null ? stored : recordForTenant(stored, seenBy);
          if (record && matches(record, filters)) {
            records.push(record);
            bytes += value.length;
          }
          scanned++;
          scannedBytes += value.length;
          const full = records.length === limit || bytes >= pageBytes;
          if (full || scanned === scanLimit || scannedBytes >= scanBytes) {
            return { records, below: stored.revision };
          }
        }
      }
    } finally {
      await iterator.close();
    }
  });
}

function matches(record: weft.v1.AuditRecord, { tenantId, kind, id, actor }: AuditFilters): boolean {
  if (actor && record.actor !== actor) return false;
  if (!tenantId && !kind && !id) return true;
  return record.effects.some(
    (effect) =>
      (!tenantId || effect.tenantId === tenantId) && (!kind || effect.kind === kind) && (!id || effect.id === id),
  );
}
