import { weft } from '../../../proto/gen/codecs.js';
import type { SecurityGroupService } from '../../../proto/gen/services.js';
import {
  addSecurityGroupRules,
  createSecurityGroup,
  deleteSecurityGroup,
  removeSecurityGroupRules,
  updateSecurityGroup,
} from '../model/security-groups.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function securityGroupHandlers(r: Resources): Handlers<typeof SecurityGroupService> {
  return {
    createSecurityGroup: (request, call) =>
      r.create(call, 'securityGroup', weft.v1.CreateSecurityGroupRequest, (p) => createSecurityGroup(p, request)),
    getSecurityGroup: async (request, call) => r.get(call, 'securityGroup', request.id),
    listSecurityGroups: async (request, call) => {
      const filters = { tenant: request.tenantId };
      const page = await r.list(call, 'securityGroup', request.options, filters);
      const { rows: securityGroups, nextPageToken, revision } = page;
      return weft.v1.ListSecurityGroupsResponse.create({ securityGroups, nextPageToken, revision });
    },
    updateSecurityGroup: (request, call) => r.update(call, 'securityGroup', (p) => updateSecurityGroup(p, request)),
    addSecurityGroupRules: (request, call) => r.update(call, 'securityGroup', (p) => addSecurityGroupRules(p, request)),
    removeSecurityGroupRules: (request, call) =>
      r.update(call, 'securityGroup', (p) => removeSecurityGroupRules(p, request)),
    deleteSecurityGroup: async (request, call) =>
      weft.v1.DeleteSecurityGroupResponse.create(await r.delete(call, (p) => deleteSecurityGroup(p, request))),
    watchSecurityGroups: (call) =>
      r.watch(call, 'securityGroup', { tenant: call.request.tenantId }, ({ kind, revision, row, resumeToken }) =>
        weft.v1.SecurityGroupChange.create({ kind, revision, securityGroup: row, resumeToken }),
      ),
  };
}
