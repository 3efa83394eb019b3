import { type Datapath, policyTableNames, type TableUsage, tableNames } from '../datapath/datapath.js';
import { connectionTableNames } from '../datapath/policy-activity.js';
import type { HitReader } from '../hits/hit-reader.js';
import type { Policies } from '../policies/policies.js';
import type { Reconciler, TableCounters } from '../reconcile/reconciler.js';
import type { Tables } from '../state/tables.js';

export type MapUsage = TableUsage & { readonly name: string } & TableCounters;

/** Of a table that the agent does not write. */
const unwritten = { writes: 0, deletes: 0 };

/** What the tables hold, and what was written since the agent started; of those that programs write, as they were swept or read last. */
export function mapUsages(agent: {
  readonly datapath: Datapath;
  readonly tables: Tables;
  readonly reconciler: Reconciler;
  readonly policies: Policies;
  readonly hits: HitReader;
}): MapUsage[] {
  const { datapath, tables, reconciler, policies, hits } = agent;
  const capacityOf = (name: Parameters<Datapath['table']>[0]) => datapath.table(name).capacity;
  return [
    ...tableNames.map((name) => ({
      name,
      entries: tables.all[name].kernel,
      capacity: capacityOf(name),
      ...reconciler.counters[name],
    })),
    ...policyTableNames.map((name) => ({ name, capacity: capacityOf(name), ...policies.store.counters[name] })),
    ...connectionTableNames.map((name) => ({ name, ...datapath.policy.connectionUsage()[name], ...unwritten })),
    { name: 'rule_hits', entries: hits.rows, capacity: hits.capacity, ...unwritten },
  ];
}
