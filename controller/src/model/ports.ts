import { weft } from '../../../proto/gen/codecs.js';
import type { Mac } from '../../../proto/src/mac.js';
import { macOwner, refuseTaken, usableMac } from './address-pairs.js';
import { lastGeneration } from './bindings.js';
import type { CursorMove } from './cursors.js';
import { requireId, requireMessage, requireReference, updatePaths } from './fields.js';
import { changeableMetadata, createdMetadata, existingRow, touched, updatedMetadata } from './metadata.js';
import { allocateNumber, nextGeneration } from './numbers.js';
import { type Plan, type Planning, planDelete, planNothing, planPut } from './plan.js';
import { assignAddresses } from './port-addresses.js';
import { endBindings } from './port-moves.js';
import { changedTraffic, checkedTraffic, trafficPaths } from './port-traffic.js';
import { requireQuota } from './quotas.js';
import { adminsDecide } from './tenancy.js';

export function createPort(p: Planning, request: weft.v1.CreatePortRequest): Plan<weft.v1.Port> {
  return newPort(p, requireMessage(request.port, 'port'));
}

/** The port that `input` asks for. Errors call its fields `port.<field>`. */
export function newPort(p: Planning, input: weft.v1.Port.$Properties): Plan<weft.v1.Port> {
  const networkId = requireReference(p, 'network', input.networkId, 'port.network_id');
  const { tenantId, defaultSecurityGroupIds } = networkOf(p, networkId);
  requireQuota(p, 'ports', tenantId);
  const metadata = createdMetadata(p, 'port', input.metadata, 'port');
  if (input.nodeId) adminsDecide(p, 'port.node_id', "a port's node");
  const nodeId = input.nodeId ? requireReference(p, 'node', input.nodeId, 'port.node_id') : '';
  const chosen = input.mac?.length ? chosenMac(p, networkId, input.mac) : null;
  const datapath = allocateNumber(
    p,
    'datapath',
    (id) =>
      !p.draft.datapathIds.has(id) && (chosen !== null || macOwner(p, networkId, macOfDatapathId(id)) === undefined),
  );
  const mac = chosen ?? macOfDatapathId(datapath.number);
  const addresses = assignAddresses(p, networkId, metadata.id, mac, input.addresses ?? []);
  const securityGroupIds = input.securityGroupIds?.length ? input.securityGroupIds : defaultSecurityGroupIds;
  const port = weft.v1.Port.create({
    metadata,
    networkId,
    tenantId,
    mac,
    addresses: addresses.addresses,
    nodeId,
    activeBinding: nodeId ? { nodeId, generation: nextGeneration(p, 0) } : null,
    datapathId: datapath.number,
    ...checkedTraffic(p, { id: metadata.id, networkId, tenantId, mac }, { ...input, securityGroupIds }),
  });
  return planPut('port', metadata.id, null, port, [datapath.cursor, ...addresses.cursors]);
}

export function updatePort(p: Planning, request: weft.v1.UpdatePortRequest): Plan<weft.v1.Port> {
  const input = requireMessage(request.port, 'port');
  const id = requireId(input.metadata?.id, 'port.metadata.id');
  if (request.updateMask?.paths?.includes('node_id')) adminsDecide(p, 'port.node_id', "a port's node");
  const paths = updatePaths(
    request.updateMask,
    [...changeableMetadata, ...trafficPaths, ...(p.tenant === null ? ['node_id'] : [])],
    [
      'network_id',
      'tenant_id',
      'mac',
      'addresses',
      'node_id',
      'active_binding',
      'pending_binding',
      'departing_binding',
      'datapath_id',
      'status',
    ],
  );
  const before = existingRow(p, 'port', id, input.metadata?.etag);
  const metadata = updatedMetadata(before.metadata ?? {}, input.metadata, paths, 'port');
  let nodeId = before.nodeId;
  if (paths.has('node_id')) {
    nodeId = input.nodeId ? requireReference(p, 'node', input.nodeId, 'port.node_id') : '';
  }
  const traffic = changedTraffic(p, before, input, paths);
  if (!metadata && !traffic && nodeId === before.nodeId) return planNothing(before);
  const { bindings, cursors } = rebind(p, before, nodeId);
  const after = weft.v1.Port.create({
    ...before,
    ...traffic,
    ...bindings,
    metadata: touched(p, metadata ?? before.metadata ?? {}),
  });
  return planPut('port', id, before, after, cursors);
}

export function deletePort(p: Planning, request: weft.v1.DeletePortRequest.$Properties): Plan<weft.v1.Port> {
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'port', id, request.etag);
  return planDelete('port', id, before, rebind(p, before, '').cursors);
}

type Bindings = Pick<weft.v1.Port.$Properties, 'nodeId' | 'activeBinding' | 'pendingBinding' | 'departingBinding'>;

/** The bindings of a port that is to live on `nodeId` (empty: nowhere): those that it has if it lives there, otherwise a new one instead of all of them. */
function rebind(p: Planning, before: weft.v1.Port, nodeId: string): { bindings: Bindings; cursors: CursorMove[] } {
  if (nodeId !== '' && nodeId === before.nodeId) return { bindings: {}, cursors: [] };
  const ended = { pendingBinding: null, departingBinding: null };
  if (nodeId === '') return { bindings: { nodeId, activeBinding: null, ...ended }, cursors: endBindings(p, before) };
  const activeBinding = { nodeId, generation: nextGeneration(p, lastGeneration(before)) };
  return { bindings: { nodeId, activeBinding, ...ended }, cursors: [] };
}

function chosenMac(p: Planning, networkId: string, bytes: Uint8Array): Mac {
  const mac = usableMac(bytes, 'port.mac');
  refuseTaken(p, networkId, mac, 'port.mac', '');
  return mac;
}

function networkOf({ draft, topology }: Planning, networkId: string) {
  const known = draft.networks.get(networkId) ?? topology.get('network', networkId);
  if (!known) throw new Error(`network ${networkId} is not there`);
  draft.networks.set(networkId, known);
  return known;
}

/** The MAC of a port that chose none: 02:57 (locally administered, unicast), then the datapath id. */
export function macOfDatapathId(id: number): Mac {
  return Uint8Array.of(0x02, 0x57, id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff) as Mac;
}
