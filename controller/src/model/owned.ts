import { type QuotaKind, quotaKinds, quotaTables } from './quota-limits.js';
import type { Effect, TableName } from './tables.js';
import { Tally } from './tally.js';

/** How much each tenant has of what quotas limit. */
export class Owned {
  readonly #tallies = Object.fromEntries(quotaKinds.map((kind) => [kind, new Tally()])) as Record<QuotaKind, Tally>;

  of(kind: QuotaKind, tenantId: string): number {
    return this.#tallies[kind].of(tenantId);
  }

  /** Counts what an effect adds or takes; with -1 what it did is taken back. */
  count(effect: Effect, sign: 1 | -1): void {
    for (const kind of kindsOf(effect.table)) {
      const by = amount(kind, effect.after) - amount(kind, effect.before);
      const row = effect.after ?? effect.before;
      if (by !== 0 && row && 'tenantId' in row) this.#tallies[kind].add(row.tenantId, sign * by);
    }
  }
}

const kindsByTable = new Map<TableName, QuotaKind[]>();
for (const kind of quotaKinds) {
  kindsByTable.set(quotaTables[kind], [...(kindsByTable.get(quotaTables[kind]) ?? []), kind]);
}

function kindsOf(table: TableName): readonly QuotaKind[] {
  return kindsByTable.get(table) ?? [];
}

/** How much of a kind a row of its table is. */
function amount(kind: QuotaKind, row: Effect['before']): number {
  if (!row) return 0;
  return kind === 'securityGroupRules' && 'rules' in row ? row.rules.length : 1;
}
