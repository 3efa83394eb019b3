import { weft } from '../../../proto/gen/codecs.js';
import type { NetworkService } from '../../../proto/gen/services.js';
import { createNetwork, deleteNetwork, updateNetwork } from '../model/networks.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function networkHandlers(r: Resources): Handlers<typeof NetworkService> {
  return {
    createNetwork: (request, call) =>
      r.create(call, 'network', weft.v1.CreateNetworkRequest, (p) => createNetwork(p, request)),
    getNetwork: async (request, call) => r.get(call, 'network', request.id),
    listNetworks: async (request, call) => {
      const filters = { tenant: request.tenantId };
      const { rows: networks, nextPageToken, revision } = await r.list(call, 'network', request.options, filters);
      return weft.v1.ListNetworksResponse.create({ networks, nextPageToken, revision });
    },
    updateNetwork: (request, call) => r.update(call, 'network', (p) => updateNetwork(p, request)),
    deleteNetwork: async (request, call) =>
      weft.v1.DeleteNetworkResponse.create(await r.delete(call, (p) => deleteNetwork(p, request))),
    watchNetworks: (call) =>
      r.watch(call, 'network', { tenant: call.request.tenantId }, ({ kind, revision, row, resumeToken }) =>
        weft.v1.NetworkChange.create({ kind, revision, network: row, resumeToken }),
      ),
  };
}
