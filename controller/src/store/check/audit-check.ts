import { weft } from '../../../../proto/gen/codecs.js';
import type { Database } from '../database.js';
import { auditKey, auditRange } from '../keys.js';
import type { Report } from './violation.js';

/** Verifies that audit records decode and are of revisions that there are. */
export async function checkAudit(db: Database, revision: number, report: Report): Promise<void> {
  for await (const [key, value] of db.iterator(auditRange)) {
    try {
      const record = weft.v1.AuditRecord.decode(value);
      if (auditKey(record.revision) !== key) report(key, `has the record of revision ${record.revision}`);
      else if (record.revision > revision) report(key, `is above the last revision ${revision}`);
    } catch {
      report(key, 'does not decode');
    }
  }
}
