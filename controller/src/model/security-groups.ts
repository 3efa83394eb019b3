import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, requiredField } from '../../../proto/src/errors.js';
import { inUse, requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { allocateNumber } from './numbers.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { requireQuota } from './quotas.js';
import { addedRules, firstRules, type NumberedRules, removedRules, replacedRules } from './security-group-rules.js';
import { rowBytes } from './tables.js';

type SecurityGroup = weft.v1.SecurityGroup;

/** Most bytes of a group: a page of a list is at most 2 MiB and one row more, and a client with gRPC's usual limit of 4 MiB can read that. */
const groupBytesLimit = 2_000_000;

export function createSecurityGroup(p: Planning, request: weft.v1.CreateSecurityGroupRequest): Plan<SecurityGroup> {
  const input = requireMessage(request.securityGroup, 'security_group');
  const tenantId = requireReference(p, 'tenant', input.tenantId, 'security_group.tenant_id');
  requireQuota(p, 'securityGroups', tenantId);
  const metadata = createdMetadata(p, 'securityGroup', input.metadata, 'security_group');
  const list = 'security_group.rules';
  const numbered = firstRules(p, { id: metadata.id, tenantId }, input.rules ?? [], list);
  requireRoom(p, tenantId, 0, numbered);
  const { number, cursor } = allocateNumber(p, 'datapath');
  const group = weft.v1.SecurityGroup.create({ metadata, tenantId, ...numbered, datapathId: number });
  requireSize(group, list);
  return planPut('securityGroup', metadata.id, null, group, [cursor]);
}

export function updateSecurityGroup(p: Planning, request: weft.v1.UpdateSecurityGroupRequest): Plan<SecurityGroup> {
  const input = requireMessage(request.securityGroup, 'security_group');
  const id = requireId(input.metadata?.id, 'security_group.metadata.id');
  const changeable = [...changeableMetadata, 'rules'];
  const paths = updatePaths(request.updateMask, changeable, ['tenant_id', 'datapath_id', 'last_rule_number']);
  const before = existingRow(p, 'securityGroup', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'security_group');
  const list = 'security_group.rules';
  const numbered = paths.has('rules')
    ? replacedRules(p, { id, tenantId: before.tenantId }, before, input.rules ?? [], list)
    : before;
  return planChanged(p, before, metadata, numbered, list);
}

export function addSecurityGroupRules(p: Planning, request: weft.v1.AddSecurityGroupRulesRequest): Plan<SecurityGroup> {
  const id = requireId(request.id, 'id');
  if (request.rules.length === 0) throw requiredField('rules');
  const before = existingRow(p, 'securityGroup', id, request.etag);
  const numbered = addedRules(p, { id, tenantId: before.tenantId }, before, request.rules, 'rules');
  return planChanged(p, before, null, numbered, 'rules');
}

export function removeSecurityGroupRules(
  p: Planning,
  request: weft.v1.RemoveSecurityGroupRulesRequest,
): Plan<SecurityGroup> {
  const id = requireId(request.id, 'id');
  if (request.ruleIds.length === 0) throw requiredField('rule_ids');
  const before = existingRow(p, 'securityGroup', id, request.etag);
  const numbered = removedRules({ id, tenantId: before.tenantId }, before, request.ruleIds, 'rule_ids');
  return planChanged(p, before, null, numbered, 'rule_ids');
}

export function deleteSecurityGroup(p: Planning, request: weft.v1.DeleteSecurityGroupRequest): Plan<SecurityGroup> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'securityGroup', id, request.etag);
  const { portsOfGroup, groupsNamingGroup, networksOfGroup } = p.topology;
  for (const [kind, users] of [
    ['port', portsOfGroup.of(id)],
    ['securityGroup', groupsNamingGroup.of(id)],
    ['network', networksOfGroup.of(id)],
  ] as const) {
    if (users.size > 0) throw inUse('securityGroup', id, kind, users, users.size);
  }
  return planDelete('securityGroup', id, before);
}

/** `metadata` is null where it stays. `list` is the field that errors of the whole name. */
function planChanged(
  p: Planning,
  before: SecurityGroup,
  metadata: weft.v1.Metadata.$Properties | null,
  { rules, lastRuleNumber }: NumberedRules,
  list: string,
): Plan<SecurityGroup> {
  if (!metadata && sameRules(before.rules, rules)) return planNothing(before);
  requireRoom(p, before.tenantId, before.rules.length, { rules, lastRuleNumber });
  const after = weft.v1.SecurityGroup.create({
    ...before,
    rules,
    lastRuleNumber,
    metadata: touched(p, metadata ?? before.metadata ?? {}),
  });
  requireSize(after, list);
  return planPut('securityGroup', after.metadata?.id ?? '', before, after);
}

/** Refuses rules beyond the tenant's quota, where there are more than before. */
function requireRoom(p: Planning, tenantId: string, before: number, { rules }: NumberedRules): void {
  if (rules.length > before) requireQuota(p, 'securityGroupRules', tenantId, rules.length - before);
}

function requireSize(group: SecurityGroup, list: string): void {
  const bytes = rowBytes('securityGroup', group).length;
  if (bytes <= groupBytesLimit) return;
  throw invalidField(list, `would make the security group ${bytes} bytes; the limit is ${groupBytesLimit}`);
}

function sameRules(a: NumberedRules['rules'], b: NumberedRules['rules']): boolean {
  const bytes = (rules: NumberedRules['rules']) =>
    weft.v1.SecurityGroup.encode(weft.v1.SecurityGroup.create({ rules })).finish();
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}
