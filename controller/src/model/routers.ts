import { weft } from '../../../proto/gen/codecs.js';
import { requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { allocateNumber } from './numbers.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { requireQuota } from './quotas.js';
import { checkedInterfaces } from './router-interfaces.js';
import { checkedRoutes } from './static-routes.js';

export function createRouter(p: Planning, request: weft.v1.CreateRouterRequest): Plan<weft.v1.Router> {
  const input = requireMessage(request.router, 'router');
  const tenantId = requireReference(p, 'tenant', input.tenantId, 'router.tenant_id');
  requireQuota(p, 'routers', tenantId);
  const metadata = createdMetadata(p, 'router', input.metadata, 'router');
  const interfaces = checkedInterfaces(p, metadata.id, tenantId, input.interfaces ?? []);
  const routes = checkedRoutes(p, input.routes ?? [], interfaces);
  const { number, cursor } = allocateNumber(p, 'router');
  const router = weft.v1.Router.create({ metadata, tenantId, interfaces, routes, datapathId: number });
  return planPut('router', metadata.id, null, router, [cursor]);
}

export function updateRouter(p: Planning, request: weft.v1.UpdateRouterRequest): Plan<weft.v1.Router> {
  const input = requireMessage(request.router, 'router');
  const id = requireId(input.metadata?.id, 'router.metadata.id');
  const changeable = [...changeableMetadata, 'interfaces', 'routes'];
  const paths = updatePaths(request.updateMask, changeable, ['tenant_id', 'datapath_id', 'status']);
  const before = existingRow(p, 'router', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'router');
  const interfaces = paths.has('interfaces')
    ? checkedInterfaces(p, id, before.tenantId, input.interfaces ?? [])
    : before.interfaces;
  // Routes that stay are checked too: their next hop may have been in a subnet that the router leaves.
  const routes = checkedRoutes(p, paths.has('routes') ? (input.routes ?? []) : before.routes, interfaces);
  if (!metadata && sameForwarding(before, { interfaces, routes })) return planNothing(before);
  const after = weft.v1.Router.create({
    ...before,
    interfaces,
    routes,
    metadata: touched(p, metadata ?? before.metadata ?? {}),
  });
  return planPut('router', id, before, after);
}

export function deleteRouter(p: Planning, request: weft.v1.DeleteRouterRequest): Plan<weft.v1.Router> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'router', id, request.etag);
  return planDelete('router', id, before);
}

type Forwarding = Pick<weft.v1.Router.$Properties, 'interfaces' | 'routes'>;

function sameForwarding(a: Forwarding, b: Forwarding): boolean {
  const bytes = ({ interfaces = [], routes = [] }: Forwarding) =>
    weft.v1.Router.encode(weft.v1.Router.create({ interfaces, routes })).finish();
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}
