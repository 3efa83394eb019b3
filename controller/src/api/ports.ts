import { weft } from '../../../proto/gen/codecs.js';
import type { PortService } from '../../../proto/gen/services.js';
import { createPorts, deletePorts } from '../model/port-batches.js';
import { activatePortMove, cancelPortMove, movePort } from '../model/port-moves.js';
import { createPort, deletePort, updatePort } from '../model/ports.js';
import { portRules } from './port-rules.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function portHandlers(r: Resources): Handlers<typeof PortService> {
  return {
    createPort: (request, call) => r.create(call, 'port', weft.v1.CreatePortRequest, (p) => createPort(p, request)),
    getPort: async (request, call) => r.get(call, 'port', request.id),
    listPorts: async (request, call) => {
      const filters = { tenant: request.tenantId, network: request.networkId, node: request.nodeId };
      const { rows: ports, nextPageToken, revision } = await r.list(call, 'port', request.options, filters);
      return weft.v1.ListPortsResponse.create({ ports, nextPageToken, revision });
    },
    updatePort: (request, call) => r.update(call, 'port', (p) => updatePort(p, request)),
    deletePort: async (request, call) =>
      weft.v1.DeletePortResponse.create(await r.delete(call, (p) => deletePort(p, request))),
    batchCreatePorts: async (request, call) => {
      const codec = weft.v1.BatchCreatePortsRequest;
      const { rows: ports, revision } = await r.createAll(call, 'port', codec, (p) => createPorts(p, request));
      return weft.v1.BatchCreatePortsResponse.create({ ports, revision });
    },
    batchDeletePorts: async (request, call) =>
      weft.v1.BatchDeletePortsResponse.create(await r.delete(call, (p) => deletePorts(p, request))),
    movePort: (request, call) => r.update(call, 'port', (p) => movePort(p, request)),
    activatePortMove: (request, call) => r.update(call, 'port', (p) => activatePortMove(p, request)),
    cancelPortMove: (request, call) => r.update(call, 'port', (p) => cancelPortMove(p, request)),
    listPortRules: async (request, call) => {
      const port = r.get(call, 'port', request.id);
      return portRules(port, (id) => r.store.get('securityGroup', id) ?? null, r.ruleHits(request.id));
    },
    watchPorts: (call) =>
      r.watch(
        call,
        'port',
        { tenant: call.request.tenantId, network: call.request.networkId, node: call.request.nodeId },
        ({ kind, revision, row, resumeToken }) => weft.v1.PortChange.create({ kind, revision, port: row, resumeToken }),
      ),
  };
}
