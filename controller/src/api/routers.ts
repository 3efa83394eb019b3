import { weft } from '../../../proto/gen/codecs.js';
import type { RouterService } from '../../../proto/gen/services.js';
import { createRouter, deleteRouter, updateRouter } from '../model/routers.js';
import type { Resources } from './resources.js';
import type { Handlers } from './serve.js';

export function routerHandlers(r: Resources): Handlers<typeof RouterService> {
  return {
    createRouter: (request, call) =>
      r.create(call, 'router', weft.v1.CreateRouterRequest, (p) => createRouter(p, request)),
    getRouter: async (request, call) => r.get(call, 'router', request.id),
    listRouters: async (request, call) => {
      const filters = { tenant: request.tenantId };
      const { rows: routers, nextPageToken, revision } = await r.list(call, 'router', request.options, filters);
      return weft.v1.ListRoutersResponse.create({ routers, nextPageToken, revision });
    },
    updateRouter: (request, call) => r.update(call, 'router', (p) => updateRouter(p, request)),
    deleteRouter: async (request, call) =>
      weft.v1.DeleteRouterResponse.create(await r.delete(call, (p) => deleteRouter(p, request))),
    watchRouters: (call) =>
      r.watch(call, 'router', { tenant: call.request.tenantId }, ({ kind, revision, row, resumeToken }) =>
        weft.v1.RouterChange.create({ kind, revision, router: row, resumeToken }),
      ),
  };
}
