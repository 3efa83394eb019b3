import { weft } from '../../../proto/gen/codecs.js';
import { auditSubject } from '../../../proto/src/subjects.js';
import { auditRecord, recordForTenant } from '../store/audit.js';
import type { Change } from '../store/change.js';
import type { EventMessage } from './event-message.js';

/** The audit messages of a transaction: one for each tenant that it concerns, with what was done to that one's resources. */
export function auditMessages(change: Change): EventMessage[] {
  const record = auditRecord(change);
  if (!record) return [];
  const tenants = new Set(record.effects.map((effect) => effect.tenantId ?? ''));
  return Array.from(tenants, (tenant) => ({
    subject: auditSubject(tenant),
    payload: weft.v1.AuditRecord.encode(recordForTenant(record, tenant) ?? record).finish(),
  }));
}
