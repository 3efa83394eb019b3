import { updateNetwork } from '../../controller/src/model/networks.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
  removeSecurityGroupRules,
  updateSecurityGroup,
} from '../../controller/src/model/security-groups.js';
import { securityGroupRequest } from '../../controller/src/model/testing/requests.js';
import type { Store } from '../../controller/src/store/store.js';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import type { GroupSpec, RuleSpec } from './groups.js';
import type { NetworkSpec } from './topology.js';

/** Has the groups that are to be, with their rules. Those that are not to be lose theirs, so that nothing in them keeps another group. */
export async function changeGroups(store: Store, from: readonly GroupSpec[], to: readonly GroupSpec[]): Promise<void> {
  // Rules may name groups that come at the same time: first all groups, then their rules.
  const before = new Map(from.map((group) => [group.id, group]));
  for (const { id, tenant: tenantId } of to)
    if (!before.has(id)) await store.commit((p) => createSecurityGroup(p, securityGroupRequest(id, { tenantId })));
  for (const group of to) await changeRules(store, group.id, before.get(group.id)?.rules ?? [], group.rules);
  for (const { id, rules } of from) if (!to.some((group) => group.id === id)) await changeRules(store, id, rules, []);
}

/** What is no group any more goes; ports and networks that are to be do not name it. */
export async function removeGroups(store: Store, from: readonly GroupSpec[], to: readonly GroupSpec[]): Promise<void> {
  for (const { id } of from) {
    if (to.some((group) => group.id === id)) continue;
    const request = weft.v1.DeleteSecurityGroupRequest.create({ id });
    await store.commit((p) => deleteSecurityGroup(p, request));
  }
}

export async function changeDefaultGroups(store: Store, networks: readonly NetworkSpec[]): Promise<void> {
  for (const { id, defaultGroups } of networks) {
    if (`${store.get('network', id)?.defaultSecurityGroupIds ?? []}` === `${defaultGroups}`) continue;
    const request = weft.v1.UpdateNetworkRequest.fromObject({
      network: { metadata: { id }, defaultSecurityGroupIds: [...defaultGroups] },
      updateMask: { paths: ['default_security_group_ids'] },
    });
    await store.commit((p) => updateNetwork(p, request));
  }
}

/** By the call that does just that: rules added, rules removed, or all replaced. */
async function changeRules(
  store: Store,
  id: string,
  before: readonly RuleSpec[],
  after: readonly RuleSpec[],
): Promise<void> {
  const added = after.filter((rule) => !before.some((other) => other.id === rule.id));
  const removed = before.filter((rule) => !after.some((other) => other.id === rule.id));
  if (added.length > 0 && removed.length > 0) {
    const request = weft.v1.UpdateSecurityGroupRequest.fromObject({
      securityGroup: { metadata: { id }, rules: after.map(ruleMessage) },
      updateMask: { paths: ['rules'] },
    });
    await store.commit((p) => updateSecurityGroup(p, request));
  } else if (added.length > 0) {
    const request = weft.v1.AddSecurityGroupRulesRequest.fromObject({ id, rules: added.map(ruleMessage) });
    await store.commit((p) => addSecurityGroupRules(p, request));
  } else if (removed.length > 0) {
    const request = weft.v1.RemoveSecurityGroupRulesRequest.fromObject({ id, ruleIds: removed.map((rule) => rule.id) });
    await store.commit((p) => removeSecurityGroupRules(p, request));
  }
}

function ruleMessage(rule: RuleSpec): weft.v1.SecurityGroupRule.$Properties {
  const { INGRESS, EGRESS } = weft.v1.RuleDirection;
  const [firstL4Port = 0, lastL4Port = 0] = rule.l4Ports ?? [];
  const { remote } = rule;
  return {
    id: rule.id,
    direction: rule.direction === 'in' ? INGRESS : EGRESS,
    protocol: rule.protocol,
    firstL4Port,
    lastL4Port,
    ...(rule.icmpType !== null && { icmpType: rule.icmpType }),
    ...(rule.icmpCode !== null && { icmpCode: rule.icmpCode }),
    ...(remote && 'group' in remote && { remoteSecurityGroupId: remote.group }),
    ...(remote &&
      'prefix' in remote && {
        remotePrefix: { address: { bytes: parseIp(remote.prefix) }, length: remote.length },
      }),
  };
}
