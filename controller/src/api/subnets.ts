import { weft } from '../../../proto/gen/codecs.js';
import type { SubnetService } from '../../../proto/gen/services.js';
import { createSubnet, deleteSubnet, updateSubnet } from '../model/subnets.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function subnetHandlers(r: Resources): Handlers<typeof SubnetService> {
  return {
    createSubnet: (request, call) =>
      r.create(call, 'subnet', weft.v1.CreateSubnetRequest, (p) => createSubnet(p, request)),
    getSubnet: async (request, call) => r.get(call, 'subnet', request.id),
    listSubnets: async (request, call) => {
      const filters = { tenant: request.tenantId, network: request.networkId };
      const { rows: subnets, nextPageToken, revision } = await r.list(call, 'subnet', request.options, filters);
      return weft.v1.ListSubnetsResponse.create({ subnets, nextPageToken, revision });
    },
    updateSubnet: (request, call) => r.update(call, 'subnet', (p) => updateSubnet(p, request)),
    deleteSubnet: async (request, call) =>
      weft.v1.DeleteSubnetResponse.create(await r.delete(call, (p) => deleteSubnet(p, request))),
    watchSubnets: (call) =>
      r.watch(
        call,
        'subnet',
        { tenant: call.request.tenantId, network: call.request.networkId },
        ({ kind, revision, row, resumeToken }) =>
          weft.v1.SubnetChange.create({ kind, revision, subnet: row, resumeToken }),
      ),
  };
}
