import { weft } from '../../../proto/gen/codecs.js';
import type { NodeService } from '../../../proto/gen/services.js';
import { createNode, deleteNode, updateNode } from '../model/nodes.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function nodeHandlers(r: Resources): Handlers<typeof NodeService> {
  return {
    createNode: (request, call) => r.create(call, 'node', weft.v1.CreateNodeRequest, (p) => createNode(p, request)),
    getNode: async (request, call) => r.get(call, 'node', request.id),
    listNodes: async (request, call) => {
      const { rows: nodes, nextPageToken, revision } = await r.list(call, 'node', request.options, {});
      return weft.v1.ListNodesResponse.create({ nodes, nextPageToken, revision });
    },
    updateNode: (request, call) => r.update(call, 'node', (p) => updateNode(p, request)),
    deleteNode: async (request, call) =>
      weft.v1.DeleteNodeResponse.create(await r.delete(call, (p) => deleteNode(p, request))),
    watchNodes: (call) =>
      r.watch(call, 'node', {}, ({ kind, revision, row, resumeToken }) =>
        weft.v1.NodeChange.create({ kind, revision, node: row, resumeToken }),
      ),
  };
}
