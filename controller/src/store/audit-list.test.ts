import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { type AuditFilters, type AuditPage, listAudit } from './audit-list.js';
import { auditKey } from './keys.js';
import type { Store } from './store.js';
import { TemporaryStores } from './testing/temporary-store.js';

const stores = new TemporaryStores();
let store: Store;
beforeEach(async () => {
  store = await stores.open();
});
afterEach(() => stores.remove());

/** Puts records of revisions 1..count straight into the database; the oldest is acme's, all others are somebody else's. */
function putRecords(count: number, effectsEach: number): Promise<void> {
  return store.read(async (db) => {
    const batch = db.batch();
    for (let revision = 1; revision <= count; revision++) {
      const tenantId = revision === 1 ? 'acme' : 'other';
      const effect = { kind: 'port', id: `port-${revision}`.padEnd(63, 'x'), tenantId, action: 1 };
      const record = { revision, actor: `weft://tenant/${tenantId}`, effects: Array(effectsEach).fill(effect) };
      batch.put(auditKey(revision), weft.v1.AuditRecord.encode(record).finish() as Buffer);
    }
    await batch.write();
  });
}

/** All pages, each with how many revisions it looked at. */
async function pages(filters: Partial<AuditFilters>, seenBy: string | null, newest: number): Promise<number[][]> {
  const all = { tenantId: '', kind: '', id: '', actor: '', ...filters };
  const found: number[][] = [];
  for (let below: number | null = newest + 1; below !== null; ) {
    const from: number = below;
    const page: AuditPage = await listAudit(store, all, seenBy, from, 100);
    below = page.below;
    found.push([from - (below ?? 1), ...page.records.map((r) => r.revision)]);
  }
  return found;
}

describe('a page of the audit for which few records match', () => {
  it('ends after 20,000 of them; the next one goes on, and none is left out', async () => {
    await putRecords(45_000, 1);
    for (const filters of [{ tenantId: 'acme' }, { id: 'port-1'.padEnd(63, 'x') }, { actor: 'weft://tenant/acme' }]) {
      expect(await pages(filters, null, 45_000)).toEqual([[20_000], [20_000], [5_000, 1]]);
    }
    expect(await pages({}, 'acme', 45_000)).toEqual([[20_000], [20_000], [5_000, 1]]);
  });

  it('ends after 16 MB of them', async () => {
    await putRecords(4_000, 100);
    const found = await pages({ tenantId: 'acme' }, null, 4_000);
    const looked = found.map(([count = 0]) => count);
    expect(found.length).toBeGreaterThan(1);
    for (const count of looked) expect(count).toBeLessThan(2_500);
    expect(looked.reduce((sum, count) => sum + count, 0)).toBe(4_000);
    expect(found.flatMap(([, ...revisions]) => revisions)).toEqual([1]);
  });
});
