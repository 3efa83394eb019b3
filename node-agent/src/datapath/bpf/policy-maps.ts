import { type PolicyTableName, policyTableNames, type TableName } from '../datapath.js';

const tables = ['policy_config', 'port_groups', ...policyTableNames] as const satisfies (TableName | PolicyTableName)[];

/** Maps of modules/include/weft/policy_maps.h that are no tables. */
export const policyStateMaps = [
  'port_policy',
  'rule_hits',
  'connection4',
  'connection6',
  'port_connections',
  'fragment',
  'port_fragments',
  'denied_records',
  'denied_limits',
] as const;

/** All maps of modules/include/weft/policy_maps.h. */
export const policyMaps = [...tables, ...policyStateMaps] as const;
export type PolicyMapName = (typeof policyMaps)[number];

/** Sizes that follow from what an operator sets; `slots`: ports of the node and one. */
export function policyMapSizes(limits: {
  readonly slots: number;
  readonly maxEndpoints: number;
  readonly maxPolicyEntries: number;
  readonly maxConnections: number;
}): Partial<Record<PolicyMapName, number>> {
  const { slots, maxEndpoints, maxPolicyEntries, maxConnections } = limits;
  return {
    port_policy: slots,
    // Each port's, the one before it, and what the agent notes.
    policy_head: 2 * slots - 1,
    policy_block: maxPolicyEntries,
    port_groups: maxEndpoints,
    rule_hits: maxPolicyEntries,
    connection4: maxConnections,
    connection6: maxConnections,
    port_connections: slots,
    port_fragments: slots,
    denied_limits: slots,
  };
}
